package io.hopwire.crypto;

import io.hopwire.crypto.identity.RsaKeys;
import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Sealed boxes for RSA keys of 2,048 bits, whose addresses are seed 004's: 270 bytes of PKCS#1. Anybody who sends 273
 * bytes has the owner of the private key work for a millisecond.
 */
public final class RsaBoxes implements SealedBoxes
{
    /** Bytes of an address. */
    public static final int ADDRESS_LENGTH = RsaKeys.ADDRESS_LENGTH;

    private static final int ENCAPSULATED = 1;
    private static final int CIPHERTEXT = ENCAPSULATED + RsaOaep.LENGTH;
    private static final int OVERHEAD = CIPHERTEXT + Aead.TAG_LENGTH;

    private final EntropySource entropy;
    private final RsaOaep oaep;
    private final AesGcm aead = new AesGcm();
    private final byte[] key = new byte[Aead.KEY_LENGTH];
    private final byte[] encapsulated = new byte[RsaOaep.LENGTH];
    private BigInteger peer;

    /**
     * Boxes of one owner, for one thread.
     *
     * @param entropy     of keys and seeds.
     * @param pkcs8OrNull private key as PKCS#8 in DER, or null to seal only.
     * @param info        what boxes are for: those for something else do not open.
     */
    public RsaBoxes(final EntropySource entropy, final byte[] pkcs8OrNull, final byte[] info)
    {
        this.entropy = entropy;
        oaep = new RsaOaep(pkcs8OrNull, info);
    }

    @Override
    public int overhead()
    {
        return OVERHEAD;
    }

    @Override
    public boolean peer(final DirectBuffer address, final int offset)
    {
        peer = RsaKeys.modulus(address, offset);
        return null != peer;
    }

    @Override
    public void associate(final DirectBuffer ad, final int adOffset, final int adLength)
    {
        aead.associate(ad, adOffset, adLength);
    }

    @Override
    public int seal(
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final BoxFault fault = BoxFault.ofLength(length, dst.capacity() - dstOffset, length + OVERHEAD);
        if (null != fault || null == peer)
        {
            return refused(null != fault ? fault : BoxFault.NO_PEER);
        }
        entropy.nextBytes(key, 0, key.length);
        oaep.encrypt(peer, entropy, key, encapsulated);
        aead.init(key, 0);
        final int written = aead.seal(0, src, srcOffset, length, dst, dstOffset + CIPHERTEXT);
        forget();
        dst.putByte(dstOffset, (byte)BoxKind.RSA_2048.id());
        dst.putBytes(dstOffset + ENCAPSULATED, encapsulated);
        return CIPHERTEXT + written;
    }

    @Override
    public int open(
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final BoxFault fault = check(src, srcOffset, length, dst.capacity() - dstOffset);
        if (null != fault)
        {
            return refused(fault);
        }
        src.getBytes(srcOffset + ENCAPSULATED, encapsulated);
        final byte[] opened = oaep.decrypt(encapsulated);
        if (null == opened || Aead.KEY_LENGTH != opened.length)
        {
            return refused(BoxFault.AUTHENTICATION);
        }
        aead.init(opened, 0);
        final int plaintext = aead.open(0, src, srcOffset + CIPHERTEXT, length - CIPHERTEXT, dst, dstOffset);
        Arrays.fill(opened, (byte)0);
        forget();
        return plaintext < 0 ? BoxFault.AUTHENTICATION.code() : plaintext;
    }

    private BoxFault check(final DirectBuffer src, final int srcOffset, final int length, final int room)
    {
        final BoxFault fault = BoxFault.ofLength(length - OVERHEAD, room, length - OVERHEAD);
        if (null != fault)
        {
            return fault;
        }
        if (BoxKind.RSA_2048.id() != src.getByte(srcOffset))
        {
            return BoxFault.UNKNOWN_KIND;
        }
        return oaep.canDecrypt() ? null : BoxFault.NO_PRIVATE_KEY;
    }

    /** Associated data are those of one box, whatever becomes of it. */
    private int refused(final BoxFault fault)
    {
        aead.associate(null, 0, 0);
        return fault.code();
    }

    private void forget()
    {
        aead.clear();
        Arrays.fill(key, (byte)0);
    }
}
