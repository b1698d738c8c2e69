package io.hopwire.spi;

import org.agrona.DirectBuffer;

/**
 * What the core tells the application. Buffers are lent for the call only.
 * <p>
 * Other than {@link Outbox} this sink is called, not claimed: a message may only be shown after its tag was checked, so
 * there is nothing to write in place. It can not refuse either: what comes is bounded by {@link #receiveWindow(int)},
 * which the peer was told, and every other event by the number of sessions and commands in flight.
 * <p>
 * Called on the thread that runs the core.
 */
public interface Events
{
    /**
     * The answer to a command: exactly one for each. It may come from within the command.
     *
     * @param type          of the command, one of {@link Commands}.
     * @param correlationId of the command.
     * @param code          {@link Commands#OK}, or why not: the type of the command says which codes there are.
     * @param buffer        holds the body of the answer; not to be looked at where it has none.
     * @param offset        first byte.
     * @param length        bytes, 0 where the answer has no body.
     */
    void onAnswer(int type, long correlationId, int code, DirectBuffer buffer, int offset, int length);

    /**
     * A peer connected to us.
     *
     * @param sessionId of the new session.
     * @param key       holds the peer's public key.
     * @param keyOffset its first byte.
     * @param hops      hops of the route it came by.
     */
    void onAccepted(int sessionId, DirectBuffer key, int keyOffset, int hops);

    /**
     * Whether the application wants a session with a peer. Asked when the peer has shown his key, before he has proved
     * that he is there now; and before anything is answered.
     *
     * @param key       holds the peer's public key.
     * @param keyOffset its first byte.
     * @param early     what he has sent along, all of it; empty where there is nothing. Others may have recorded it.
     * @return true unless the host says otherwise.
     */
    default boolean mayAccept(final DirectBuffer key, final int keyOffset, final DirectBuffer early)
    {
        return true;
    }

    /**
     * What a peer has sent along when it began a session. It has proved itself: its {@link #onAccepted} follows.
     *
     * @param sessionId of the new session.
     * @param early     all of it, 1 byte or more.
     */
    default void onEarlyData(final int sessionId, final DirectBuffer early)
    {
    }

    /**
     * Whether the application has memory for another session. Asked before one is begun, whoever begins it.
     *
     * @return true unless the host says otherwise.
     */
    default boolean hasRoomForSession()
    {
        return true;
    }

    /**
     * Bytes that the application has room for now: of this session's stream, and as many of messages that need no
     * order. Asked whenever a packet is built.
     *
     * @param sessionId which session.
     * @return bytes, 0 or more.
     */
    int receiveWindow(int sessionId);

    /**
     * What is next in the stream of a session's messages, once and in order: many messages, one, or a part of one, each
     * behind a {@code delivery.MessageHeader}; {@code delivery.MessageReader} takes them out. Its form was checked.
     *
     * @param sessionId which session.
     * @param buffer    holds it.
     * @param offset    first byte.
     * @param length    bytes, 1 or more.
     */
    void onStream(int sessionId, DirectBuffer buffer, int offset, int length);

    /**
     * Messages that need not wait for others, whole, each behind a {@code delivery.MessageHeader}; their form was
     * checked.
     *
     * @param sessionId  which session.
     * @param isReliable whether they come once, for certain, and have room in {@link #receiveWindow}; otherwise they
     *                   are datagrams, and where there is no room for them nobody will know.
     * @param buffer     holds them.
     * @param offset     first byte.
     * @param length     bytes, 1 or more.
     * @return false where there was no room for datagrams, and they are dropped.
     */
    boolean onMessages(int sessionId, boolean isReliable, DirectBuffer buffer, int offset, int length);

    /**
     * The peer's engine has handed more of our stream to its application.
     *
     * @param sessionId  which session.
     * @param acked      messages acknowledged since the session began.
     * @param ackedBytes of the stream acknowledged since then, without holes.
     */
    void onAcked(int sessionId, long acked, long ackedBytes);

    /**
     * A session ended, whoever ended it. Its id may be used again.
     *
     * @param sessionId which session.
     * @param reason    one of {@link SessionCodes}.
     * @param unknown   messages handed over whose fate is not known: neither acknowledged nor refused.
     */
    void onClosed(int sessionId, int reason, long unknown);

    /**
     * An open session has lost a route, or found one. Not told of those with which it was opened.
     *
     * @param sessionId which session.
     * @param routes    that it has now, by which it can send; 0: it is cut off, and goes on only if one is found.
     * @param minRoutes how many are demanded, by whichever end.
     */
    default void onRoutes(final int sessionId, final int routes, final int minRoutes)
    {
    }

    /**
     * What a session demands of its routes. Told of one that a peer began, behind its {@link #onAccepted}, and of each
     * change, whichever end made it.
     *
     * @param sessionId which session.
     * @param transit   a {@link Transit}.
     * @param isChanged whether the peer has changed it: false where it is so since the beginning, or we wanted it so.
     */
    default void onTransit(final int sessionId, final int transit, final boolean isChanged)
    {
    }

    /**
     * One hop of a session's route has answered a trace.
     *
     * @param sessionId which session.
     * @param hop       1 for the first relay; the last one is the peer itself.
     * @param key       holds the public key of the node at that hop.
     * @param keyOffset its first byte.
     * @param rttNs     from here to that hop and back.
     * @param last      true for the far end.
     */
    void onTrace(int sessionId, int hop, DirectBuffer key, int keyOffset, long rttNs, boolean last);

    /**
     * Somebody in the network has told everybody something, by a SHOUT of seed 004: once for each, in no certain order.
     * Who says that it is from whom is the neighbour that passed it on, and he the one before him: it is not proved.
     *
     * @param buffer      holds the sender's public key and the message.
     * @param keyOffset   first byte of the key.
     * @param number      of the message, the sender's time in microseconds since 1970.
     * @param valueOffset first byte of the message, one value of msgpack, well-formed.
     * @param valueLength its bytes.
     * @return false where the application had no room for it, and will not see it.
     */
    default boolean onShout(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        return true;
    }

    /**
     * A neighbour has told its neighbours something, by a SPEAK of seed 004: once for each. The link proves who it is.
     *
     * @param buffer      holds the sender's public key and the message.
     * @param keyOffset   first byte of the key.
     * @param number      of the message, the sender's time in microseconds since 1970.
     * @param valueOffset first byte of the message, one value of msgpack, well-formed.
     * @param valueLength its bytes.
     * @return false where the application has no room for it now; the neighbour says it again.
     */
    default boolean onSpeak(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        return true;
    }

    /**
     * Somebody has told us something, by a WHISPER of seed 004: once for each. It is proved who it is from, by a sealed
     * box or by the link.
     *
     * @param buffer      holds the sender's public key and the message.
     * @param keyOffset   first byte of the key.
     * @param number      of the message, the sender's time in microseconds since 1970.
     * @param valueOffset first byte of the message, one value of msgpack, well-formed.
     * @param valueLength its bytes.
     * @return false where the application has no room for it now; the sender says it again.
     */
    default boolean onWhisper(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        return true;
    }

    /**
     * A link came up.
     *
     * @param key       holds the peer's public key.
     * @param keyOffset its first byte.
     * @param addressId where it is now.
     * @param role      what it is.
     * @param rttNs     measured in its handshake.
     */
    void onLinkUp(DirectBuffer key, int keyOffset, int addressId, int role, long rttNs);

    /**
     * A link went down.
     *
     * @param key       holds the peer's public key.
     * @param keyOffset its first byte.
     * @param reason    of the link package.
     */
    void onLinkDown(DirectBuffer key, int keyOffset, int reason);
}
