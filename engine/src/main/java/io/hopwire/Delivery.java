package io.hopwire;

/**
 * What is promised of a message. Chosen for each message, so a session may mix them; nothing has to be agreed on.
 */
public enum Delivery
{
    /** It arrives once, after all that was offered in this way before it. Of any length that the session takes. */
    ORDERED,
    /**
     * It arrives once, and waits for no other: what was lost holds up only itself. A message of more than {@link
     * Session#MAX_UNORDERED_LENGTH} bytes travels as an {@link #ORDERED} one does.
     */
    UNORDERED,
    /**
     * It is sent once, at once, and what is lost stays lost: for states of which only the latest is of use. It arrives
     * at most once, perhaps behind a later one, and where the peer does not read what came it is dropped. It has no
     * position, and nobody says what became of it.
     * <p>
     * Where the route is full it waits for the congestion window, in front of other messages, and once 64 KiB of them
     * wait another is {@link Session#BACK_PRESSURED}: nothing is dropped that was accepted, so who wants only the
     * latest state to leave offers it when there is room.
     */
    DATAGRAM
}
