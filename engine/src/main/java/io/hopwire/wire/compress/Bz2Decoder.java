package io.hopwire.wire.compress;

import java.util.Arrays;

/**
 * Reads bzip2, of which the end, and no more than is asked for, is decided by the bits: each symbol has one at least,
 * a block has no more than may come out, and all memory is there already. The library that writes it takes twelve
 * milliseconds to refuse eighty-five bytes whose symbols have no bits.
 * <p>
 * Blocks that are called randomised, which bzip2 has not written since 1997, are malformed.
 */
final class Bz2Decoder
{
    private static final long BLOCK = 0x314159265359L;
    private static final long END = 0x177245385090L;
    private static final int BYTES = 256;
    private static final int MAX_TABLES = 6;
    private static final int MAX_SYMBOLS = BYTES + 2;
    private static final int MAX_CODE_LENGTH = 20;
    private static final int MAX_SELECTORS = 18_002;
    /** Symbols that are read by one table. */
    private static final int GROUP = 50;
    /** As many times the same, and a byte says how often it comes again. */
    private static final int RUN = 4;
    private static final int POLYNOMIAL = 0x04c11db7;
    private static final int[] CRCS = new int[BYTES];

    static
    {
        for (int i = 0; i < BYTES; i++)
        {
            int crc = i << 24;
            for (int bit = 0; bit < Byte.SIZE; bit++)
            {
                crc = crc << 1 ^ (crc >> 31 & POLYNOMIAL);
            }
            CRCS[i] = crc;
        }
    }

    private final byte[] selectors = new byte[MAX_SELECTORS];
    private final byte[] tableOrder = new byte[MAX_TABLES];
    private final byte[] lengths = new byte[MAX_SYMBOLS];
    private final int[][] codesOfLength = new int[MAX_TABLES][MAX_CODE_LENGTH + 1];
    private final short[][] symbolsInOrder = new short[MAX_TABLES][MAX_SYMBOLS];
    private final int[] starts = new int[MAX_CODE_LENGTH + 1];
    private final byte[] byteOrder = new byte[BYTES];
    private final int[] counts = new int[BYTES];
    /** Of each byte of a block: its lowest bits are that byte, the others which one comes before it. */
    private int[] block = new int[0];
    private int selectorCount;

    private byte[] src;
    private int position;
    private int end;
    private long bits;
    private int bitCount;

    /**
     * As {@link Codec#decompress}.
     */
    int decode(
        final byte[] from,
        final int offset,
        final int length,
        final byte[] dst,
        final int dstOffset,
        final int maxLength)
    {
        src = from;
        position = offset;
        end = offset + length;
        bitCount = 0;
        final int magic = read(24);
        final int level = read(Byte.SIZE) - '0';
        if (magic != ('B' << 16 | 'Z' << 8 | 'h') || level < 1 || level > 9)
        {
            return Codec.MALFORMED;
        }
        reserve(blockLimit(maxLength));
        int made = 0;
        int crc = 0;
        long what = magic();
        while (BLOCK == what)
        {
            final int expected = read(Integer.SIZE);
            final int before = made;
            made = block(dst, dstOffset, made, maxLength);
            if (made < 0)
            {
                return made;
            }
            if (crc(dst, dstOffset + before, made - before) != expected)
            {
                return Codec.MALFORMED;
            }
            crc = Integer.rotateLeft(crc, 1) ^ expected;
            what = magic();
        }
        return END == what && read(Integer.SIZE) == crc && consumed() == end ? made : Codec.MALFORMED;
    }

    /** Of five bytes of a block four come out, if one says that these do not come again. */
    private static int blockLimit(final int maxLength)
    {
        return maxLength + maxLength / RUN + 1;
    }

    private void reserve(final int length)
    {
        if (block.length < length)
        {
            block = new int[length];
        }
    }

    private int block(final byte[] dst, final int dstOffset, final int made, final int maxLength)
    {
        final boolean isRandomised = 0 != read(1);
        final int origin = read(24);
        final int used = readBytes();
        if (isRandomised || 0 == used || !readTables(used + 2))
        {
            return Codec.MALFORMED;
        }
        final int length = readSymbols(used, blockLimit(maxLength));
        if (length < 0 || origin >= length)
        {
            return length < 0 ? length : Codec.MALFORMED;
        }
        order(length);
        return write(length, origin, dst, dstOffset, made, maxLength);
    }

    /** {@return how many bytes there are, of which {@link #byteOrder} is made} */
    private int readBytes()
    {
        final int groups = read(16);
        int used = 0;
        for (int group = 0; group < 16; group++)
        {
            final int members = 0 != (groups & 0x8000 >>> group) ? read(16) : 0;
            for (int i = 0; i < 16; i++)
            {
                if (0 != (members & 0x8000 >>> i))
                {
                    byteOrder[used++] = (byte)(group * 16 + i);
                }
            }
        }
        return used;
    }

    private boolean readTables(final int alphabet)
    {
        final int tables = read(3);
        final int claimed = read(15);
        if (tables < 2 || tables > MAX_TABLES || 0 == claimed)
        {
            return false;
        }
        for (int i = 0; i < tables; i++)
        {
            tableOrder[i] = (byte)i;
        }
        for (int i = 0; i < claimed && !isOver(); i++)
        {
            int at = 0;
            while (1 == read(1))
            {
                if (++at >= tables)
                {
                    return false;
                }
            }
            // Some write more of them than there can be groups.
            final byte table = toFront(tableOrder, at);
            if (i < MAX_SELECTORS)
            {
                selectors[i] = table;
            }
        }
        selectorCount = Math.min(claimed, MAX_SELECTORS);
        boolean isGood = !isOver();
        for (int i = 0; i < tables && isGood; i++)
        {
            isGood = readLengths(alphabet);
            makeTable(codesOfLength[i], symbolsInOrder[i], alphabet);
        }
        return isGood && !isOver();
    }

