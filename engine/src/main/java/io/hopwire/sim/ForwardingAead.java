package io.hopwire.sim;

import io.hopwire.crypto.Aead;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A cipher that has another one do all the work: for those who look at some of it. As thread-safe as the other one.
 */
public class ForwardingAead implements Aead
{
    private final Aead aead;

    /**
     * In front of a cipher.
     *
     * @param aead that does the work.
     */
    public ForwardingAead(final Aead aead)
    {
        this.aead = aead;
    }

    @Override
    public void init(final byte[] key, final int offset)
    {
        aead.init(key, offset);
    }

    @Override
    public void associate(final DirectBuffer ad, final int adOffset, final int adLength)
    {
        aead.associate(ad, adOffset, adLength);
    }

    @Override
    public int seal(
        final long counter,
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        return aead.seal(counter, src, srcOffset, length, dst, dstOffset);
    }

    @Override
    public int open(
        final long counter,
        final DirectBuffer src,
        final int srcOffset,
        final int lengthWithTag,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        return aead.open(counter, src, srcOffset, lengthWithTag, dst, dstOffset);
    }

    @Override
    public void clear()
    {
        aead.clear();
    }
}
