package io.hopwire.crypto;

/**
 * Working memory of all AEAD contexts of one provider, so that a context per link stays small. Grows to the largest
 * packet seen, and never shrinks.
 * <p>
 * Not thread-safe.
 */
final class CryptoScratch
{
    private static final int INITIAL_LENGTH = 2048;

    /** Authenticated data: associated data, text and the block of lengths, each padded to 16 bytes. */
    byte[] data = new byte[INITIAL_LENGTH];

    /** Counter blocks: what AES encrypts. */
    byte[] counters = new byte[INITIAL_LENGTH];

    /** Key stream: another array than the counters, or the JVM's intrinsic would copy. */
    byte[] stream = new byte[INITIAL_LENGTH];

    /** Tag computed last. */
    final byte[] tag = new byte[Aead.TAG_LENGTH];

    /** Tag received last. */
    final byte[] receivedTag = new byte[Aead.TAG_LENGTH];

    /**
     * Make room.
     *
     * @param dataLength   bytes of authenticated data.
     * @param streamLength bytes of key stream.
     */
    void ensure(final int dataLength, final int streamLength)
    {
        if (dataLength > data.length)
        {
            data = new byte[grown(dataLength)];
        }
        if (streamLength > stream.length)
        {
            counters = new byte[grown(streamLength)];
            stream = new byte[counters.length];
        }
    }

    private static int grown(final int length)
    {
        return Math.max(Integer.highestOneBit(length - 1) << 1, INITIAL_LENGTH);
    }
}
