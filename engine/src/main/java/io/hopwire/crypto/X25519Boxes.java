package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.EntropySource;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;

/**
 * Sealed boxes for addresses that have a static key, which is all but RSA. Opens every kind of them, and seals that
 * which it was told; who proves to be the sender does so by the same key. A box of a kind that proves its sender can
 * also be made by whoever has the recipient's private key.
 */
public final class X25519Boxes implements SealedBoxes
{
    private static final int ENCAPSULATED = 1;
    private static final int CIPHERTEXT = ENCAPSULATED + Hpke.KEY_LENGTH;

    /** Bytes that a box is longer than its plaintext. */
    static final int OVERHEAD = CIPHERTEXT + Aead.TAG_LENGTH;

    private final EntropySource entropy;
    private final CryptoProvider crypto;
    private final IdentityScheme scheme;
    private final BoxKind kind;
    private final Hpke chaCha;
    private final Hpke aes;
    private final Hpke.StaticKeys own = new Hpke.StaticKeys(new byte[Hpke.KEY_LENGTH], new byte[Hpke.KEY_LENGTH]);
    private final byte[] ephemeral = new byte[Hpke.KEY_LENGTH];
    private final byte[] peerKey = new byte[Hpke.KEY_LENGTH];
    private boolean hasPeer;
    private DirectBuffer associated;
    private int associatedOffset;
    private int associatedLength;

    /**
     * Who seals and opens.
     *
     * @param scheme     of the network's addresses.
     * @param privateKey of ours, as the scheme has it.
     * @param info       what boxes are for: those for something else do not open.
     */
    public record Owner(IdentityScheme scheme, byte[] privateKey, byte[] info)
    {
    }

    /**
     * Boxes of one owner, for one thread.
     *
     * @param crypto  to agree on keys with.
     * @param entropy of ephemeral keys.
     * @param owner   who seals and opens; its bytes are copied.
     * @param kind    of what is sealed.
     */
    public X25519Boxes(
        final CryptoProvider crypto, final EntropySource entropy, final Owner owner, final BoxKind kind)
    {
        if (null == kind.cipher())
        {
            throw new IllegalArgumentException(kind + " is no kind for static keys of X25519");
        }
        this.crypto = crypto;
        this.entropy = entropy;
        this.kind = kind;
        scheme = owner.scheme;
        final CryptoScratch scratch = new CryptoScratch();
        chaCha = new Hpke(crypto, scratch, Hpke.Cipher.CHACHA20_POLY1305, owner.info);
        aes = new Hpke(crypto, scratch, Hpke.Cipher.AES_256_GCM, owner.info);
        scheme.staticPrivateKey(owner.privateKey, own.privateKey());
        crypto.publicKey(own.privateKey(), own.publicKey());
    }

    @Override
    public void close()
    {
        Arrays.fill(own.privateKey(), (byte)0);
        Arrays.fill(ephemeral, (byte)0);
    }

    @Override
    public int lengthOf(final int plaintext)
    {
        return kind.lengthOf(plaintext);
    }

    @Override
    public boolean peer(final DirectBuffer address, final int offset)
    {
        hasPeer = scheme.staticKey(address, offset, crypto, peerKey);
        return hasPeer;
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
        final BoxFault fault = BoxFault.ofLength(length, dst.capacity() - dstOffset, length + OVERHEAD);
        if (null != fault || !hasPeer)
        {
            return (null != fault ? fault : BoxFault.NO_PEER).code();
        }
        final Hpke hpke = hpke(kind);
        entropy.nextBytes(ephemeral, 0, ephemeral.length);
        final boolean isAgreed = hpke.encapsulate(ephemeral, peerKey, kind.provesSender() ? own : null);
        Arrays.fill(ephemeral, (byte)0);
        if (!isAgreed)
        {
            return BoxFault.BAD_KEY.code();
        }
        hpke.associate(ad, associatedOffset, null == ad ? 0 : associatedLength);
        final int written = hpke.seal(src, srcOffset, length, dst, dstOffset + CIPHERTEXT);
        dst.putByte(dstOffset, (byte)kind.id());
        hpke.copyEncapsulated(dst, dstOffset + ENCAPSULATED);
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
        final DirectBuffer ad = takeAssociated();
        final BoxFault fault = check(src, srcOffset, length, dst.capacity() - dstOffset);
        if (null != fault)
        {
            return fault.code();
        }
        final BoxKind found = BoxKind.of(src.getByte(srcOffset));
        final Hpke hpke = hpke(found);
        if (!hpke.decapsulate(src, srcOffset + ENCAPSULATED, own, found.provesSender() ? peerKey : null))
        {
            return BoxFault.BAD_KEY.code();
        }
        hpke.associate(ad, associatedOffset, null == ad ? 0 : associatedLength);
        final int opened = hpke.open(src, srcOffset + CIPHERTEXT, length - CIPHERTEXT, dst, dstOffset);
        return opened < 0 ? BoxFault.AUTHENTICATION.code() : opened;
    }

    private BoxFault check(final DirectBuffer src, final int srcOffset, final int length, final int room)
    {
        final BoxFault fault = BoxFault.ofLength(length - OVERHEAD, room, length - OVERHEAD);
        if (null != fault)
        {
            return fault;
        }
        final BoxKind found = BoxKind.of(src.getByte(srcOffset));
        if (null == found || null == found.cipher())
        {
            return BoxFault.UNKNOWN_KIND;
        }
        return found.provesSender() && !hasPeer ? BoxFault.NO_PEER : null;
    }

    private Hpke hpke(final BoxKind of)
    {
        return Hpke.Cipher.AES_256_GCM == of.cipher() ? aes : chaCha;
    }

    private DirectBuffer takeAssociated()
    {
        final DirectBuffer ad = associated;
        associated = null;
        return ad;
    }
}
