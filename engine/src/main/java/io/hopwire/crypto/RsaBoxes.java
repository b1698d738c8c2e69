package io.hopwire.crypto;

import io.hopwire.crypto.identity.RsaKeys;
import io.hopwire.crypto.identity.RsaSignatures;
import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.util.Arrays;

/**
 * Sealed boxes for RSA keys of 2,048 bits, whose addresses are seed 004's: 270 bytes of PKCS#1. Opens both kinds of
 * them, and seals that which it was told.
 * <p>
 * Who is not the sender that he says he is costs the owner of the private key thirty microseconds, for the signature is
 * looked at first; who signs what does not open has worked for a millisecond himself, as the owner has.
 */
public final class RsaBoxes implements SealedBoxes
{
    /** Bytes of an address. */
    public static final int ADDRESS_LENGTH = RsaKeys.ADDRESS_LENGTH;
    /** Most bytes of plaintext that are encrypted beside the key. */
    static final int MAX_INSIDE = RsaOaep.MAX_MESSAGE - Aead.KEY_LENGTH;

    private static final int ENCAPSULATED = 1;
    private static final int CIPHERTEXT = ENCAPSULATED + RsaOaep.LENGTH;
    /** Bytes of a box of nothing. */
    static final int OVERHEAD = CIPHERTEXT + Aead.TAG_LENGTH;
    /** The same, signed. */
    static final int SIGNED_OVERHEAD = OVERHEAD + RsaSignatures.LENGTH;

    private final EntropySource entropy;
    private final BoxKind kind;
    private final RsaOaep oaep;
    private final RsaSignatures signatures;
    private final byte[] info;
    private final AesGcm aead = new AesGcm();
    private final byte[] key = new byte[RsaOaep.MAX_MESSAGE];
    private final byte[] encapsulated = new byte[RsaOaep.LENGTH];
    private final byte[] signed = new byte[RsaSignatures.LENGTH];
    private BigInteger peer;
    private DirectBuffer associated;
    private int associatedOffset;
    private int associatedLength;

    /**
     * Boxes of one owner, for one thread.
     *
     * @param entropy      of keys and seeds.
     * @param primesOrNull private key as its scheme has it, two primes; or null to seal only, without a signature.
     * @param info         what boxes are for: those for something else do not open.
     * @param kind         of what is sealed.
     */
    public RsaBoxes(final EntropySource entropy, final byte[] primesOrNull, final byte[] info, final BoxKind kind)
    {
        this(entropy, info, kind, null == primesOrNull ? null : RsaKeys.privateKey(primesOrNull));
    }

    private RsaBoxes(final EntropySource entropy, final byte[] info, final BoxKind kind, final PrivateKey keyOrNull)
    {
        this(entropy, info, kind, new RsaOaep(keyOrNull, info), new RsaSignatures(keyOrNull));
    }

    /** With what else works with keys of RSA, which takes a fuzzer too long. */
    RsaBoxes(
        final EntropySource entropy,
        final byte[] info,
        final BoxKind kind,
        final RsaOaep oaep,
        final RsaSignatures signatures)
    {
        if (!kind.isOfRsa())
        {
            throw new IllegalArgumentException(kind + " is no kind for keys of RSA");
        }
        this.entropy = entropy;
        this.kind = kind;
        this.info = Arrays.copyOf(info, info.length + 1);
        this.oaep = oaep;
        this.signatures = signatures;
    }

    @Override
    public int lengthOf(final int plaintext)
    {
        return kind.lengthOf(plaintext);
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
        associated = ad;
        associatedOffset = adOffset;
        associatedLength = adLength;
    }

    @Override
    public int seal(
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final DirectBuffer ad = takeAssociated();
        final BoxFault fault = BoxFault.ofLength(length, dst.capacity() - dstOffset, kind.lengthOf(length));
        if (null != fault || null == peer)
        {
            return (null != fault ? fault : BoxFault.NO_PEER).code();
        }
        if (kind.provesSender() && !signatures.canSign())
        {
            return BoxFault.NO_PRIVATE_KEY.code();
        }
        final int inside = kind.provesSender() ? Math.min(length, MAX_INSIDE) : 0;
        entropy.nextBytes(key, 0, Aead.KEY_LENGTH);
        src.getBytes(srcOffset, key, Aead.KEY_LENGTH, inside);
        oaep.encrypt(peer, entropy, key, Aead.KEY_LENGTH + inside, encapsulated);
        init(key, ad);
        final int rest =
            aead.seal(0, src, srcOffset + inside, length - inside, dst, dstOffset + CIPHERTEXT);
        forget(key);
        dst.putByte(dstOffset, (byte)kind.id());
        dst.putBytes(dstOffset + ENCAPSULATED, encapsulated);
        return kind.provesSender() ? sign(ad, dst, dstOffset, CIPHERTEXT + rest) : CIPHERTEXT + rest;
    }

