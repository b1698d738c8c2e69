package io.hopwire.libp2p.mux;

import org.agrona.DirectBuffer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A handler that writes down what it is told, in words, and takes as many bytes as it is set to.
 */
final class Heard implements MuxHandler
{
    final List<String> events = new ArrayList<>();
    final List<Long> opened = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    /** Bytes that it takes before it stops. */
    long appetite = Long.MAX_VALUE;
    /** What it does when a stream is closed. */
    Runnable onClosed = () ->
    {
    };

    @Override
    public void onOpened(final long stream, final long nowNs)
    {
        events.add("opened");
        opened.add(stream);
    }

    @Override
    public void onAccepted(final long stream)
    {
        events.add("accepted");
    }

    @Override
    public int onData(
        final long stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int taken = (int)Math.min(length, appetite);
        appetite -= taken;
        final byte[] copy = new byte[taken];
        buffer.getBytes(offset, copy);
        bytes.writeBytes(copy);
        return taken;
    }

    @Override
    public void onEnd(final long stream, final long nowNs)
    {
        events.add("end after " + bytes.size());
    }

    @Override
    public void onWritable(final long stream)
    {
        events.add("writable " + (int)stream);
    }

    @Override
    public void onReset(final long stream, final MuxFault fault)
    {
        events.add("reset " + fault);
    }

    @Override
    public void onClosed(final long stream)
    {
        events.add("closed");
        onClosed.run();
    }

    @Override
    public void onGoAway()
    {
        events.add("go away");
    }

    @Override
    public void onPong(final long rttNs)
    {
        events.add("pong " + rttNs);
    }

    @Override
    public void onFault(final MuxFault fault)
    {
        events.add("fault " + fault);
    }

    String takeEvents()
    {
        final String all = String.join(", ", events);
        events.clear();
        return all;
    }
}
