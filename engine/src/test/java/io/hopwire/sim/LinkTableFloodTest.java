package io.hopwire.sim;

import io.hopwire.component.discovery.DiscoverySettings;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkSettings;
import io.hopwire.sim.nat.Nat;
import io.hopwire.sim.nat.NatType;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A relay whose places for links are taken by somebody with many good keys, who dials again at once wherever he is put
 * out. Who comes new gets a link and a session over it; who had one before keeps it.
 * <p>
 * Small by default; the size that figures are reported for is {@code -Dhopwire.test.links=1024}: as many keys, and 160
 * handshakes a second.
 */
@Tag("long")
class LinkTableFloodTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int PLACES = Integer.getInteger("hopwire.test.links", 128);
    private static final long SEED = Long.getLong("hopwire.test.seed", 21);
    private static final int KEYS = PLACES;
    private static final int PER_NETWORK = PLACES / 64;
    private static final long DIAL_NS = SECOND * 1024 / 160 / PLACES;
    private static final long FILL_NS = 20 * SECOND;
    private static final int NEWCOMERS = 20;
    private static final int SENDERS = 8;
    private static final int IDLE = 8;

    /** Where the keys are. */
    private enum Place
    {
        ONE_HOST(1), TEN_NETWORKS(10), MANY_NETWORKS(0);

        private final int hosts;

        Place(final int hosts)
        {
            this.hosts = hosts;
        }
    }

    private final SimNetwork network = new SimNetwork(SimConfig.of(SEED).withNullCrypto(true));
    private final List<SimNode> attackers = new ArrayList<>();
    private final List<SimNode> honest = new ArrayList<>();
    private final RecordingEvents serverEvents = new RecordingEvents();
    private final RecordingEvents sendersEvents = new RecordingEvents();
    private final RecordingEvents newcomersEvents = new RecordingEvents();
    private SimNode relay;
    private SimNode server;
    private byte role;
    private boolean isBusy;
    private long connects;
    private int dials;

    @ParameterizedTest
    @CsvSource({
        "ONE_HOST, ENDPOINT, false", "TEN_NETWORKS, ENDPOINT, false", "MANY_NETWORKS, ENDPOINT, false",
        "ONE_HOST, RELAY, true", "TEN_NETWORKS, RELAY, true", "MANY_NETWORKS, RELAY, false"})
    void whoHasManyKeysKeepsNobodyOut(final Place place, final String roleName, final boolean isBusyNow)
    {
        role = "RELAY".equals(roleName) ? LinkRole.RELAY : LinkRole.ENDPOINT;
        isBusy = isBusyNow;
        grow(place);
        final int idle = honestLinks();
        dialNext();
        talk();
        network.run(FILL_NS);
        final int attackersBefore = attackersLinks();
        final Map<String, Integer> outcomes = come();
        Figures.say("%d keys in %s as %s%s, %d places: links %d, newcomers %s, idle honest links %d of %d, " +
            "sessions lost %d, displaced %d, refused %d, messages %d",
            KEYS, place, roleName, isBusy ? " with sessions" : "", PLACES, attackersBefore, outcomes, honestLinks(),
            idle, sendersEvents.closed().size(), relay.counters().get(SystemCounter.LINKS_DISPLACED),
            relay.counters().get(RejectCode.LINK_LIMIT), serverEvents.messages().size());
        assertTrue(attackersBefore > PLACES / 4, "the table is theirs");
        assertEquals(Map.of("ok", NEWCOMERS), outcomes);
        assertEquals(List.of(), sendersEvents.closed(), "sessions that were there before");
        assertEquals(List.of(), newcomersEvents.closed(), "sessions of newcomers");
    }

    private void grow(final Place place)
    {
        relay = network.addNode(
            config -> config.discovery(false).set(LinkSettings.MAX_LINKS, PLACES)
                .set(LinkSettings.PER_NETWORK, PER_NETWORK)
                .set(DiscoverySettings.MAX_OUTGOING_LINKS, Math.min(64, PLACES)),
            new RecordingEvents());
        server = endpoint(serverEvents);
        server.listen(true);
        server.bootstrapFrom(relay, true);
        for (int i = 0; i < SENDERS + IDLE; i++)
        {
            honest.add(endpoint(i < SENDERS ? sendersEvents : new RecordingEvents()));
            honest.get(i).bootstrapFrom(relay, true);
        }
        final List<Nat> nats = new ArrayList<>();
        for (int i = 0; i < place.hosts; i++)
        {
            nats.add(network.addNat(NatType.FULL_CONE.config()));
        }
        for (int i = 0; i < KEYS; i++)
        {
            final Nat nat = nats.isEmpty() ? null : nats.get(i % nats.size());
            attackers.add(network.addNode(
                config -> config.role(role).discovery(false), node -> new RecordingEvents(), nat));
            attackers.get(i).listen(true);
        }
        network.run(2 * SECOND);
        for (int i = 0; i < SENDERS; i++)
        {
            honest.get(i).connect(++connects, server, 3, 1, 1, 5 * SECOND);
        }
        network.run(3 * SECOND);
        for (int i = 1; i <= SENDERS; i++)
        {
            assertEquals(0, sendersEvents.outcome(i).code());
        }
    }

    private SimNode endpoint(final RecordingEvents events)
    {
        return network.addNode(config -> config.role(LinkRole.ENDPOINT).discovery(false), events);
    }

    /** The next of them that has no link dials. */
    private void dialNext()
    {
        final long nowNs = network.nowNs();
        boolean isFound = false;
        for (int i = 0; i < KEYS && !isFound; i++)
        {
            final SimNode attacker = attackers.get(dials++ % KEYS);
            isFound = null == attacker.links().anyByKey(relay.publicKey(), 0);
            if (isFound)
            {
                attacker.links().open(relay.publicKey(), 0, relay.index(), attacker.nowNs());
                attacker.touch();
            }
        }
        final SimNode next = attackers.get(dials % KEYS);
        final Link link = isBusy ? next.links().byKey(relay.publicKey(), 0) : null;
        if (null != link)
        {
            next.connect(++connects, attackers.get((dials + KEYS / 2) % KEYS), 3, 1, 1, 5 * SECOND);
        }
        assertEquals(nowNs, network.nowNs());
        network.schedule(DIAL_NS, this::dialNext);
    }

    private void talk()
    {
        for (int i = 0; i < SENDERS; i++)
        {
            honest.get(i).offer(sendersEvents.outcome(1 + i).sessionId(), new byte[1]);
        }
        network.schedule(SECOND, this::talk);
    }

    private Map<String, Integer> come()
    {
        final List<SimNode> newcomers = new ArrayList<>();
        final long first = 1_000_000;
        for (int i = 0; i < NEWCOMERS; i++)
        {
            final SimNode newcomer = endpoint(newcomersEvents);
            newcomers.add(newcomer);
            newcomer.bootstrapFrom(relay, true);
            final long id = first + i;
            network.schedule(SECOND, () -> newcomer.connect(id, server, 3, 1, 1, 5 * SECOND));
            network.run(SECOND / 2);
        }
        network.run(10 * SECOND);
        final Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < NEWCOMERS; i++)
        {
            final RecordingEvents.Outcome outcome = newcomersEvents.outcome(first + i);
            outcomes.merge(null == outcome ? "under way" : SessionCodes.name(outcome.code()), 1, Integer::sum);
        }
        network.run(10 * SECOND);
        return outcomes;
    }

    private int honestLinks()
    {
        return (int)honest.stream().filter(node -> null != relay.links().byKey(node.publicKey(), 0)).count();
    }

    private int attackersLinks()
    {
        return (int)attackers.stream().filter(node -> null != relay.links().byKey(node.publicKey(), 0)).count();
    }
}
