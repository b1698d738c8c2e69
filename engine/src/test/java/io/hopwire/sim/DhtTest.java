package io.hopwire.sim;

import io.hopwire.component.dht.DhtComponent;
import io.hopwire.component.dht.DhtSettings;
import io.hopwire.core.CoreConfig;
import io.hopwire.sim.DhtNetwork.Answer;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.StoreCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import static io.hopwire.sim.DhtNetwork.SECOND;
import static io.hopwire.sim.DhtNetwork.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is stored in a network is read everywhere in it, changed by version, locked, patched, forgotten, and kept while
 * nodes come and go.
 */
@Tag("simulation")
class DhtTest
{
    private static final int NODES = 60;
    private static final int K = 20;

    private final DhtNetwork dht = new DhtNetwork(SimConfig.of(1).withNullCrypto(true));

    @Test
    void storesAtTheClosestAndIsReadEverywhere()
    {
        settled(NODES);
        final Answer put = dht.put(3, "colour", "blue");
        assertEquals(DhtCodes.OK, put.code());
        assertEquals(K, put.asked());
        assertTrue(put.holders() > K / 2, "holders " + put.holders());
        dht.network.run(SECOND);
        assertEquals(K, holders());
        for (int i = 0; i < NODES; i++)
        {
            final Answer any = dht.readAny(i, "colour");
            assertEquals(DhtCodes.OK, any.code(), "node " + i);
            assertEquals("blue", any.text());
            assertEquals(put.version(), any.version());
            assertEquals("blue", dht.read(i, "colour").text());
        }
        assertEquals(DhtCodes.NOT_FOUND, dht.readAny(9, "taste").code());
        assertEquals(DhtCodes.NOT_FOUND, dht.read(9, "taste").code());
    }

    @Test
    void storesAndReadsWhereManyDatagramsAreLost()
    {
        dht.network.conditions(dht.network.conditions().withLoss(0.1));
        settled(NODES);
        for (int i = 0; i < 30; i++)
        {
            assertEquals(DhtCodes.OK, dht.put(i, "key " + i, "value " + i).code(), "put " + i);
        }
        for (int i = 0; i < 30; i++)
        {
            assertEquals("value " + i, dht.readAny(NODES - 1 - i, "key " + i).text());
            assertEquals("value " + i, dht.read(NODES - 1 - i, "key " + i).text());
        }
    }

    @Test
    void changesByVersion()
    {
        settled(NODES);
        final Answer first = dht.cas(1, "x", 0, "a");
        assertEquals(DhtCodes.OK, first.code());
        final Answer exists = dht.cas(2, "x", 0, "b");
        assertEquals(DhtCodes.CONFLICT, exists.code());
        assertEquals("a", exists.text());
        assertEquals(first.version(), exists.version());
        final Answer second = dht.cas(2, "x", first.version(), "b");
        assertEquals(DhtCodes.OK, second.code());
        assertEquals(first.version() + 1, second.version());
        assertEquals(DhtCodes.CONFLICT, dht.cas(1, "x", first.version(), "c").code());
        assertEquals("b", dht.read(30, "x").text());
        final StoreCommand delete = new StoreCommand(StoreCommand.DELETE, utf8("x"), null);
        assertEquals(DhtCodes.CONFLICT, dht.run(4, delete.expected(first.version())).code());
        assertEquals(DhtCodes.OK, dht.run(4, delete.expected(second.version())).code());
        assertEquals(DhtCodes.NOT_FOUND, dht.read(30, "x").code());
        assertEquals(DhtCodes.NOT_FOUND, dht.readAny(31, "x").code());
        final Answer again = dht.cas(5, "x", 0, "d");
        assertEquals(second.version() + 2, again.version(), "versions go on behind a deletion");
    }

