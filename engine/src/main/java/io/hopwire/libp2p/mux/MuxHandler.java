package io.hopwire.libp2p.mux;

import org.agrona.DirectBuffer;

/**
 * What a muxer tells of a connection; one handler a connection. A stream is a number of which the lower 32 bits are
 * below the greatest number of streams that a connection may have at a time, so that arrays can be indexed by them;
 * the number as a whole is not used again. May call the muxer back, whatever it is told.
 */
public interface MuxHandler
{
    /**
     * The peer opened a stream.
     *
     * @param stream which.
     * @param nowNs  now.
     */
    void onOpened(long stream, long nowNs);

    /**
     * The peer accepted a stream of ours. Mplex does not tell.
     *
     * @param stream which.
     */
    void onAccepted(long stream);

    /**
     * Bytes came. Who takes fewer than there are gets no more until {@link Muxer#resume}, and the peer soon has to
     * stop.
     *
     * @param stream which.
     * @param buffer holds them during this call.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  now.
     * @return bytes taken, from 0 to {@code length}.
     */
    int onData(long stream, DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * All bytes were taken and no more will come. We may still write.
     *
     * @param stream which.
     * @param nowNs  now.
     */
    void onEnd(long stream, long nowNs);

    /**
     * There may be credit and room again for a stream whose {@link Muxer#write} did not take all.
     *
     * @param stream which.
     */
    void onWritable(long stream);

    /**
     * A stream ended without all bytes having arrived. It is gone.
     *
     * @param stream which.
     * @param fault  why.
     */
    void onReset(long stream, MuxFault fault);

    /**
     * Both sides ended a stream, and all was taken. It is gone.
     *
     * @param stream which.
     */
    void onClosed(long stream);

    /**
     * The peer takes no new streams; those that are open go on. Mplex does not tell.
     */
    void onGoAway();

    /**
     * A ping was answered. Mplex has none.
     *
     * @param rttNs time that took.
     */
    void onPong(long rttNs);

    /**
     * The connection has to be closed once what the sink holds is sent. Each stream was told before.
     *
     * @param fault why.
     */
    void onFault(MuxFault fault);
}
