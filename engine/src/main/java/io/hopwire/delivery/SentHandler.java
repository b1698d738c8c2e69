package io.hopwire.delivery;

/**
 * Told by {@link SentPackets} what becomes of the things that packets carried. Called from within it, so it must not
 * call back.
 */
public interface SentHandler
{
    /**
     * A packet that carried it was acknowledged.
     *
     * @param content      the number that the caller gave.
     * @param packetNumber of the packet.
     * @param wasLost      whether the packet was taken for lost, wrongly.
     */
    void onAcked(long content, long packetNumber, boolean wasLost);

    /**
     * A packet that carried it is taken for lost.
     *
     * @param content      the number that the caller gave.
     * @param packetNumber of the packet.
     */
    void onLost(long content, long packetNumber);
}
