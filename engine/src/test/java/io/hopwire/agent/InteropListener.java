package io.hopwire.agent;

import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.HostSettings;
import io.hopwire.libp2p.NetStream;
import io.hopwire.libp2p.StreamHandler;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.status.SystemEntropy;
import org.agrona.DirectBuffer;

/**
 * A host that serves what {@code battery.mjs} asks for.
 */
final class InteropListener implements AutoCloseable
{
    private static final int BUFFER_LENGTH = 16 * 1024;

    private final Host host;
    private final Multiaddr address;

    InteropListener(final KeyType type)
    {
        host = Host.launch(context(), new HostConfig(HostKey.generate(type, new SystemEntropy()))
            .agentVersion("hopwire/interop"));
        host.setStreamHandler("/echo/1.0.0", new Echo());
        address = host.listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")).get(0);
    }

    Multiaddr address()
    {
        return address;
    }

    @Override
    public void close()
    {
        host.close();
    }

    static EngineContext context()
    {
        return new EngineContext()
            .set(EngineSettings.NODE_IDLE, "blocking")
            .set(EngineSettings.WORKER_IDLE, "blocking")
            .set(HostSettings.PEER_CONNECTIONS, 64)
            .notePrinter((note) -> {});
    }

    static HostKey newKey()
    {
        return HostKey.generate(KeyType.ED25519, new SystemEntropy());
    }

    /** By a thread: send back what comes until no more comes. */
    static void echo(final HostStream stream)
    {
        final byte[] buffer = new byte[BUFFER_LENGTH];
        int length = stream.read(buffer, 0, buffer.length);
        while (length > 0)
        {
            stream.write(buffer, 0, length);
            length = stream.read(buffer, 0, buffer.length);
        }
    }

    /** On the host's own thread: take what can be sent back at once, and no more. */
    private static final class Echo implements StreamHandler
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
}
