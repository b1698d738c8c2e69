package io.hopwire.delivery;

/**
 * How much may be in flight. Told of each packet by {@link SentPackets}; one per sender. Times in nanoseconds.
 */
public interface CongestionControl
{
    /**
     * Whether there is room for another packet.
     *
     * @param packets in flight.
     * @param bytes   in flight.
     * @return true if one may be sent.
     */
    boolean maySend(int packets, long bytes);

    /**
     * A packet leaves.
     *
     * @param inFlight bytes in flight without it.
     * @param nowNs    now.
     */
    void onSent(long inFlight, long nowNs);

    /**
     * A packet that was in flight was acknowledged.
     *
     * @param length   its bytes.
     * @param sentNs   when it was sent.
     * @param inFlight bytes in flight before the acknowledgement came, which may be of many packets.
     * @param nowNs    now.
     */
    void onAcked(int length, long sentNs, long inFlight, long nowNs);

    /**
     * A packet was lost: later ones were acknowledged, and this one was not.
     *
     * @param sentNs when it was sent.
     * @param nowNs  now.
     */
    void onLost(long sentNs, long nowNs);

    /**
     * Nothing was heard for a probe timeout. That alone does not say that anything is lost.
     *
     * @param nowNs now.
     */
    void onProbeTimeout(long nowNs);

    /**
     * All packets that were sent over several probe timeouts were lost (RFC 9002, section 7.6). Follows the
     * {@link #onLost} of each.
     *
     * @param nowNs now.
     */
    void onPersistentCongestion(long nowNs);

    /**
     * What is sent from now on takes another path, of which nothing is known; what becomes of packets that were sent
     * before says nothing of it (RFC 9000, section 9.4).
     *
     * @param nowNs now.
     */
    void onNewPath(long nowNs);

    /**
     * {@return bytes that may be in flight}
     */
    long window();
}
