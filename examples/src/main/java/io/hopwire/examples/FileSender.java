package io.hopwire.examples;

import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.SessionMessageHandler;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Sends files as {@link FileMessages} has it, one after the other. Holds one message of content in memory.
 */
final class FileSender implements SessionMessageHandler
{
    private static final int BATCH = 64;
    /** The bar moves so often, also where nothing happens. */
    private static final long WAIT_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ByteBuffer chunk;
    private final UnsafeBuffer message;
    private final Host host;
    private final Session session;
    private final Terminal terminal;
    private final long timeoutNs;
    private String name;
    private long length;
    private long sent;
    private int pending;
    private byte[] answer;
    private long ackedPosition;
    private long movedNs;

    FileSender(final Host host, final Session session, final Terminal terminal, final long timeoutNs)
    {
        this.host = host;
        this.session = session;
        this.terminal = terminal;
        this.timeoutNs = timeoutNs;
        chunk = ByteBuffer.allocateDirect(Math.min(session.maxMessageLength(), FileMessages.CONTENT_LENGTH));
        message = new UnsafeBuffer(chunk);
    }

    /**
     * Send one.
     *
     * @return whether the peer has kept it. If it did not want it, that was said, and the next one may be sent.
     * @throws CommandFailure   if it could not be sent whole, the peer gave up amid it, or did not answer.
     * @throws SessionException if the session has ended.
     */
    boolean send(final Path path)
    {
        try (FileChannel file = FileChannel.open(path))
        {
            final FileTime modified = Files.getLastModifiedTime(path);
            name = path.getFileName().toString();
            length = file.size();
            final long startNs = System.nanoTime();
            if (!isTaken())
            {
                return false;
            }
            final byte[] digest = sendContent(file);
            if (file.size() != length || !modified.equals(Files.getLastModifiedTime(path)))
            {
                throw new CommandFailure(name + " was changed while it was sent");
            }
            return confirm(digest, startNs);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot read " + path + ": " + ex.getMessage(), ex);
        }
    }

    @Override
    public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int bytes)
    {
        answer = FileMessages.copyOf(buffer, offset, bytes);
    }

    private boolean isTaken()
    {
        answer = null;
        session.write(FileMessages.offer(length, name));
        return isAnswered(FileMessages.GO);
    }

    /** Of bytes that are acknowledged, not of those that have left: it is what the peer has that counts. */
    private byte[] sendContent(final FileChannel file) throws IOException
    {
        final MessageDigester digester = new MessageDigester();
        final TransferProgress progress =
            new TransferProgress(terminal.err(), "sending " + name, length, System.nanoTime());
        answer = null;
        final long firstPosition = session.position();
        sent = 0;
        movedNs = System.nanoTime();
        try
        {
            while (sent < length && host.isRunning())
            {
                final int work = host.poll() + session.read(this, BATCH) + sendSome(file, digester);
                progress.update(acknowledged(firstPosition), System.nanoTime());
                checkPeer();
                host.await(work, WAIT_NS);
            }
        }
        finally
        {
            progress.end();
        }
        return digester.digest();
    }

    private int sendSome(final FileChannel file, final MessageDigester digester) throws IOException
    {
        int work = 0;
        while (work < BATCH && sent < length)
        {
            if (0 == pending)
            {
                pending = readChunk(file);
                digester.update(message, 0, pending);
            }
            if (session.offer(message, 0, pending) < 0)
            {
                break;
            }
            sent += pending;
            pending = 0;
            work++;
        }
        return work;
    }

    private int readChunk(final FileChannel file) throws IOException
    {
        chunk.clear().limit((int)Math.min(chunk.capacity(), length - sent));
        while (chunk.hasRemaining())
        {
            if (file.read(chunk) < 0)
            {
                throw new CommandFailure(name + " has become shorter while it was sent");
            }
        }
        return chunk.limit();
    }

    private long acknowledged(final long firstPosition)
    {
        return Math.min(length, Math.max(0, session.ackedPosition() - firstPosition) * chunk.capacity());
    }

    private void checkPeer()
    {
        checkOpen();
        // Nothing but bad news comes amid the content.
        if (null != answer)
        {
            throw new CommandFailure("the peer gave " + name + " up: " + refusal());
        }
        checkProgress("the peer takes nothing more of " + name);
    }

    /** As long as the peer takes some of what is under way it is not stuck: a slow disk may take its time. */
    private void checkProgress(final String otherwise)
    {
        final long nowNs = System.nanoTime();
        if (ackedPosition != session.ackedPosition())
        {
            ackedPosition = session.ackedPosition();
            movedNs = nowNs;
        }
        else if (nowNs - movedNs > timeoutNs)
        {
            throw new CommandFailure(otherwise);
        }
    }

    private boolean confirm(final byte[] digest, final long startNs)
    {
        if (!host.isRunning())
        {
            return false;
        }
        answer = null;
        session.write(digest);
        if (!isAnswered(FileMessages.KEPT))
        {
            return false;
        }
        if (!Arrays.equals(digest, Arrays.copyOfRange(answer, 1, answer.length)))
        {
            throw new CommandFailure("the peer says that it has kept " + name + ", but names another SHA-256");
        }
        final double seconds = (System.nanoTime() - startNs) / 1e9;
        terminal.err().printf(Locale.ROOT, "sent %s, %d bytes at %s/s, whole: both ends have the same SHA-256%n",
            name, length, TransferProgress.bytes(length / seconds));
        terminal.out().println(HexFormat.of().formatHex(digest) + "  " + name);
        terminal.checkOut();
        return true;
    }

    /**
     * Wait for an answer.
     *
     * @return whether it is the one hoped for. A refusal is said.
     */
    private boolean isAnswered(final byte kind)
    {
        movedNs = System.nanoTime();
        while (null == answer && host.isRunning())
        {
            host.await(host.poll() + session.read(this, 1), WAIT_NS);
            if (null == answer)
            {
                checkOpen();
                checkProgress("the peer says nothing about " + name + ": does it run 'hopwire listen --directory'?");
            }
        }
        if (null == answer)
        {
            return false;
        }
        if (answer.length > 0 && kind == answer[0])
        {
            return true;
        }
        terminal.err().println("hopwire: the peer refuses " + name + ": " + refusal());
        return false;
    }

    private String refusal()
    {
        return answer.length > 0 && FileMessages.REFUSED == answer[0] ?
            FileMessages.reasonOf(answer) : "it does not speak of files; 'hopwire listen --directory' does";
    }

    private void checkOpen()
    {
        if (!session.isOpen())
        {
            // What the peer said last may say why.
            session.read(this, BATCH);
            final String reason = null == answer ? "" : "; " + refusal();
            throw new SessionException(session.closeReason(), "the session has ended, " +
                SessionCodes.name(session.closeReason()) + reason + ": " + name + " has not arrived whole");
        }
    }
}
