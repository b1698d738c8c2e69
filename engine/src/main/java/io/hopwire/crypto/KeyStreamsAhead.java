package io.hopwire.crypto;

/**
 * Contexts whose next short packet is likely, because they have just sealed or opened the one before it. While a thread
 * waits for that packet it has time to make its key stream, so that the packet need not wait for it: a quarter of what
 * a packet of 64 bytes costs.
 * <p>
 * A few, the ones used last; the others do without. Not thread-safe.
 */
final class KeyStreamsAhead
{
    private static final int CAPACITY = 4;
    private static final int MASK = CAPACITY - 1;

    private final AesGcm[] contexts = new AesGcm[CAPACITY];
    private final long[] nonceTails = new long[CAPACITY];
    private int newest;
    private int count;

    /**
     * A context will probably need the key stream of a nonce.
     *
     * @param context   which.
     * @param nonceTail of the nonce.
     */
    void expect(final AesGcm context, final long nonceTail)
    {
        for (int i = 0; i < CAPACITY; i++)
        {
            if (contexts[i] == context)
            {
                nonceTails[i] = nonceTail;
                return;
            }
        }
        newest = newest + 1 & MASK;
        count += null == contexts[newest] ? 1 : 0;
        contexts[newest] = context;
        nonceTails[newest] = nonceTail;
    }

    /**
     * Make one key stream.
     *
     * @return false where none is expected.
     */
    boolean make()
    {
        for (int i = 0; count > 0 && i < CAPACITY; i++)
        {
            final AesGcm context = contexts[i];
            if (null != context)
            {
                contexts[i] = null;
                count--;
                context.makeAhead(nonceTails[i]);
                return true;
            }
        }
        return false;
    }
}
