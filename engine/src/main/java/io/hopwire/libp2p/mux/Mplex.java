package io.hopwire.libp2p.mux;

import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@code /mplex/6.7.0}: streams without windows.
 * <pre>
 *   [ varint: id &lt;&lt; 3 | flag ][ varint: length ][ bytes ]
 * </pre>
 * A peer can not be told to stop, so a stream keeps up to a bound of what its handler does not take, and is reset with
 * more; the others go on. The side that opened a stream is told apart by the flag, so each side has numbers of its own;
 * ours are odd where we dialled and even otherwise, as the specification has it. Messages have at most
 * {@link #MAX_MESSAGE} bytes, which is looked at before one of them is waited for. There are no pings, no acceptance,
 * and no going away.
 * <p>
 * Not thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/mplex/README.md">mplex</a>
 */
public final class Mplex extends StreamMuxer
{
    /** Its name, as it is negotiated. */
    public static final String PROTOCOL = "/mplex/6.7.0";

    /** Most bytes of a message. */
    public static final int MAX_MESSAGE = 1 << 20;

    static final int NEW_STREAM = 0;
    static final int MESSAGE_RECEIVER = 1;
    static final int MESSAGE_INITIATOR = 2;
    static final int CLOSE_RECEIVER = 3;
    static final int CLOSE_INITIATOR = 4;
    static final int RESET_RECEIVER = 5;
    static final int RESET_INITIATOR = 6;

    private static final int FLAG_BITS = 3;
    private static final int FLAG_MASK = (1 << FLAG_BITS) - 1;
    private static final int MAX_HEADER = 2 * UnsignedVarint.MAX_LENGTH;
    private static final long MAX_ID = Long.MAX_VALUE >>> FLAG_BITS;
    private static final int MAX_LENGTH_LENGTH = UnsignedVarint.length(MAX_MESSAGE);
    /** A message that opens a stream, and one without bytes. */
    private static final int CONTROL_ROOM = 2 * (UnsignedVarint.MAX_LENGTH + 1);
    private static final long NO_STREAM = -1;

    private final UnsafeBuffer header = new UnsafeBuffer(new byte[MAX_HEADER]);
    private int headerLength;
    /** Bytes of a message that are still to come, and of which stream. */
    private int bodyRest;
    private long bodyStream;
    private long nextId;

    /**
     * Not started.
     *
     * @param limits that hold.
     * @param memory shared with the other muxers of this thread.
     * @param share  of it that this connection, and others, may have.
     */
    public Mplex(final MuxLimits limits, final MuxMemory memory, final MuxShare share)
    {
        super(limits, memory, share);
    }

    @Override
    public String protocol()
    {
        return PROTOCOL;
    }

    @Override
    public void ping(final long timeNs)
    {
        // There are none.
    }

    @Override
    public void goAway()
    {
        isGoingAway = true;
    }

    @Override
    void begin()
    {
        headerLength = 0;
        bodyRest = 0;
        bodyStream = NO_STREAM;
        nextId = isDialer ? 1 : 0;
    }

    @Override
    void read(final DirectBuffer buffer, final int offset, final int length)
    {
        final int end = offset + length;
        int at = offset;
        while (at < end && !isOver())
        {
            if (bodyRest > 0)
            {
                final int part = Math.min(bodyRest, end - at);
                bodyRest -= part;
                readBody(buffer, at, part);
                at += part;
            }
            else if (0 == headerLength && end - at >= MAX_HEADER)
            {
                at += readHeader(buffer, at, end - at);
            }
            else
            {
                final int known = headerLength;
                headerLength += Math.min(MAX_HEADER - known, end - at);
                header.putBytes(known, buffer, at, headerLength - known);
                final int read = readHeader(header, 0, headerLength);
                at += (0 == read ? headerLength : read) - known;
                headerLength = 0 == read ? headerLength : 0;
            }
        }
    }

    private void readBody(final DirectBuffer buffer, final int offset, final int length)
    {
        final MuxStream stream = table.byHandle(bodyStream);
        if (null != stream)
        {
            deliver(stream, buffer, offset, length);
        }
    }

    /** {@return bytes of the header; 0 where it is not whole, or wrong} */
    private int readHeader(final DirectBuffer buffer, final int offset, final int available)
    {
        final long head = UnsignedVarint.get(buffer, offset, available);
        final int headLength = head < 0 ? 0 : UnsignedVarint.length(head);
        final long length = head < 0 ? head : UnsignedVarint.get(buffer, offset + headLength, available - headLength);
        if (length < 0)
        {
            if (UnsignedVarint.INCOMPLETE != length)
            {
                fail(MuxFault.VARINT);
            }
            return 0;
        }
        if (length > MAX_MESSAGE)
        {
            fail(MuxFault.MESSAGE_LENGTH);
            return 0;
        }
        bodyRest = (int)length;
        bodyStream = NO_STREAM;
        onMessage((int)(head & FLAG_MASK), head >>> FLAG_BITS, bodyRest);
        return headLength + UnsignedVarint.length(length);
    }

    private void onMessage(final int flag, final long id, final int length)
    {
        if (flag > RESET_INITIATOR)
        {
            fail(MuxFault.FRAME_TYPE);
            return;
        }
        // Who has received a stream answers to one that we opened.
        final boolean isOurs = 1 == (flag & 1);
        final MuxStream stream = table.byId(key(id, isOurs));
        if (NEW_STREAM == flag)
        {
            onNewStream(stream, id);
        }
        else if (isOurs && (id >= nextId || null != stream && stream.owesSyn))
        {
            fail(MuxFault.STREAM_NEVER_OPENED);
        }
        else if (null == stream)
        {
            memory.add(MuxFault.LATE_FRAME);
        }
        else
        {
            onStreamMessage(stream, flag, length);
        }
    }

    private void onNewStream(final MuxStream known, final long id)
    {
        if (null != known)
        {
            fail(MuxFault.STREAM_IN_USE);
            return;
        }
        // The name that follows is for people, and skipped.
        final MuxStream stream = accept(key(id, false));
        if (null != stream)
        {
            handler.onOpened(stream.handle, nowNs);
        }
    }

    private void onStreamMessage(final MuxStream stream, final int flag, final int length)
    {
        switch (flag)
        {
            case RESET_RECEIVER:
            case RESET_INITIATOR:
                onPeerReset(stream);
                break;

            case CLOSE_RECEIVER:
            case CLOSE_INITIATOR:
                if (!stream.isPeerEnded)
                {
                    onPeerEnd(stream);
                }
                break;

            default:
                if (stream.isPeerEnded && length > 0)
                {
                    abort(stream, MuxFault.DATA_AFTER_END);
                }
                else
                {
                    bodyStream = stream.handle;
                }
                break;
        }
    }

    @Override
    long newId()
    {
        if (nextId > MAX_ID)
        {
            return EXHAUSTED;
        }
        final long id = nextId;
        nextId += 2;
        return key(id, true);
    }

    @Override
    void onOurs(final MuxStream stream)
    {
        // It has no credit to be given.
    }

    @Override
    boolean mayKeep(final MuxStream stream, final int length)
    {
        return stream.received.length() + length <= limits.buffer;
    }

    @Override
    void onTaken(final MuxStream stream, final int length)
    {
        // Nobody is told.
    }

    @Override
    void onForgotten(final MuxStream stream)
    {
        // Nothing counts it but the table.
    }

    @Override
    boolean hasRoom()
    {
        return sink.room() >= CONTROL_ROOM;
    }

    @Override
    void writeReset(final long key)
    {
        writeMessage(isOurs(key) ? RESET_INITIATOR : RESET_RECEIVER, key);
    }

    @Override
    void writeSession()
    {
        // Nothing is but streams.
    }

    @Override
    int sessionOwes()
    {
        return 0;
    }

    @Override
    void writeControl(final MuxStream stream)
    {
        writeNewStream(stream);
        if (stream.isEnded && !stream.isEndSent)
        {
            writeMessage(stream.isOurs ? CLOSE_INITIATOR : CLOSE_RECEIVER, stream.id);
            onEndSent(stream);
        }
    }

    @Override
    int writeData(final MuxStream stream, final DirectBuffer buffer, final int offset, final int length)
    {
        if (stream.owesSyn)
        {
            if (!hasRoom())
            {
                return 0;
            }
            writeNewStream(stream);
        }
        final long head = head(stream.isOurs ? MESSAGE_INITIATOR : MESSAGE_RECEIVER, stream.id);
        final int room = sink.room() - UnsignedVarint.length(head) - MAX_LENGTH_LENGTH;
        final int part = Math.min(Math.min(room, limits.frame), length);
        if (part <= 0)
        {
            return 0;
        }
        final MutableDirectBuffer memoryBelow = sink.buffer();
        final int start = sink.offset();
        int at = start + UnsignedVarint.put(memoryBelow, start, head);
        at += UnsignedVarint.put(memoryBelow, at, part);
        memoryBelow.putBytes(at, buffer, offset, part);
        sink.commit(at + part - start);
        return part;
    }

    @Override
    void writeFarewell(final MuxFault why)
    {
        // There is no word for it.
    }

    private void writeNewStream(final MuxStream stream)
    {
        if (stream.owesSyn)
        {
            stream.owesSyn = false;
            writeMessage(NEW_STREAM, stream.id);
        }
    }

    /** Without bytes. */
    private void writeMessage(final int flag, final long key)
    {
        final int length = UnsignedVarint.put(sink.buffer(), sink.offset(), head(flag, key));
        sink.buffer().putByte(sink.offset() + length, (byte)0);
        sink.commit(length + 1);
    }

    private static long head(final int flag, final long key)
    {
        return key >>> 1 << FLAG_BITS | flag;
    }

    private static long key(final long id, final boolean isOurs)
    {
        return id << 1 | (isOurs ? 1 : 0);
    }

    private static boolean isOurs(final long key)
    {
        return 1 == (key & 1);
    }
}
