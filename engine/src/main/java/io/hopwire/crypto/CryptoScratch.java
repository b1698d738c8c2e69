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

    /** What is hashed, as {@link StagedAead} draws it. */
    byte[] data = new byte[INITIAL_LENGTH];

    /** Plaintext, as {@link StagedAead} draws it. */
    byte[] text = new byte[INITIAL_LENGTH];

    /** Key streams to make while there is nothing else to do. */
    final KeyStreamsAhead ahead = new KeyStreamsAhead();

    /**
     * Make room.
     *
     * @param dataLength bytes of {@link #data}.
     * @param textLength bytes of {@link #text}.
     */
    void ensure(final int dataLength, final int textLength)
    {
        if (dataLength > data.length)
        {
            data = new byte[grown(dataLength)];
        }
        if (textLength > text.length)
        {
            text = new byte[grown(textLength)];
        }
    }

    private static int grown(final int length)
    {
        return Math.max(Integer.highestOneBit(length - 1) << 1, INITIAL_LENGTH);
    }
}
