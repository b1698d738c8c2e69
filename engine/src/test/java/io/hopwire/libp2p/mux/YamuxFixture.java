package io.hopwire.libp2p.mux;

import io.hopwire.spi.Settings;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import static io.hopwire.libp2p.mux.YamuxHeader.DATA;
import static io.hopwire.libp2p.mux.YamuxHeader.GO_AWAY;
import static io.hopwire.libp2p.mux.YamuxHeader.LENGTH;
import static io.hopwire.libp2p.mux.YamuxHeader.PING;
import static io.hopwire.libp2p.mux.YamuxHeader.WINDOW_UPDATE;

/**
 * Yamux with a peer that is written out by hand, frame by frame.
 */
final class YamuxFixture
{
    final Heard heard = new Heard();
    final MuxMemory memory;
    final TestSink sink;
    final Yamux yamux;
    long nowNs;

    YamuxFixture(final boolean isDialer)
    {
        this(isDialer, Settings.DEFAULTS, 1 << 20);
    }

    YamuxFixture(final boolean isDialer, final Settings settings, final int sinkLength)
    {
        this(isDialer, settings, sinkLength, new MuxMemory(1 << 26, 1 << 12, 4711));
    }

    YamuxFixture(final boolean isDialer, final Settings settings, final int sinkLength, final MuxMemory memory)
    {
        this.memory = memory;
        sink = new TestSink(sinkLength);
        yamux = new Yamux(new MuxLimits(settings), memory, new MuxShare(memory));
        yamux.start(isDialer, sink, heard, nowNs);
    }

    static byte[] frame(final int version, final int type, final int flags, final long stream, final long length)
    {
        return ByteBuffer.allocate(LENGTH)
            .put((byte)version).put((byte)type).putShort((short)flags).putInt((int)stream).putInt((int)length).array();
    }

    void send(final byte[] bytes)
    {
        yamux.onBytes(new UnsafeBuffer(bytes), 0, bytes.length, nowNs);
    }

    void data(final int flags, final long stream, final byte[] bytes)
    {
        send(frame(0, DATA, flags, stream, bytes.length));
        send(bytes);
    }

    void window(final int flags, final long stream, final long credit)
    {
        send(frame(0, WINDOW_UPDATE, flags, stream, credit));
    }

    void ping(final int flags, final long value)
    {
        send(frame(0, PING, flags, 0, value));
    }

    int write(final long stream, final int length)
    {
        return yamux.write(stream, new UnsafeBuffer(new byte[length]), 0, length);
    }

    /** What was sent since this was asked last, in words. */
    String sent()
    {
        final ByteBuffer bytes = ByteBuffer.wrap(sink.takeAll());
        final List<String> frames = new ArrayList<>();
        while (bytes.hasRemaining())
        {
            final int head = bytes.getInt();
            final int type = head >>> 16 & 0xFF;
            final int flags = head & 0xFFFF;
            final long stream = bytes.getInt() & 0xFFFF_FFFFL;
            final long length = bytes.getInt() & 0xFFFF_FFFFL;
            final String name = head >>> 24 != 0 ? "version " + (head >>> 24) : type == DATA ? "data" :
                type == WINDOW_UPDATE ? "window" : type == PING ? "ping" : type == GO_AWAY ? "go away" : "type " + type;
            frames.add(name + flagNames(flags) + " " + stream + " " + length);
            if (DATA == type)
            {
                bytes.position(bytes.position() + (int)length);
            }
        }
        return String.join(", ", frames);
    }

    private static String flagNames(final int flags)
    {
        return ((flags & 1) != 0 ? " SYN" : "") + ((flags & 2) != 0 ? " ACK" : "") +
            ((flags & 4) != 0 ? " FIN" : "") + ((flags & 8) != 0 ? " RST" : "");
    }
}
