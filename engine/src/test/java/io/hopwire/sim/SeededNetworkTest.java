package io.hopwire.sim;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.SessionCodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Networks that grow by themselves, many seeds. {@code -Dhopwire.test.seeds=200} runs the full number; a failing seed
 * is named and can be run alone with {@code -Dhopwire.test.seed=N}.
 */
@Tag("long")
@Tag("simulation")
class SeededNetworkTest
{
    private static final int SEEDS =
        Integer.getInteger("hopwire.test.seeds", 20 * Integer.getInteger("hopwire.test.scale", 1));
    private static final Long ONLY_SEED = Long.getLong("hopwire.test.seed");

    @Test
    void connectsInNetworksOf50NodesWithRealCryptography()
    {
        forEachSeed(SEEDS, seed -> new Scenario(seed, 50, false, 0.05).run());
    }

    @Test
    void connectsInNetworksOf50NodesUnderEveryIdentityScheme()
    {
        for (final IdentityScheme scheme : List.of(
            IdentitySchemes.ED25519,
            IdentitySchemes.STRING,
            // Not the longest: an answer to FIND_NODE, one datagram, has room for two addresses of 270 bytes only.
            IdentitySchemes.string(128)))
        {
            forEachSeed(Math.max(1, SEEDS / 10), seed -> new Scenario(seed, 50, true, 0.05, scheme).run());
        }
    }

    @Test
    void connectsInNetworksOf500Nodes()
    {
        forEachSeed(Math.max(1, SEEDS / 5), seed -> new Scenario(seed, 500, true, 0.05).run());
    }

    @Test
    void doesTheSameTwice()
    {
        for (long seed = 1; seed <= 3; seed++)
        {
            final long first = new Scenario(seed, 50, true, 0.05).run();
            assertEquals(first, new Scenario(seed, 50, true, 0.05).run(), "seed " + seed);
            assertNotEquals(first, new Scenario(seed + 100, 50, true, 0.05).run(), "seed " + seed);
        }
    }

    private static void forEachSeed(final int seeds, final LongConsumer run)
    {
        if (null != ONLY_SEED)
        {
            run.accept(ONLY_SEED);
            return;
        }
        for (long seed = 1; seed <= seeds; seed++)
        {
            run.accept(seed);
        }
    }

    /**
     * Nodes join one after the other, each by one earlier node; then endpoints connect to endpoints that are there, to
     * one that is not, and send a message each way.
     */
    private static final class Scenario
    {
        private static final long SECOND = 1_000_000_000L;
        private static final long CONNECT_TIMEOUT = 20 * SECOND;
        private static final int PAIRS = 5;

        private final long seed;
        private final int relays;
        private final SimRandom random;
        private final SimNetwork network;
        private final RecordingEvents[] clients = new RecordingEvents[PAIRS];
        private final RecordingEvents[] servers = new RecordingEvents[PAIRS];
        private final SimNode[] clientNodes = new SimNode[PAIRS];
        private final SimNode[] serverNodes = new SimNode[PAIRS];

        private Scenario(final long seed, final int nodes, final boolean nullCrypto, final double loss)
        {
            this(seed, nodes, nullCrypto, loss, IdentitySchemes.X25519);
        }

        private Scenario(
            final long seed,
            final int nodes,
            final boolean nullCrypto,
            final double loss,
            final IdentityScheme scheme)
        {
            this.seed = seed;
            this.relays = nodes - 2 * PAIRS;
            this.random = new SimRandom(seed).fork(77);
            this.network = new SimNetwork(
                SimConfig.of(seed).with(path -> path.withLoss(loss)).withNullCrypto(nullCrypto).withScheme(scheme));
        }

        private long run()
        {
            join();
            network.run(15 * SECOND);
            connectAll();
            talk();
            connectToNobody();
            return network.traceHash();
        }

        private void join()
        {
            for (int i = 0; i < relays; i++)
            {
                final SimNode node = network.addNode(config -> config.role(LinkRole.RELAY), new RecordingEvents());
                if (i > 0)
                {
                    node.bootstrapFrom(network.node(random.nextInt(i)), random.nextInt(2) == 0);
                }
                network.run(20_000_000L);
            }
            for (int i = 0; i < PAIRS; i++)
            {
                clients[i] = new RecordingEvents();
                servers[i] = new RecordingEvents();
                clientNodes[i] = endpoint(clients[i]);
                serverNodes[i] = endpoint(servers[i]);
                serverNodes[i].listen(true);
            }
        }

        private SimNode endpoint(final RecordingEvents events)
        {
            final SimNode node = network.addNode(config -> config.role(LinkRole.ENDPOINT), events);
            node.bootstrapFrom(network.node(random.nextInt(relays)), true);
            return node;
        }

        private void connectAll()
        {
            for (int i = 0; i < PAIRS; i++)
            {
                clientNodes[i].connect(i, serverNodes[i], 12, 1, 1, CONNECT_TIMEOUT);
            }
            for (int i = 0; i < PAIRS; i++)
            {
                final int pair = i;
                assertTrue(
                    network.runUntil(() -> null != clients[pair].outcome(pair), 2 * CONNECT_TIMEOUT),
                    where("no outcome"));
                final RecordingEvents.Outcome outcome = clients[pair].outcome(pair);
                assertEquals(0, outcome.code(), where("connect " + pair + ": " + SessionCodes.name(outcome.code())));
                assertTrue(outcome.hops() >= 2 && outcome.hops() <= 12, where("hops " + outcome.hops()));
            }
        }

        private void talk()
        {
            final byte[] message = ("seed " + seed).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < PAIRS; i++)
            {
                final int pair = i;
                assertEquals(1, clientNodes[i].offer(clients[i].outcome(i).sessionId(), message), where("offer"));
                assertTrue(
                    network.runUntil(() -> servers[pair].messages().size() == 1, 10 * SECOND), where("not delivered"));
                assertEquals(1, serverNodes[i].offer(servers[i].accepted().get(0), message), where("answer"));
                assertTrue(
                    network.runUntil(() -> clients[pair].messages().size() == 1, 10 * SECOND), where("not answered"));
            }
        }

        private void connectToNobody()
        {
            final SimNode gone = serverNodes[0];
            gone.crash();
            network.run(12 * SECOND);
            clientNodes[1].connect(99, gone, 12, 1, 1, 4 * SECOND);
            assertTrue(network.runUntil(() -> null != clients[1].outcome(99), 5 * SECOND), where("no outcome"));
            final int code = clients[1].outcome(99).code();
            assertTrue(
                code == SessionCodes.NO_ROUTE || code == SessionCodes.TIMEOUT, where(SessionCodes.name(code)));
        }

        private String where(final String what)
        {
            return "seed " + seed + ", " + network.size() + " nodes, at " +
                (network.nowNs() - SimNetwork.START_NS) / 1_000_000L + " ms: " + what;
        }
    }
}
