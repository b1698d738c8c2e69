package io.hopwire.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * Noise's symmetric state (revision 34, section 5.2) with its cipher state: chaining key, handshake hash, key and
 * nonce. Only these differ between handshakes; cipher and hash are lent, so that many handshakes share them.
 * <p>
 * Not thread-safe.
 */
final class NoiseSymmetric
{
    private static final int LENGTH = HashFunction.LENGTH;
    private static final byte[] EMPTY = {};

    private final Tools tools;
    private final byte[] chainingKey = new byte[LENGTH];
    private final byte[] key = new byte[LENGTH];
    private final UnsafeBuffer handshakeHash = new UnsafeBuffer(new byte[LENGTH]);
    private boolean hasKey;
    private long nonce;

    /**
     * What handshakes of one thread and one suite share.
     */
    static final class Tools
    {
        final Aead aead;
        final HashFunction hash;
        final Hkdf hkdf;
        final byte[] derived = new byte[3 * LENGTH];
        final byte[] staging = new byte[HashFunction.BLOCK_LENGTH];

        Tools(final Aead aead, final HashFunction hash)
        {
            this.aead = aead;
            this.hash = hash;
            hkdf = new Hkdf(hash);
        }
    }

    NoiseSymmetric(final Tools tools)
    {
        this.tools = tools;
    }

    /**
     * Begin with the protocol's name.
     */
    void start(final byte[] protocolName)
    {
        final byte[] h = handshakeHash.byteArray();
        if (protocolName.length <= LENGTH)
        {
            Arrays.fill(h, (byte)0);
            System.arraycopy(protocolName, 0, h, 0, protocolName.length);
        }
        else
        {
            tools.hash.update(protocolName, 0, protocolName.length);
            tools.hash.digest(h, 0);
        }
        System.arraycopy(h, 0, chainingKey, 0, LENGTH);
        hasKey = false;
        nonce = 0;
    }

    /**
     * Add public data to the handshake hash.
     */
    void mixHash(final DirectBuffer src, final int offset, final int length)
    {
        tools.hash.update(handshakeHash.byteArray(), 0, LENGTH);
        for (int done = 0; done < length; done += tools.staging.length)
        {
            final int count = Math.min(tools.staging.length, length - done);
            src.getBytes(offset + done, tools.staging, 0, count);
            tools.hash.update(tools.staging, 0, count);
        }
        tools.hash.digest(handshakeHash.byteArray(), 0);
    }

    /**
     * Add a key of 32 bytes to the handshake hash.
     */
    void mixHash(final byte[] src)
    {
        tools.hash.update(handshakeHash.byteArray(), 0, LENGTH);
        tools.hash.update(src, 0, LENGTH);
        tools.hash.digest(handshakeHash.byteArray(), 0);
    }

    /**
     * Add a secret of 32 bytes.
     */
    void mixKey(final byte[] secret)
    {
        tools.hkdf.derive(chainingKey, secret, LENGTH, EMPTY, tools.derived, 2 * LENGTH);
        setKey(LENGTH);
    }

    /**
     * Add a pre-shared key of 32 bytes.
     */
    void mixKeyAndHash(final byte[] secret)
    {
        tools.hkdf.derive(chainingKey, secret, LENGTH, EMPTY, tools.derived, 3 * LENGTH);
        tools.hash.update(handshakeHash.byteArray(), 0, LENGTH);
        tools.hash.update(tools.derived, LENGTH, LENGTH);
        tools.hash.digest(handshakeHash.byteArray(), 0);
        setKey(2 * LENGTH);
    }

    boolean hasKey()
    {
        return hasKey;
    }

    /**
     * Encrypt, if there is a key, and add the result to the handshake hash.
     *
     * @return bytes written.
     */
    int encryptAndHash(
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        int written = length;
        if (hasKey)
        {
            tools.aead.init(key, 0);
            tools.aead.associate(handshakeHash, 0, LENGTH);
            written = tools.aead.seal(nonce++, src, srcOffset, length, dst, dstOffset);
        }
        else if (length > 0)
        {
            dst.putBytes(dstOffset, src, srcOffset, length);
        }
        mixHash(dst, dstOffset, written);
        return written;
    }

    /**
     * Decrypt, if there is a key, and add the ciphertext to the handshake hash.
     *
     * @return bytes written, or {@link Aead#AUTHENTICATION_FAILED}.
     */
    int decryptAndHash(
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        int written = length;
        if (hasKey)
        {
            tools.aead.init(key, 0);
            tools.aead.associate(handshakeHash, 0, LENGTH);
            written = tools.aead.open(nonce++, src, srcOffset, length, dst, dstOffset);
            if (written < 0)
            {
                return written;
            }
        }
        else if (length > 0)
        {
            dst.putBytes(dstOffset, src, srcOffset, length);
        }
        mixHash(src, srcOffset, length);
        return written;
    }

    /**
     * The keys of both directions.
     */
    void split(final byte[] fromInitiator, final byte[] fromResponder)
    {
        assert hasKey : "every pattern has agreed on something";
        tools.hkdf.derive(chainingKey, EMPTY, 0, EMPTY, tools.derived, 2 * LENGTH);
        System.arraycopy(tools.derived, 0, fromInitiator, 0, LENGTH);
        System.arraycopy(tools.derived, LENGTH, fromResponder, 0, LENGTH);
        Arrays.fill(tools.derived, (byte)0);
    }

    void copyHandshakeHash(final byte[] dst)
    {
        handshakeHash.getBytes(0, dst, 0, LENGTH);
    }

    /**
     * Forget all secrets.
     */
    void clear()
    {
        Arrays.fill(chainingKey, (byte)0);
        Arrays.fill(key, (byte)0);
        Arrays.fill(tools.derived, (byte)0);
        tools.aead.clear();
        hasKey = false;
    }

    private void setKey(final int keyOffset)
    {
        System.arraycopy(tools.derived, 0, chainingKey, 0, LENGTH);
        System.arraycopy(tools.derived, keyOffset, key, 0, LENGTH);
        Arrays.fill(tools.derived, (byte)0);
        hasKey = true;
        nonce = 0;
    }
}
