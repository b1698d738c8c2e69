package io.hopwire.sim;

import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * Eight bytes in the place of a key: the keys of a simulation are random, so no two of them have these in common.
 */
public final class KeyNames
{
    /** The first four bytes of the nine that begin all RSA keys of 2,048 bits, low byte first. */
    private static final int DER = 0x0a018230;
    private static final int DER_LENGTH = 9;

    private KeyNames()
    {
    }

    /**
     * The name of a key.
     *
     * @param key    holds it.
     * @param offset its first byte.
     * @return its first eight bytes; of an RSA key those behind what begins all of them.
     */
    public static long of(final DirectBuffer key, final int offset)
    {
        return key.getLong(DER == key.getInt(offset, ByteOrder.LITTLE_ENDIAN) ? offset + DER_LENGTH : offset);
    }
}
