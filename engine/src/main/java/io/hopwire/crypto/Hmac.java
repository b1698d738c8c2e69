package io.hopwire.crypto;

import java.util.Arrays;

/**
 * HMAC (RFC 2104) over any {@link HashFunction}. Allocates nothing after its construction.
 * <p>
 * Not thread-safe.
 */
final class Hmac
{
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5C;

    private final HashFunction hash;
    private final byte[] pad = new byte[HashFunction.BLOCK_LENGTH];
    private final byte[] inner = new byte[HashFunction.LENGTH];

    Hmac(final HashFunction hash)
    {
        this.hash = hash;
    }

    /**
     * Begin a message under a key. The key is copied.
     */
    void init(final byte[] key, final int length)
    {
        Arrays.fill(pad, (byte)0);
        if (length > pad.length)
        {
            hash.update(key, 0, length);
            hash.digest(pad, 0);
        }
        else
        {
            System.arraycopy(key, 0, pad, 0, length);
        }
        xorPad(INNER_PAD);
        hash.update(pad, 0, pad.length);
    }

    /**
     * Add bytes of the message.
     */
    void update(final byte[] src, final int offset, final int length)
    {
        hash.update(src, offset, length);
    }

    /**
     * Write the MAC of the message. The key is forgotten.
     */
    void finish(final byte[] dst, final int offset)
    {
        hash.digest(inner, 0);
        xorPad((byte)(INNER_PAD ^ OUTER_PAD));
        hash.update(pad, 0, pad.length);
        hash.update(inner, 0, inner.length);
        hash.digest(dst, offset);
        Arrays.fill(pad, (byte)0);
        Arrays.fill(inner, (byte)0);
    }

    private void xorPad(final byte value)
    {
        for (int i = 0; i < pad.length; i++)
        {
            pad[i] ^= value;
        }
    }
}
