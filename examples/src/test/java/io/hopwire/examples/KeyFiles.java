package io.hopwire.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of keys, or of passphrases, that go with the tests' process.
 */
final class KeyFiles
{
    private KeyFiles()
    {
    }

    /** Path of a file that only its owner can read, and that holds a text and a line end. */
    static String of(final String text)
    {
        try
        {
            final Path file = Files.createTempFile("hopwire", ".key");
            file.toFile().deleteOnExit();
            Files.writeString(file, text + "\n");
            return file.toString();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
