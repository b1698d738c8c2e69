package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;

/**
 * A digest that says which function made it and how long it is: two unsigned varints and the digest.
 * <p>
 * Pure functions that allocate nothing, for any thread.
 *
 * @see <a href="https://github.com/multiformats/multihash">multiformats/multihash</a>
 */
public final class Multihash
{
    /** Code of no function at all: the digest is what was to be hashed. */
    public static final int IDENTITY = 0x00;
    /** Code of SHA-256. */
    public static final int SHA_256 = 0x12;

    private Multihash()
    {
    }

    /**
     * Are these bytes a multihash, of whatever function?
     *
     * @param buffer holds them.
     * @param offset first byte.
     * @param length bytes, all of which must be of it.
     * @return {@link IdentityError#NONE} or {@link IdentityError#MULTIHASH}.
     */
    public static IdentityError check(final DirectBuffer buffer, final int offset, final int length)
    {
        final long code = UnsignedVarint.get(buffer, offset, length);
        if (code < 0)
        {
            return IdentityError.MULTIHASH;
        }
        final int head = UnsignedVarint.length(code);
        final long digest = UnsignedVarint.get(buffer, offset + head, length - head);
        final boolean isWhole =
            0 <= digest && digest <= Libp2pLimits.MAX_DIGEST_LENGTH &&
            length - head - UnsignedVarint.length(digest) == digest;
        return isWhole ? IdentityError.NONE : IdentityError.MULTIHASH;
    }

    /**
     * Which function.
     *
     * @param buffer holds a multihash that was checked.
     * @param offset its first byte.
     * @return code of it.
     */
    public static long code(final DirectBuffer buffer, final int offset)
    {
        return UnsignedVarint.get(buffer, offset, UnsignedVarint.MAX_LENGTH);
    }

    /**
     * Where the digest is, which goes to the end.
     *
     * @param buffer holds a multihash that was checked.
     * @param offset its first byte.
     * @return first byte of the digest.
     */
    public static int digestOffset(final DirectBuffer buffer, final int offset)
    {
        final int length = offset + UnsignedVarint.length(code(buffer, offset));
        return length + UnsignedVarint.length(UnsignedVarint.get(buffer, length, UnsignedVarint.MAX_LENGTH));
    }
}
