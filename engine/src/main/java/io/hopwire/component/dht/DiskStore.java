package io.hopwire.component.dht;

import io.hopwire.spi.EntropySource;
import io.hopwire.spi.RecordDisk;
import org.agrona.DirectBuffer;

/**
 * Keeps records in memory, where they are found and read, and on a disk, from which they come back when the node begins
 * again: with their ballots, without which a node that has crashed would break its promises. Copies are in memory
 * only, for they are no votes. What is forgotten is deleted on the disk when there is room for that; else it is seen to
 * be out of date when it comes back. Not thread-safe.
 */
public final class DiskStore implements RecordStore
{
    private final MemoryStore memory;
    private final RecordDisk disk;
    private final int addressLength;
    private final DiskRecord layout = new DiskRecord();

    /**
     * What lies on a disk.
     *
     * @param addressLength bytes of an address.
     * @param entropy       for the key of the hash.
     * @param disk          of this node alone.
     * @throws IllegalStateException where something on it can not be read: a node that has forgotten a part of its
     *                               promises must not go on as if it had made none.
     */
    public DiskStore(final int addressLength, final EntropySource entropy, final RecordDisk disk)
    {
        this.addressLength = addressLength;
        this.disk = disk;
        memory = new MemoryStore(addressLength, entropy);
        disk.load(this::onPair);
    }

    private void onPair(final DirectBuffer address, final DirectBuffer value)
    {
        final boolean isOne = address.capacity() == addressLength && layout.wrap(value);
        final RecordEntry entry = isOne ?
            memory.add(address, 0, value, layout.keyOffset(), layout.keyLength()) : null;
        if (null == entry)
        {
            throw new IllegalStateException("a record of " + value.capacity() + " bytes can not be read");
        }
        layout.copyTo(entry);
    }

    @Override
    public RecordEntry find(final DirectBuffer address, final int offset)
    {
        return memory.find(address, offset);
    }

    @Override
    public RecordEntry add(
        final DirectBuffer address, final int offset, final DirectBuffer key, final int keyOffset, final int keyLength)
    {
        return memory.add(address, offset, key, keyOffset, keyLength);
    }

    @Override
    public boolean isSlow()
    {
        return true;
    }

    @Override
    public boolean hasRoom()
    {
        return disk.hasRoom();
    }

    @Override
    public long keep(final RecordEntry entry)
    {
        if (entry.isCopy)
        {
            return LASTS;
        }
        final int offset = disk.tryClaim(addressLength, DiskRecord.length(entry));
        if (RecordDisk.BACK_PRESSURED == offset)
        {
            return NEVER;
        }
        disk.buffer().putBytes(offset, entry.address, 0, addressLength);
        DiskRecord.put(disk.buffer(), offset + addressLength, entry);
        return disk.commit();
    }

    @Override
    public long lasting()
    {
        return disk.lasting();
    }

    @Override
    public void remove(final RecordEntry entry)
    {
        memory.remove(entry);
        final int offset = entry.isCopy ? RecordDisk.BACK_PRESSURED : disk.tryClaim(addressLength, 0);
        if (RecordDisk.BACK_PRESSURED != offset)
        {
            disk.buffer().putBytes(offset, entry.address, 0, addressLength);
            disk.commit();
        }
    }

    @Override
    public int size()
    {
        return memory.size();
    }

    @Override
    public RecordEntry get(final int place)
    {
        return memory.get(place);
    }
}
