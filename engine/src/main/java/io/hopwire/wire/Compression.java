package io.hopwire.wire;

/**
 * Compression settings of seed 004: the 3 low bits of a transmission's options, and the values of two connection
 * options.
 */
public final class Compression
{
    /** Connection option: a compression that is supported. */
    public static final int OPTION = 0;
    /** Connection option: the compression that is preferred. */
    public static final int OPTION_PREFERRED = 1;

    /** Setting: as it is. The default. */
    public static final int NONE = 0;
    /** Setting: bzip2. */
    public static final int BZ2 = 1;
    /** Setting: gzip, RFC 1952. */
    public static final int GZIP = 2;
    /** Setting: LZMA. */
    public static final int LZMA = 3;
    /** Setting: zlib, RFC 1950. */
    public static final int ZLIB = 4;
    /** Setting: Snappy. */
    public static final int SNAPPY = 5;
    /** Setting: an LZ4 block. Reserved by the specification; ours, only where both peers agreed on it. */
    public static final int LZ4 = 6;
    /** Setting that the specification reserves. */
    public static final int RESERVED = 7;

    /** Largest setting: it has 3 bits. */
    public static final int MAX = 7;

    private static final String[] NAMES = {"none", "bz2", "gzip", "lzma", "zlib", "snappy", "lz4", "reserved"};

    private Compression()
    {
    }

    /**
     * {@return the name of a setting, as in the specification}
     *
     * @param setting of which the lowest 3 bits count.
     */
    public static String name(final int setting)
    {
        return NAMES[setting & MAX];
    }
}
