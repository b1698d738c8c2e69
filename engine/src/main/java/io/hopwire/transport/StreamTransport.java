package io.hopwire.transport;

import io.hopwire.spi.Streams;

import java.net.InetSocketAddress;

/**
 * A way to exchange bytes with any number of peers, in order, over connections.
 * <p>
 * Not thread-safe: every method belongs to the thread that runs the core, {@link #close()} too.
 */
public interface StreamTransport extends Streams, AutoCloseable
{
    /**
     * Accept connections at one more address.
     *
     * @param address resolved; port 0 takes any free one.
     * @return where it listens, its port never 0.
     * @throws TransportException naming host and port, where they can not be had.
     */
    InetSocketAddress listen(InetSocketAddress address);

    /**
     * Accept no more connections at an address; those that there are go on.
     *
     * @param address as {@link #listen} has answered.
     * @return false where it did not listen there.
     */
    boolean unlisten(InetSocketAddress address);

    /**
     * Do what is to be done next of each connection: open, read, end, without waiting.
     *
     * @param listener told.
     * @param limit    most times that it is told something.
     * @return how often it was told something; below limit there was nothing more.
     * @throws TransportException where the system refuses what it never should.
     */
    int poll(StreamListener listener, int limit);

    /**
     * Hand the kernel what was committed, and end the duty cycle: from here on addresses that nobody retained may be
     * recycled. What the kernel has no room for stays for the next call.
     *
     * @return connections that something was written to.
     */
    int flush();

    /**
     * Is there something that {@link #poll} would tell without asking the kernel?
     *
     * @return true where whoever waits must look again soon.
     */
    boolean isPending();

    /**
     * Have a host that waits learn of every channel: those that are open now, and from then on each one that opens or
     * is about to be closed. Without it nobody is told.
     *
     * @param watch of the thread that polls.
     */
    void watch(ChannelWatch watch);

    /**
     * End all connections, once what was committed was handed to the kernel as far as it has room. Does nothing the
     * second time.
     */
    @Override
    void close();
}
