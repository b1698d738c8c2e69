package io.hopwire.examples;

import io.hopwire.Session;
import io.hopwire.SessionMessageHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * Takes files of one client, as {@link FileMessages} has it, into a directory. Only a file that came whole, and whose
 * SHA-256 the client confirmed, gets the name that was offered; of any other nothing is left.
 */
final class FileReceiver implements SessionMessageHandler, AutoCloseable
{
    private static final byte[] NOTHING = {};

    /**
     * What comes next.
     */
    private enum State
    {
        OFFER, CONTENT, DIGEST, NOTHING
    }

    private final UnsafeBuffer answer = new UnsafeBuffer(NOTHING);
    private final Session session;
    private final Path directory;
    private final PrintStream out;
    private final Consumer<String> notes;
    private State state = State.OFFER;
    private PartFile part;
    private Path target;
    private long length;
    private byte[] copy = {};
    private boolean isWhole = true;

    /**
     * @param directory where to keep files; null where none are taken.
     * @param out       told of each file that is kept, as sha256sum would.
     * @param notes     told of what happens.
     */
    FileReceiver(final Session session, final Path directory, final PrintStream out, final Consumer<String> notes)
    {
        this.session = session;
        this.directory = directory;
        this.out = out;
        this.notes = notes;
    }

    /**
     * Send an answer for which there was no room.
     */
    int poll()
    {
        if (0 == answer.capacity() || Session.BACK_PRESSURED == session.offer(answer, 0, answer.capacity()))
        {
            return 0;
        }
        answer.wrap(NOTHING);
        return 1;
    }

    @Override
    public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int bytes)
    {
        try
        {
            switch (state)
            {
                case OFFER:
                    onOffer(buffer, offset, bytes);
                    break;
                case CONTENT:
                    onContent(buffer, offset, bytes);
                    break;
                case DIGEST:
                    onDigest(FileMessages.copyOf(buffer, offset, bytes));
                    break;
                default:
                    break;
            }
        }
        catch (final IOException ex)
        {
            refuse("it can not be written: " + ex.getMessage());
        }
    }

    /**
     * {@return the name of the file that is coming, or null}
     */
    String name()
    {
        return null == part ? null : target.getFileName().toString();
    }

    /**
     * Bytes of the file that is coming.
     */
    long length()
    {
        return length;
    }

    long received()
    {
        return null == part ? 0 : part.length();
    }

    /**
     * {@return whether every file that was offered is kept}
     */
    boolean isWhole()
    {
        return isWhole && null == part;
    }

    /**
     * Whoever has not sent all of a file by now will not.
     */
    @Override
    public void close()
    {
        if (null != part)
        {
            notes.accept("broken off: " + name() + ", after " + received() + " of " + length +
                " bytes; nothing of it is kept");
            discard();
        }
    }

    private void onOffer(final DirectBuffer buffer, final int offset, final int bytes) throws IOException
    {
        if (!FileMessages.isOffer(buffer, offset, bytes))
        {
            // Who speaks of something else would not understand the answer, either.
            isWhole = false;
            state = State.NOTHING;
            notes.accept("only files are taken, and " + session.peer() + " has sent something else");
            session.abort();
            return;
        }
        final byte[] offer = FileMessages.copyOf(buffer, offset, bytes);
        length = FileMessages.lengthOf(offer);
        final String name = FileMessages.nameOf(offer);
        final String fault = fault(name);
        if (null != fault)
        {
            refuse(fault);
            return;
        }
        part = PartFile.create(directory);
        notes.accept("receiving " + name + ", " + length + " bytes");
        state = 0 == length ? State.DIGEST : State.CONTENT;
        answer(new byte[]{FileMessages.GO});
    }

    private String fault(final String name) throws IOException
    {
        if (null == directory)
        {
            return "no files are taken here; 'hopwire listen --directory DIR' takes them";
        }
        final String fault = FileMessages.nameFault(name);
        if (null != fault)
        {
            return fault;
        }
        try
        {
            target = directory.resolve(name);
        }
        catch (final InvalidPathException ex)
        {
            return "no file can have that name here";
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS))
        {
            return "there is a file of that name already";
        }
        return length < 0 || length > Files.getFileStore(directory).getUsableSpace() ? "there is no room for it" : null;
    }

    private void onContent(final DirectBuffer buffer, final int offset, final int bytes) throws IOException
    {
        if (bytes > length - part.length())
        {
            refuse("more came than was offered");
            return;
        }
        copy = copy.length < bytes ? new byte[bytes] : copy;
        buffer.getBytes(offset, copy, 0, bytes);
        part.write(copy, bytes);
        state = part.length() == length ? State.DIGEST : State.CONTENT;
    }

    private void onDigest(final byte[] expected) throws IOException
    {
        final byte[] digest = part.digest();
        if (!Arrays.equals(digest, expected))
        {
            refuse("its SHA-256 is not that of what was sent");
            return;
        }
        try
        {
            part.keepAs(target);
        }
        catch (final FileAlreadyExistsException ex)
        {
            refuse("there is a file of that name by now");
            return;
        }
        final String name = name();
        notes.accept("received " + name + ", " + length + " bytes, whole: both ends have the same SHA-256");
        out.println(HexFormat.of().formatHex(digest) + "  " + name);
        discard();
        state = State.OFFER;
        answer(FileMessages.kept(digest));
    }

    /** What is refused before its content, or behind it, leaves the client free to offer another. */
    private void refuse(final String reason)
    {
        isWhole = false;
        notes.accept("refused" + (null == part ? "" : " " + name()) + ": " + reason);
        discard();
        state = State.CONTENT == state ? State.NOTHING : State.OFFER;
        answer(FileMessages.refused(reason));
    }

    private void answer(final byte[] message)
    {
        answer.wrap(message);
        poll();
    }

    private void discard()
    {
        if (null != part)
        {
            try
            {
                part.close();
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException("cannot remove what is not whole", ex);
            }
            part = null;
        }
    }
}
