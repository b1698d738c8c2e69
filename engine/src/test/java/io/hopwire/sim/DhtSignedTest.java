package io.hopwire.sim;

import io.hopwire.component.dht.DhtSettings;
import io.hopwire.sim.DhtNetwork.Answer;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.StoreCommand;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import static io.hopwire.sim.DhtNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Records that their owner has signed: only the owner changes them, at every node that keeps them.
 */
class DhtSignedTest
{
    private static final String KEY = "key";

    private DhtNetwork dht = new DhtNetwork(SimConfig.of(3).withNullCrypto(true));

    @Test
    void onlyTheOwnerChangesIt()
    {
        dht.grow(30, (config) -> config);
        dht.network.run(30 * SECOND);
        final Answer first = dht.putSigned(1, KEY, "mine");
        assertEquals(DhtCodes.OK, first.code());
        assertNotNull(first.owner());
        assertNull(dht.put(1, "other", "anybody's").owner());

        for (int kind = StoreCommand.PUT; kind <= StoreCommand.LOCK; kind++)
        {
            for (final boolean isSigned : new boolean[]{false, true})
            {
                final Answer refused = dht.run(2, change(kind, first.version()).signed(isSigned));
                // What can not be patched is said before it is known who would sign.
                assertEquals(
                    StoreCommand.PATCH == kind && isSigned ? DhtCodes.CONFLICT : DhtCodes.NOT_OWNER, refused.code(),
                    "kind " + kind + ", signed " + isSigned);
                assertEquals("mine", refused.text());
                assertEquals(first.owner(), refused.owner());
            }
        }
        assertEquals(DhtCodes.NOT_OWNER, dht.put(1, KEY, "the owner forgot to sign").code());
        final Answer second = dht.putSigned(1, KEY, "still mine");
        assertEquals(DhtCodes.OK, second.code());
        assertTrue(second.version() > first.version());
        for (int i = 0; i < dht.network.size(); i++)
        {
            assertEquals("still mine", dht.read(i, KEY).text());
            assertEquals(first.owner(), dht.readAny(i, KEY).owner());
        }
        assertEquals(DhtCodes.OK, dht.run(1, change(StoreCommand.DELETE, second.version()).signed(true)).code());
        assertEquals(DhtCodes.NOT_FOUND, dht.read(3, KEY).code());
        assertEquals(DhtCodes.NOT_OWNER, dht.put(2, KEY, "of one that is deleted").code());
    }

    @Test
    void ownerChangesItUnderLocksAndByVersionAndByDifference()
    {
        dht.grow(12, (config) -> config);
        dht.network.run(30 * SECOND);
        final Answer put = dht.run(1, change(StoreCommand.PUT, 0).signed(true));
        final Answer patched = dht.run(
            1, new StoreCommand(StoreCommand.PATCH, DhtNetwork.utf8("map"), map()).signed(true));
        assertEquals(DhtCodes.OK, patched.code());
        final Answer lock = dht.run(1, change(StoreCommand.LOCK, 0).leaseMs(60_000).signed(true));
        assertEquals(lock.version(), lock.lockToken());
        assertEquals("mine", lock.text());
        final Answer cas = dht.run(
            1, change(StoreCommand.CAS, lock.version()).lockToken(lock.lockToken()).signed(true));
        assertEquals(DhtCodes.OK, cas.code());
        assertEquals(put.owner(), cas.owner());
        assertEquals(DhtCodes.CONFLICT, dht.run(
            1, change(StoreCommand.CAS, lock.version()).lockToken(lock.lockToken()).signed(true)).code());
        assertEquals(DhtCodes.OK, dht.run(
            1, change(StoreCommand.UNLOCK, 0).lockToken(lock.lockToken()).signed(true)).code());
    }

    @Test
    void anybodyOwnsWhatIsFreeAgain()
    {
        dht.grow(12, (config) -> config.set(DhtSettings.REPUBLISH, 10 * SECOND));
        dht.network.run(30 * SECOND);
        final Answer first = dht.run(1, change(StoreCommand.PUT, 0).ttlS(60).signed(true));
        dht.network.run(30 * SECOND);
        assertEquals(DhtCodes.NOT_OWNER, dht.putSigned(2, KEY, "too early").code());
        dht.network.run(31 * SECOND);
        final Answer second = dht.putSigned(2, KEY, "free");
        assertEquals(DhtCodes.OK, second.code());
        assertNotEquals(first.owner(), second.owner());
    }

