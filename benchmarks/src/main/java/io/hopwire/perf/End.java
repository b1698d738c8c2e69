package io.hopwire.perf;

import org.agrona.DirectBuffer;

import java.io.IOException;

/**
 * One end of a connection between the two processes of a pair, in whatever system. Driven by one thread, which calls
 * {@link #doWork()} without pause while it measures and seldom while others do: an end has no thread of its own.
 */
interface End extends AutoCloseable
{
    /**
     * Get ready to be connected to.
     *
     * @return where the other end finds this one; one word.
     * @throws Exception if it can not be had.
     */
    String open() throws Exception;

    /**
     * Begin to connect. The connection is up once {@link #isUp()} says so; meanwhile {@link #doWork()} is called.
     *
     * @param peer what {@link #open()} of the other end returned.
     * @throws Exception if it can not be had.
     */
    void connect(String peer) throws Exception;

    /**
     * Can messages be sent?
     *
     * @return true once and as long as they can.
     */
    boolean isUp();

    /**
     * Send a copy of a message. It has left when the next {@link #doWork()} returns, maybe earlier.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     * @return false if it was not accepted: try again after {@link #doWork()}.
     */
    boolean send(DirectBuffer buffer, int offset, int length);

    /**
     * One duty cycle: receive what is there, hand it to the {@link Receiver}, send what waits.
     */
    void doWork();

    @Override
    void close() throws IOException;
}
