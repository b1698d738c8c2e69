package io.hopwire.perf;

import com.sun.management.ThreadMXBean;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.Host;
import io.hopwire.agent.ThreadingMode;
import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.NetStream;
import io.hopwire.libp2p.StreamHandler;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.List;

/**
 * A host of ours that answers pings, echoes and takes bytes one way, all of it on the thread of its own.
 */
final class Libp2pServer implements AutoCloseable
{
    static final String PING = "/ipfs/ping/1.0.0";
    static final String ECHO = "/echo/1.0.0";
    /** Takes bytes until they end, and answers how many they were. */
    static final String SINK = "/sink/1.0.0";
    static final int COUNT_LENGTH = Long.BYTES;

    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private final Host host;
    private final Multiaddr address;
    private volatile Thread thread;

    /**
     * Listens on loopback.
     *
     * @param muxer {@code yamux} or {@code mplex}.
     * @param idle  strategy of its thread.
     */
    Libp2pServer(final String muxer, final String idle)
    {
        final EngineContext context = context(ThreadingMode.SHARED)
            .set(EngineSettings.NODE_IDLE, idle)
            .threadFactory((task) ->
            {
                thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            });
        host = Host.launch(context, config(muxer));
        host.setStreamHandler(ECHO, new Echoing());
        host.setStreamHandler(SINK, new Counting());
        address = host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")).get(0);
    }

    static EngineContext context(final ThreadingMode mode)
    {
        return new EngineContext()
            .set(EngineSettings.THREADING, mode)
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter(System.err::println);
    }

    static HostConfig config(final String muxer)
    {
        final String protocol = switch (muxer)
        {
            case "yamux" -> Yamux.PROTOCOL;
            case "mplex" -> Mplex.PROTOCOL;
            default -> throw new IllegalArgumentException("no muxer " + muxer);
        };
        final byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        return new HostConfig(HostKey.ofEd25519(seed)).muxers(List.of(protocol));
    }

    static long allocatedBytes(final Thread of)
    {
        return THREADS.getThreadAllocatedBytes(of.getId());
    }

    Multiaddr address()
    {
        return address;
    }

    /** {@return bytes that its thread has allocated} */
    long allocatedBytes()
    {
        return allocatedBytes(thread);
    }

    @Override
    public void close()
    {
        host.close();
    }

    /** Sends back what comes; takes no more than it can send. */
    private static final class Echoing implements StreamHandler
    {
        @Override
        public int onData(
            final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            return Math.max(0, stream.write(buffer, offset, length));
        }

        @Override
        public void onWritable(final NetStream stream)
        {
            stream.resume();
        }
    }

    /** Counts bytes of each stream. */
    private static final class Counting implements StreamHandler
    {
        @Override
        public void onOpened(final NetStream stream)
        {
            stream.attach(new UnsafeBuffer(new byte[COUNT_LENGTH]));
        }

        @Override
        public int onData(
            final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            final UnsafeBuffer count = (UnsafeBuffer)stream.attachment();
            count.putLong(0, count.getLong(0, ByteOrder.BIG_ENDIAN) + length, ByteOrder.BIG_ENDIAN);
            return length;
        }

        @Override
        public void onEnd(final NetStream stream)
        {
            // The first bytes of this side: a window takes them all, or the connection is gone.
            if (COUNT_LENGTH == stream.write((UnsafeBuffer)stream.attachment(), 0, COUNT_LENGTH))
            {
                stream.closeWrite();
            }
            else
            {
                stream.reset();
            }
        }
    }
}
