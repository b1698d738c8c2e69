package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Outbox;

import java.net.InetSocketAddress;

/**
 * A way to exchange datagrams with any number of peers: a socket, connections that carry frames, several of these, or a
 * decorator that delays or loses what passes.
 * <p>
 * Not thread-safe: every method belongs to the thread that runs the core, {@link #close()} too.
 */
public interface DatagramTransport extends AutoCloseable
{
    /**
     * Read what has arrived, without waiting.
     *
     * @param handler told each datagram, in place.
     * @param limit   most datagrams to read.
     * @return datagrams read, those that were rejected and counted included; below limit nothing is left to read.
     * @throws TransportException where the socket itself is broken.
     */
    int poll(DatagramHandler handler, int limit);

    /**
     * Tell of addresses whose connections are gone since the last call. Without connections there are none.
     *
     * @param handler told.
     * @param limit   most to tell of.
     * @return how many it was told of.
     */
    default int pollClosed(final AddressClosedHandler handler, final int limit)
    {
        return 0;
    }

    /**
     * Was something read already, or found ready to be, that {@link #poll} has not handed over?
     *
     * @return true where a poll finds something without asking the kernel.
     */
    default boolean isPending()
    {
        return false;
    }

    /**
     * Where the core writes datagrams. They leave at the next {@link #flush()}.
     *
     * @return the outbox, always the same.
     */
    Outbox outbox();

    /**
     * Datagrams that can be committed before the next {@link #flush()}: what the host reserves from.
     *
     * @return free slots of the outbox.
     */
    int free();

    /**
     * Send what was committed, in order, and end the duty cycle: from here on addresses that nobody retained may be
     * recycled. What the kernel has no room for stays for the next call.
     *
     * @return datagrams that left.
     */
    int flush();

    /**
     * Does something that was committed wait for room that no watched channel announces? Then whoever waits must look
     * again soon.
     *
     * @return true where {@link #flush()} has to be called again without a sign.
     */
    boolean isBlocked();

    /**
     * Have a host that waits learn of every channel that {@link #poll} reads: those that are open now, and from then on
     * each one that opens or is about to be closed. Without it nobody is told.
     *
     * @param watch of the thread that polls.
     */
    void watch(ChannelWatch watch);

    /**
     * The addresses of this transport's peers.
     *
     * @return the table that the ids of this transport belong to.
     */
    Addresses addresses();

    /**
     * Where this transport receives.
     *
     * @return bound address, its port never 0; null for a transport that nobody can begin to speak to.
     */
    InetSocketAddress localAddress();

    /**
     * Give the port back. Datagrams not sent yet are lost, and counted. Does nothing the second time.
     */
    @Override
    void close();
}
