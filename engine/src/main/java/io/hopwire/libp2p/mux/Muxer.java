package io.hopwire.libp2p.mux;

import io.hopwire.spi.ByteSink;
import org.agrona.DirectBuffer;

/**
 * Streams over one connection of bytes. A state machine: it is told bytes, wishes and time, calls a {@link
 * MuxHandler}, and writes into a {@link ByteSink}. May be started again for another connection when one is over. Not
 * thread-safe.
 */
public interface Muxer
{
    /** The stream is gone, or our side of it ended; or the connection is over or goes away. */
    int CLOSED = -1;

    /** As many streams are open as may be, or wait for the peer to accept them; later there may be fewer. */
    int LIMIT = -2;

    /** All numbers of streams were used. Another connection has them anew. */
    int EXHAUSTED = -3;

    /** There is no deadline. */
    long NEVER = Long.MAX_VALUE;

    /**
     * {@return its name, as it is negotiated}
     */
    String protocol();

    /**
     * Begin with a connection.
     *
     * @param isDialer whether we dialled.
     * @param sink     to write to until it is over.
     * @param handler  to tell until it is over.
     * @param nowNs    now.
     */
    void start(boolean isDialer, ByteSink sink, MuxHandler handler, long nowNs);

    /**
     * Bytes of the peer, cut anywhere. All are taken.
     *
     * @param buffer holds them during this call.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  now.
     */
    void onBytes(DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * The sink may have room again: what waits is written, and streams that wait are told. To be called at the end of
     * each duty cycle; not from within a handler.
     *
     * @param nowNs now.
     */
    void flush(long nowNs);

    /**
     * Open a stream. The peer hears of it with the first bytes, or the next {@link #flush}.
     *
     * @return the stream, or one of the negative codes.
     */
    long open();

    /**
     * Send bytes of a stream. Where fewer are taken, {@link MuxHandler#onWritable} follows.
     *
     * @param stream to write to.
     * @param buffer holds them.
     * @param offset first byte.
     * @param length bytes.
     * @return bytes taken, from 0 to {@code length}, or {@link #CLOSED}.
     */
    int write(long stream, DirectBuffer buffer, int offset, int length);

    /**
     * We send no more bytes of a stream; the peer may. It hears of it with the next {@link #flush}.
     *
     * @param stream to end.
     */
    void closeWrite(long stream);

    /**
     * End a stream in both directions at once; what is under way may be lost. The handler is not told.
     *
     * @param stream to end.
     */
    void reset(long stream);

    /**
     * Give the handler what it did not take. Does nothing while it is being given something of the same stream.
     *
     * @param stream which.
     * @param nowNs  now.
     */
    void resume(long stream, long nowNs);

    /**
     * Measure how long the peer takes to answer; one at a time, and none where the protocol has none.
     *
     * @param nowNs now.
     */
    void ping(long nowNs);

    /**
     * Take no new streams of the peer, and tell it so where the protocol can.
     */
    void goAway();

    /**
     * The connection is over: each stream is told, and the handler.
     */
    void close();

    /**
     * {@return why the connection is over, or null}
     */
    MuxFault fault();

    /**
     * {@return streams that are open}
     */
    int streams();

    /**
     * {@return time of the next {@link #onDeadline}, or {@link #NEVER}}
     */
    long nextDeadlineNs();

    /**
     * Time has passed. May be called early.
     *
     * @param nowNs now.
     */
    void onDeadline(long nowNs);
}
