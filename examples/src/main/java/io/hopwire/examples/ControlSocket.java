package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * One connection between a command and the node that carries it out, over a Unix domain socket. All that comes is one
 * request and, back, one answer. Numbers are big endian, texts UTF-8 behind their length in four bytes.
 * <pre>
 *   request   "HWC1", count of arguments, each argument
 *   answer    "HWC1", exit code, standard output, standard error
 * </pre>
 * Each end gives up where the other one is silent for too long, or tells too much.
 */
final class ControlSocket implements AutoCloseable
{
    /** Most bytes of a request, and of either output in an answer. */
    static final int MAX_LENGTH = 1 << 18;

    private static final int MAGIC = 0x48574331;
    private static final int MAX_ARGUMENTS = 256;
    private static final String DEFAULT = "-";

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final long patienceNs;
    private final DataInputStream in;
    private final DataOutputStream out;

    /**
     * On a connection.
     *
     * @param channel    that is connected, and closed with this.
     * @param patienceNs longest wait for the other end.
     */
    ControlSocket(final SocketChannel channel, final long patienceNs) throws IOException
    {
        this.channel = channel;
        this.patienceNs = patienceNs;
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, 0);
        in = new DataInputStream(new Input());
        out = new DataOutputStream(new Output());
    }

    /**
     * What came of a command.
     */
    record Answer(int exitCode, String out, String err)
    {
    }

    /**
     * Where the socket is.
     *
     * @param text of the command line: a path, or "-" for the usual one.
     */
    static Path path(final String text)
    {
        if (!DEFAULT.equals(text))
        {
            try
            {
                return Path.of(text).toAbsolutePath();
            }
            catch (final InvalidPathException ex)
            {
                throw new HopwireException(ErrorCategory.CONFIGURATION, "no path of a control socket: " + text, ex);
            }
        }
        final String directory = System.getenv("XDG_RUNTIME_DIR");
        if (null == directory || directory.isEmpty())
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "XDG_RUNTIME_DIR is not set, so name the file of the control socket");
        }
        return Path.of(directory, "hopwire.control");
    }

    static UnixDomainSocketAddress address(final Path path)
    {
        return UnixDomainSocketAddress.of(path);
    }

    void writeRequest(final String[] arguments) throws IOException
    {
        out.writeInt(MAGIC);
        out.writeInt(arguments.length);
        for (final String argument : arguments)
        {
            writeText(argument);
        }
        out.flush();
    }

    String[] readRequest() throws IOException
    {
        readMagic();
        final int count = in.readInt();
        if (count < 1 || count > MAX_ARGUMENTS)
        {
            throw new IOException("a request of " + count + " arguments");
        }
        final String[] arguments = new String[count];
        int left = MAX_LENGTH;
        for (int i = 0; i < count; i++)
        {
            arguments[i] = readText(left);
            left -= arguments[i].length();
        }
        return arguments;
    }

    void writeAnswer(final Answer answer) throws IOException
    {
        out.writeInt(MAGIC);
        out.writeInt(answer.exitCode());
        writeText(answer.out());
        writeText(answer.err());
        out.flush();
    }

    Answer readAnswer() throws IOException
    {
        readMagic();
        return new Answer(in.readInt(), readText(MAX_LENGTH), readText(MAX_LENGTH));
    }

    private void readMagic() throws IOException
    {
        if (MAGIC != in.readInt())
        {
            throw new IOException("the other end speaks something else");
        }
    }

    private void writeText(final String text) throws IOException
    {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private String readText(final int most) throws IOException
    {
        final int length = in.readInt();
        if (length < 0 || length > most)
        {
            throw new IOException("a text of " + length + " bytes, where " + most + " are the most");
        }
        final byte[] bytes = in.readNBytes(length);
        if (bytes.length < length)
        {
            throw new EOFException("the other end has gone");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException
    {
        try (selector)
        {
            channel.close();
        }
    }

    /** Until the other end has, or takes, something. */
    private void await(final int operation, final long deadlineNs) throws IOException
    {
        key.interestOps(operation);
        final long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted() || leftMs <= 0 || 0 == selector.select(leftMs))
        {
            throw new IOException("the other end is silent");
        }
    }

    private final class Input extends InputStream
    {
        private final ByteBuffer one = ByteBuffer.allocate(1);

        @Override
        public int read() throws IOException
        {
            return -1 == read(one.array(), 0, 1) ? -1 : one.get(0) & 0xFF;
        }

        @Override
        public int read(final byte[] bytes, final int offset, final int length) throws IOException
        {
            final ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            final long deadlineNs = System.nanoTime() + patienceNs;
            int read = channel.read(buffer);
            while (0 == read && length > 0)
            {
                await(SelectionKey.OP_READ, deadlineNs);
                read = channel.read(buffer);
            }
            return read;
        }
    }

    private final class Output extends OutputStream
    {
        @Override
        public void write(final int one) throws IOException
        {
            write(new byte[]{(byte)one}, 0, 1);
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) throws IOException
        {
            final ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            final long deadlineNs = System.nanoTime() + patienceNs;
            while (buffer.hasRemaining())
            {
                if (0 == channel.write(buffer))
                {
                    await(SelectionKey.OP_WRITE, deadlineNs);
                }
            }
        }
    }
}
