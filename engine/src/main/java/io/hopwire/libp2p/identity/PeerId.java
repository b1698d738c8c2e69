package io.hopwire.libp2p.identity;

import io.hopwire.crypto.Sha256;
import io.hopwire.libp2p.wire.Libp2pLimits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * Who a peer is: the multihash of its public key's protobuf. A protobuf of at most
 * {@link Libp2pLimits#MAX_INLINED_KEY_LENGTH} bytes, such as of Ed25519 and secp256k1, stands there itself; of others
 * there is the SHA-256.
 * <p>
 * Written in base58btc ({@code 12D3Koo…}, {@code Qm…}), or as a CIDv1 of a {@code libp2p-key} in any multibase
 * ({@code bafz…}).
 * <p>
 * Immutable, safe for use by any thread. Comparable, so that a {@link java.util.HashMap} stays fast where somebody has
 * made keys whose hash codes are the same.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md">Peer ids and keys</a>
 */
public final class PeerId implements Comparable<PeerId>
{
    /** Most bytes of one. */
    public static final int MAX_LENGTH = 2 + Libp2pLimits.MAX_INLINED_KEY_LENGTH;

    private static final int CID_VERSION = 1;
    private static final int LIBP2P_KEY = 0x72;
    private static final int CID_HEAD = 2;

    private final byte[] bytes;

    private PeerId(final byte[] bytes)
    {
        this.bytes = bytes;
    }

    /**
     * Could these bytes be a peer's id? Allocates nothing.
     *
     * @param buffer holds them.
     * @param offset first byte.
     * @param length bytes, all of which must be of it.
     * @return {@link IdentityError#NONE}, {@link IdentityError#MULTIHASH} or {@link IdentityError#PEER_ID}.
     */
    public static IdentityError check(final DirectBuffer buffer, final int offset, final int length)
    {
        final IdentityError error = Multihash.check(buffer, offset, length);
        if (IdentityError.NONE != error)
        {
            return error;
        }
        final long code = Multihash.code(buffer, offset);
        final int digest = length - (Multihash.digestOffset(buffer, offset) - offset);
        final boolean isPeer =
            Multihash.SHA_256 == code && Sha256.LENGTH == digest ||
            Multihash.IDENTITY == code && 0 < digest && digest <= Libp2pLimits.MAX_INLINED_KEY_LENGTH;
        return isPeer ? IdentityError.NONE : IdentityError.PEER_ID;
    }

    /**
     * The id in some bytes.
     *
     * @param buffer holds them.
     * @param offset first byte.
     * @param length bytes, all of which must be of it.
     * @return the id, or null where {@link #check} finds something wrong.
     */
    public static PeerId of(final DirectBuffer buffer, final int offset, final int length)
    {
        if (IdentityError.NONE != check(buffer, offset, length))
        {
            return null;
        }
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        return new PeerId(copy);
    }

    /**
     * The id of a public key.
     *
     * @param publicKey its protobuf.
     * @return the id.
     */
    static PeerId ofKey(final byte[] publicKey)
    {
        if (publicKey.length <= Libp2pLimits.MAX_INLINED_KEY_LENGTH)
        {
            final byte[] inlined = new byte[2 + publicKey.length];
            inlined[0] = Multihash.IDENTITY;
            inlined[1] = (byte)publicKey.length;
            System.arraycopy(publicKey, 0, inlined, 2, publicKey.length);
            return new PeerId(inlined);
        }
        final byte[] hashed = new byte[2 + Sha256.LENGTH];
        hashed[0] = Multihash.SHA_256;
        hashed[1] = Sha256.LENGTH;
        final Sha256 sha = new Sha256();
        sha.update(publicKey, 0, publicKey.length);
        sha.digest(hashed, 2);
        return new PeerId(hashed);
    }

    /**
     * The id that a text stands for.
     *
     * @param text base58btc, or a CIDv1 in any multibase.
     * @return the id.
     * @throws IllegalArgumentException where it is none.
     */
    public static PeerId parse(final String text)
    {
        final PeerId id = tryParse(text);
        if (null == id)
        {
            throw new IllegalArgumentException("not a peer id: " + text);
        }
        return id;
    }

    /**
     * The id that a text stands for, if it does.
     *
     * @param text base58btc, or a CIDv1 in any multibase.
     * @return the id, or null where it is none.
     */
    public static PeerId tryParse(final String text)
    {
        if (text.startsWith("1") || text.startsWith("Qm"))
        {
            final byte[] hash = Multibase.BASE58_BTC.decodeBare(text);
            return null == hash ? null : of(new UnsafeBuffer(hash), 0, hash.length);
        }
        final byte[] cid = Multibase.decode(text);
        final boolean isKey =
            null != cid && cid.length > CID_HEAD && CID_VERSION == cid[0] && LIBP2P_KEY == cid[1];
        return isKey ? of(new UnsafeBuffer(cid), CID_HEAD, cid.length - CID_HEAD) : null;
    }

    /** {@return bytes of it, at most {@link #MAX_LENGTH}} */
    public int length()
    {
        return bytes.length;
    }

    /** {@return a copy of its bytes} */
    public byte[] bytes()
    {
        return bytes.clone();
    }

    /**
     * Write its bytes. Allocates nothing.
     *
     * @param buffer to write to.
     * @param offset first of {@link #length()} bytes.
     * @return bytes written.
     */
    public int put(final MutableDirectBuffer buffer, final int offset)
    {
        buffer.putBytes(offset, bytes);
        return bytes.length;
    }

    /**
     * Are these bytes this id? Allocates nothing.
     *
     * @param buffer holds them.
     * @param offset first byte.
     * @param length bytes.
     * @return true if so.
     */
    public boolean isSame(final DirectBuffer buffer, final int offset, final int length)
    {
        boolean isSame = bytes.length == length;
        for (int i = 0; isSame && i < length; i++)
        {
            isSame = bytes[i] == buffer.getByte(offset + i);
        }
        return isSame;
    }

    /**
     * The public key, where the id holds it itself. Slow work.
     *
     * @return the key, or null where there is only a hash of it, or what is there is no key.
     */
    public PeerKey inlinedKey()
    {
        return Multihash.IDENTITY == bytes[0] ? PeerKey.decode(new UnsafeBuffer(bytes), 2, bytes.length - 2) : null;
    }

    /** {@return the CIDv1 in base32, {@code bafz…}} */
    public String toCid()
    {
        final byte[] cid = new byte[CID_HEAD + bytes.length];
        cid[0] = CID_VERSION;
        cid[1] = LIBP2P_KEY;
        System.arraycopy(bytes, 0, cid, CID_HEAD, bytes.length);
        return Multibase.BASE32.encode(cid);
    }

    /**
     * By their bytes, as numbers without a sign.
     */
    @Override
    public int compareTo(final PeerId other)
    {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof PeerId && Arrays.equals(bytes, ((PeerId)other).bytes);
    }

    /**
     * Not secret: tables of our own that strangers fill hash the bytes with a key.
     */
    @Override
    public int hashCode()
    {
        return Arrays.hashCode(bytes);
    }

    /** {@return base58btc} */
    @Override
    public String toString()
    {
        return Multibase.BASE58_BTC.encodeBare(bytes);
    }
}
