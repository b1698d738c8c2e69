package io.hopwire.component.discovery;

import org.agrona.DirectBuffer;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Public keys where they lie.
 */
final class Keys
{
    static final int LENGTH = 32;

    private Keys()
    {
    }

    static boolean same(final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset)
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
