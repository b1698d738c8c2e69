package io.hopwire.component.dht;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a node keeps of one key: the record that it has accepted last, if any, with the ballot that it came with, and
 * the ballot below which it accepts none. Grows with its record and does not shrink. Not thread-safe.
 */
public final class RecordEntry
{
    /** Bytes of memory that an entry is charged for beside its key and its record. */
    public static final int OVERHEAD = 256;

    private static final int SMALLEST = 128;

    /** Place in the list of all, of the store's. */
    int place;
    final long hash;
    final UnsafeBuffer address;
    final UnsafeBuffer key;
    final UnsafeBuffer record = new UnsafeBuffer(0, 0);
    int recordLength;
    /** Bytes of a record that it is charged for. */
    int chargedLength;
    long promisedCounter;
    long promisedNode;
    long acceptedCounter;
    long acceptedNode;
    /** Eight bytes of who brought it, whom it is charged to. */
    long writer;
    /** When it is forgotten, in milliseconds since 1970. */
    long forgetMs;
    /** When it is stored again at the nodes closest to it, if nobody does so before. */
    long republishNs;
    /** A copy on the path: neither a vote nor to be stored again. */
    boolean isCopy;

    /**
     * Of a key, with nothing yet.
     *
     * @param hash       of the address, which finds it.
     * @param address    holds the address that the key is stored at.
     * @param at         first byte.
     * @param length     bytes of an address.
     * @param key        holds the key.
     * @param keyOffset  first byte.
     * @param keyLength  bytes.
     */
    public RecordEntry(
        final long hash,
        final DirectBuffer address,
        final int at,
        final int length,
        final DirectBuffer key,
        final int keyOffset,
        final int keyLength)
    {
        this.hash = hash;
        this.address = new UnsafeBuffer(new byte[length]);
        this.address.putBytes(0, address, at, length);
        this.key = new UnsafeBuffer(new byte[keyLength]);
        this.key.putBytes(0, key, keyOffset, keyLength);
    }

    /** {@return the address that the key is stored at; not to be changed} */
    public DirectBuffer address()
    {
        return address;
    }

    /** {@return the key; not to be changed} */
    public DirectBuffer key()
    {
        return key;
    }

    /** {@return the record, its first {@link #recordLength()} bytes; not to be changed} */
    public DirectBuffer record()
    {
        return record;
    }

    /** {@return bytes of the record; 0 where none was accepted} */
    public int recordLength()
    {
        return recordLength;
    }

    boolean isPromised(final long counter, final long node)
    {
        return promisedCounter == counter && promisedNode == node;
    }

    boolean isAccepted(final long counter, final long node)
    {
        return recordLength > 0 && acceptedCounter == counter && acceptedNode == node;
    }

    /** Bytes of memory that it is charged for. */
    long charge()
    {
        return charge(key.capacity(), chargedLength);
    }

    static long charge(final int keyLength, final int recordLength)
    {
        return OVERHEAD + keyLength + recordLength;
    }

    void put(final DirectBuffer source, final int offset, final int length)
    {
        if (record.capacity() < length)
        {
            record.wrap(new byte[Math.max(SMALLEST, 2 * Integer.highestOneBit(length - 1))]);
        }
        record.putBytes(0, source, offset, length);
        recordLength = length;
    }
}
