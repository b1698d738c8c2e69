package io.hopwire.link;

import io.hopwire.delivery.AnswerTimes;
import io.hopwire.spi.Counters;
import io.hopwire.spi.DatagramDoor;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.wire.MsgPackDecoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * All links of a node, as the layers above see them: to whom there is one, and how something is sent over it. How a
 * peer is made sure of and what a datagram looks like is for {@link SealedLinks}, or for {@link BareLinks}.
 */
public abstract class LinkTable implements Part
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

    /** Links closed at a time: a datagram each, a request to forget a handshake, and what others say to that. */
    private static final int CLOSES_PER_INPUT = Limits.MAX_REQUESTS_PER_INPUT;

    final int mtu;
    final Counters counters;
    final Outbox outbox;
    final Links links;
    /** How long it takes until a link that we open is up. */
    final AnswerTimes openTimes;
    int claimed;
    private final LinkMemory memory;
    private int closing;

    LinkTable(final LinkConfig config, final Services services, final LinkMemory memory)
    {
        mtu = config.mtu();
        counters = services.counters();
        outbox = services.outbox();
        // A handshake is not tried again before its own time, which has up to a quarter of jitter.
        openTimes = new AnswerTimes(config.get(LinkSettings.HANDSHAKE_RETRY) * 5 / 4);
        links = new Links(config, services);
        this.memory = memory;
    }

    /**
     * A datagram arrived, or on a connection what is as one.
     *
     * @param addressId source.
     * @param buffer    holds it; may be changed in place.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time.
     */
    public abstract void onDatagram(
        int addressId, MutableDirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * Ask somebody about datagrams whose first header is none of a frame, before they are rejected.
     *
     * @param value asked.
     */
    public abstract void door(DatagramDoor value);

    /**
     * The connection that is an address is gone: links over it are over, and handshakes that peers began are forgotten.
     *
     * @param addressId which; still retained by the host.
     * @param nowNs     time.
     */
    public abstract void onAddressClosed(int addressId, long nowNs);

    /**
     * Open a link, or find the one, or the attempt, that exists for that key or, without key, for that address.
     *
     * @param remoteKeyOrNull the peer's key where known: Noise IK, otherwise XX.
     * @param keyOffset       first byte of the key.
     * @param addressId       where the peer is.
     * @param nowNs           time.
     * @return id of the link, or {@link #LIMIT}, {@link #SELF}, {@link #NO_REQUEST}.
     */
    public abstract int open(DirectBuffer remoteKeyOrNull, int keyOffset, int addressId, long nowNs);

    /**
     * Open a link to a peer of whom it is not known whether it is there. Until it answers, or is opened by
     * {@link #open}, it is sent one datagram and no more: the address may be a victim's.
     *
     * @param remoteKey that the peer should have.
     * @param keyOffset first byte of the key.
     * @param addressId where it should be.
     * @param nowNs     time.
     * @return as of {@link #open}.
     */
    public int probe(final DirectBuffer remoteKey, final int keyOffset, final int addressId, final long nowNs)
    {
        final boolean isNew = null == anyByKey(remoteKey, keyOffset);
        final int linkId = open(remoteKey, keyOffset, addressId, nowNs);
        if (linkId >= 0 && isNew)
        {
            links.get(linkId).isProbe = true;
        }
        return linkId;
    }

    /**
     * Close a link and tell the peer.
     *
     * @param linkId of the link; ignored where there is none.
     * @param nowNs  time.
     */
    public abstract void close(int linkId, long nowNs);

    /**
     * {@inheritDoc}
     * <p>
     * All links and attempts are closed.
     */
    @Override
    public boolean onClose(final long nowNs)
    {
        final int slotCount = links.slotCount();
        int closed = 0;
        for (; closing < slotCount && closed < CLOSES_PER_INPUT; closing++)
        {
            final Link link = links.bySlot(closing);
            if (null != link)
            {
                close(link.id, nowNs);
                closed++;
            }
        }
        final boolean hasMore = closing < slotCount;
        closing = hasMore ? closing : 0;
        return hasMore;
    }

    /**
     * Whom to ask what links are good for, where a peer wants in and there is no place left.
     *
     * @param value asked from now on.
     */
    public void worth(final LinkWorth value)
    {
        links.ofPeers().worth(value);
    }

    /**
     * How long peers take to answer when we open links to them, whatever their distance.
     *
     * @return the times, only to be read.
     */
    public AnswerTimes openTimes()
    {
        return openTimes;
    }

    /**
     * Find a link, up or not.
     *
     * @param linkId of the link.
     * @return the link, or null.
     */
    public Link get(final int linkId)
    {
        return links.get(linkId);
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
        final Link link = links.find(key, offset);
        return null != link && link.isUp() ? link : null;
    }

    /**
     * Find a link by the peer's key, whatever its state.
     *
     * @param key    holds the key.
     * @param offset first byte.
     * @return the link, or null where there is none, and none is being opened.
     */
    public Link anyByKey(final DirectBuffer key, final int offset)
    {
        return links.find(key, offset);
    }

    /**
     * Links that are up.
     *
     * @return how many.
     */
    public int upCount()
    {
        return links.upCount();
    }

    /**
     * Links that are up and that we opened.
     *
     * @return how many.
     */
    public int upOutgoing()
    {
        return links.upOutgoing();
    }

    /**
     * A link that is up.
     *
     * @param index from 0 to {@link #upCount()}, exclusive.
     * @return the link.
     */
    public Link upLink(final int index)
    {
        return links.up(index);
    }

    /**
     * The links that are up to relays, by their distance to a target.
     *
     * @return the index, not to be changed.
     */
    public NeighbourIndex relays()
    {
        return links.relays();
    }

    /**
     * An answer to PING came; see {@link AnswerOwner}. Links with keys are measured by frames of their own: nobody has
     * asked, then.
     *
     * @param link    it came by.
     * @param isAck   true for ACK, false for NACK.
     * @param payload behind the operation.
     * @param fields  of the payload's array.
     * @param buffer  that the payload lies in.
     * @param nowNs   time.
     */
    public void onPingAnswer(
        final Link link,
        final boolean isAck,
        final MsgPackDecoder payload,
        final int fields,
        final DirectBuffer buffer,
        final long nowNs)
    {
        counters.reject(RejectCode.UNSOLICITED);
    }

    /**
     * Longest plaintext of our own datagrams; a link's own limit is {@link Link#maxPlaintext()}.
     *
     * @return bytes.
     */
    public abstract int maxPlaintext();

    /**
     * Is it known that the peer is where its datagrams seem to come from? Else no more may be sent there than came.
     *
     * @param link to the peer.
     * @return whether it has answered from there.
     */
    public boolean isPlaceProved(final Link link)
    {
        return true;
    }

    /**
     * Claim room for one frame.
     *
     * @param link               to send over.
     * @param maxPlaintextLength most bytes that will be written.
     * @return offset in {@link #claimBuffer()} where the plaintext must be written, or {@link #BACK_PRESSURED},
     * {@link #NOT_UP}, {@link #TOO_LONG}, {@link #KEY_EXHAUSTED}.
     */
    public abstract int tryClaim(Link link, int maxPlaintextLength);

    /**
     * The memory of the claim.
     *
     * @return the memory of the claim.
     */
    public MutableDirectBuffer claimBuffer()
    {
        return outbox.buffer();
    }

    /**
     * Seal the claimed frame in place and send it.
     *
     * @param link            as claimed.
     * @param plaintextLength bytes written from the claimed offset.
     * @param nowNs           time.
     */
    public abstract void commit(Link link, int plaintextLength, long nowNs);

    /**
     * Seal a plaintext that lies elsewhere into the outbox and send it.
     *
     * @param link   to send over.
     * @param buffer holds the plaintext.
     * @param offset first byte.
     * @param length bytes, up to {@link Link#maxPlaintext()}.
     * @param nowNs  time.
     * @return 0, or as {@link #tryClaim(Link, int)}; where the outbox is full nothing is lost or counted.
     */
    public abstract int send(
        Link link, DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * Can frames be sealed for a link?
     *
     * @param link to send over.
     * @return 0, {@link #NOT_UP} or {@link #KEY_EXHAUSTED}.
     */
    public abstract int sendState(Link link);

    /**
     * Give the claim back unsent.
     */
    public void abort()
    {
        outbox.abort();
    }

    LinkMemory memory()
    {
        return memory;
    }
}
