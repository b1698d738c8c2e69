package io.hopwire.examples;

import io.hopwire.Session;
import io.hopwire.SessionMessageHandler;
import io.hopwire.spi.SessionCodes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A file out, cut into messages, and its echo in. Holds one message of it in memory at a time.
 */
final class FileEcho implements SessionMessageHandler
{
    private static final int BATCH = 64;
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(15);

    private final Host host;
    private final Session session;
    private final ByteBuffer chunk;
    private final UnsafeBuffer message;
    private final MessageDigester digester;
    private volatile long received;
    private long sent;
    private int pending;
    private boolean ended;
    private long heardNs;

    FileEcho(final Host host, final Session session)
    {
        this.host = host;
        this.session = session;
        chunk = ByteBuffer.allocateDirect(Math.min(session.maxMessageLength(), InputPump.CHUNK_LENGTH));
        message = new UnsafeBuffer(chunk);
        digester = new MessageDigester();
    }

    /**
     * Bytes that came back so far. May be asked by any thread.
     */
    long received()
    {
        return received;
    }

    String receivedHex()
    {
        return digester.hex();
    }

    void run(final Path path)
    {
        heardNs = System.nanoTime();
        try (FileChannel file = FileChannel.open(path))
        {
            while (!(ended && 0 == pending && received == sent) && host.isRunning())
            {
                int work = host.poll();
                work += session.read(this, BATCH);
                work += send(file);
                if (0 == work)
                {
                    checkProgress();
                }
                host.idle(work);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot read " + path + ": " + ex, ex);
        }
    }

    @Override
    public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
    {
        heardNs = System.nanoTime();
        digester.update(buffer, offset, length);
        received = digester.bytes();
    }

    private int send(final FileChannel file) throws IOException
    {
        if (0 == pending && !ended)
        {
            readChunk(file);
        }
        if (0 == pending || session.offer(message, 0, pending) < 0)
        {
            return 0;
        }
        sent += pending;
        pending = 0;
        return 1;
    }

    private void readChunk(final FileChannel file) throws IOException
    {
        chunk.clear();
        int read = 0;
        while (read >= 0 && chunk.hasRemaining())
        {
            read = file.read(chunk);
        }
        ended = read < 0;
        pending = chunk.position();
    }

    private void checkProgress()
    {
        if (!session.isOpen())
        {
            throw new CommandFailure(
                "the session ended in the middle of the file: " + SessionCodes.name(session.closeReason()));
        }
        if (System.nanoTime() - heardNs > STALL_NS)
        {
            throw new CommandFailure("nothing came back for 15 s after " + received + " of " + sent + " bytes");
        }
    }
}
