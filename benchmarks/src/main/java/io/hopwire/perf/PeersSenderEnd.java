package io.hopwire.perf;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

import java.io.IOException;
import java.nio.channels.DatagramChannel;

/**
 * Many peers: as many sockets, and each message leaves from the next one.
 */
final class PeersSenderEnd implements End
{
    private final NioUdpEnd control;
    private final DatagramChannel[] peers;
    private int next;

    PeersSenderEnd(final Receiver receiver, final int count)
    {
        control = new NioUdpEnd(receiver);
        peers = new DatagramChannel[count];
    }

    @Override
    public String open() throws IOException
    {
        return control.open();
    }

    @Override
    public void connect(final String address) throws IOException
    {
        final String[] both = address.split(",");
        for (int i = 0; i < peers.length; i++)
        {
            peers[i] = NioUdpEnd.openChannel();
            peers[i].connect(NioUdpEnd.parse(both[0]));
        }
        control.connect(both[1]);
    }

    @Override
    public boolean isUp()
    {
        return control.isUp();
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        final DatagramChannel peer = peers[next];
        next = next + 1 == peers.length ? 0 : next + 1;
        return NioUdpEnd.write(peer, buffer, offset, length);
    }

    @Override
    public void doWork()
    {
        control.doWork();
    }

    @Override
    public void close() throws IOException
    {
        control.close();
        for (final DatagramChannel peer : peers)
        {
            CloseHelper.quietClose(peer);
        }
    }
}
