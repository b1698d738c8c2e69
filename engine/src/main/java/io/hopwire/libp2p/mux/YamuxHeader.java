package io.hopwire.libp2p.mux;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Header of a frame of Yamux.
 * <pre>
 *    0          1          2                4                8                12
 *   [ version ][ type    ][ flags        ][ stream         ][ length         ][ bytes of a stream, in data frames ]
 * </pre>
 * All numbers unsigned and big endian. The length is of data; the credit that a window update gives; what a ping is
 * told apart by; or why somebody goes away.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/yamux/README.md">Yamux</a>
 */
final class YamuxHeader
{
    static final int LENGTH = 12;

    static final int DATA = 0;
    static final int WINDOW_UPDATE = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;
    static final int ALL_FLAGS = SYN | ACK | FIN | RST;

    static final long NORMAL = 0;
    static final long PROTOCOL_ERROR = 1;
    static final long INTERNAL_ERROR = 2;

    private static final int VERSION_OFFSET = 0;
    private static final int TYPE_OFFSET = 1;
    private static final int FLAGS_OFFSET = 2;
    private static final int STREAM_OFFSET = 4;
    private static final int LENGTH_OFFSET = 8;
    private static final int FLAGS_MASK = 0xFFFF;
    private static final int BYTE_MASK = 0xFF;
    private static final long INT_MASK = 0xFFFF_FFFFL;

    private YamuxHeader()
    {
    }

    /** {@return what is wrong with a header, whatever stream it is for, or null} */
    static MuxFault check(final DirectBuffer buffer, final int offset)
    {
        final int type = type(buffer, offset);
        return 0 != version(buffer, offset) ? MuxFault.VERSION :
            type > GO_AWAY ? MuxFault.FRAME_TYPE :
            0 != (flags(buffer, offset) & ~ALL_FLAGS) ? MuxFault.FLAGS :
            (0 == stream(buffer, offset)) != (type >= PING) ? MuxFault.STREAM_ID : null;
    }

    /** {@return what the code of a peer that goes away says, where that is not {@link #NORMAL}} */
    static MuxFault fault(final long code)
    {
        return PROTOCOL_ERROR == code ? MuxFault.PEER_SAW_PROTOCOL_ERROR :
            INTERNAL_ERROR == code ? MuxFault.PEER_HAS_INTERNAL_ERROR : MuxFault.PEER_GOES_AWAY;
    }

    static int version(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + VERSION_OFFSET) & BYTE_MASK;
    }

    static int type(final DirectBuffer buffer, final int offset)
    {
        return buffer.getByte(offset + TYPE_OFFSET) & BYTE_MASK;
    }

    static int flags(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset + FLAGS_OFFSET, BIG_ENDIAN) & FLAGS_MASK;
    }

    static long stream(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + STREAM_OFFSET, BIG_ENDIAN) & INT_MASK;
    }

    static long length(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + LENGTH_OFFSET, BIG_ENDIAN) & INT_MASK;
    }

    static void put(
        final MutableDirectBuffer buffer,
        final int offset,
        final int type,
        final int flags,
        final long stream,
        final long length)
    {
        buffer.putInt(offset, type << 16 | flags, BIG_ENDIAN);
        buffer.putInt(offset + STREAM_OFFSET, (int)stream, BIG_ENDIAN);
        buffer.putInt(offset + LENGTH_OFFSET, (int)length, BIG_ENDIAN);
    }
}
