package io.hopwire.link;

/**
 * Key of a keyed hash, 128 bits.
 */
final class MacKey
{
    long k0;
    long k1;

    MacKey set(final long newK0, final long newK1)
    {
        k0 = newK0;
        k1 = newK1;
        return this;
    }
}
