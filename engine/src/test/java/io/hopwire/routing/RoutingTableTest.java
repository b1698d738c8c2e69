package io.hopwire.routing;

import com.sun.management.ThreadMXBean;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.NetworkPrefix;
import io.hopwire.spi.Settings;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RoutingTableTest
{
    private static final RoutingLimits DEFAULTS = RoutingLimits.of(Settings.DEFAULTS);
    private static final int K = 4;

    private final UnsafeBuffer own = new UnsafeBuffer(new byte[32]);
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final ContactList list = new ContactList(RoutingTable.MAX_CLOSEST, 32);

    @Test
    void refusesANewcomerToAFullBucketUnlessAContactIsStale()
    {
        final RoutingTable table = table(64, new RoutingLimits(K, 0, 3, 0, 0));
        for (int i = 0; i < K; i++)
        {
            assertEquals(RoutingTable.INSERTED, insert(table, 0x80 + i, 0));
        }
        assertEquals(RoutingTable.REFUSED_FULL, insert(table, 0x90, 0));
        assertEquals(RoutingTable.UPDATED, insert(table, 0x82, 0));
        putId(0x81);
        assertEquals(1, table.markFailed(id, 0));
        assertEquals(2, table.markFailed(id, 0));
        assertEquals(RoutingTable.REFUSED_FULL, insert(table, 0x90, 0));
        putId(0x81);
        assertEquals(3, table.markFailed(id, 0));
        assertEquals(RoutingTable.INSERTED, insert(table, 0x90, 0));
        assertFalse(known(table, 0x81));
        assertTrue(known(table, 0x90));
        assertEquals(K, table.bucketSize(0));
        assertEquals(RoutingTable.INSERTED, insert(table, 0x40, 0));
        assertEquals(1, table.bucketSize(1));
    }

    /** With ids of twelve bits two addresses soon have the same one; who came first keeps it. */
    @Test
    void refusesASecondAddressOfAnId()
    {
        final AddressSpace space = new AddressSpace(32, 12);
        final RoutingTable table = table(4096, DEFAULTS);
        final UnsafeBuffer second = new UnsafeBuffer(new byte[32]);
        space.nodeId(key, 0, id, 0);
        assertEquals(RoutingTable.INSERTED, table.insertVerified(key, 0, id, 0, address, 0, 1, 0));
        final UnsafeBuffer other = new UnsafeBuffer(new byte[32]);
        do
        {
            second.putLong(0, second.getLong(0) + 1);
            space.nodeId(second, 0, other, 0);
        }
        while (!other.equals(id));
        address.putByte(15, (byte)9);
        assertEquals(RoutingTable.REFUSED_TAKEN, table.insertVerified(second, 0, id, 0, address, 0, 2, 1));
        assertTrue(table.get(id, 0, list));
        assertTrue(space.same(key, 0, list.buffer(), list.keyOffset(0)));
        assertEquals(1, list.role(0));
        assertEquals(RoutingTable.UPDATED, table.insertVerified(key, 0, id, 0, address, 0, 2, 1));
        assertTrue(table.remove(id, 0));
        assertEquals(RoutingTable.INSERTED, table.insertVerified(second, 0, id, 0, address, 0, 2, 2));
    }

    @Test
    void forgetsFailuresOfAContactThatIsHeardOf()
    {
        final RoutingTable table = table(8, new RoutingLimits(1, 0, 2, 0, 0));
        insert(table, 0x80, 0);
        table.markFailed(id, 0);
        assertTrue(table.markSeen(id, 0, 77));
        assertEquals(1, table.markFailed(id, 0));
        assertEquals(RoutingTable.REFUSED_FULL, insert(table, 0x81, 0));
        putId(0x80);
        assertTrue(table.get(id, 0, list));
        assertEquals(77, list.lastSeenNs(0));
    }

    @Test
    void keepsTheClosestWhateverTheBucketAndLetThemGoWhenCloserOnesCome()
    {
        final RoutingTable table = table(64, new RoutingLimits(2, 4, 3, 0, 0));
        for (int i = 7; i >= 4; i--)
        {
            assertEquals(RoutingTable.INSERTED, insert(table, 0x80 + i, 0));
        }
        assertEquals(4, table.bucketSize(0));
        assertEquals(RoutingTable.REFUSED_FULL, insert(table, 0x90, 0));
        assertEquals(RoutingTable.INSERTED, insert(table, 0x81, 0));
        assertEquals(4, table.bucketSize(0));
        assertFalse(known(table, 0x87));
        for (int i = 1; i <= 4; i++)
        {
            assertEquals(RoutingTable.INSERTED, insert(table, 0x10 + i, 0));
        }
        assertEquals(2, table.bucketSize(0));
        assertTrue(known(table, 0x81));
        assertTrue(known(table, 0x84));
    }

    @Test
    void evictsTheFarthestForASiblingWhenTheTableIsFull()
    {
        final RoutingTable table = table(4, new RoutingLimits(4, 2, 3, 0, 0));
        insert(table, 0x80, 0);
        insert(table, 0x81, 0);
        insert(table, 0x40, 0);
        insert(table, 0x20, 0);
        assertEquals(RoutingTable.REFUSED_FULL, insert(table, 0x41, 0));
        assertEquals(RoutingTable.INSERTED, insert(table, 0x10, 0));
        assertFalse(known(table, 0x81));
        assertEquals(4, table.size());
    }

    @ParameterizedTest
    @CsvSource({"0x08080800, 4", "0x2001, 6"})
    void givesNoNetworkMoreThanItsQuota(final String base, final int version)
    {
        final RoutingTable table = table(64, DEFAULTS);
        int inserted = 0;
        for (int bucket = 0; bucket < 7; bucket++)
        {
            for (int i = 0; i < 3; i++)
            {
                putAddress(version, Integer.decode(base), 1 + bucket * 3 + i);
                final int expected =
                    i < 2 && inserted < 10 ? RoutingTable.INSERTED : RoutingTable.REFUSED_QUOTA;
                final int code = insertAtAddress(table, bucket, i);
                assertEquals(expected, code, "bucket " + bucket + " contact " + i);
                inserted += RoutingTable.INSERTED == code ? 1 : 0;
            }
        }
        assertEquals(10, table.size());
        putId(0x80);
        assertTrue(table.remove(id, 0));
        putAddress(version, Integer.decode(base), 200);
        assertEquals(RoutingTable.INSERTED, insertAtAddress(table, 6, 0));
        putAddress(version, Integer.decode(base) + 0x100, 1);
        assertEquals(RoutingTable.INSERTED, insertAtAddress(table, 6, 1));
    }

    @ParameterizedTest
    @CsvSource({"0x08080800, 4", "0x2001, 6"})
    void takesWhoCameBackUnderAnotherKeyForWhoDidNotAnswerAtThatAddress(final String base, final int version)
    {
        final RoutingTable table = table(64, DEFAULTS);
        putAddress(version, Integer.decode(base), 1);
        assertEquals(RoutingTable.INSERTED, insertAtAddress(table, 0, 1));
        assertEquals(RoutingTable.INSERTED, insertAtAddress(table, 0, 2));
        assertEquals(RoutingTable.REFUSED_QUOTA, insertAtAddress(table, 0, 3));
        putId(0x80);
        id.putByte(31, (byte)2);
        assertEquals(1, table.markFailed(id, 0));
        putAddress(version, Integer.decode(base), 2);
        assertEquals(RoutingTable.REFUSED_QUOTA, insertAtAddress(table, 0, 3));
        putAddress(version, Integer.decode(base), 1);
        assertEquals(RoutingTable.INSERTED, insertAtAddress(table, 0, 3));
        assertEquals(2, table.size());
        putId(0x80);
        id.putByte(31, (byte)2);
        assertFalse(table.get(id, 0, list));
        id.putByte(31, (byte)1);
        assertTrue(table.get(id, 0, list));
    }

    @Test
    void doesNotMoveAContactIntoANetworkThatHasItsShare()
    {
        final RoutingTable table = table(64, new RoutingLimits(20, 0, 3, 1, 0));
        putAddress(4, 0x08080800, 1);
        assertEquals(RoutingTable.INSERTED, insertAtAddress(table, 0, 0));
        putAddress(4, 0x09090900, 1);
        assertEquals(RoutingTable.INSERTED, insertAtAddress(table, 0, 1));
        putAddress(4, 0x08080800, 2);
        assertEquals(RoutingTable.REFUSED_QUOTA, insertAtAddress(table, 0, 1));
        assertTrue(table.get(id, 0, list));
        assertEquals(0x09090901, list.buffer().getInt(list.addressOffset(0) + 12, ByteOrder.BIG_ENDIAN));
        putAddress(4, 0x09090900, 3);
        assertEquals(RoutingTable.UPDATED, insertAtAddress(table, 0, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "0x7F000001, 1", "0x0A010203, 1", "0xAC100001, 1", "0xAC1FFFFF, 1", "0xC0A80101, 1", "0xA9FE0001, 1",
        "0xAC200001, 0", "0x08080808, 0", "0x0B000001, 0", "0xC0A90001, 0", "0xA9FF0001, 0"})
    void exemptsAddressesOfTheSiteFromQuotas(final String ip, final int exempt)
    {
        putAddress(4, Long.decode(ip).intValue(), 0);
        assertEquals(1 == exempt, NetworkPrefix.EXEMPT == NetworkPrefix.of(address, 0));
    }

    @ParameterizedTest
    @CsvSource({"0xfc00, 1", "0xfdff, 1", "0xfe80, 1", "0xfebf, 1", "0xfec0, 0", "0x2001, 0", "0xfb00, 0"})
    void exemptsIpv6AddressesOfTheSiteFromQuotas(final String first, final int exempt)
    {
        address.setMemory(0, Addresses.LENGTH, (byte)0);
        address.putShort(0, Integer.decode(first).shortValue(), ByteOrder.BIG_ENDIAN);
        assertEquals(1 == exempt, NetworkPrefix.EXEMPT == NetworkPrefix.of(address, 0));
        address.setMemory(0, Addresses.LENGTH, (byte)0);
        address.putByte(15, (byte)1);
        assertEquals(NetworkPrefix.EXEMPT, NetworkPrefix.of(address, 0));
    }

    @Test
    void refusesItself()
    {
        assertEquals(RoutingTable.REFUSED_SELF, insert(table(64, DEFAULTS), 0, 0));
    }

    @Test
    void staysInItsMemory()
    {
        assertTrue(RoutingTable.requiredLength(256, 32) < 42 * 1024);
        assertTrue(RoutingTable.requiredLength(4096, 32) < 148 * 4096);
        assertTrue(RoutingTable.requiredLength(100_000, 32) < 138 * 100_000);
        final UnsafeBuffer small = new UnsafeBuffer(new byte[RoutingTable.requiredLength(64, 32) - 1]);
        assertThrows(IllegalArgumentException.class,
            () -> new RoutingTable(small, 64, 32, own, 0, DEFAULTS, 1));
        assertThrows(IllegalArgumentException.class, () -> table(20, DEFAULTS));
    }

    @Test
    void tellsAReaderThatTheWriterDoesNotFinish()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[RoutingTable.requiredLength(64, 32)]);
        final RoutingTable table = new RoutingTable(buffer, 64, 32, own, 0, DEFAULTS, 1);
        insert(table, 0x80, 0);
        final RoutingTableReader reader = new RoutingTableReader(buffer);
        assertEquals(1, reader.closest(own, 0, 20, list));
        assertEquals(1, reader.get(id, 0, list));
        assertEquals(1, reader.size());
        buffer.putLong(TableLayout.VERSION_OFFSET, buffer.getLong(TableLayout.VERSION_OFFSET) + 1);
        assertEquals(RoutingTableReader.CONTENDED, reader.closest(own, 0, 20, list));
        assertEquals(0, list.size());
        assertEquals(RoutingTableReader.CONTENDED, reader.get(id, 0, list));
    }

    /** What a reader meets between two versions, only worse: whatever the bytes, it must come back. */
    @Test
    void survivesAnyBytes()
    {
        final Random random = new Random(11);
        final int capacity = 70;
        final TableLayout layout = new TableLayout(capacity, 32);
        final byte[] bytes = new byte[layout.length];
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        final TableView view = new TableView(layout, buffer);
        for (int round = 0; round < 20_000; round++)
        {
            for (int i = 0, writes = 1 + random.nextInt(200); i < writes; i++)
            {
                final int value = random.nextInt(4) > 0 ? random.nextInt(80) - 8 : random.nextInt();
                buffer.putInt(random.nextInt(bytes.length / 4) * 4, value);
            }
            buffer.putInt(TableLayout.BLOCKS_OFFSET, random.nextInt(12) - 2);
            random.nextBytes(id.byteArray());
            id.setMemory(0, random.nextInt(32), (byte)0);
            final int found = view.copyClosest(id, 0, RoutingTable.MAX_CLOSEST, list);
            assertTrue(found >= 0 && found <= RoutingTable.MAX_CLOSEST);
            view.copyOf(id, 0, list);
        }
    }

    @Test
    void doesNotAllocate()
    {
        final int count = 300;
        final RoutingTable table = table(256, DEFAULTS);
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[count * 32]);
        new Random(3).nextBytes(ids.byteArray());
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        long work = 0;
        for (int round = 0; round < 40; round++)
        {
            final long before = threads.getThreadAllocatedBytes(thread);
            work += operate(table, ids, count, round);
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertTrue(work > 0);
        assertEquals(0, least);
    }

    private long operate(final RoutingTable table, final UnsafeBuffer ids, final int count, final long nowNs)
    {
        long work = 0;
        for (int i = 0; i < count; i++)
        {
            putAddress(4, 0x08080000 + (i % 37 << 8), i & 0xFF);
            work += table.insertVerified(ids, i * 32, ids, i * 32, address, 0, 1, nowNs);
            work += table.closest(ids, i * 32, 20, list);
            work += table.markSeen(ids, i * 32, nowNs) ? 1 : 0;
            work += table.markFailed(ids, i * 32);
            work += table.copyBucket(i & 7, list);
            if (i % 3 == 0)
            {
                work += table.remove(ids, (i / 2) * 32) ? 1 : 0;
            }
        }
        return work;
    }

    private RoutingTable table(final int capacity, final RoutingLimits limits)
    {
        final ByteBuffer memory = ByteBuffer.allocateDirect(RoutingTable.requiredLength(capacity, 32));
        return new RoutingTable(new UnsafeBuffer(memory), capacity, 32, own, 0, limits, 0x5EED);
    }

    private int insert(final RoutingTable table, final int firstByte, final long nowNs)
    {
        putId(firstByte);
        address.putByte(15, (byte)firstByte);
        return table.insertVerified(key, 0, id, 0, address, 0, 1, nowNs);
    }

    private int insertAtAddress(final RoutingTable table, final int bucket, final int number)
    {
        putId(0x80 >>> bucket);
        id.putByte(31, (byte)number);
        return table.insertVerified(key, 0, id, 0, address, 0, 1, 0);
    }

    private boolean known(final RoutingTable table, final int firstByte)
    {
        putId(firstByte);
        return table.get(id, 0, list);
    }

    private void putId(final int firstByte)
    {
        id.setMemory(0, 32, (byte)0);
        id.putByte(0, (byte)firstByte);
    }

    private void putAddress(final int version, final int network, final int host)
    {
        address.setMemory(0, Addresses.LENGTH, (byte)0);
        if (4 == version)
        {
            address.putShort(10, (short)-1);
            address.putInt(12, network + host, ByteOrder.BIG_ENDIAN);
        }
        else
        {
            address.putInt(0, network << 16, ByteOrder.BIG_ENDIAN);
            address.putByte(15, (byte)host);
        }
    }
}
