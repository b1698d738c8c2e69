package io.hopwire.wire;

import org.agrona.DirectBuffer;

import static java.nio.ByteOrder.BIG_ENDIAN;

/**
 * Head of one msgpack value: lead byte and the number behind it.
 * <pre>
 *   +======+==========================+==================+======
 *   | lead | argument: 0 1 2 4 8 bytes| type, ext's only |  body (string, binary, extension) or values (array, map)
 *   +======+==========================+==================+======
 * </pre>
 */
final class MsgPackHead
{
    private MsgPackType type;
    private int lead;
    private int bodyOffset;
    private long argument;

    /**
     * Read the head at an offset, and compare what it promises with the bytes present.
     *
     * @param buffer to read.
     * @param offset of the lead byte.
     * @param limit  where the bytes end.
     * @return {@link MsgPackError#NONE}, or why there is no value.
     */
    MsgPackError read(final DirectBuffer buffer, final int offset, final int limit)
    {
        final int available = limit - offset;
        if (available <= 0)
        {
            return MsgPackError.TRUNCATED;
        }
        lead = buffer.getByte(offset) & 0xff;
        type = MsgPackFormat.type(lead);
        final int argumentLength = MsgPackFormat.argumentLength(lead);
        final int headLength = 1 + argumentLength + (type == MsgPackType.EXTENSION ? 1 : 0);
        if (headLength > available)
        {
            return MsgPackError.TRUNCATED;
        }
        bodyOffset = offset + headLength;
        argument = argumentLength == 0 ?
            MsgPackFormat.inlineArgument(lead) : readArgument(buffer, offset + 1, argumentLength);
        return checkPromise(available - headLength);
    }

    MsgPackType type()
    {
        return type;
    }

    /**
     * Value of an integer or boolean; bits of a float; length of a body; count of a container.
     *
     * @return the number behind the lead byte or within it.
     */
    long argument()
    {
        return argument;
    }

    int bodyOffset()
    {
        return bodyOffset;
    }

    /**
     * Bytes behind the head that belong to the value itself.
     *
     * @return bytes, no more than are present.
     */
    int bodyLength()
    {
        return hasBody() ? (int)argument : 0;
    }

    boolean isContainer()
    {
        return type == MsgPackType.ARRAY || type == MsgPackType.MAP;
    }

    /**
     * Values within the container, of a map keys and values alike.
     *
     * @return values, no more than bytes are present; 0 for what is no container.
     */
    int childCount()
    {
        return type == MsgPackType.ARRAY ? (int)argument : type == MsgPackType.MAP ? 2 * (int)argument : 0;
    }

    /**
     * Is the integer 2^63 or more? Then the argument is less by 2^64.
     *
     * @return true if so.
     */
    boolean isBeyondLong()
    {
        return argument < 0 && lead == MsgPackFormat.UINT_64;
    }

    double floatValue()
    {
        return lead == MsgPackFormat.FLOAT_32 ?
            Float.intBitsToFloat((int)argument) : Double.longBitsToDouble(argument);
    }

    /**
     * Does a double hold the integer exactly?
     *
     * @return true if so.
     */
    boolean isExactAsDouble()
    {
        if (isBeyondLong())
        {
            // 64 significant bits, of which a double has room for the upper 53
            return (argument & 0x7ff) == 0;
        }
        // The cast back saturates, so that the double above Long.MAX_VALUE would seem to be equal to it
        return (long)(double)argument == argument && argument != Long.MAX_VALUE;
    }

    double integerAsDouble()
    {
        return isBeyondLong() ? (argument >>> 1) * 2.0 : argument;
    }

    private boolean hasBody()
    {
        return type == MsgPackType.STRING || type == MsgPackType.BINARY || type == MsgPackType.EXTENSION;
    }

    /** A value within a container has one byte at least, so a count is backed by as many bytes or it is a lie. */
    private MsgPackError checkPromise(final int available)
    {
        if (type == MsgPackType.INVALID)
        {
            return MsgPackError.TYPE;
        }
        if (isContainer() && argument > (type == MsgPackType.MAP ? available / 2 : available))
        {
            return MsgPackError.COUNT;
        }
        return hasBody() && argument > available ? MsgPackError.LENGTH : MsgPackError.NONE;
    }

    private long readArgument(final DirectBuffer buffer, final int offset, final int argumentLength)
    {
        final boolean isSigned = lead >= MsgPackFormat.INT_8 && lead <= MsgPackFormat.INT_64;
        switch (argumentLength)
        {
            case 1:
                final byte octet = buffer.getByte(offset);
                return isSigned ? octet : octet & MsgPackFormat.UINT_8_MAX;
            case 2:
                final short word = buffer.getShort(offset, BIG_ENDIAN);
                return isSigned ? word : word & MsgPackFormat.UINT_16_MAX;
            case 4:
                final int doubleWord = buffer.getInt(offset, BIG_ENDIAN);
                return isSigned ? doubleWord : doubleWord & MsgPackFormat.UINT_32_MAX;
            default:
                return buffer.getLong(offset, BIG_ENDIAN);
        }
    }
}
