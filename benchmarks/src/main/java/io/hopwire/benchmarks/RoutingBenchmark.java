package io.hopwire.benchmarks;

import io.hopwire.link.NeighbourIndex;
import io.hopwire.routing.ContactList;
import io.hopwire.routing.RoutingLimits;
import io.hopwire.routing.RoutingTable;
import io.hopwire.routing.RoutingTableReader;
import io.hopwire.spi.Addresses;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What the routing table costs: the 20 contacts closest to a random id, where they lie and with their records copied
 * out; the one closest for another thread; a contact that goes and comes back. And the next hop of a message: the link
 * whose peer is closest to a random id, where there is a link to every contact, and a link that goes and comes back.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class RoutingBenchmark
{
    private static final int ID_LENGTH = 32;
    private static final int TARGETS = 1 << 16;
    private static final int WANTED = 20;
    private static final NeighbourIndex.Exclusions NOBODY = (linkId) -> false;

    /**
     * Contacts in the table.
     */
    @Param({"256", "4096", "100000"})
    public int contacts;

    private final ContactList list = new ContactList(WANTED, 32);
    private final int[] records = new int[WANTED];
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final UnsafeBuffer targets = new UnsafeBuffer(new byte[TARGETS * ID_LENGTH]);
    private final NeighbourIndex neighbours = new NeighbourIndex(this::wordOfId);
    private UnsafeBuffer ids;
    private RoutingTable table;
    private RoutingTableReader reader;
    private int next;

    /**
     * Fills the table; no bucket is limited, or it would not hold so many random ids.
     */
    @Setup
    public void setUp()
    {
        final Random random = new Random(42);
        random.nextBytes(targets.byteArray());
        ids = new UnsafeBuffer(new byte[contacts * ID_LENGTH]);
        random.nextBytes(ids.byteArray());
        final UnsafeBuffer memory =
            new UnsafeBuffer(ByteBuffer.allocateDirect(RoutingTable.requiredLength(contacts, 32)));
        final RoutingLimits limits = new RoutingLimits(contacts, WANTED, 5, 0, 0);
        table = new RoutingTable(memory, contacts, 32, targets, 0, limits, random.nextLong());
        reader = new RoutingTableReader(memory);
        for (int i = 0; i < contacts; i++)
        {
            insert(i);
            neighbours.add(ids, i * ID_LENGTH, i);
        }
        if (table.size() != contacts)
        {
            throw new IllegalStateException("the table holds " + table.size() + " of " + contacts);
        }
    }

    @Benchmark
    public int closest20()
    {
        return table.closest(targets, target(), records);
    }

    @Benchmark
    public int closest20Copied()
    {
        return table.closest(targets, target(), WANTED, list);
    }

    @Benchmark
    public int closest20Concurrent()
    {
        return reader.closest(targets, target(), WANTED, list);
    }

    @Benchmark
    public int closest1Concurrent()
    {
        return reader.closest(targets, target(), 1, list);
    }

    @Benchmark
    public int nextHop()
    {
        return neighbours.closest(targets, target(), NOBODY);
    }

    @Benchmark
    public int nextHopLinkDownAndUp()
    {
        final int contact = (next++ & Integer.MAX_VALUE) % contacts;
        neighbours.remove(ids, contact * ID_LENGTH, contact);
        neighbours.add(ids, contact * ID_LENGTH, contact);
        return neighbours.size();
    }

    @Benchmark
    public int removeAndInsert()
    {
        final int contact = (next++ & Integer.MAX_VALUE) % contacts;
        table.remove(ids, contact * ID_LENGTH);
        return insert(contact);
    }

    private long wordOfId(final int linkId, final int word)
    {
        return ids.getLong(linkId * ID_LENGTH + word * Long.BYTES, ByteOrder.BIG_ENDIAN);
    }

    private int target()
    {
        return (next++ & (TARGETS - 1)) * ID_LENGTH;
    }

    private int insert(final int contact)
    {
        final int offset = contact * ID_LENGTH;
        return table.insertVerified(ids, offset, ids, offset, address, 0, 0, contact);
    }
}
