package io.hopwire.perf;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.LangUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Bare Java that fills datagrams by hand: messages behind a length of 4 bytes, a datagram leaves when no further
 * message fits, and at the end of the duty cycle. The limit for one datagram a call.
 */
final class NioBatchEnd implements End
{
    private static final int DATAGRAM = 1400;
    private static final int HEADER = BitUtil.SIZE_OF_INT;
    private static final int DATAGRAMS_PER_CYCLE = 8;

    private final Receiver receiver;
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(DATAGRAM);
    private final UnsafeBuffer outgoingView = new UnsafeBuffer(outgoing);
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(DATAGRAM);
    private final UnsafeBuffer incomingView = new UnsafeBuffer(incoming);
    private DatagramChannel channel;
    private int batched;

    NioBatchEnd(final Receiver receiver)
    {
        this.receiver = receiver;
    }

    @Override
    public String open() throws IOException
    {
        channel = NioUdpEnd.openChannel();
        return NioUdpEnd.address(channel);
    }

    @Override
    public void connect(final String peer) throws IOException
    {
        channel.connect(NioUdpEnd.parse(peer));
    }

    @Override
    public boolean isUp()
    {
        return channel.isConnected();
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        if (HEADER + length > DATAGRAM)
        {
            throw new IllegalArgumentException("a message of " + length + " bytes does not fit a datagram");
        }
        if (batched + HEADER + length > DATAGRAM && !flush())
        {
            return false;
        }
        outgoingView.putInt(batched, length);
        outgoingView.putBytes(batched + HEADER, buffer, offset, length);
        batched += HEADER + length;
        return true;
    }

    @Override
    public void doWork()
    {
        flush();
        try
        {
            int datagrams = 0;
            int length;
            do
            {
                incoming.clear();
                length = channel.read(incoming);
                handOver(length);
            }
            while (length > 0 && ++datagrams < DATAGRAMS_PER_CYCLE);
        }
        catch (final IOException ex)
        {
            LangUtil.rethrowUnchecked(ex);
        }
    }

    @Override
    public void close() throws IOException
    {
        channel.close();
    }

    private boolean flush()
    {
        if (0 == batched)
        {
            return true;
        }
        outgoing.limit(batched).position(0);
        try
        {
            if (0 == channel.write(outgoing))
            {
                return false;
            }
        }
        catch (final IOException ex)
        {
            LangUtil.rethrowUnchecked(ex);
        }
        batched = 0;
        return true;
    }

    private void handOver(final int length)
    {
        int at = 0;
        while (at < length)
        {
            final int messageLength = incomingView.getInt(at);
            receiver.onMessage(incomingView, at + HEADER, messageLength);
            at += HEADER + messageLength;
        }
    }
}