    /** Whoever votes knows the changes of a node by their ballots alone. */
    @Test
    void oneNodeMakesSeveralChangesAtTheSameMoment()
    {
        settled(NODES);
        final List<Answer> puts = new ArrayList<>();
        final List<Answer> firsts = new ArrayList<>();
        for (int i = 0; i < 5; i++)
        {
            final DirectBuffer value = DhtNetwork.text("value " + i);
            dht.begin(1, new StoreCommand(StoreCommand.PUT, utf8("p"), value), puts::add);
            dht.begin(1, new StoreCommand(StoreCommand.CAS, utf8("c"), value).expected(0), firsts::add);
        }
        dht.network.run(30 * SECOND);
        assertEquals(5, puts.stream().filter((put) -> DhtCodes.OK == put.code()).count());
        assertEquals(5, puts.stream().mapToLong(Answer::version).distinct().count());
        assertEquals(5, firsts.size());
        assertEquals(1, firsts.stream().filter((first) -> DhtCodes.OK == first.code()).count());
    }

    @Test
    void changesOfOneNodeFollowEachOtherWithoutAPause()
    {
        final int changes = 10;
        settled(NODES);
        final long begunNs = dht.network.nowNs();
        for (int i = 0; i < changes; i++)
        {
            dht.put(5, "one by one", "v" + i);
        }
        final long oneByOneNs = dht.network.nowNs() - begunNs;
        final List<String> order = new ArrayList<>();
        final long togetherNs = dht.network.nowNs();
        for (int i = 0; i < changes; i++)
        {
            final String name = "v" + i;
            dht.begin(5, new StoreCommand(StoreCommand.PUT, utf8("together"), DhtNetwork.text(name)),
                (told) -> order.add(name + " " + told.code()));
        }
        assertTrue(dht.network.runUntil(() -> order.size() == changes, 60 * SECOND), "answers: " + order);
        for (int i = 0; i < changes; i++)
        {
            assertEquals("v" + i + " 0", order.get(i));
        }
        // In the network's time, which is the same in every run.
        final long tookNs = dht.network.nowNs() - togetherNs;
        assertTrue(tookNs <= oneByOneNs, tookNs + " ns together, " + oneByOneNs + " one by one");
    }

    @Test
    void locksForAWhile()
    {
        settled(NODES);
        dht.put(1, "door", "open");
        final Answer lock = dht.lock(2, "door", 5000);
        assertEquals(DhtCodes.OK, lock.code());
        assertEquals(lock.version(), lock.lockToken());
        assertEquals("open", lock.text());
        assertEquals(DhtCodes.LOCKED, dht.lock(3, "door", 5000).code());
        assertEquals(DhtCodes.LOCKED, dht.put(3, "door", "shut").code());
        assertEquals(DhtCodes.OK, put(2, lock.lockToken(), "shut").code());
        assertEquals(DhtCodes.LOCK_LOST, put(2, lock.lockToken() + 1, "ajar").code());
        assertEquals("shut", dht.read(9, "door").text());
        final StoreCommand unlock = new StoreCommand(StoreCommand.UNLOCK, utf8("door"), null);
        assertEquals(DhtCodes.LOCK_LOST, dht.run(3, unlock.lockToken(lock.lockToken() + 1)).code());
        assertEquals(DhtCodes.OK, dht.run(2, unlock.lockToken(lock.lockToken())).code());
        final Answer next = dht.lock(3, "door", 5000);
        assertTrue(next.lockToken() > lock.lockToken(), "tokens grow");
        assertEquals(DhtCodes.LOCK_LOST, put(2, lock.lockToken(), "late").code(), "the token of an earlier lock");
        dht.network.run(4 * SECOND);
        assertEquals(DhtCodes.LOCKED, dht.lock(4, "door", 5000).code());
        dht.network.run(3 * SECOND);
        final Answer third = dht.lock(4, "door", 5000);
        assertEquals(DhtCodes.OK, third.code());
        assertTrue(third.lockToken() > next.lockToken());
        final StoreCommand renew = new StoreCommand(StoreCommand.LOCK, utf8("door"), null).leaseMs(60_000);
        assertEquals(DhtCodes.LOCK_LOST, dht.run(3, renew.lockToken(next.lockToken())).code());
        assertEquals(third.lockToken(), dht.run(4, renew.lockToken(third.lockToken())).lockToken());
        dht.network.run(10 * SECOND);
        assertEquals(DhtCodes.LOCKED, dht.put(3, "door", "again").code());
    }

