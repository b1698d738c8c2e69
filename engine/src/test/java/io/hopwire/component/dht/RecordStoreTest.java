package io.hopwire.component.dht;

import io.hopwire.sim.SimDisk;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.RecordDisk;
import io.hopwire.store.Disks;
import io.hopwire.store.LmdbDisk;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What every store of records does, and what one with a disk gives back when its node begins again.
 */
class RecordStoreTest
{
    private static final int LENGTH = 32;
    private static final SimRandom ENTROPY = new SimRandom(3);

    @TempDir
    static Path directory;

    /** Of a file, which has no thread here. */
    private static LmdbDisk disk;

    static Stream<Supplier<RecordStore>> stores()
    {
        return Stream.of(
            () -> new MemoryStore(LENGTH, ENTROPY),
            () -> new DiskStore(LENGTH, ENTROPY, new SimDisk(null, 0, 0)),
            () -> new DiskStore(LENGTH, ENTROPY, openFile("contract")));
    }

    private static LmdbDisk openFile(final String name)
    {
        disk = Disks.open(directory.resolve(name), 16 << 20, new byte[LENGTH]);
        return disk;
    }

    @AfterEach
    void closeFile()
    {
        CloseHelper.close(disk);
        disk = null;
    }

    @Test
    void aFileGivesBackTheSameAsAnyDisk()
    {
        final RecordStore before = new DiskStore(LENGTH, ENTROPY, openFile("votes"));
        final RecordEntry record = add(before, 2);
        putRecord(record, 7);
        record.acceptedCounter = 21;
        record.acceptedNode = 22;
        assertEquals(1, before.keep(record));
        assertEquals(0, before.lasting());
        disk.doWork();
        assertEquals(1, before.lasting());
        disk.close();

        final RecordEntry recorded = new DiskStore(LENGTH, ENTROPY, openFile("votes")).find(address(2), 0);
        assertTrue(recorded.isAccepted(21, 22));
        assertEquals(7, new Record().wrap(recorded.record, 0, recorded.recordLength).version());
    }

    @ParameterizedTest
    @MethodSource("stores")
    void findsWhatIsThereAndNothingElse(final Supplier<RecordStore> made)
    {
        final RecordStore store = made.get();
        final List<RecordEntry> entries = new ArrayList<>();
        for (int i = 0; i < 100; i++)
        {
            assertNull(store.find(address(i), 0));
            entries.add(add(store, i));
            final long write = store.keep(entries.get(i));
            if (null != disk)
            {
                disk.doWork();
            }
            assertTrue(RecordStore.LASTS == write || write <= store.lasting());
        }
        assertEquals(100, store.size());
        for (int i = 0; i < 100; i += 3)
        {
            store.remove(entries.get(i));
        }
        assertEquals(66, store.size());
        int seen = 0;
        for (int i = 0; i < 100; i++)
        {
            final RecordEntry found = store.find(address(i), 0);
            assertSame(0 == i % 3 ? null : entries.get(i), found);
            seen += entries.contains(i < 66 ? store.get(i) : null) ? 1 : 0;
        }
        assertEquals(66, seen);
    }

    @Test
    void aDiskGivesBackVotesAndNoCopies()
    {
        final SimDisk disk = new SimDisk(null, 0, 0);
        final RecordStore before = new DiskStore(LENGTH, ENTROPY, disk);
        final RecordEntry promise = add(before, 1);
        promise.promisedCounter = 11;
        promise.promisedNode = -12;
        promise.forgetMs = 13;
        promise.writer = 14;
        before.keep(promise);
        final RecordEntry record = add(before, 2);
        putRecord(record, 7);
        record.acceptedCounter = 21;
        record.acceptedNode = 22;
        before.keep(record);
        putRecord(record, 8);
        record.acceptedCounter = 23;
        before.keep(record);
        final RecordEntry copy = add(before, 3);
        copy.isCopy = true;
        assertEquals(RecordStore.LASTS, before.keep(copy));
        final RecordEntry gone = add(before, 4);
        before.keep(gone);
        before.remove(gone);
        assertEquals(2, disk.size());

        final RecordStore after = new DiskStore(LENGTH, ENTROPY, disk);
        assertEquals(2, after.size());
        final RecordEntry promised = after.find(address(1), 0);
        assertTrue(promised.isPromised(11, -12));
        assertEquals(13, promised.forgetMs);
        assertEquals(14, promised.writer);
        assertEquals(0, promised.recordLength);
        assertEquals(1, promised.key.getByte(0));
        final RecordEntry recorded = after.find(address(2), 0);
        assertTrue(recorded.isAccepted(23, 22));
        assertEquals(8, new Record().wrap(recorded.record, 0, recorded.recordLength).version());
        assertEquals(record.recordLength, recorded.chargedLength);
        assertFalse(recorded.isCopy);
    }

    @Test
    void goesOnWithNoPartOfItsPromises()
    {
        final SimDisk disk = new SimDisk(null, 0, 0);
        final RecordStore store = new DiskStore(LENGTH, ENTROPY, disk);
        final RecordEntry record = add(store, 2);
        putRecord(record, 7);
        store.keep(record);
        final int length = DiskRecord.length(record);
        final UnsafeBuffer whole = new UnsafeBuffer(new byte[length]);
        DiskRecord.put(whole, 0, record);
        for (int bit = 0; bit < Byte.SIZE * 8; bit++)
        {
            write(disk, whole, length, bit);
            final boolean isReserved = bit / Byte.SIZE == 1;
            if (!isReserved)
            {
                assertThrows(IllegalStateException.class, () -> new DiskStore(LENGTH, ENTROPY, disk));
            }
        }
        write(disk, whole, length - 1, -1);
        assertThrows(IllegalStateException.class, () -> new DiskStore(LENGTH, ENTROPY, disk));
        write(disk, whole, length, -1);
        assertEquals(1, new DiskStore(LENGTH, ENTROPY, disk).size());
        assertThrows(IllegalStateException.class, () -> new DiskStore(LENGTH + 1, ENTROPY, disk));
    }

    private static void write(final RecordDisk disk, final UnsafeBuffer value, final int length, final int bitOrNone)
    {
        final int offset = disk.tryClaim(LENGTH, length);
        disk.buffer().putBytes(offset, address(2), 0, LENGTH);
        disk.buffer().putBytes(offset + LENGTH, value, 0, length);
        if (bitOrNone >= 0)
        {
            final int at = offset + LENGTH + bitOrNone / Byte.SIZE;
            disk.buffer().putByte(at, (byte)(disk.buffer().getByte(at) ^ 1 << bitOrNone % Byte.SIZE));
        }
        disk.commit();
    }

    private static RecordEntry add(final RecordStore store, final int number)
    {
        final RecordEntry entry = store.add(address(number), 0, new UnsafeBuffer(new byte[]{(byte)number}), 0, 1);
        assertNotNull(entry);
        return entry;
    }

    private static void putRecord(final RecordEntry entry, final long version)
    {
        final NewRecord next = new NewRecord(new UnsafeBuffer(new byte[LENGTH]));
        next.version = version;
        next.timestampMs = 1;
        next.ttlS = 60;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[200]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(buffer, 0, 200);
        Record.encode(encoder, next, new UnsafeBuffer(new byte[]{7}), 0, 1);
        entry.put(buffer, 0, encoder.length());
        entry.chargedLength = encoder.length();
    }

    private static UnsafeBuffer address(final int number)
    {
        final UnsafeBuffer address = new UnsafeBuffer(new byte[LENGTH]);
        address.putInt(20, number);
        return address;
    }
}
