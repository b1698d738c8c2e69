package io.hopwire.transport.tcp;

import io.hopwire.transport.DatagramHandler;
import io.hopwire.transport.DatagramSplitter;
import io.hopwire.spi.OffHeap;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The memory that connections are read into, one at a time, and the frames in it.
 * <pre>
 *    0             rest                position                        end
 *   +-------------+-------------------+-------------------------------+
 *   | kept from   | handed over       | frame | frame | beginning     |
 *   | last time   |                   |       |       | of one        |
 *   +-------------+-------------------+-------------------------------+
 * </pre>
 * Frames are handed over in place; only one that was cut is copied, to its connection and back. Until all of a read is
 * handed over nothing else is read.
 */
final class FrameReader
{
    /** {@link #next()}: no whole frame is left of what was read. */
    static final int NONE = 0;
    /** {@link #next()}: what was read is no frame. */
    static final int MALFORMED = -1;

    /** A frame's length can be told from so many bytes; every frame is longer. */
    private static final int HEADER_LENGTH = 16;
    private static final int READ_LENGTH = 64 * 1024;

    private final int mtu;
    private final DatagramSplitter splitter;
    private final ByteBuffer memory;
    private final UnsafeBuffer buffer;
    private Connection connection;
    private int position;
    private int end;

    FrameReader(final int mtu, final DatagramSplitter splitter)
    {
        this.mtu = mtu;
        this.splitter = splitter;
        buffer = OffHeap.allocate(mtu + READ_LENGTH);
        memory = OffHeap.view(buffer);
    }

    /**
     * Give the memory back: nobody reads any more.
     */
    void releaseMemory()
    {
        OffHeap.free(buffer);
    }

    /**
     * Whose bytes are not all handed over, null where nobody's.
     */
    Connection connection()
    {
        return connection;
    }

    /**
     * Read from a connection. {@link #next()} tells what of it is whole.
     *
     * @return bytes read, negative at the end of the stream.
     * @throws IOException where the connection is broken.
     */
    int read(final Connection from) throws IOException
    {
        assert null == connection : "all of the last read is handed over before the next";
        final int rest = from.restLength;
        memory.limit(rest + READ_LENGTH).position(rest);
        final int length = from.channel.read(memory);
        if (length > 0)
        {
            from.takeRest(buffer);
            connection = from;
            position = 0;
            end = rest + length;
        }
        return length;
    }

    /**
     * Did the last read leave the kernel with nothing, as far as can be told?
     */
    boolean isDrained()
    {
        return memory.hasRemaining();
    }

    /**
     * Bytes of the next frame, {@link #NONE} or {@link #MALFORMED}. Without a whole frame what is left goes back to its
     * connection.
     */
    int next()
    {
        final int remaining = end - position;
        if (remaining >= HEADER_LENGTH)
        {
            final int length = splitter.length(buffer, position, mtu);
            if (0 == length)
            {
                forget();
                return MALFORMED;
            }
            if (length <= remaining)
            {
                return length;
            }
        }
        connection.keepRest(buffer, position, remaining);
        forget();
        return NONE;
    }

    void handOver(final DatagramHandler handler, final int length)
    {
        final int offset = position;
        position += length;
        handler.onDatagram(connection.addressId, buffer, offset, length);
    }

    void forget()
    {
        connection = null;
        position = 0;
        end = 0;
    }
}