    @Test
    void patchesMaps()
    {
        settled(NODES);
        final Answer first = patch(1, StoreCommand.ANY_VERSION, "a", "1", "b", "2", "c", null);
        assertEquals(DhtCodes.OK, first.code());
        assertArrayEquals(bytes(map("a", "1", "b", "2")), first.value());
        final Answer second = patch(2, first.version(), "a", null, "b", "3", "d", "4");
        assertArrayEquals(bytes(map("b", "3", "d", "4")), second.value());
        assertEquals(DhtCodes.CONFLICT, patch(3, first.version(), "e", "5").code());
        assertArrayEquals(bytes(map("b", "3", "d", "4")), dht.read(7, "m").value());
        assertEquals(DhtCodes.OK, dht.put(1, "m", "no map").code());
        assertEquals(DhtCodes.CONFLICT, patch(3, StoreCommand.ANY_VERSION, "e", "5").code());
        final StoreCommand wrong = new StoreCommand(StoreCommand.PATCH, utf8("m"), DhtNetwork.text("no map"));
        assertEquals(DhtCodes.MALFORMED, dht.run(1, wrong).code());
    }

    @Test
    void refusesWhatIsTooLongOrMalformed()
    {
        settled(30);
        final int most = DhtComponent.maxLength(dht.network.space().length());
        final UnsafeBuffer longest = new UnsafeBuffer(new byte[most - 1]);
        new MsgPackEncoder().wrap(longest, 0, longest.capacity()).putBinaryHeader(longest.capacity() - 3);
        final Answer stored = dht.run(1, new StoreCommand(StoreCommand.PUT, utf8("k"), longest));
        assertEquals(DhtCodes.OK, stored.code());
        assertArrayEquals(longest.byteArray(), dht.read(5, "k").value());
        final UnsafeBuffer longer = new UnsafeBuffer(new byte[most]);
        new MsgPackEncoder().wrap(longer, 0, longer.capacity()).putBinaryHeader(longer.capacity() - 3);
        assertEquals(DhtCodes.TOO_LONG, dht.run(1, new StoreCommand(StoreCommand.PUT, utf8("k"), longer)).code());
        assertEquals(DhtCodes.TOO_LONG, dht.put(1, "", "no key").code());
        assertEquals(DhtCodes.TOO_LONG, dht.put(1, "k".repeat(65), "long key").code());
        final DirectBuffer nil = new UnsafeBuffer(new byte[]{(byte)0xc0});
        assertEquals(DhtCodes.MALFORMED, dht.run(1, new StoreCommand(StoreCommand.PUT, utf8("k"), nil)).code());
        final DirectBuffer two = new UnsafeBuffer(new byte[]{1, 2});
        assertEquals(DhtCodes.MALFORMED, dht.run(1, new StoreCommand(StoreCommand.PUT, utf8("k"), two)).code());
        assertEquals(DhtCodes.MALFORMED, dht.run(1, new StoreCommand(StoreCommand.PUT, utf8("k"), null)).code());
        assertEquals(DhtCodes.MALFORMED, dht.run(1, new StoreCommand(17, utf8("k"), null)).code());
    }

    @Test
    void forgetsWhatIsOutOfDate()
    {
        settled(NODES);
        final Answer put = dht.run(
            1, new StoreCommand(StoreCommand.PUT, utf8("k"), DhtNetwork.text("v")).ttlS(20));
        assertEquals(DhtCodes.OK, put.code());
        dht.network.run(15 * SECOND);
        assertEquals("v", dht.readAny(9, "k").text());
        dht.network.run(6 * SECOND);
        assertEquals(DhtCodes.NOT_FOUND, dht.readAny(10, "k").code());
        assertEquals(DhtCodes.NOT_FOUND, dht.read(11, "k").code());
        dht.network.run(150 * SECOND);
        assertEquals(0, holders(), "neither records nor promises are left");
        final Answer later = dht.cas(4, "k", 0, "w");
        assertEquals(DhtCodes.OK, later.code());
        assertTrue(later.version() > put.version(), "versions grow, though nobody knows the last one");
    }

