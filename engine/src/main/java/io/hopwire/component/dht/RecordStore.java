package io.hopwire.component.dht;

import org.agrona.DirectBuffer;

/**
 * Where a node keeps what the network stores at it. Entries are found and read at once, on the thread of the core: they
 * lie in memory, or in a file that is mapped. That a change of one lasts may take longer, and happen elsewhere:
 * {@link #keep} answers {@link #LASTS}, or the number of a write, and nobody is told of the change before
 * {@link #lasting} has come to that number.
 */
public interface RecordStore
{
    /** What was kept lasts already. */
    long LASTS = 0;

    /** It could not be kept, and nobody is to be told of it ever. */
    long NEVER = Long.MAX_VALUE;

    /** {@return whether there are writes at all, so that somebody has to look how far they have come} */
    boolean isSlow();

    /** {@return whether the next change can be kept} */
    boolean hasRoom();

    /**
     * Find an entry.
     *
     * @param address holds the address that its key is stored at.
     * @param offset  first byte.
     * @return the entry, or null where there is none.
     */
    RecordEntry find(DirectBuffer address, int offset);

    /**
     * A new entry, of which nothing is kept yet.
     *
     * @param address   holds the address that the key is stored at, of which there is no entry.
     * @param offset    first byte.
     * @param key       holds the key.
     * @param keyOffset first byte.
     * @param keyLength bytes.
     * @return the entry, or null where there can be none.
     */
    RecordEntry add(DirectBuffer address, int offset, DirectBuffer key, int keyOffset, int keyLength);

    /**
     * An entry was changed, and shall last as it is now.
     *
     * @param entry which.
     * @return {@link #LASTS}, or the number of a write, greater than that of any before; {@link #NEVER} where there
     * is no room.
     */
    long keep(RecordEntry entry);

    /** {@return number of the last write that lasts, and all before it do} */
    long lasting();

    /**
     * Forget an entry. The last of all takes its place.
     *
     * @param entry which.
     */
    void remove(RecordEntry entry);

    /** {@return how many entries there are} */
    int size();

    /**
     * One of all entries.
     *
     * @param place from 0 to {@link #size()}, exclusive.
     * @return the entry.
     */
    RecordEntry get(int place);
}
