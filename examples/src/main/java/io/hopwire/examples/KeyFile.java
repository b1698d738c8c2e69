package io.hopwire.examples;

import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.agent.KeyPairs;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.status.WholeFile;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * A private key in a file of its own: 64 hexadecimal digits, behind its scheme where that is not the default, and a
 * line end. For its owner's eyes only.
 */
final class KeyFile
{
    private static final int MAX_LENGTH = 4096;
    private static final Set<PosixFilePermission> OWNER_ONLY =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile()
    {
    }

    /**
     * Read the key, or make one where there is no file yet.
     *
     * @param path   of the file.
     * @param scheme that a new key is of.
     * @param notes  told that a key was made, or that others can read it.
     * @return the key, of whatever scheme.
     */
    static PrivateKey readOrCreate(final Path path, final String scheme, final PrintStream notes)
    {
        if (isMissing(path))
        {
            final PrivateKey key = KeyPairs.generate(IdentitySchemes.of(scheme));
            write(path, key);
            notes.println("hopwire: made a new private key in " + path);
            return key;
        }
        warnIfOthersCanRead(path, notes);
        return read(path);
    }

    private static boolean isMissing(final Path path)
    {
        try
        {
            return !Files.exists(path) || isEmpty(path);
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("cannot read key file " + path + ": " + reason(ex), ex);
        }
    }

    static PrivateKey read(final Path path)
    {
        try
        {
            if (Files.size(path) > MAX_LENGTH)
            {
                throw new CommandFailure("not a key file, it is too long: " + path);
            }
            return new PrivateKey(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).trim());
        }
        catch (final HopwireException ex)
        {
            throw new HopwireException(ex.category(), "key file " + path + ": " + ex.getMessage(), ex);
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("cannot read key file " + path + ": " + reason(ex), ex);
        }
    }

    /**
     * Write a key to a file that must not exist yet, or be empty: a key is never overwritten.
     */
    static void write(final Path path, final PrivateKey key)
    {
        try
        {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isEmpty(path))
            {
                throw new FileAlreadyExistsException(path.toString());
            }
            writeWhole(path, key);
        }
        catch (final FileAlreadyExistsException ex)
        {
            throw new CommandFailure("key file exists already, and a key is never overwritten: " + path, ex);
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("cannot write key file " + path + ": " + reason(ex), ex);
        }
    }

    private static void writeWhole(final Path path, final PrivateKey key) throws IOException
    {
        try (WholeFile file = WholeFile.beginOwnerOnly(path))
        {
            file.write(ByteBuffer.wrap((key.toHex() + "\n").getBytes(StandardCharsets.US_ASCII)));
            file.force();
            if (isEmpty(path))
            {
                file.replace();
            }
            else
            {
                file.create();
            }
        }
    }

    /** There is no key in it: whoever began to write one was interrupted, or the disk was full. */
    private static boolean isEmpty(final Path path) throws IOException
    {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && 0 == Files.size(path);
    }

    private static void warnIfOthersCanRead(final Path path, final PrintStream notes)
    {
        try
        {
            if (isPosix(path) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(path)))
            {
                notes.println("hopwire: others can read the key file: chmod 600 " + path);
            }
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("cannot read key file " + path + ": " + reason(ex), ex);
        }
    }

    private static boolean isPosix(final Path path)
    {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static String reason(final IOException ex)
    {
        // The message of a file system exception is often nothing but the path.
        return ex.getClass().getSimpleName().replace("Exception", "");
    }
}