    /** Half of those that keep a record are gone each hour; without anybody storing again it would be lost soon. */
    @Test
    void keepsRecordsWhileNodesComeAndGo()
    {
        final UnaryOperator<CoreConfig> often =
            (config) -> config.set(DhtSettings.REPUBLISH, 10 * SECOND).set(DhtSettings.CACHE, 0L);
        dht.grow(NODES, often);
        dht.network.run(30 * SECOND);
        for (int i = 0; i < 10; i++)
        {
            assertEquals(DhtCodes.OK, dht.put(i, "key " + i, "value " + i).code());
        }
        int next = 1;
        for (int round = 0; round < 8; round++)
        {
            for (int i = 0; i < NODES / 6; i++)
            {
                dht.network.node(next++).crash();
                dht.add(often);
                dht.network.run(SECOND);
            }
            dht.network.run(20 * SECOND);
        }
        final int reader = dht.network.size() - 1;
        for (int i = 0; i < 10; i++)
        {
            assertEquals("value " + i, dht.readAny(reader, "key " + i).text(), "key " + i);
            assertEquals("value " + i, dht.read(reader, "key " + i).text(), "key " + i);
        }
        assertTrue(total(SystemCounter.DHT_REPUBLISHED) > 0);
    }

    @Test
    void leavesCopiesOnThePathThatDoNotVote()
    {
        final DhtNetwork large = new DhtNetwork(SimConfig.of(3).withNullCrypto(true));
        large.grow(200, (config) -> config);
        large.network.run(30 * SECOND);
        large.put(1, "hot", "1");
        long kept = 0;
        for (int i = 0; i < 200; i++)
        {
            assertEquals("1", large.readAny(i, "hot").text());
        }
        large.network.run(SECOND);
        for (int i = 0; i < 200; i++)
        {
            kept += large.network.node(i).counters().get(SystemCounter.DHT_RECORDS);
        }
        assertTrue(kept > K, "copies: " + (kept - K));
        assertEquals("2", large.put(2, "hot", "2").text());
        for (int i = 0; i < 200; i += 10)
        {
            assertEquals("2", large.read(i, "hot").text(), "a majority never reads a copy");
        }
        large.network.run(70 * SECOND);
        for (int i = 0; i < 200; i++)
        {
            assertEquals("2", large.readAny(i, "hot").text(), "copies are forgotten");
        }
    }

    @Test
    void limitsWhatANodeKeeps()
    {
        dht.grow(30, (config) -> config.set(DhtSettings.MAX_RECORDS, 5));
        dht.network.run(30 * SECOND);
        int refused = 0;
        for (int i = 0; i < 20; i++)
        {
            refused += DhtCodes.REFUSED == dht.put(i, "key " + i, "value").code() ? 1 : 0;
        }
        assertTrue(refused > 5, "refused " + refused);
        assertTrue(dht.network.node(3).counters().get(RejectCode.DHT_REFUSED) > 0);
        for (int i = 0; i < 30; i++)
        {
            assertTrue(dht.network.node(i).counters().get(SystemCounter.DHT_RECORDS) <= 5);
        }
    }

    private void settled(final int n)
    {
        dht.grow(n, (config) -> config);
        dht.network.run(30 * SECOND);
    }

    private Answer put(final int node, final long token, final String value)
    {
        return dht.run(
            node, new StoreCommand(StoreCommand.PUT, utf8("door"), DhtNetwork.text(value)).lockToken(token));
    }

    private Answer patch(final int node, final long expected, final String... pairs)
    {
        return dht.run(node, new StoreCommand(StoreCommand.PATCH, utf8("m"), map(pairs)).expected(expected));
    }

    private static DirectBuffer map(final String... pairs)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[200]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(buffer, 0, 200).putMapHeader(pairs.length / 2);
        for (int i = 0; i < pairs.length; i += 2)
        {
            encoder.putString(pairs[i]);
            if (null == pairs[i + 1])
            {
                encoder.putNil();
            }
            else
            {
                encoder.putString(pairs[i + 1]);
            }
        }
        return new UnsafeBuffer(buffer, 0, encoder.length());
    }

    private static byte[] bytes(final DirectBuffer buffer)
    {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private long holders()
    {
        return total(SystemCounter.DHT_RECORDS);
    }

    private long total(final SystemCounter counter)
    {
        long total = 0;
        for (int i = 0; i < dht.network.size(); i++)
        {
            total += dht.network.node(i).counters().get(counter);
        }
        return total;
    }
}
