package io.hopwire.crypto;

import org.agrona.DirectBuffer;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Public keys where they lie. Not for secrets: how long a comparison takes tells where the keys differ.
 */
public final class Keys
{
    /** Bytes of a key. */
    public static final int LENGTH = CryptoProvider.KEY_LENGTH;

    private Keys()
    {
    }

    /**
     * Whether two keys are the same.
     *
     * @param a       holds the one.
     * @param aOffset its first byte.
     * @param b       holds the other.
     * @param bOffset its first byte.
     * @return true if all 32 bytes are.
     */
    public static boolean same(final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset)
    {
        for (int i = 0; i < LENGTH; i += SIZE_OF_LONG)
        {
            if (a.getLong(aOffset + i) != b.getLong(bOffset + i))
            {
                return false;
            }
        }
        return true;
    }
}
