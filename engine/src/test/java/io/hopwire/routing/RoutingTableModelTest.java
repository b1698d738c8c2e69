package io.hopwire.routing;

import io.hopwire.spi.Addresses;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Thousands of random operations, each of which the table and the model must answer alike.
 */
@Tag("long")
@Tag("simulation")
class RoutingTableModelTest
{
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[40]);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final ContactList list = new ContactList(RoutingTable.MAX_CLOSEST, 32);
    private Random random;
    private BigInteger own;
    private final List<BigInteger> used = new ArrayList<>();
    private RoutingTable table;
    private RoutingTableReader reader;
    private TableModel model;

    @ParameterizedTest
    @CsvSource({
        // capacity, k, siblings, stale, per bucket, per table, networks, operations
        "1000, 1000, 0, 3, 0, 0, 4, 6000",
        "300, 1000, 20, 2, 0, 0, 4, 6000",
        "256, 8, 8, 2, 2, 10, 40, 8000",
        "64, 4, 10, 1, 0, 0, 4, 8000",
        "40, 3, 20, 2, 3, 0, 10, 8000",
        "200, 20, 16, 1, 0, 5, 30, 8000",
        "12, 2, 5, 2, 2, 4, 9, 8000",
        "1, 1, 0, 1, 0, 0, 2, 500"})
    void answersAsTheModelDoes(
        final int capacity,
        final int bucketSize,
        final int siblings,
        final int stale,
        final int perBucket,
        final int perTable,
        final int networks,
        final int operations)
    {
        for (long seed = 1, seeds = 4L * Integer.getInteger("hopwire.test.scale", 1); seed <= seeds; seed++)
        {
            random = new Random(seed);
            used.clear();
            own = new BigInteger(256, random);
            final RoutingLimits limits = new RoutingLimits(bucketSize, siblings, stale, perBucket, perTable);
            final UnsafeBuffer buffer =
                new UnsafeBuffer(ByteBuffer.allocateDirect(RoutingTable.requiredLength(capacity, 32)));
            buffer.setMemory(0, buffer.capacity(), (byte)0xA5);
            put(own);
            // Every other one grows, and has no readers.
            final boolean isGrowing = 0 == (seed & 1);
            table = isGrowing ?
                new RoutingTable(capacity, 32, id, 4, limits, random.nextLong(), new RoutingMemory()) :
                new RoutingTable(buffer, capacity, 32, id, 4, limits, random.nextLong());
            reader = isGrowing ? null : new RoutingTableReader(buffer);
            model = new TableModel(own, capacity, limits);
            for (int i = 0; i < operations; i++)
            {
                final String where = "seed " + seed + " operation " + i;
                operate(networks, i, where);
                assertEquals(model.size(), table.size(), where);
            }
            drain("seed " + seed + " drain");
        }
    }

    private void operate(final int networks, final int nowNs, final String where)
    {
        final int what = random.nextInt(100);
        final BigInteger subject = what < 45 ? newId() : knownId();
        put(subject);
        final TableModel.Entry entry = model.get(subject);
        if (what < 55)
        {
            final int network = random.nextInt(networks);
            final int role = random.nextInt(256);
            putAddress(network);
            key.putInt(0, subject.intValue());
            assertEquals(
                model.insert(subject, 0 == network ? "" : "n" + network, hex(address), role, nowNs),
                table.insertVerified(key, 0, id, 4, address, 0, role, nowNs), where);
        }
        else if (what < 65)
        {
            assertEquals(model.remove(subject), table.remove(id, 4), where);
        }
        else if (what < 80)
        {
            final int expected = null == entry ? RoutingTable.UNKNOWN : ++entry.failures;
            assertEquals(expected, table.markFailed(id, 4), where);
        }
        else if (what < 85)
        {
            assertEquals(null != entry, table.markSeen(id, 4, nowNs), where);
            assertEquals(null != entry, table.setLink(id, 4, nowNs), where);
            if (null != entry)
            {
                entry.failures = 0;
                entry.lastSeenNs = nowNs;
                entry.linkId = nowNs;
            }
        }
        else
        {
            final int max = random.nextInt(RoutingTable.MAX_CLOSEST + 1);
            final List<TableModel.Entry> expected = model.closest(subject, max);
            assertEquals(expected.size(), table.closest(id, 4, max, list), where);
            assertList(expected, where);
            assertEquals(expected.size(), read(max), where);
            assertList(expected, where);
            assertWhereTheyLie(expected, new int[max], where);
            assertNearest(model.closest(subject, 1), where);
            final int bucket = model.bucket(subject);
            assertEquals(bucket, table.bucketOf(id, 4), where);
            final List<TableModel.Entry> in = model.inBucket(bucket);
            assertEquals(in.size(), table.bucketSize(bucket), where);
            assertEquals(Math.min(in.size(), list.capacity()), table.copyBucket(bucket, list), where);
            assertList(in.subList(0, list.size()), where);
        }
    }

    private void drain(final String where)
    {
        for (final BigInteger subject : used)
        {
            put(subject);
            assertEquals(model.remove(subject), table.remove(id, 4), where);
            assertEquals(model.size(), table.size(), where);
        }
        assertEquals(0, table.size(), where);
        assertEquals(0, table.closest(id, 4, 20, list), where);
    }

    private void assertWhereTheyLie(final List<TableModel.Entry> expected, final int[] records, final String where)
    {
        assertEquals(expected.size(), table.closest(id, 4, records), where);
        final byte[] bytes = new byte[32];
        for (int i = 0; i < expected.size(); i++)
        {
            table.memory().getBytes(records[i] + ContactRecord.ID_OFFSET, bytes);
            assertEquals(expected.get(i).id, new BigInteger(1, bytes), where);
        }
    }

    private void assertNearest(final List<TableModel.Entry> expected, final String where)
    {
        assertEquals(expected.size(), table.closest(id, 4, 1, list), where);
        assertList(expected, where);
        assertEquals(expected.size(), read(1), where);
        assertList(expected, where);
        final int record = table.closest(id, 4);
        assertEquals(expected.isEmpty(), RoutingTable.UNKNOWN == record, where);
        if (!expected.isEmpty())
        {
            final byte[] bytes = new byte[32];
            table.memory().getBytes(record + ContactRecord.ID_OFFSET, bytes);
            assertEquals(expected.get(0).id, new BigInteger(1, bytes), where);
        }
    }

    private void assertList(final List<TableModel.Entry> expected, final String where)
    {
        assertEquals(expected.size(), list.size(), where);
        for (int i = 0; i < expected.size(); i++)
        {
            final TableModel.Entry entry = expected.get(i);
            final byte[] bytes = new byte[32];
            list.buffer().getBytes(list.idOffset(i), bytes);
            assertEquals(entry.id, new BigInteger(1, bytes), where);
            assertEquals(entry.id.intValue(), list.buffer().getInt(list.keyOffset(i)), where);
            assertEquals(entry.failures, list.failures(i), where);
            assertEquals(entry.role, list.role(i), where);
            assertEquals(entry.lastSeenNs, list.lastSeenNs(i), where);
            assertEquals(entry.linkId, list.linkId(i), where);
            assertEquals(entry.network.isEmpty(), 0 != list.buffer().getByte(list.addressOffset(i) + 15), where);
        }
    }

    private int read(final int max)
    {
        return null == reader ? table.closest(id, 4, max, list) : reader.closest(id, 4, max, list);
    }

    private BigInteger newId()
    {
        final BigInteger base = used.isEmpty() || random.nextBoolean() ? own : knownId();
        final int shared = switch (random.nextInt(5))
        {
            case 0 -> random.nextInt(257);
            case 1 -> 60 + random.nextInt(10);
            case 2 -> random.nextInt(12);
            default -> 0;
        };
        // Uniform ids never share long prefixes; these do, up to being the same id.
        final BigInteger made = base.xor(new BigInteger(256 - shared, random));
        used.add(made);
        return made;
    }

    private BigInteger knownId()
    {
        return used.isEmpty() ? own : used.get(random.nextInt(used.size()));
    }

    private void put(final BigInteger value)
    {
        for (int i = 0; i < 4; i++)
        {
            id.putLong(4 + i * 8, value.shiftRight(192 - 64 * i).longValue(), ByteOrder.BIG_ENDIAN);
        }
    }

    /** Network 0 is private, odd ones are IPv4 and even ones IPv6; hosts within differ. The 16th byte marks 0. */
    private void putAddress(final int network)
    {
        address.setMemory(0, Addresses.LENGTH, (byte)0);
        if (0 != network && 0 == network % 2)
        {
            address.putInt(0, 0x20010db8, ByteOrder.BIG_ENDIAN);
            address.putShort(4, (short)network, ByteOrder.BIG_ENDIAN);
            address.putInt(6, random.nextInt(4));
        }
        else
        {
            final int host = 0 == network ? 0x0A000001 | random.nextInt(256) << 8 : 0x08080000 | network << 8;
            address.putShort(10, (short)-1);
            address.putInt(12, host, ByteOrder.BIG_ENDIAN);
        }
        assertTrue(0 == network || 0 == address.getByte(15));
        address.putShort(16, (short)(60_000 + random.nextInt(3)), ByteOrder.BIG_ENDIAN);
    }

    private static String hex(final UnsafeBuffer bytes)
    {
        return HexFormat.of().formatHex(bytes.byteArray());
    }
}
