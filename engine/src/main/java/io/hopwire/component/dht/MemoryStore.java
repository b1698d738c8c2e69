package io.hopwire.component.dht;

import io.hopwire.crypto.SipHash;
import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

import java.util.ArrayList;

/**
 * Keeps records in memory, and no longer than the node runs. Entries are found by a keyed hash of their address, which
 * nobody outside can compute; of two addresses with one hash, of which there are none in 2^32 entries, the second is
 * refused. Allocates for new entries only. Not thread-safe.
 */
public final class MemoryStore implements RecordStore
{
    private final int addressLength;
    private final EntropySource entropy;
    /** None before something is kept: who keeps nothing draws nothing. */
    private SipHash hash;
    private final Long2ObjectHashMap<RecordEntry> byHash = new Long2ObjectHashMap<>();
    private final ArrayList<RecordEntry> all = new ArrayList<>();

    /**
     * Empty.
     *
     * @param addressLength bytes of an address.
     * @param entropy       for the key of the hash.
     */
    public MemoryStore(final int addressLength, final EntropySource entropy)
    {
        this.addressLength = addressLength;
        this.entropy = entropy;
    }

    /** What is kept in memory lasts at once: there are no writes. */
    @Override
    public boolean isSlow()
    {
        return false;
    }

    @Override
    public boolean hasRoom()
    {
        return true;
    }

    @Override
    public long lasting()
    {
        return LASTS;
    }

    @Override
    public RecordEntry find(final DirectBuffer address, final int offset)
    {
        final RecordEntry entry = null == hash ? null : byHash.get(hash.hash(address, offset, addressLength));
        return null != entry && isSame(entry.address, address, offset) ? entry : null;
    }

    @Override
    public RecordEntry add(
        final DirectBuffer address, final int offset, final DirectBuffer key, final int keyOffset, final int keyLength)
    {
        if (null == hash)
        {
            hash = new SipHash(entropy.nextLong(), entropy.nextLong());
        }
        final long hashed = hash.hash(address, offset, addressLength);
        if (byHash.containsKey(hashed))
        {
            return null;
        }
        final RecordEntry entry = new RecordEntry(hashed, address, offset, addressLength, key, keyOffset, keyLength);
        entry.place = all.size();
        all.add(entry);
        byHash.put(hashed, entry);
        return entry;
    }

    @Override
    public long keep(final RecordEntry entry)
    {
        return LASTS;
    }

    @Override
    public void remove(final RecordEntry entry)
    {
        final RecordEntry last = all.remove(all.size() - 1);
        if (last != entry)
        {
            last.place = entry.place;
            all.set(entry.place, last);
        }
        final RecordEntry removed = byHash.remove(entry.hash);
        assert removed == entry : "an entry is removed once";
    }

    @Override
    public int size()
    {
        return all.size();
    }

    @Override
    public RecordEntry get(final int place)
    {
        return all.get(place);
    }

    private boolean isSame(final DirectBuffer known, final DirectBuffer address, final int offset)
    {
        for (int i = 0; i < addressLength; i++)
        {
            if (known.getByte(i) != address.getByte(offset + i))
            {
                return false;
            }
        }
        return true;
    }
}
