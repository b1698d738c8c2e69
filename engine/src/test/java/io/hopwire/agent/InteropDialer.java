package io.hopwire.agent;

import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * A host that does to the listener at an address what {@code reverse.mjs} asks for. Serves the script that it runs for
 * each action, {@code act.sh}: a line {@code ACTION MULTIADDR} is answered by {@code ok}, or by what went wrong.
 */
final class InteropDialer implements AutoCloseable
{
    private static final String ECHO = "/echo/1.0.0";
    private static final String PING = "/ipfs/ping/1.0.0";
    private static final int PING_LENGTH = 32;
    private static final long SERVE_NS = 4_000_000_000L;
    private static final long LOOK_NS = 10_000_000L;

    private final SplittableRandom random = new SplittableRandom(1);
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    InteropDialer() throws IOException
    {
        server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        threads.execute(this::serve);
    }

    int port()
    {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException
    {
        server.close();
        threads.shutdownNow();
    }

    private void serve()
    {
        while (!server.isClosed())
        {
            try
            {
                final Socket socket = server.accept();
                threads.execute(() -> answer(socket));
            }
            catch (final IOException ignore)
            {
                // It was closed.
                return;
            }
        }
    }

    private void answer(final Socket socket)
    {
        try (socket)
        {
            final String[] words = new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine().split(" ");
            socket.getOutputStream().write((act(words[0], words[1]) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        catch (final IOException ignore)
        {
            // Who asked has waited long enough.
            return;
        }
    }

    private String act(final String action, final String address)
    {
        final HostConfig config = new HostConfig(InteropListener.newKey()).agentVersion("hopwire/interop");
        try (Host host = Host.launch(InteropListener.context(), config))
        {
            host.setStreamHandler(ECHO, InteropListener::echo);
            new Action(host, Multiaddr.parse(address)).run(action);
            return "ok";
        }
        catch (final Exception ex)
        {
            return ex.toString().replace('\n', ' ');
        }
    }

    /** One action, by a host of its own. */
    private final class Action
    {
        private final Host host;
        private final Multiaddr address;

        private Action(final Host host, final Multiaddr address)
        {
            this.host = host;
            this.address = address;
        }

        private void run(final String action) throws Exception
        {
            switch (action)
            {
                case "ping":
                    ping(host.connect(address), 10);
                    break;

                case "echo":
                    echo(host.connect(address), 300_000);
                    break;

                case "many":
                    many(host.connect(address));
                    break;

                case "unknown":
                    unknown(host.connect(address));
                    break;

                case "serve":
                    host.connect(address);
                    LockSupport.parkNanos(SERVE_NS);
                    break;

                case "slow":
                    slow(host.connect(address));
                    break;

                case "reset":
                    reset(host.connect(address));
                    break;

                case "goaway":
                    host.connect(address);
                    awaitNoPeers(5000);
                    break;

                case "refuse":
                    refuse();
                    break;

                case "cut":
                    cut(host.connect(address));
                    break;

                default:
                    throw new IllegalArgumentException("no action is called " + action);
            }
        }

        private void ping(final PeerId peer, final int count) throws IOException
        {
            try (HostStream stream = host.newStream(peer, PING))
            {
                for (int i = 0; i < count; i++)
                {
                    final byte[] sent = bytes(PING_LENGTH);
                    stream.write(sent);
                    check(Arrays.equals(sent, stream.inputStream().readNBytes(PING_LENGTH)), "another answer");
                }
            }
        }

        private void echo(final PeerId peer, final int length) throws IOException
        {
            try (HostStream stream = host.newStream(peer, ECHO))
            {
                final byte[] sent = bytes(length);
                final Thread writer = new Thread(() ->
                {
                    stream.write(sent);
                    stream.closeWrite();
                });
                writer.start();
                final byte[] answer = stream.inputStream().readAllBytes();
                check(Arrays.equals(sent, answer), "another echo: of " + length + " bytes " + answer.length +
                    ", the first other one is " + Arrays.mismatch(sent, answer));
            }
        }

        private void many(final PeerId peer) throws InterruptedException, ExecutionException
        {
            final List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++)
            {
                all.add(threads.submit(() ->
                {
                    echo(peer, 5000);
                    return null;
                }));
            }
            for (final Future<?> one : all)
            {
                one.get();
            }
        }

        private void unknown(final PeerId peer) throws IOException
        {
            // Of one that is suggested alone it is known later whether the peer has it.
            try (HostStream stream = host.newStream(peer, "/no/such/1.0.0"))
            {
                stream.inputStream().read();
                check(false, "it was not refused");
            }
            catch (final HostException ex)
            {
                check(HostFault.PROTOCOL_NOT_SUPPORTED == ex.fault(), "refused otherwise: " + ex.fault());
            }
            try (HostStream stream = host.newStream(peer, "/no/such/1.0.0", "/none/such/1.0.0"))
            {
                check(false, "it was not refused but is of " + stream.protocol());
            }
            catch (final HostException ex)
            {
                check(HostFault.PROTOCOL_NOT_SUPPORTED == ex.fault(), "refused otherwise: " + ex.fault());
            }
            ping(peer, 1);
        }

        private void slow(final PeerId peer) throws IOException
        {
            try (HostStream stream = host.newStream(peer, "/slow/1.0.0"))
            {
                stream.write(bytes(4 << 20));
                stream.closeWrite();
                final byte[] answer = stream.inputStream().readNBytes(Long.BYTES);
                check(Long.BYTES == answer.length && 4 << 20 == ByteBuffer.wrap(answer).getLong(), "another count");
            }
        }

        private void reset(final PeerId peer) throws IOException
        {
            try (HostStream stream = host.newStream(peer, "/reset/1.0.0"))
            {
                stream.write(bytes(1000));
                stream.inputStream().read();
                check(false, "it was not reset");
            }
            catch (final HostException ex)
            {
                check(HostFault.RESET_BY_PEER == ex.fault(), "ended otherwise: " + ex.fault());
            }
            ping(peer, 1);
        }

        private void refuse()
        {
            try
            {
                host.connect(address);
                check(false, "it was not refused");
            }
            catch (final HostException ex)
            {
                check(null != ex.fault(), "without a reason");
            }
            check(host.peers().isEmpty(), "a connection is left");
        }

        private void cut(final PeerId peer) throws InterruptedException
        {
            try (HostStream stream = host.newStream(peer, ECHO))
            {
                final Thread reader = new Thread(() -> discard(stream.inputStream()));
                reader.setDaemon(true);
                reader.start();
                final long endNs = System.nanoTime() + 10_000_000_000L;
                while (System.nanoTime() < endNs)
                {
                    stream.write(bytes(1000));
                }
                check(false, "it goes on");
            }
            catch (final HostException ex)
            {
                awaitNoPeers(10_000);
            }
        }

        private static void discard(final InputStream in)
        {
            try
            {
                in.transferTo(OutputStream.nullOutputStream());
            }
            catch (final HostException | IOException ignore)
            {
                // Its end was seen.
                return;
            }
        }

        private void awaitNoPeers(final long timeoutMs) throws InterruptedException
        {
            final long endNs = System.nanoTime() + timeoutMs * 1_000_000L;
            while (!host.peers().isEmpty())
            {
                check(System.nanoTime() < endNs, "the connection stays");
                LockSupport.parkNanos(LOOK_NS);
            }
        }

        private byte[] bytes(final int length)
        {
            final byte[] bytes = new byte[length];
            synchronized (random)
            {
                random.nextBytes(bytes);
            }
            return bytes;
        }

        private static void check(final boolean isSo, final String otherwise)
        {
            if (!isSo)
            {
                throw new IllegalStateException(otherwise);
            }
        }
    }
}
