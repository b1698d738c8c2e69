package io.hopwire.examples;

import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.agent.KeyPairs;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.status.WholeFile;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * A private key in a file of its own: 64 hexadecimal digits, behind its scheme where that is not the default, and a
 * line end; or that text under a passphrase, as {@link KeyLock} writes it. For its owner's eyes only.
 */
final class KeyFile
{
    private static final int MAX_LENGTH = 4096;
    private static final Path STANDARD_INPUT = Path.of("-");
    private static final Set<PosixFilePermission> OWNER_ONLY =
        EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile()
    {
    }

    /**
     * Read the key, or make one where there is no file yet.
     *
     * @param path   of the file.
     * @param scheme     that a new key is of.
     * @param passphrase of a file that is encrypted; where the user names one, a new file will be.
     * @param terminal   told that a key was made, or that others can read it.
     * @return the key, of whatever scheme.
     */
    static PrivateKey readOrCreate(
        final Path path, final String scheme, final PassphraseOption passphrase, final Terminal terminal)
    {
        if (isMissing(path))
        {
            final PrivateKey key = KeyPairs.generate(IdentitySchemes.of(scheme));
            write(path, passphrase.isGiven() ? locked(path, key, passphrase, terminal) : key.toHex());
            terminal.err().println("hopwire: made a new private key in " + path);
            return key;
        }
        warnIfOthersCanRead(path, terminal.err());
        return read(path, passphrase, terminal);
    }

    /** The text of a key under a passphrase. */
    static String locked(
        final Path path, final PrivateKey key, final PassphraseOption passphrase, final Terminal terminal)
    {
        final char[] word = passphrase.read(path.toString(), true, terminal);
        final String text = KeyLock.lock(key.toHex(), word);
        Arrays.fill(word, '\0');
        return text;
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

    /**
     * Read the key of a file that is there.
     *
     * @param path       of the file; - for standard input.
     * @param passphrase of it where it is encrypted.
     * @param terminal   whose input may hold either.
     * @return the key, of whatever scheme.
     */
    static PrivateKey read(final Path path, final PassphraseOption passphrase, final Terminal terminal)
    {
        try
        {
            final String text = text(path, terminal);
            return new PrivateKey(KeyLock.isLocked(text) ? unlocked(path, text, passphrase, terminal) : text);
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

    private static String text(final Path path, final Terminal terminal) throws IOException
    {
        final boolean isInput = path.equals(STANDARD_INPUT);
        try (InputStream in = isInput ? null : Files.newInputStream(path))
        {
            final byte[] bytes = (isInput ? terminal.in() : in).readNBytes(MAX_LENGTH + 1);
            if (bytes.length > MAX_LENGTH)
            {
                throw new CommandFailure("not a key file, it is too long: " + path);
            }
            return new String(bytes, StandardCharsets.ISO_8859_1).trim();
        }
    }

    private static String unlocked(
        final Path path, final String text, final PassphraseOption passphrase, final Terminal terminal)
    {
        final char[] word = passphrase.read(path.toString(), false, terminal);
        try
        {
            return KeyLock.unlock(text, word);
        }
        catch (final CommandFailure ex)
        {
            throw new CommandFailure("key file " + path + ": " + ex.getMessage(), ex);
        }
        finally
        {
            Arrays.fill(word, '\0');
        }
    }

    /**
     * Write the text of a key to a file that must not exist yet, or be empty: a key is never overwritten.
     */
    static void write(final Path path, final String text)
    {
        try
        {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isEmpty(path))
            {
                throw new FileAlreadyExistsException(path.toString());
            }
            writeWhole(path, text);
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

    private static void writeWhole(final Path path, final String text) throws IOException
    {
        try (WholeFile file = WholeFile.beginOwnerOnly(path))
        {
            file.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII)));
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