    private boolean readLengths(final int alphabet)
    {
        int length = read(5);
        for (int i = 0; i < alphabet; i++)
        {
            while (1 == read(1))
            {
                length += 1 == read(1) ? -1 : 1;
                if (length < 1 || length > MAX_CODE_LENGTH)
                {
                    return false;
                }
            }
            if (length < 1 || length > MAX_CODE_LENGTH)
            {
                return false;
            }
            lengths[i] = (byte)length;
        }
        return true;
    }

    /** Nothing can be read by a table with more symbols than codes; there may be such, where nothing is read by it. */
    private void makeTable(final int[] codes, final short[] symbols, final int alphabet)
    {
        Arrays.fill(codes, 0);
        for (int i = 0; i < alphabet; i++)
        {
            codes[lengths[i]]++;
        }
        int free = 1;
        int start = 0;
        for (int length = 1; length <= MAX_CODE_LENGTH; length++)
        {
            free = (free << 1) - codes[length];
            if (free < 0)
            {
                Arrays.fill(codes, 0);
                return;
            }
            starts[length] = start;
            start += codes[length];
        }
        for (int i = 0; i < alphabet; i++)
        {
            symbols[starts[lengths[i]]++] = (short)i;
        }
    }

    /** {@return bytes of the block, or what is wrong} */
    private int readSymbols(final int used, final int limit)
    {
        Arrays.fill(counts, 0);
        int length = 0;
        int run = 0;
        int weight = 1;
        for (int group = 0, left = GROUP; ; left--)
        {
            if (0 == left)
            {
                group++;
                left = GROUP;
            }
            final int symbol = group < selectorCount && !isOver() ? readSymbol(selectors[group]) : -1;
            if (symbol < 0)
            {
                return Codec.MALFORMED;
            }
            if (symbol < 2)
            {
                run += weight * (symbol + 1);
                weight <<= 1;
            }
            else
            {
                length = append(byteOrder[0], run, length);
                run = 0;
                weight = 1;
                if (symbol == used + 1)
                {
                    return length;
                }
            }
            if (length + run + (symbol < 2 ? 0 : 1) > limit)
            {
                return Codec.TOO_LONG;
            }
            if (symbol >= 2)
            {
                final int value = toFront(byteOrder, symbol - 1) & 0xff;
                block[length++] = value;
                counts[value]++;
            }
        }
    }

    private int append(final byte value, final int times, final int length)
    {
        Arrays.fill(block, length, length + times, value & 0xff);
        counts[value & 0xff] += times;
        return length + times;
    }

    private int readSymbol(final int table)
    {
        final int[] codes = codesOfLength[table];
        fill(MAX_CODE_LENGTH);
        final int ahead = (int)(bits >>> bitCount - MAX_CODE_LENGTH);
        int first = 0;
        int index = 0;
        for (int length = 1; length <= MAX_CODE_LENGTH; length++)
        {
            final int code = ahead >>> MAX_CODE_LENGTH - length & (1 << length) - 1;
            final int count = codes[length];
            if (code - first < count)
            {
                bitCount -= length;
                return symbolsInOrder[table][index + code - first];
            }
            index += count;
            first = first + count << 1;
        }
        return -1;
    }

    private static byte toFront(final byte[] order, final int at)
    {
        final byte found = order[at];
        System.arraycopy(order, 0, order, 1, at);
        order[0] = found;
        return found;
    }

    private void order(final int length)
    {
        int sum = 0;
        for (int i = 0; i < BYTES; i++)
        {
            final int count = counts[i];
            counts[i] = sum;
            sum += count;
        }
        for (int i = 0; i < length; i++)
        {
            block[counts[block[i] & 0xff]++] |= i << Byte.SIZE;
        }
    }

    private int write(
        final int length,
        final int origin,
        final byte[] dst,
        final int dstOffset,
        final int from,
        final int maxLength)
    {
        int made = from;
        int last = -1;
        int same = 0;
        int at = block[origin] >>> Byte.SIZE;
        for (int i = 0; i < length; i++)
        {
            final int value = block[at] & 0xff;
            at = block[at] >>> Byte.SIZE;
            final boolean isCount = RUN == same;
            final int times = isCount ? value : 1;
            if (made + times > maxLength)
            {
                return Codec.TOO_LONG;
            }
            Arrays.fill(dst, dstOffset + made, dstOffset + made + times, (byte)(isCount ? last : value));
            made += times;
            same = isCount ? 0 : value == last ? same + 1 : 1;
            last = isCount ? -1 : value;
        }
        return RUN == same ? Codec.MALFORMED : made;
    }

    private static int crc(final byte[] bytes, final int offset, final int length)
    {
        int crc = -1;
        for (int i = 0; i < length; i++)
        {
            crc = crc << Byte.SIZE ^ CRCS[(crc >>> 24 ^ bytes[offset + i]) & 0xff];
        }
        return ~crc;
    }

    private long magic()
    {
        return (long)read(24) << 24 | read(24);
    }

    /** {@return so many bits, up to 32; zeros where there are none left} */
    private int read(final int count)
    {
        fill(count);
        bitCount -= count;
        return (int)(bits >>> bitCount & (1L << count) - 1);
    }

    private void fill(final int count)
    {
        while (bitCount < count)
        {
            bits = bits << Byte.SIZE | (position < end ? src[position] & 0xff : 0);
            position++;
            bitCount += Byte.SIZE;
        }
    }

    /** {@return how many bytes were read, the last one in part} */
    private int consumed()
    {
        return position - bitCount / Byte.SIZE;
    }

    private boolean isOver()
    {
        return consumed() > end;
    }
}
