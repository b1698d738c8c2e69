package io.hopwire.wire.compress;

import io.hopwire.wire.Compression;

/**
 * The compressions that there are here: those of the JDK, and those whose library is on the class path. Each is made
 * when it is first used, and then kept. Not thread-safe: one for each thread.
 */
public final class Codecs
{
    /** What the JDK has, and LZ4, which comes with the engine: with Java alone or with bounded native code. */
    public static final String DEFAULT = "lz4,zlib,gzip";

    private static final String[] LIBRARIES = {
        null,
        "org.apache.commons:commons-compress",
        null,
        "org.tukaani:xz",
        null,
        "org.xerial.snappy:snappy-java",
        "at.yawk.lz4:lz4-java",
        null};

    private final boolean isPortable;
    private final Codec[] codecs = new Codec[Compression.MAX + 1];

    /**
     * None is made yet.
     *
     * @param isPortable whether what is compressed must be the same on every machine, garbage or not, as in a
     *                   simulation, of those that can do so: LZ4.
     */
    public Codecs(final boolean isPortable)
    {
        this.isPortable = isPortable;
    }

    /**
     * {@return the codec of a compression that {@link #check} has passed}
     *
     * @param compression one of {@link Compression}, but not {@link Compression#NONE}.
     */
    public Codec get(final int compression)
    {
        if (null == codecs[compression])
        {
            codecs[compression] = newCodec(compression, isPortable);
        }
        return codecs[compression];
    }

    /** {@return the names of all compressions that mean something, by their numbers} */
    public static String[] names()
    {
        final String[] names = new String[Compression.RESERVED];
        for (int i = 0; i < names.length; i++)
        {
            names[i] = Compression.name(i);
        }
        return names;
    }

    /**
     * {@return as {@link #byNames}, without those whose library is not there}
     *
     * @param names separated by commas.
     */
    public static int present(final String names)
    {
        int mask = 1 << Compression.NONE;
        for (final String name : names.split(","))
        {
            try
            {
                mask |= byNames(name);
            }
            catch (final IllegalArgumentException ex)
            {
                // Nobody asked for it: it is not offered.
                continue;
            }
        }
        return mask;
    }

    /**
     * {@return the number of a compression}
     *
     * @param name as {@link Compression#name}, of those that mean something.
     * @throws IllegalArgumentException that says which there are.
     */
    public static int byName(final String name)
    {
        for (int i = 0; i < Compression.RESERVED; i++)
        {
            if (Compression.name(i).equalsIgnoreCase(name))
            {
                return i;
            }
        }
        throw new IllegalArgumentException(
            "no compression is named '" + name + "': there are none, bz2, gzip, lzma, zlib, snappy and lz4");
    }

    /**
     * {@return a bit for each compression of a list, 1 shifted by its number; always that of {@link Compression#NONE}}
     *
     * @param names separated by commas.
     * @throws IllegalArgumentException where one of them is none, or its library is not there.
     */
    public static int byNames(final String names)
    {
        int mask = 1 << Compression.NONE;
        for (final String name : names.split(","))
        {
            final int compression = byName(name.trim());
            check(compression);
            mask |= 1 << compression;
        }
        return mask;
    }

    /**
     * See whether a compression is there.
     *
     * @param compression one of {@link Compression}.
     * @throws IllegalArgumentException that names the library that is missing.
     */
    public static void check(final int compression)
    {
        try
        {
            if (Compression.NONE != compression)
            {
                newCodec(compression, true);
            }
        }
        catch (final LinkageError ex)
        {
            throw new IllegalArgumentException(
                "compression " + Compression.name(compression) + " needs " + LIBRARIES[compression] +
                " on the class path, which is not there or does not run here: " + ex.getMessage(), ex);
        }
    }

    private static Codec newCodec(final int compression, final boolean isPortable)
    {
        switch (compression)
        {
            case Compression.BZ2:
                return new Bz2Codec();

            case Compression.GZIP:
                return new GzipCodec();

            case Compression.LZMA:
                return new LzmaCodec();

            case Compression.ZLIB:
                return new ZlibCodec(false);

            case Compression.SNAPPY:
                return new SnappyCodec();

            case Compression.LZ4:
                return new Lz4Codec(isPortable);

            default:
                throw new IllegalArgumentException("no compression has the number " + compression);
        }
    }
}
