package io.hopwire.wire;

/**
 * Lead bytes of msgpack.
 * <pre>
 *    00..7f  positive fixint        c4 c5 c6  bin 8 16 32        d4..d8    fixext 1 2 4 8 16
 *    80..8f  fixmap                 c7 c8 c9  ext 8 16 32        d9 da db  str 8 16 32
 *    90..9f  fixarray               ca cb     float 32 64        dc dd     array 16 32
 *    a0..bf  fixstr                 cc..cf    uint 8 16 32 64    de df     map 16 32
 *    c0 c2 c3  nil false true       d0..d3    int 8 16 32 64     e0..ff    negative fixint
 * </pre>
 *
 * @see <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">MessagePack specification</a>
 */
final class MsgPackFormat
{
    static final int FIXMAP = 0x80;
    static final int FIXARRAY = 0x90;
    static final int FIXSTR = 0xa0;
    static final int NIL = 0xc0;
    static final int FALSE = 0xc2;
    static final int TRUE = 0xc3;
    static final int BIN_8 = 0xc4;
    static final int BIN_16 = 0xc5;
    static final int BIN_32 = 0xc6;
    static final int EXT_8 = 0xc7;
    static final int EXT_16 = 0xc8;
    static final int EXT_32 = 0xc9;
    static final int FLOAT_32 = 0xca;
    static final int FLOAT_64 = 0xcb;
    static final int UINT_8 = 0xcc;
    static final int UINT_16 = 0xcd;
    static final int UINT_32 = 0xce;
    static final int UINT_64 = 0xcf;
    static final int INT_8 = 0xd0;
    static final int INT_16 = 0xd1;
    static final int INT_32 = 0xd2;
    static final int INT_64 = 0xd3;
    static final int FIXEXT_1 = 0xd4;
    static final int FIXEXT_16 = 0xd8;
    static final int STR_8 = 0xd9;
    static final int STR_16 = 0xda;
    static final int STR_32 = 0xdb;
    static final int ARRAY_16 = 0xdc;
    static final int ARRAY_32 = 0xdd;
    static final int MAP_16 = 0xde;
    static final int MAP_32 = 0xdf;
    static final int NEGATIVE_FIXINT = 0xe0;

    static final int FIXINT_MIN = -32;
    static final int FIXINT_MAX = 0x7f;
    static final int FIXSTR_MAX = 31;
    static final int FIX_CONTAINER_MAX = 15;
    static final long UINT_8_MAX = 0xffL;
    static final long UINT_16_MAX = 0xffffL;
    static final long UINT_32_MAX = 0xffff_ffffL;

    private static final MsgPackType[] TYPES = new MsgPackType[256];
    private static final byte[] ARGUMENT_LENGTHS = new byte[256];

    static
    {
        fill(0x00, FIXINT_MAX, MsgPackType.INTEGER);
        fill(FIXMAP, FIXARRAY - 1, MsgPackType.MAP);
        fill(FIXARRAY, FIXSTR - 1, MsgPackType.ARRAY);
        fill(FIXSTR, NIL - 1, MsgPackType.STRING);
        fill(NIL, NIL, MsgPackType.NIL);
        fill(NIL + 1, NIL + 1, MsgPackType.INVALID);
        fill(FALSE, TRUE, MsgPackType.BOOLEAN);
        fill(BIN_8, MsgPackType.BINARY, 1, 2, 4);
        fill(EXT_8, MsgPackType.EXTENSION, 1, 2, 4);
        fill(FLOAT_32, MsgPackType.FLOAT, 4, 8);
        fill(UINT_8, MsgPackType.INTEGER, 1, 2, 4, 8);
        fill(INT_8, MsgPackType.INTEGER, 1, 2, 4, 8);
        fill(FIXEXT_1, FIXEXT_16, MsgPackType.EXTENSION);
        fill(STR_8, MsgPackType.STRING, 1, 2, 4);
        fill(ARRAY_16, MsgPackType.ARRAY, 2, 4);
        fill(MAP_16, MsgPackType.MAP, 2, 4);
        fill(NEGATIVE_FIXINT, 0xff, MsgPackType.INTEGER);
    }

    private MsgPackFormat()
    {
    }

    /**
     * {@return the type of the value that a lead byte begins}
     *
     * @param lead from 0 to 255.
     */
    static MsgPackType type(final int lead)
    {
        return TYPES[lead];
    }

    /**
     * Bytes of the number (a value, a length or a count) behind a lead byte.
     *
     * @param lead from 0 to 255.
     * @return 0, 1, 2, 4 or 8.
     */
    static int argumentLength(final int lead)
    {
        return ARGUMENT_LENGTHS[lead];
    }

    /**
     * The number that a lead byte without argument carries within itself.
     *
     * @param lead from 0 to 255.
     * @return value of a fixint or boolean; length of a fixstr or fixext; count of a fixmap or fixarray; else 0.
     */
    static int inlineArgument(final int lead)
    {
        if (lead <= FIXINT_MAX || lead >= NEGATIVE_FIXINT)
        {
            return (byte)lead;
        }
        if (lead < FIXSTR)
        {
            return lead & FIX_CONTAINER_MAX;
        }
        if (lead < NIL)
        {
            return lead & FIXSTR_MAX;
        }
        if (lead >= FIXEXT_1 && lead <= FIXEXT_16)
        {
            return 1 << (lead - FIXEXT_1);
        }
        return lead == TRUE ? 1 : 0;
    }

    /**
     * Bytes in front of those of a string, in its shortest form.
     *
     * @param byteLength of the string.
     * @return 1, 2, 3 or 5.
     */
    static int stringHeadLength(final long byteLength)
    {
        return byteLength <= FIXSTR_MAX ? 1 : binaryHeadLength(byteLength);
    }

    /**
     * Bytes in front of those of a binary, in its shortest form.
     *
     * @param byteLength of the binary.
     * @return 2, 3 or 5.
     */
    static int binaryHeadLength(final long byteLength)
    {
        return byteLength <= UINT_8_MAX ? 2 : byteLength <= UINT_16_MAX ? 3 : 5;
    }

    private static void fill(final int firstLead, final int lastLead, final MsgPackType type)
    {
        for (int lead = firstLead; lead <= lastLead; lead++)
        {
            TYPES[lead] = type;
        }
    }

    private static void fill(final int firstLead, final MsgPackType type, final int... argumentLengths)
    {
        for (int i = 0; i < argumentLengths.length; i++)
        {
            TYPES[firstLead + i] = type;
            ARGUMENT_LENGTHS[firstLead + i] = (byte)argumentLengths[i];
        }
    }
}
