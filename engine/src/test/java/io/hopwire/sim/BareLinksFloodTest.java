package io.hopwire.sim;

import io.hopwire.link.LinkSettings;
import io.hopwire.sim.nat.Nat;
import io.hopwire.sim.nat.NatType;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * In a bare network keys need not even be good: whoever claims many of them, from one host, keeps nobody out.
 */
class BareLinksFloodTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int PLACES = 64;
    private static final int KEYS = 96;
    private static final int HONEST = 8;
    private static final int NEWCOMERS = 10;

    private final SimNetwork network = new SimNetwork(SimConfig.of(5).withNullCrypto(true));
    private final List<SimNode> claimed = new ArrayList<>();
    private SimNode node;
    private int dials;

    @Test
    void whoClaimsManyKeysKeepsNobodyOut()
    {
        node = network.addNode(
            config -> config.discovery(false).set(NodeSettings.BARE_NETWORK, true)
                .set(LinkSettings.MAX_LINKS, PLACES).set(LinkSettings.PER_NETWORK, 2),
            new RecordingEvents());
        final List<SimNode> honest = new ArrayList<>();
        for (int i = 0; i < HONEST; i++)
        {
            honest.add(bare(null));
            honest.get(i).bootstrapFrom(node, true);
        }
        final Nat nat = network.addNat(NatType.FULL_CONE.config());
        for (int i = 0; i < KEYS; i++)
        {
            claimed.add(bare(nat));
        }
        network.run(2 * SECOND);
        dialNext();
        network.run(10 * SECOND);
        int up = 0;
        for (int i = 0; i < NEWCOMERS; i++)
        {
            final SimNode newcomer = bare(null);
            newcomer.bootstrapFrom(node, true);
            network.run(2 * SECOND);
            up += isLinked(newcomer) ? 1 : 0;
        }
        final long kept = honest.stream().filter(this::isLinked).count();
        Figures.say("bare: %d keys of one host, %d places: newcomers %d of %d, honest links %d of %d, displaced %d",
            KEYS, PLACES, up, NEWCOMERS, kept, HONEST, node.counters().get(SystemCounter.LINKS_DISPLACED));
        assertEquals(NEWCOMERS, up);
        assertEquals(HONEST, kept);
        assertTrue(node.counters().get(SystemCounter.LINKS_DISPLACED) > KEYS);
    }

    private void dialNext()
    {
        final SimNode next = claimed.get(dials++ % KEYS);
        if (null == next.links().anyByKey(node.publicKey(), 0))
        {
            next.links().open(node.publicKey(), 0, node.index(), next.nowNs());
            next.touch();
        }
        network.schedule(SECOND / 50, this::dialNext);
    }

    private boolean isLinked(final SimNode peer)
    {
        return null != node.links().byKey(peer.publicKey(), 0);
    }

    private SimNode bare(final Nat natOrNull)
    {
        return network.addNode(
            config -> config.discovery(false).set(NodeSettings.BARE_NETWORK, true),
            at -> new RecordingEvents(),
            natOrNull);
    }
}