    @Override
    public int open(
        final DirectBuffer src,
        final int srcOffset,
        final int length,
        final MutableDirectBuffer dst,
        final int dstOffset)
    {
        final DirectBuffer ad = takeAssociated();
        final BoxKind found = length > 0 ? BoxKind.of(src.getByte(srcOffset)) : null;
        final BoxFault fault = check(found, length, dst.capacity() - dstOffset);
        if (null != fault)
        {
            return fault.code();
        }
        final int unsigned = length - (found.provesSender() ? RsaSignatures.LENGTH : 0);
        if (found.provesSender() && !isSigned(ad, src, srcOffset, unsigned))
        {
            return BoxFault.AUTHENTICATION.code();
        }
        src.getBytes(srcOffset + ENCAPSULATED, encapsulated);
        final byte[] opened = oaep.decrypt(encapsulated);
        final int rest = unsigned - OVERHEAD;
        final int inside = null == opened ? -1 : opened.length - Aead.KEY_LENGTH;
        // One plaintext has one form: what finds room beside the key is there.
        if (inside < 0 || inside > (found.provesSender() ? MAX_INSIDE : 0) ||
            found.provesSender() && rest > 0 && inside < MAX_INSIDE)
        {
            return BoxFault.AUTHENTICATION.code();
        }
        if (dst.capacity() - dstOffset < inside + rest)
        {
            return BoxFault.NO_ROOM.code();
        }
        init(opened, ad);
        final int plaintext =
            aead.open(0, src, srcOffset + CIPHERTEXT, unsigned - CIPHERTEXT, dst, dstOffset + inside);
        if (plaintext >= 0)
        {
            dst.putBytes(dstOffset, opened, Aead.KEY_LENGTH, inside);
        }
        forget(opened);
        return plaintext < 0 ? BoxFault.AUTHENTICATION.code() : inside + plaintext;
    }

    private BoxFault check(final BoxKind found, final int length, final int room)
    {
        if (length < OVERHEAD)
        {
            return BoxFault.TOO_SHORT;
        }
        if (null == found || !found.isOfRsa())
        {
            return BoxFault.UNKNOWN_KIND;
        }
        // How much is beside the key is not known yet.
        final int least = length - found.lengthOf(0);
        final BoxFault fault = BoxFault.ofLength(least > 0 ? found.plaintextOf(length) : least, room, least);
        if (null != fault)
        {
            return fault;
        }
        return found.provesSender() && null == peer ? BoxFault.NO_PEER :
            oaep.canDecrypt() ? null : BoxFault.NO_PRIVATE_KEY;
    }

    private int sign(final DirectBuffer ad, final MutableDirectBuffer box, final int offset, final int length)
    {
        signatures.signing();
        text(ad, box, offset, length);
        signatures.sign(signed, 0);
        box.putBytes(offset + length, signed);
        return length + RsaSignatures.LENGTH;
    }

    private boolean isSigned(final DirectBuffer ad, final DirectBuffer box, final int offset, final int length)
    {
        if (!signatures.verifying(peer))
        {
            return false;
        }
        text(ad, box, offset, length);
        box.getBytes(offset + length, signed);
        return signatures.isGood(signed);
    }

    /** What is signed: what boxes are for, a zero, the associated data, and all of the box that is before it. */
    private void text(final DirectBuffer ad, final DirectBuffer box, final int offset, final int length)
    {
        signatures.update(info, 0, info.length);
        signatures.update(ad, associatedOffset, null == ad ? 0 : associatedLength);
        signatures.update(box, offset, length);
    }

    private void init(final byte[] of, final DirectBuffer ad)
    {
        aead.init(of, 0);
        aead.associate(ad, associatedOffset, null == ad ? 0 : associatedLength);
    }

    private void forget(final byte[] secret)
    {
        aead.clear();
        Arrays.fill(secret, (byte)0);
    }

    private DirectBuffer takeAssociated()
    {
        final DirectBuffer ad = associated;
        associated = null;
        return ad;
    }
}
