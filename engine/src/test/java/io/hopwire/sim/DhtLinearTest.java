package io.hopwire.sim;

import io.hopwire.component.dht.DhtSettings;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.StoreCommand;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.BitSet;

import static io.hopwire.sim.DhtNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Clients that change one key at the same time, by version, under locks and without, over paths that lose, delay and
 * repeat: is there an order in which it could have happened one after the other? And what is promised where the network
 * is split. {@code -Dhopwire.dht.seeds=1000} for more networks than a few.
 */
@Tag("simulation")
class DhtLinearTest
{
    private static final int SEEDS = Integer.getInteger("hopwire.dht.seeds", 8);
    private static final long FIRST_SEED = Long.getLong("hopwire.dht.first.seed", 1);
    private static final int CLIENTS = 4;
    private static final int OPERATIONS = 25;

    private DhtNetwork dht;
    private DhtHistory history;
    private SimRandom random;
    private int running;
    private boolean isSigning;
    private long crashesEndNs;
    private final Client[] clients = new Client[CLIENTS];

    @Test
    void thereIsAnOrderOfAllChanges()
    {
        int made = 0;
        int refused = 0;
        int locks = 0;
        int uncertain = 0;
        int all = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++)
        {
            random = new SimRandom(seed).fork(5);
            final double loss = random.nextInt(3) * 0.04;
            network(seed, 6 + random.nextInt(40), loss);
            runClients(0, dht.network.size());
            assertNull(history.problem(), "seed " + seed);
            made += history.count(StoreCommand.CAS, DhtCodes.OK);
            refused += history.count(StoreCommand.CAS, DhtCodes.CONFLICT);
            locks += history.count(StoreCommand.LOCK, DhtCodes.OK);
            for (int kind = StoreCommand.PUT; kind <= StoreCommand.READ; kind++)
            {
                uncertain += history.count(kind, DhtCodes.UNCERTAIN) + history.count(kind, DhtCodes.TIMEOUT);
            }
            all += history.size();
        }
        assertTrue(made >= 2 * SEEDS, "changes by version: " + made);
        assertTrue(refused >= SEEDS / 2, "refused: " + refused);
        assertTrue(locks >= SEEDS / 2, "locks: " + locks);
        assertTrue(uncertain <= all / 10, "without an end: " + uncertain + " of " + all);
        if (Boolean.getBoolean("hopwire.test.figures"))
        {
            System.out.println("dht: " + SEEDS + " seeds, " + all + " operations, " + made + " changes by version, " +
                refused + " refused, " + locks + " locks, " + uncertain + " uncertain or timed out");
        }
    }

    /** Some clients sign what they store, some do not, and two are of one owner: who comes first owns it. */
    @Test
    void thereIsAnOrderOfAllChangesWhereSomeAreSigned()
    {
        int made = 0;
        int refused = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++)
        {
            random = new SimRandom(seed).fork(7);
            isSigning = true;
            network(seed, 6 + random.nextInt(40), random.nextInt(3) * 0.04);
            runClients(0, dht.network.size());
            assertNull(history.problem(), "seed " + seed);
            for (int kind = StoreCommand.PUT; kind < StoreCommand.READ; kind++)
            {
                made += history.count(kind, DhtCodes.OK);
                refused += history.count(kind, DhtCodes.NOT_OWNER);
            }
        }
        assertTrue(made >= 4 * SEEDS, "changes: " + made);
        assertTrue(refused >= 4 * SEEDS, "refused: " + refused);
        if (Boolean.getBoolean("hopwire.test.figures"))
        {
            System.out.println("dht, signed: " + SEEDS + " seeds, " + made + " changes made, " + refused + " refused");
        }
    }

    /** Up to all that vote crash at once, but for the clients: with their records they keep their promises, too. */
    @Test
    void thereIsAnOrderOfAllChangesWhereNodesCrashAndKeepTheirDisks()
    {
        int made = 0;
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++)
        {
            random = new SimRandom(seed).fork(6);
            networkWithDisks(seed, 9);
            crashesEndNs = dht.network.nowNs() + 30 * SECOND;
            crashSome(2);
            runClients(0, 2);
            assertNull(history.problem(), "seed " + seed);
            made += history.count(StoreCommand.CAS, DhtCodes.OK) + history.count(StoreCommand.PUT, DhtCodes.OK);
        }
        assertTrue(made >= SEEDS, "changes: " + made);
    }

    private void networkWithDisks(final long seed, final int nodes)
    {
        dht = new DhtNetwork(SimConfig.of(seed).withNullCrypto(true));
        history = new DhtHistory(isSigning);
        for (int i = 0; i < nodes; i++)
        {
            final SimDisk disk = new SimDisk(dht.network, i, 1_000_000L + random.nextLong(20_000_000L));
            dht.add((config) -> config.set(DhtSettings.QUORUM, nodes / 2 + 1).recordDisk(disk));
        }
        dht.network.run(40 * SECOND);
    }

    private void crashSome(final int first)
    {
        if (dht.network.nowNs() > crashesEndNs)
        {
            return;
        }
        final long share = random.nextLong(10);
        for (int i = first; i < dht.network.size(); i++)
        {
            final SimNode node = dht.network.node(i);
            if (node.isAlive() && random.nextInt(10) <= share)
            {
                node.crash();
                dht.network.schedule(SECOND / 10 + random.nextLong(SECOND), () -> node.restart(true));
            }
        }
        dht.network.schedule(SECOND / 2 + random.nextLong(2 * SECOND), () -> crashSome(first));
    }

    /**
     * Each part of a split network goes on by itself. When it is whole again all agree on one of the two values, and
     * nobody sees the other one any more.
     */
    @Test
    void eachPartDecidesForItselfWhileTheNetworkIsSplit()
    {
        network(1, 50, 0);
        assertEquals(DhtCodes.OK, dht.put(0, "key", "before").code());
        final Partition partition = dht.network.partition(half(), true);
        dht.network.run(60 * SECOND);
        final DhtNetwork.Answer left = dht.put(3, "key", "left");
        final DhtNetwork.Answer right = dht.put(40, "key", "right");
        assertEquals(DhtCodes.OK, left.code());
        assertEquals(DhtCodes.OK, right.code());
        assertEquals("left", dht.read(5, "key").text());
        assertEquals("right", dht.read(45, "key").text());
        dht.network.heal(partition);
        dht.network.run(180 * SECOND);
        final String after = dht.read(7, "key").text();
        assertTrue("left".equals(after) || "right".equals(after), after);
        for (int i = 0; i < 50; i += 7)
        {
            assertEquals(after, dht.read(i, "key").text());
        }
    }

    /** With a quorum that only one part can have, the other one refuses, and nothing that was told as made is lost. */
    @Test
    void theSmallerPartRefusesWhereTheQuorumIsFixed()
    {
        dht = new DhtNetwork(SimConfig.of(2).withNullCrypto(true));
        dht.grow(30, (config) -> config.set(DhtSettings.QUORUM, 11));
        dht.network.run(30 * SECOND);
        assertEquals(DhtCodes.OK, dht.put(0, "key", "before").code());
        final BitSet few = new BitSet();
        few.set(0, 8);
        final Partition partition = dht.network.partition(few, true);
        dht.network.run(60 * SECOND);
        assertEquals(DhtCodes.OK, dht.put(20, "key", "larger").code());
        final int code = dht.put(3, "key", "smaller").code();
        assertTrue(DhtCodes.TIMEOUT == code || DhtCodes.UNCERTAIN == code, DhtCodes.name(code));
        dht.network.heal(partition);
        dht.network.run(120 * SECOND);
        for (int i = 0; i < 30; i += 3)
        {
            assertEquals("larger", dht.read(i, "key").text());
        }
    }

    private static BitSet half()
    {
        final BitSet half = new BitSet();
        half.set(0, 25);
        return half;
    }

    private void network(final long seed, final int nodes, final double loss)
    {
        dht = new DhtNetwork(SimConfig.of(seed).withNullCrypto(true));
        history = new DhtHistory(isSigning);
        dht.grow(nodes, (config) -> config);
        dht.network.run(40 * SECOND);
        dht.network.conditions(dht.network.conditions().withLoss(loss));
    }

    private void runClients(final int first, final int nodes)
    {
        for (int i = 0; i < CLIENTS; i++)
        {
            running++;
            // Two of one node are of one owner.
            final int node = first + (isSigning && 1 == i ? clients[0].node : random.nextInt(nodes));
            final Client client = new Client(i, node);
            clients[i] = client;
            dht.network.schedule(random.nextLong(SECOND), client::next);
        }
        assertTrue(dht.network.runUntil(() -> 0 == running, 3600 * SECOND), "clients that wait for ever");
    }

    /**
     * Does one thing after the other, and remembers the version that it saw last, and its lock.
     */
    private final class Client
    {
        private final int number;
        private final int node;
        private int left = OPERATIONS;
        private long version;
        private long token;

        Client(final int number, final int node)
        {
            this.number = number;
            this.node = node;
        }

        void next()
        {
            if (0 == left--)
            {
                running--;
                return;
            }
            final int kind = kind();
            final boolean byVersion = StoreCommand.CAS == kind || StoreCommand.DELETE == kind && 0 == (left & 1);
            final long expected = byVersion ? version : StoreCommand.ANY_VERSION;
            final long leaseMs = StoreCommand.LOCK == kind ? 100 + random.nextInt(3000) : 0;
            final boolean hasValue = StoreCommand.CAS == kind || StoreCommand.PUT == kind;
            final boolean isSigned = isSigning && number < CLIENTS - 1 && StoreCommand.READ != kind;
            final StoreCommand command = new StoreCommand(
                kind, DhtNetwork.utf8("key"), hasValue ? DhtNetwork.text(number + "." + left) : null)
                .expected(expected).leaseMs(leaseMs).lockToken(StoreCommand.READ == kind ? 0 : token)
                .signed(isSigned);
            final DhtHistory.Operation operation =
                history.begin(number, kind, expected, command.lockToken(), leaseMs, dht.network.nowNs());
            dht.begin(node, command, (answer) -> onAnswer(operation, answer));
        }

        private int kind()
        {
            final int drawn = random.nextInt(10);
            if (0 != token && drawn < 3)
            {
                return StoreCommand.UNLOCK;
            }
            return drawn < 4 ? StoreCommand.CAS : drawn < 5 ? StoreCommand.PUT : drawn < 6 ? StoreCommand.LOCK :
                drawn < 7 ? StoreCommand.DELETE : StoreCommand.READ;
        }

        private void onAnswer(final DhtHistory.Operation operation, final DhtNetwork.Answer answer)
        {
            operation.answer = answer;
            operation.endedNs = dht.network.nowNs();
            if (operation.tells())
            {
                version = DhtCodes.NOT_FOUND == answer.code() ? 0 : answer.version();
            }
            if (DhtCodes.LOCK_LOST == answer.code() ||
                StoreCommand.UNLOCK == operation.kind && DhtCodes.OK == answer.code())
            {
                token = 0;
            }
            if (StoreCommand.LOCK == operation.kind && DhtCodes.OK == answer.code())
            {
                token = answer.lockToken();
            }
            dht.network.schedule(random.nextLong(SECOND / 2), this::next);
        }
    }
}
