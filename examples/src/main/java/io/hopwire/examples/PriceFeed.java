package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.HopwireEngine;
import io.hopwire.agent.NodeRole;
import io.hopwire.agent.ThreadingMode;
import io.hopwire.spi.Component;
import io.hopwire.spi.ComponentServices;
import io.hopwire.spi.Peer;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A protocol of one's own between neighbours: a publisher sends a price to every peer, ten times a millisecond, and a
 * subscriber prints the last one it got. No session, no acknowledgement: what is lost is overtaken by the next price.
 */
public final class PriceFeed implements Component
{
    private static final int NUMBER = 0;
    private static final int PRICE_LENGTH = 2 * Long.BYTES;

    private final boolean publishes;
    private final List<Peer> peers = new ArrayList<>();
    private ComponentServices services;
    private long sequence;
    private long received;

    private PriceFeed(final boolean publishes)
    {
        this.publishes = publishes;
    }

    /**
     * Publish or subscribe for ten seconds.
     *
     * @param args {@code publish}, an address to bind to, or {@code subscribe}, the address of the publisher.
     */
    public static void main(final String[] args)
    {
        final boolean publishes = "publish".equals(args[0]);
        final PriceFeed feed = new PriceFeed(publishes);
        final EngineContext context = new EngineContext()
            .threadingMode(ThreadingMode.INVOKER)
            .role(NodeRole.ENDPOINT)
            .component(NUMBER, () -> feed);
        try (Engine engine = HopwireEngine.launch(
            publishes ? context.bindAddress(args[1]) : context.bootstrap(args[1])))
        {
            final long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(10))
            {
                feed.publish(System.nanoTime() - startNs);
                engine.doWork();
            }
        }
        System.out.println(publishes ? feed.sequence + " prices published" :
            feed.received + " prices received, the last one was number " + feed.sequence);
    }

    @Override
    public void onStart(final ComponentServices lent)
    {
        services = lent;
    }

    @Override
    public void onPeerConnect(final Peer peer, final long nowNs)
    {
        peers.add(peer);
    }

    @Override
    public void onPeerDisconnect(final Peer peer, final long nowNs)
    {
        peers.remove(peer);
    }

    @Override
    public void onMessage(
        final Peer peer, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (PRICE_LENGTH == length)
        {
            sequence = buffer.getLong(offset);
            received++;
        }
    }

    private void publish(final long elapsedNs)
    {
        if (!publishes || peers.isEmpty() || elapsedNs / 100_000 <= sequence)
        {
            return;
        }
        sequence++;
        for (int i = 0; i < peers.size(); i++)
        {
            final int claim = services.tryClaim(peers.get(i), PRICE_LENGTH);
            if (claim >= 0)
            {
                services.buffer().putLong(claim, sequence);
                services.buffer().putLong(claim + Long.BYTES, 100_000 + sequence % 1_000);
                services.commit();
            }
        }
    }
}