    @Test
    void readerThatWantsAnOwnerTakesNobodyElses()
    {
        dht.grow(30, (config) -> config);
        dht.network.run(30 * SECOND);
        final String mine = dht.putSigned(1, KEY, "mine").owner();
        final String others = dht.putSigned(2, "other", "other's").owner();
        dht.put(3, "free", "nobody's");
        for (int i = 0; i < dht.network.size(); i += 4)
        {
            assertEquals("mine", read(i, StoreCommand.READ_ANY, KEY, mine).text());
            assertEquals("mine", read(i, StoreCommand.READ, KEY, mine).text());
            assertEquals(DhtCodes.NOT_OWNER, read(i, StoreCommand.READ, KEY, others).code());
            assertNotEquals(DhtCodes.OK, read(i, StoreCommand.READ_ANY, KEY, others).code());
            assertEquals(DhtCodes.NOT_OWNER, read(i, StoreCommand.READ, "free", mine).code());
            assertNotEquals(DhtCodes.OK, read(i, StoreCommand.READ_ANY, "free", mine).code());
        }
    }

    /** Nodes come and go; who gets the record from those who have it checks it, and goes on as they did. */
    @Test
    void ownershipOutlivesThoseWhoKeepTheRecord()
    {
        dht.grow(30, (config) -> config.set(DhtSettings.REPUBLISH, 5 * SECOND));
        dht.network.run(30 * SECOND);
        final String owner = dht.putSigned(1, KEY, "mine").owner();
        for (int i = 3; i < 30; i++)
        {
            dht.network.node(i).crash();
            dht.add((config) -> config.set(DhtSettings.REPUBLISH, 5 * SECOND));
            dht.network.run(20 * SECOND);
        }
        assertEquals(DhtCodes.NOT_OWNER, dht.put(2, KEY, "not mine").code());
        assertEquals(owner, dht.read(dht.network.size() - 1, KEY).owner());
        assertEquals(DhtCodes.OK, dht.putSigned(1, KEY, "again").code());
        assertEquals(0, rejected(RejectCode.DHT_FORGED));
    }

    @Test
    void ownershipSurvivesThatAllCrashWhoKeepItOnDisks()
    {
        for (int i = 0; i < 9; i++)
        {
            final SimDisk disk = new SimDisk(dht.network, i, 1_000_000L);
            dht.add((config) -> config.recordDisk(disk));
        }
        dht.network.run(40 * SECOND);
        final String owner = dht.putSigned(1, KEY, "mine").owner();
        for (int i = 2; i < 9; i++)
        {
            dht.network.node(i).crash();
        }
        dht.network.run(SECOND);
        for (int i = 2; i < 9; i++)
        {
            dht.network.node(i).restart(true);
        }
        dht.network.run(60 * SECOND);
        assertEquals(owner, dht.read(3, KEY).owner());
        assertEquals(DhtCodes.NOT_OWNER, dht.put(4, KEY, "not mine").code());
        assertEquals(DhtCodes.OK, dht.putSigned(1, KEY, "again").code());
    }

    /** What is there already is not checked again when it is stored again. */
    @Test
    void storingAgainCostsNoSignatures()
    {
        dht.grow(12, (config) -> config.set(DhtSettings.REPUBLISH, 5 * SECOND));
        dht.network.run(30 * SECOND);
        dht.putSigned(1, KEY, "mine");
        dht.network.run(5 * SECOND);
        final long before = counted(SystemCounter.DHT_SIGNATURES);
        assertTrue(before >= 8, "checked by each that keeps it: " + before);
        final long republished = counted(SystemCounter.DHT_REPUBLISHED);
        dht.network.run(60 * SECOND);
        assertTrue(counted(SystemCounter.DHT_REPUBLISHED) > republished + 5, "nothing was stored again");
        assertEquals(before, counted(SystemCounter.DHT_SIGNATURES));
    }

    private Answer read(final int node, final int kind, final String key, final String owner)
    {
        return dht.run(node, new StoreCommand(kind, DhtNetwork.utf8(key), null)
            .ofOwner(new UnsafeBuffer(HexFormat.of().parseHex(owner))));
    }

    private static StoreCommand change(final int kind, final long version)
    {
        final boolean hasValue = StoreCommand.PUT == kind || StoreCommand.CAS == kind;
        return new StoreCommand(
            kind, DhtNetwork.utf8(KEY), hasValue ? DhtNetwork.text("mine") : StoreCommand.PATCH == kind ? map() : null)
            .expected(StoreCommand.CAS == kind ? version : StoreCommand.ANY_VERSION)
            .leaseMs(StoreCommand.LOCK == kind ? 1000 : 0);
    }

    private static UnsafeBuffer map()
    {
        return new UnsafeBuffer(new byte[]{(byte)0x81, (byte)0xa1, 'a', 1});
    }

    private long counted(final SystemCounter counter)
    {
        return nodes().stream().mapToLong((node) -> node.counters().get(counter)).sum();
    }

    private long rejected(final RejectCode code)
    {
        return nodes().stream().mapToLong((node) -> node.counters().get(code)).sum();
    }

    private List<SimNode> nodes()
    {
        final List<SimNode> all = new ArrayList<>();
        for (int i = 0; i < dht.network.size(); i++)
        {
            all.add(dht.network.node(i));
        }
        return all;
    }
}
