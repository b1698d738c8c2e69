package io.hopwire.component.session;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * No security at all, but whatever a session relies on: a wrong key, counter or bit is found, and the plaintext is not
 * readable by accident. Allocates nothing per packet.
 */
final class TestCrypto implements CryptoProvider
{
    @Override
    public Aead newAead()
    {
        return new TestAead();
    }

    @Override
    public void publicKey(final byte[] privateKey, final byte[] publicKey)
    {
        for (int i = 0; i < KEY_LENGTH; i++)
        {
            publicKey[i] = (byte)(privateKey[i] ^ 0x5A);
        }
    }

    @Override
    public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
    {
        for (int i = 0; i < KEY_LENGTH; i++)
        {
            shared[i] = (byte)(privateKey[i] ^ 0x5A ^ remotePublic[i]);
        }
        return true;
    }

    static long mix(final long value)
    {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    private static final class TestAead implements Aead
    {
        private long key;

        @Override
        public void init(final byte[] bytes, final int offset)
        {
            key = 1;
            for (int i = 0; i < KEY_LENGTH; i++)
            {
                key = mix(key ^ bytes[offset + i]);
            }
        }

        @Override
        public int seal(
            final long counter,
            final DirectBuffer ad,
            final int adOffset,
            final int adLength,
            final DirectBuffer src,
            final int srcOffset,
            final int length,
            final MutableDirectBuffer dst,
            final int dstOffset)
        {
            long tag = mix(key ^ counter);
            for (int i = 0; i < length; i++)
            {
                final byte plain = src.getByte(srcOffset + i);
                tag = tag * 31 + plain;
                dst.putByte(dstOffset + i, (byte)(plain ^ pad(counter, i)));
            }
            dst.putLong(dstOffset + length, mix(tag));
            dst.putLong(dstOffset + length + 8, mix(tag + length));
            return length + TAG_LENGTH;
        }

        @Override
        public int open(
            final long counter,
            final DirectBuffer ad,
            final int adOffset,
            final int adLength,
            final DirectBuffer src,
            final int srcOffset,
            final int lengthWithTag,
            final MutableDirectBuffer dst,
            final int dstOffset)
        {
            final int length = lengthWithTag - TAG_LENGTH;
            long tag = mix(key ^ counter);
            for (int i = 0; i < length; i++)
            {
                tag = tag * 31 + (byte)(src.getByte(srcOffset + i) ^ pad(counter, i));
            }
            if (src.getLong(srcOffset + length) != mix(tag) || src.getLong(srcOffset + length + 8) != mix(tag + length))
            {
                return AUTHENTICATION_FAILED;
            }
            for (int i = 0; i < length; i++)
            {
                dst.putByte(dstOffset + i, (byte)(src.getByte(srcOffset + i) ^ pad(counter, i)));
            }
            return length;
        }

        private int pad(final long counter, final int i)
        {
            return (int)(key >>> (i & 31)) + (int)counter * 7 + i;
        }

        @Override
        public void clear()
        {
            key = 0;
        }
    }
}
