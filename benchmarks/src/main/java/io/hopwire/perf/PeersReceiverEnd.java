package io.hopwire.perf;

import io.hopwire.spi.Counters;
import io.hopwire.status.SystemEntropy;
import io.hopwire.transport.DatagramHandler;
import io.hopwire.transport.TransportSettings;
import io.hopwire.transport.UdpConfiguration;
import io.hopwire.transport.UdpTransport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * The engine's UDP transport, which receives from many peers on one socket, and beside it a bare channel on which the
 * sender is told to go on.
 */
final class PeersReceiverEnd implements End
{
    private final NioUdpEnd control;
    private UdpTransport transport;

    PeersReceiverEnd(final Receiver receiver)
    {
        control = new NioUdpEnd(receiver);
    }

    @Override
    public String open() throws IOException
    {
        transport = UdpTransport.open(
            UdpConfiguration.of(new InetSocketAddress("127.0.0.1", 0)).with(TransportSettings.UDP_PROMOTION, false),
            new Counters(new UnsafeBuffer(new byte[Counters.LENGTH])),
            new SystemEntropy());
        return "127.0.0.1:" + transport.localAddress().getPort() + ',' + control.open();
    }

    @Override
    public void connect(final String peer) throws IOException
    {
        control.connect(peer);
    }

    @Override
    public boolean isUp()
    {
        return control.isUp();
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        return control.send(buffer, offset, length);
    }

    /**
     * What waits stays where it is: only the task polls.
     */
    @Override
    public void doWork()
    {
        // Nothing in between.
    }

    int poll(final DatagramHandler handler, final int limit)
    {
        final int polled = transport.poll(handler, limit);
        transport.flush();
        return polled;
    }

    @Override
    public void close() throws IOException
    {
        control.close();
        transport.close();
    }
}
