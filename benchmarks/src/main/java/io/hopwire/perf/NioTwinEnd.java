package io.hopwire.perf;

import org.agrona.DirectBuffer;

import java.io.IOException;

/**
 * Both ends of a relayed path in one process: what the first sends comes to the second by the relay, and the second
 * sends it back the same way.
 */
final class NioTwinEnd implements End
{
    private final NioUdpEnd first;
    private final NioUdpEnd second;

    NioTwinEnd(final Receiver receiver)
    {
        first = new NioUdpEnd(receiver);
        second = new NioUdpEnd(this::sendBack);
    }

    @Override
    public String open() throws IOException
    {
        return first.open() + ',' + second.open();
    }

    @Override
    public void connect(final String peers) throws IOException
    {
        final String[] both = peers.split(",");
        first.connect(both[0]);
        second.connect(both[1]);
    }

    @Override
    public boolean isUp()
    {
        return second.isUp();
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        return first.send(buffer, offset, length);
    }

    @Override
    public void doWork()
    {
        second.doWork();
        first.doWork();
    }

    @Override
    public void close() throws IOException
    {
        first.close();
        second.close();
    }

    private void sendBack(final DirectBuffer buffer, final int offset, final int length)
    {
        if (!second.send(buffer, offset, length))
        {
            throw new IllegalStateException("the send buffer is full of a single message");
        }
    }
}
