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
     * A packet left.
     *
     * @param length its bytes.
     */
    void onSent(int length);

    /**
     * A packet that was in flight was acknowledged.
     *
     * @param length   its bytes.
     * @param sentNs   when it was sent.
     * @param inFlight bytes in flight without it.
     */
    void onAcked(int length, long sentNs, long inFlight);

    /**
     * A packet was lost because later ones were acknowledged.
     *
     * @param length its bytes.
     * @param sentNs when it was sent.
     * @param nowNs  now.
     */
    void onLost(int length, long sentNs, long nowNs);

    /**
     * Nothing was heard for a probe timeout.
     *
     * @param nowNs now.
     */
    void onProbeTimeout(long nowNs);

    /**
     * {@return bytes that may be in flight}
     */
    long window();
}
