package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Pairs of a key and a value that outlive the node. It reads them all when it begins, and writes what changes. To write
 * takes its time, and happens on a thread of the disk's own, in the order of the writes: one lasts, whatever becomes of
 * the process or the machine, when {@link #lasting()} has come to its number.
 * <pre>
 *   offset = disk.tryClaim(keyLength, valueLength);
 *   if (offset &gt;= 0)
 *   {
 *       disk.buffer().putBytes(offset, key ...);
 *       disk.buffer().putBytes(offset + keyLength, value ...);
 *       number = disk.commit();
 *   }
 * </pre>
 * Not thread-safe: one thread, that of the core, is its caller.
 */
public interface RecordDisk
{
    /** There is no room, now or, where the disk has failed, for ever. */
    int BACK_PRESSURED = -1;

    /** Most bytes of a key and a value together. */
    int MAX_LENGTH = 4096;

    /**
     * Told of pairs.
     */
    @FunctionalInterface
    interface PairHandler
    {
        /**
         * One pair.
         *
         * @param key   all of it, until the call ends.
         * @param value all of it, until the call ends.
         */
        void onPair(DirectBuffer key, DirectBuffer value);
    }

    /**
     * Read all pairs that last. Before the first write.
     *
     * @param handler is told of each, once.
     */
    void load(PairHandler handler);

    /**
     * Whether the next claim will find room.
     *
     * @return false where it may not.
     */
    boolean hasRoom();

    /**
     * Claim room for a write.
     *
     * @param keyLength   bytes of the key, 1 to 511.
     * @param valueLength bytes of the value; 0 where the pair is to be deleted.
     * @return where the key goes in {@link #buffer()}, the value behind it, or {@link #BACK_PRESSURED}.
     */
    int tryClaim(int keyLength, int valueLength);

    /** {@return the memory that holds the claim} */
    MutableDirectBuffer buffer();

    /**
     * Hand the claimed write over.
     *
     * @return its number: the first one is 1, each later one is the next.
     */
    long commit();

    /** {@return number of the last write that lasts, and all before it do; 0 where none does} */
    long lasting();
}
