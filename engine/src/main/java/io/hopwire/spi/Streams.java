package io.hopwire.spi;

/**
 * Connections that carry bytes, in order and cut anywhere, for a core that lays its own messages into them. A
 * connection is an address: one that we dial is of {@link AddressKind#TCP}, one that a peer opened of
 * {@link AddressKind#TCP_ACCEPTED}, and there is one of an address at a time. The address is retained from the
 * beginning of the connection to its end.
 * <pre>
 *   dial ──► (under way) ──► Core.onStreamOpened ──► Core.onStream, Core.onStreamEnd, Core.onStreamWritable ──┐
 *                 │                                                                                         │
 *                 └──────────────────────────► Core.onStreamClosed ◄────────────────────────────────────────┘
 * </pre>
 * <b>Back-pressure.</b> What is committed to a {@link #sink} waits in memory of the connection, of which there is as
 * much as the host's settings say. A sink without room is not written to; {@code Core.onStreamWritable} follows as soon
 * as the kernel has taken so much that at least half of it is free. On the way in a core takes all that it is told.
 * <p>
 * <b>Who ends it.</b> Behind {@link #close} and {@link #reset} the core is told nothing more of that connection, and
 * its address may be dialled anew; everything else ends by {@code Core.onStreamClosed}.
 * <p>
 * Not thread-safe: used by the thread that runs the core.
 */
public interface Streams
{
    /** {@link #dial}: the connection is under way. */
    int DIALLING = 0;
    /** {@link #dial}: there is one of this address, or one that has not quite ended. */
    int IN_USE = -1;
    /** {@link #dial}: there are as many connections as there may be, or as many under way. */
    int LIMIT = -2;
    /** {@link #dial}: nobody can be reached there from here. */
    int UNREACHABLE = -3;

    /**
     * Open a connection. {@code Core.onStreamOpened} or {@code Core.onStreamClosed} follows, in another input.
     *
     * @param addressId of {@link AddressKind#TCP}.
     * @return {@link #DIALLING}, or why not.
     */
    int dial(int addressId);

    /**
     * Where bytes for the peer are written. What is committed leaves at the end of the duty cycle. What was written and
     * not committed stays where it is until then.
     *
     * @param addressId of an open connection.
     * @return always the same for a connection.
     */
    ByteSink sink(int addressId);

    /**
     * No more bytes of ours follow: the peer sees the end behind what was committed. It may still send.
     *
     * @param addressId of an open connection.
     */
    void end(int addressId);

    /**
     * End a connection both ways, once what was committed is sent; how long that may take is the host's affair. One
     * that is under way is given up.
     *
     * @param addressId of a connection.
     */
    void close(int addressId);

    /**
     * End a connection both ways at once. The peer sees it reset; what was committed and not sent is lost.
     *
     * @param addressId of a connection.
     */
    void reset(int addressId);
}
