package io.hopwire.wire.compress;

/**
 * Looks at the tables of a stream of bzip2, up to where its symbols begin, before the library does: whether each symbol
 * has a bit at least. Where one has none, the library reads 900,000 of them before it finds that these are too many:
 * fifty-eight bytes took it six milliseconds. With a bit or more for each symbol the input ends first. Allocates
 * nothing, and looks at each bit once.
 * <p>
 * Refuses besides what the library would read or refuse at a cost: a block that is called randomised, which bzip2 has
 * not written since 1997, and numbers that no block has. It does not see what follows the first block's tables;
 * {@link Bz2Codec} takes one block.
 */
final class Bz2Guard
{
    /** Most bytes of a block in a stream of the first level. */
    static final int MAX_BLOCK = 100_000;

    private static final int SIGNATURE = 'B' << 16 | 'Z' << 8 | 'h';
    private static final int BLOCK_BEGIN = 0x314159;
    private static final int BLOCK_END = 0x265359;
    private static final int GROUPS = 16;
    private static final int MAX_TABLES = 6;
    private static final int MAX_SELECTORS = 18_002;
    private static final int MAX_CODE_LENGTH = 20;

    private byte[] src;
    private long bit;
    private long end;

    /**
     * {@return whether the library may have it}
     *
     * @param from   holds the stream.
     * @param offset first byte of it.
     * @param length bytes of it.
     */
    boolean passes(final byte[] from, final int offset, final int length)
    {
        src = from;
        bit = (long)offset * Byte.SIZE;
        end = bit + (long)length * Byte.SIZE;
        return readHeader() && readTables(readUsed()) && bit <= end;
    }

    private boolean readHeader()
    {
        final boolean isStream = SIGNATURE == read(24) && isBetween(1, read(8) - '0', 9);
        final boolean isBlock = BLOCK_BEGIN == read(24) && BLOCK_END == read(24);
        // Of the CRC nothing can be said yet.
        bit += Integer.SIZE;
        return isStream && isBlock && 0 == read(1) && read(24) < MAX_BLOCK;
    }

    /** {@return how many of the 256 bytes there are in the block} */
    private int readUsed()
    {
        int used = 0;
        for (int groups = Integer.bitCount(read(GROUPS)); groups > 0; groups--)
        {
            used += Integer.bitCount(read(GROUPS));
        }
        return used;
    }

    private boolean readTables(final int used)
    {
        final int tables = read(3);
        final int selectors = read(15);
        boolean isGood = used > 0 && isBetween(2, tables, MAX_TABLES) && isBetween(1, selectors, MAX_SELECTORS);
        for (int i = 0; i < selectors && isGood; i++)
        {
            isGood = readSelector(tables);
        }
        for (int i = 0; i < tables && isGood; i++)
        {
            // Two symbols are for runs, one is the end; the most recent byte has none of its own.
            isGood = readCodeLengths(used + 2);
        }
        return isGood;
    }

    private boolean readSelector(final int tables)
    {
        int table = 0;
        while (table < tables && 1 == read(1))
        {
            table++;
        }
        return table < tables && bit <= end;
    }

    private boolean readCodeLengths(final int symbols)
    {
        int length = read(5);
        boolean isGood = isBetween(1, length, MAX_CODE_LENGTH);
        for (int i = 0; i < symbols && isGood; i++)
        {
            while (isGood && 1 == read(1))
            {
                length += 1 == read(1) ? -1 : 1;
                isGood = isBetween(1, length, MAX_CODE_LENGTH);
            }
        }
        return isGood;
    }

    private static boolean isBetween(final int least, final int value, final int most)
    {
        return least <= value && value <= most;
    }

    /** {@return so many bits; zeros behind the end} */
    private int read(final int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++, bit++)
        {
            final int next = bit < end ? src[(int)(bit >>> 3)] >>> 7 - (int)(bit & 7) & 1 : 0;
            value = value << 1 | next;
        }
        return value;
    }
}
