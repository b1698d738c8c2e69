package io.hopwire.perf;

import io.hopwire.Engine;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.spi.Component;
import io.hopwire.spi.ComponentServices;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Peer;
import org.agrona.DirectBuffer;

/**
 * One link of the engine, encrypted or in plaintext, without a session: a component of the user that talks to a
 * neighbour.
 */
final class HopwireLinkEnd implements End, Component
{
    private static final int COMPONENT = 0;

    private final Receiver receiver;
    private final boolean isServer;
    private final boolean isPlaintext;
    private Engine engine;
    private ComponentServices services;
    private Peer peer;

    HopwireLinkEnd(final Receiver receiver, final boolean isServer, final boolean isPlaintext)
    {
        this.receiver = receiver;
        this.isServer = isServer;
        this.isPlaintext = isPlaintext;
    }

    @Override
    public String open()
    {
        if (!isServer)
        {
            return Hopwire.NOT_LISTENING;
        }
        engine = HopwireEngine.launch(context());
        return Hopwire.address(engine);
    }

    @Override
    public void connect(final String address)
    {
        if (!isServer)
        {
            engine = HopwireEngine.launch(context().bootstrap(address));
        }
    }

    @Override
    public boolean isUp()
    {
        return null != peer;
    }

    @Override
    public boolean send(final DirectBuffer buffer, final int offset, final int length)
    {
        final int code = services.offer(peer, buffer, offset, length);
        if (code == ComponentServices.NOT_CONNECTED || code == ComponentServices.TOO_LONG)
        {
            throw new IllegalStateException("a message of " + length + " bytes was refused: " + code);
        }
        return code >= 0;
    }

    @Override
    public void doWork()
    {
        engine.doWork();
    }

    @Override
    public void onStart(final ComponentServices theServices)
    {
        services = theServices;
    }

    @Override
    public void onPeerConnect(final Peer connected, final long nowNs)
    {
        peer = connected;
    }

    @Override
    public void onPeerDisconnect(final Peer disconnected, final long nowNs)
    {
        peer = peer == disconnected ? null : peer;
    }

    @Override
    public void onMessage(
        final Peer from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        receiver.onMessage(buffer, offset, length);
    }

    @Override
    public void close()
    {
        if (null != engine)
        {
            engine.close();
        }
    }

    private EngineContext context()
    {
        return Hopwire.context().set(NodeSettings.PLAINTEXT_LINKS, isPlaintext).component(COMPONENT, () -> this);
    }
}
