package io.hopwire.crypto;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * The addresses of a network where they lie: how long they are, which are the same, and what their Kademlia ids are.
 * One final class for all identity schemes, so that no look-up pays for there being several. Allocates nothing.
 * <p>
 * The id of an address is the first &tau; bits of its SHA-256, the others 0, in {@link Sha256#LENGTH} bytes whatever
 * &tau; is. So a network of a smaller &tau; has the distances of the specification, and buckets only for the bits that
 * count. Not for secrets: how long a comparison takes tells where addresses differ. Not thread-safe.
 */
public final class AddressSpace
{
    /** Bits of a whole id. */
    public static final int MAX_TAU = Byte.SIZE * Sha256.LENGTH;

    private final int length;
    private final int tau;
    private final Sha256 sha256 = new Sha256();
    private final UnsafeBuffer digest = new UnsafeBuffer(new byte[Sha256.LENGTH]);

    /**
     * Addresses of a length, and ids of all their bits.
     *
     * @param length bytes of an address, at least 8.
     */
    public AddressSpace(final int length)
    {
        this(length, MAX_TAU);
    }

    /**
     * Addresses of a length.
     *
     * @param length bytes of an address, at least 8.
     * @param tau    the specification's &tau;, bits of an id that count, from 1 to {@link #MAX_TAU}.
     */
    public AddressSpace(final int length, final int tau)
    {
        if (length < SIZE_OF_LONG || tau < 1 || tau > MAX_TAU)
        {
            throw new IllegalArgumentException("addresses of " + length + " bytes with ids of " + tau + " bits");
        }
        this.length = length;
        this.tau = tau;
    }

    /**
     * Bytes of an address.
     *
     * @return &beta; / 8.
     */
    public int length()
    {
        return length;
    }

    /**
     * Bits of an id that count.
     *
     * @return &tau;.
     */
    public int tau()
    {
        return tau;
    }

    /**
     * Whether two addresses are the same: all bytes, eight at a time. The last eight overlap the ones before them where
     * the length is no multiple of eight.
     *
     * @param a       holds the one.
     * @param aOffset its first byte.
     * @param b       holds the other.
     * @param bOffset its first byte.
     * @return true if all bytes are.
     */
    public boolean same(final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset)
    {
        final int last = length - SIZE_OF_LONG;
        for (int i = 0; i < last; i += SIZE_OF_LONG)
        {
            if (a.getLong(aOffset + i) != b.getLong(bOffset + i))
            {
                return false;
            }
        }
        return a.getLong(aOffset + last) == b.getLong(bOffset + last);
    }

    /**
     * Kademlia id of an address, because ids must not be chosen.
     *
     * @param address       holds the address.
     * @param addressOffset its first byte.
     * @param id            where the id goes.
     * @param idOffset      first of {@link Sha256#LENGTH} bytes.
     */
    public void nodeId(
        final DirectBuffer address, final int addressOffset, final MutableDirectBuffer id, final int idOffset)
    {
        sha256.nodeId(address, addressOffset, length, id, idOffset);
        if (tau < MAX_TAU)
        {
            cut(id, idOffset);
        }
    }

    /**
     * Eight bytes in the place of an address, where a number is wanted: the first ones of its SHA-256, whatever &tau;
     * is. Not those of the address itself: RSA keys in DER, and texts that begin with the same word, share those.
     *
     * @param address holds the address.
     * @param offset  its first byte.
     * @return the bytes, the first one the lowest.
     */
    public long shortName(final DirectBuffer address, final int offset)
    {
        sha256.nodeId(address, offset, length, digest, 0);
        return digest.getLong(0, ByteOrder.LITTLE_ENDIAN);
    }

    private void cut(final MutableDirectBuffer id, final int idOffset)
    {
        final int whole = tau / Byte.SIZE;
        final int rest = tau % Byte.SIZE;
        id.putByte(idOffset + whole, (byte)(id.getByte(idOffset + whole) & 0xFF00 >> rest));
        id.setMemory(idOffset + whole + 1, Sha256.LENGTH - whole - 1, (byte)0);
    }
}
