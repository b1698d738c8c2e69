package io.hopwire.test;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Finds the folder of shared test vectors, which is no part of the repository: the system property
 * {@code hopwire.vectors}, or {@code shared/vectors} in or beside a parent of the working directory.
 */
public final class Vectors
{
    private Vectors()
    {
    }

    /**
     * Parse a file of vectors, or skip the test where the folder is absent.
     *
     * @param name of the file.
     * @return its top object.
     */
    public static Map<String, Object> load(final String name)
    {
        final Path file = find(name);
        Assumptions.assumeTrue(
            null != file, () -> "test vectors " + name + " not found: set -Dhopwire.vectors=<folder> to run this test");
        try
        {
            return VectorJson.object(VectorJson.parse(Files.readString(file)));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * Find a file of vectors.
     *
     * @param name of the file.
     * @return the file, or null where it is absent.
     */
    public static Path find(final String name)
    {
        final String property = System.getProperty("hopwire.vectors");
        if (null != property)
        {
            final Path file = Path.of(property, name);
            return Files.isReadable(file) ? file : null;
        }
        for (Path dir = Path.of("").toAbsolutePath(); null != dir; dir = dir.getParent())
        {
            final Path file = dir.resolve("shared").resolve("vectors").resolve(name);
            if (Files.isReadable(file))
            {
                return file;
            }
        }
        return null;
    }

    /**
     * Bytes of hex digits.
     *
     * @param digits an even number of hex digits, or null for none.
     * @return the bytes.
     */
    public static byte[] hex(final Object digits)
    {
        if (null == digits)
        {
            return new byte[0];
        }
        final String text = (String)digits;
        final byte[] bytes = new byte[text.length() / 2];
        for (int i = 0; i < bytes.length; i++)
        {
            bytes[i] = (byte)Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }

    /**
     * Hex digits of bytes.
     *
     * @param bytes any.
     * @return lower case hex digits.
     */
    public static String hex(final byte[] bytes)
    {
        final StringBuilder text = new StringBuilder(2 * bytes.length);
        for (final byte b : bytes)
        {
            text.append(Character.forDigit(b >> 4 & 0xF, 16)).append(Character.forDigit(b & 0xF, 16));
        }
        return text.toString();
    }
}
