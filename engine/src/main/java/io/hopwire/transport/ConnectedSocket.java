package io.hopwire.transport;

import org.agrona.CloseHelper;
import org.agrona.LangUtil;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;

/**
 * A second socket on the port of a first one, connected to one peer, so that the kernel finds the way to it once and
 * not for every datagram. On Linux the kernel gives a datagram to the connected socket whose peer it is from, and all
 * others to the first.
 * <p>
 * Between bind and connect a stranger's datagram may land here; that is why the connected socket is read with the
 * source of each datagram like the first, and why Java's own connect is not used, which throws away what has arrived.
 */
final class ConnectedSocket implements AutoCloseable
{
    private static final int INTERRUPTED = -3;
    private static final int EMPTY_DATAGRAM = -1;
    private static final MethodHandle CONNECT = find("sun.nio.ch.Net", "connect",
        ProtocolFamily.class, FileDescriptor.class, InetAddress.class, int.class);
    private static final MethodHandle READ = find("sun.nio.ch.DatagramDispatcher", "read0",
        FileDescriptor.class, long.class, int.class);
    private static final MethodHandle WRITE = find("sun.nio.ch.DatagramDispatcher", "write0",
        FileDescriptor.class, long.class, int.class);

    private final DatagramChannel channel;
    private final FileDescriptor descriptor;
    private final ChannelWatch watch;

    private ConnectedSocket(final DatagramChannel channel, final ChannelWatch watch)
    {
        this.channel = channel;
        this.watch = watch;
        descriptor = RawSockets.descriptor(channel);
    }

    /**
     * Can this system do it?
     *
     * @return false where not; then nothing is lost but speed.
     */
    static boolean isAvailable()
    {
        return null != CONNECT && null != READ && null != WRITE &&
            System.getProperty("os.name", "").startsWith("Linux");
    }

    /**
     * Open, bind and connect.
     *
     * @param first         socket that is bound to the port, for all addresses.
     * @param local         socket that is bound to the address that the peer speaks to, or the first.
     * @param ipv6          its family.
     * @param peer          whom to connect to.
     * @param coalesce      have reads hold many datagrams.
     * @param bufferLength  bytes of SO_RCVBUF to ask for.
     * @param watch         of whoever waits for datagrams.
     * @return the socket.
     * @throws IOException where the system refuses.
     */
    static ConnectedSocket open(
        final DatagramChannel first,
        final DatagramChannel local,
        final boolean ipv6,
        final InetSocketAddress peer,
        final boolean coalesce,
        final int bufferLength,
        final ChannelWatch watch) throws IOException
    {
        final DatagramChannel channel = DatagramChannel.open(
            ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        boolean connected = false;
        try
        {
            channel.configureBlocking(false);
            Fragmentation.forbid(channel, ipv6, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferLength);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, first.getOption(StandardSocketOptions.SO_SNDBUF) / 2);
            if (coalesce)
            {
                KernelOffload.coalesce(RawSockets.descriptor(channel));
            }
            SharedPort.bind(channel, local.getLocalAddress(), first, local);
            connect(channel, ipv6, peer);
            watch.watch(channel, SelectionKey.OP_READ);
            connected = true;
            return new ConnectedSocket(channel, watch);
        }
        finally
        {
            if (!connected)
            {
                CloseHelper.quietClose(channel);
            }
        }
    }

    DatagramChannel channel()
    {
        return channel;
    }

    FileDescriptor descriptor()
    {
        return descriptor;
    }

    /**
     * Read a datagram.
     *
     * @return its bytes, or {@link DatagramIo#UNAVAILABLE}.
     */
    int read(final long address, final int length) throws IOException
    {
        int read;
        do
        {
            read = read0(address, length);
        }
        while (INTERRUPTED == read);
        return EMPTY_DATAGRAM == read ? 0 : read;
    }

    /**
     * Send a datagram, or several of the length that was set.
     *
     * @return its bytes, or {@link DatagramIo#UNAVAILABLE}.
     */
    int write(final long address, final int length) throws IOException
    {
        int written;
        do
        {
            written = write0(address, length);
        }
        while (INTERRUPTED == written);
        return written;
    }

    @Override
    public void close()
    {
        watch.forget(channel);
        CloseHelper.quietClose(channel);
    }

    private int read0(final long address, final int length) throws IOException
    {
        try
        {
            return (int)READ.invokeExact(descriptor, address, length);
        }
        catch (final IOException ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            LangUtil.rethrowUnchecked(ex);
            return DatagramIo.UNAVAILABLE;
        }
    }

    private int write0(final long address, final int length) throws IOException
    {
        try
        {
            return (int)WRITE.invokeExact(descriptor, address, length);
        }
        catch (final IOException ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            LangUtil.rethrowUnchecked(ex);
            return DatagramIo.UNAVAILABLE;
        }
    }

    private static void connect(final DatagramChannel channel, final boolean ipv6, final InetSocketAddress peer)
        throws IOException
    {
        final ProtocolFamily family = ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try
        {
            final int ignored = (int)CONNECT.invokeExact(
                family, RawSockets.descriptor(channel), peer.getAddress(), peer.getPort());
        }
        catch (final IOException ex)
        {
            throw ex;
        }
        catch (final Throwable ex)
        {
            throw new IOException("cannot connect to " + peer, ex);
        }
    }

    private static MethodHandle find(final String type, final String name, final Class<?>... parameters)
    {
        try
        {
            final Method method = Class.forName(type).getDeclaredMethod(name, parameters);
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        }
        catch (final ReflectiveOperationException | RuntimeException ex)
        {
            return null;
        }
    }
}
