package io.hopwire.link;

import io.hopwire.crypto.CryptoProvider;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * All links of a node.
 */
public final class LinkTable
{
    /** {@link #open}: table of links or of handshakes is full. */
    public static final int LIMIT = -1;
    /** {@link #open}: that key is our own. */
    public static final int SELF = -2;
    /** {@link #open}: no room for slow work. */
    public static final int NO_REQUEST = -3;
    /** {@link #tryClaim}: the outbox is full. */
    public static final int BACK_PRESSURED = -1;
    /** {@link #tryClaim}: the link is not up. */
    public static final int NOT_UP = -2;
    /** {@link #tryClaim}: longer than the link's datagrams. */
    public static final int TOO_LONG = -3;
    /** {@link #tryClaim}: the key is used up; a new one is being agreed on. */
    public static final int KEY_EXHAUSTED = -4;

    /**
     * No links.
     *
     * @param config   settings, read once.
     * @param crypto   primitives.
     * @param services lent by the host.
     * @param handler  told what happens.
     */
    public LinkTable(
        final LinkConfig config, final CryptoProvider crypto, final LinkServices services, final LinkHandler handler)
    {
        config.conclude();
    }

    /**
     * A datagram arrived: one or more frames back to back. Decrypted in place.
     *
     * @param addressId source.
     * @param buffer    holds it.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time.
     */
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * A handshake result of owner 0 arrived.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time.
     */
    public void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * A timer fired.
     *
     * @param timerId of this table.
     * @param nowNs   time.
     */
    public void onTimer(final int timerId, final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Open a link, or find the one, or the attempt, that exists for that key or, without key, for that address.
     *
     * @param remoteKeyOrNull the peer's key where known: Noise IK, otherwise XX.
     * @param keyOffset       first byte of the key.
     * @param addressId       where the peer is.
     * @param nowNs           time.
     * @return id of the link, or {@link #LIMIT}, {@link #SELF}, {@link #NO_REQUEST}.
     */
    public int open(final DirectBuffer remoteKeyOrNull, final int keyOffset, final int addressId, final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Close a link and tell the peer.
     *
     * @param linkId of the link; ignored where there is none.
     * @param nowNs  time.
     */
    public void close(final int linkId, final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Close all links and attempts.
     *
     * @param nowNs time.
     */
    public void closeAll(final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Find a link, up or not.
     *
     * @param linkId of the link.
     * @return the link, or null.
     */
    public Link get(final int linkId)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Find a link that is up by the peer's key.
     *
     * @param key    holds the key.
     * @param offset first byte.
     * @return the link, or null.
     */
    public Link byKey(final DirectBuffer key, final int offset)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Links that are up.
     *
     * @return how many.
     */
    public int upCount()
    {
        throw new UnsupportedOperationException();
    }

    /**
     * A link that is up.
     *
     * @param index from 0 to {@link #upCount()}, exclusive.
     * @return the link.
     */
    public Link upLink(final int index)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Longest plaintext of our own datagrams; a link's own limit is {@link Link#maxPlaintext()}.
     *
     * @return bytes.
     */
    public int maxPlaintext()
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Claim room for one frame.
     *
     * @param link               to send over.
     * @param maxPlaintextLength most bytes that will be written.
     * @return offset in {@link #claimBuffer()} where the plaintext must be written, or {@link #BACK_PRESSURED},
     * {@link #NOT_UP}, {@link #TOO_LONG}, {@link #KEY_EXHAUSTED}.
     */
    public int tryClaim(final Link link, final int maxPlaintextLength)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * The memory of the claim.
     *
     * @return the memory of the claim.
     */
    public MutableDirectBuffer claimBuffer()
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Seal the claimed frame in place and send it.
     *
     * @param link            as claimed.
     * @param plaintextLength bytes written from the claimed offset.
     * @param nowNs           time.
     */
    public void commit(final Link link, final int plaintextLength, final long nowNs)
    {
        throw new UnsupportedOperationException();
    }

    /**
     * Give the claim back unsent.
     */
    public void abort()
    {
        throw new UnsupportedOperationException();
    }
}
