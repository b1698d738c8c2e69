package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets commands of the same user use a node that runs: a Unix domain socket in a directory that nobody else enters. A
 * command's arguments come, it is carried out by the node's engine on a thread of its own, and what it has printed goes
 * back. Few at a time; who is silent is given up.
 */
final class NodeControl implements AutoCloseable
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX_COMMANDS = 8;
    private static final long CLOSE_MS = 2_000;
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.complementOf(EnumSet.of(
        PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final Engine engine;
    private final Path path;
    private final PrintStream err;
    private final ServerSocketChannel server;
    private final Semaphore places = new Semaphore(MAX_COMMANDS);
    private final ThreadGroup threads = new ThreadGroup("hopwire-control");
    private final Thread acceptor = new Thread(threads, this::accept, "hopwire-control");

    private NodeControl(final Engine engine, final Path path, final PrintStream err) throws IOException
    {
        this.engine = engine;
        this.path = path;
        this.err = err;
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        acceptor.setDaemon(true);
    }

    /**
     * Offer a node.
     *
     * @param engine of the node, which has threads of its own.
     * @param path   of the socket.
     * @param err    told of what can not be carried out.
     */
    static NodeControl open(final Engine engine, final Path path, final PrintStream err)
    {
        try
        {
            prepare(path);
            final NodeControl control = new NodeControl(engine, path, err);
            try
            {
                control.server.bind(ControlSocket.address(path), MAX_COMMANDS);
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            }
            catch (final IOException ex)
            {
                control.server.close();
                throw ex;
            }
            control.acceptor.start();
            return control;
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            throw new CommandFailure("no control socket at " + path + ": " + ex.getMessage(), ex);
        }
    }

    /** A directory for the owner alone, and nothing in the way but what a node has left that was killed. */
    private static void prepare(final Path path) throws IOException
    {
        final Path directory = path.getParent();
        if (!Files.isDirectory(directory))
        {
            Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        final Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(directory));
        permissions.retainAll(OF_OTHERS);
        if (!permissions.isEmpty())
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "others can use the directory " + directory + ", and so the node: take " +
                "one of yours alone, as 'chmod 700' makes it");
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS))
        {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isOther())
        {
            throw new IOException("something else is there, which is no socket");
        }
        if (isUsed(path))
        {
            throw new IOException("a node that runs is there");
        }
        Files.delete(path);
    }

    private static boolean isUsed(final Path path) throws IOException
    {
        try (SocketChannel channel = SocketChannel.open(ControlSocket.address(path)))
        {
            return channel.isConnected();
        }
        catch (final ConnectException ex)
        {
            return false;
        }
    }

    private void accept()
    {
        while (server.isOpen())
        {
            try
            {
                final SocketChannel channel = server.accept();
                if (places.tryAcquire())
                {
                    final Thread thread = new Thread(threads, () -> serve(channel), "hopwire-control-command");
                    thread.setDaemon(true);
                    thread.start();
                }
                else
                {
                    // Who has connected sees the end before any answer.
                    channel.close();
                }
            }
            catch (final ClosedChannelException ex)
            {
                return;
            }
            catch (final IOException ex)
            {
                err.println("hopwire: control socket: " + ex.getMessage());
                // What keeps a connection from being taken, too many open files, lasts, and would be told for ever.
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    private void serve(final SocketChannel channel)
    {
        try (ControlSocket socket = new ControlSocket(channel, PATIENCE_NS))
        {
            socket.writeAnswer(carryOut(socket.readRequest()));
        }
        catch (final IOException ex)
        {
            err.println("hopwire: control socket: " + ex.getMessage());
        }
        finally
        {
            places.release();
        }
    }

    private ControlSocket.Answer carryOut(final String[] arguments)
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream errors = new ByteArrayOutputStream();
        final Terminal terminal = new Terminal(
            InputStream.nullInputStream(), out, StandardCharsets.UTF_8,
            new PrintStream(errors, true, StandardCharsets.UTF_8));
        final int exitCode = HopwireCommand.executeWith(engine, terminal, arguments);
        return new ControlSocket.Answer(exitCode, text(out), text(errors));
    }

    private static String text(final ByteArrayOutputStream bytes)
    {
        final String text = bytes.toString(StandardCharsets.UTF_8);
        return bytes.size() > ControlSocket.MAX_LENGTH ? "hopwire: too much to tell\n" : text;
    }

    /** Nobody is served any more, and what was begun is interrupted; the file is gone. */
    @Override
    public void close()
    {
        try
        {
            server.close();
            Files.deleteIfExists(path);
            threads.interrupt();
            acceptor.join(CLOSE_MS);
            places.tryAcquire(MAX_COMMANDS, CLOSE_MS, TimeUnit.MILLISECONDS);
        }
        catch (final IOException ex)
        {
            err.println("hopwire: control socket: " + ex.getMessage());
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
