package io.hopwire.link;

import io.hopwire.crowd.CrowdMember;
import io.hopwire.crypto.Sha256;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Peer;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One secured hop to one peer. There is at most one per peer's address. An object serves one link's life and is not
 * used again once {@link LinkTable#get(int)} does not know it any more. Until then it may go down and come up again,
 * and {@link LinkHandler} is told of both: when the peer has forgotten its own state of the link and made a new one.
 * <pre>
 *    OPENING   we try to reach the peer
 *    ANSWERED  the peer tries to reach us; not proved yet to be there now
 *    UP        both proved
 *    FREE      over
 * </pre>
 * Keypairs, newest first: {@code next} (agreed, not confirmed), {@code current} (seals), {@code previous} and {@code
 * older} (only open what was under way when they were replaced). Not thread-safe.
 */
public final class Link extends CrowdMember implements Peer
{
    /**
     * Where {@link #identity()} holds the peer's Kademlia id.
     */
    public static final int NODE_ID_OFFSET = 0;

    /**
     * Where {@link #identity()} holds the peer's address, as long as the network's addresses are.
     */
    public static final int ADDRESS_OFFSET = Sha256.LENGTH;

    static final byte FREE = 0;
    static final byte OPENING = 1;
    static final byte ANSWERED = 2;
    static final byte UP = 3;
    static final long MAX_RESTLESS_NS = 250_000_000;

    final int id;
    final UnsafeBuffer identity;

    int incarnation;
    byte state;
    boolean keyKnown;
    long keyHash;
    int upIndex = -1;
    int addressId;
    /** Of a bare network: where else the peer speaks from, by a connection that it opened while we opened ours. */
    int otherAddressId = Addresses.NULL_ID;
    boolean isClosedByPeer;
    byte peerRole;
    int peerIncarnation;
    int peerLinkIncarnation;
    boolean initiatedByUs;
    boolean wanted;
    /** While it is opened, nothing is said a second time: see {@link LinkTable#probe}. */
    boolean isProbe;

    /** Where else the peer is sought while the link is opened, or null. */
    AddressChoice choice;
    Keypair next;
    Keypair current;
    Keypair previous;
    Keypair older;
    Handshake attempt;

    long deadlineNs;
    long lastPayloadSentNs;
    long lastControlSentNs;
    long lastReceivedNs;
    long lastPayloadReceivedNs;
    long activeSinceNs;
    long wokenNs;
    long lastPingNs;
    long lastPongNs;
    long pingToken;
    boolean pingOutstanding;
    boolean rttMeasured;
    boolean isQuiet;
    /** Where its newest frames come from and the peer has not answered yet; see {@link LinkPlace}. */
    int challengedAddressId = Addresses.NULL_ID;
    long challengeToken;
    long challengedNs;
    long rttNs;
    /** Of the path to the peer; see {@link PathMtu}. */
    int maxPlaintext;
    int ceiling;
    int tooLong;
    int probeLength;
    int probeNumber;
    int firstProbe;
    int probesLost;
    long probedNs;
    long probeAtNs = Long.MAX_VALUE;
    long raiseAtNs;
    long rekeyAtNs;
    int generation;
    long greatestTimestampNs;
    long framesSent;
    long framesReceived;

    private byte compression;
    private long lastUsedNs;
    private long userData;
    private Object attachment;
    private UnsafeBuffer keyView;

    Link(final int id, final int incarnation, final int addressLength)
    {
        identity = new UnsafeBuffer(new byte[ADDRESS_OFFSET + addressLength]);
        this.id = id;
        this.incarnation = incarnation;
    }

    /**
     * Number of this link, for {@link LinkTable#get(int)}. Slots are used again, ids are not, until a generation of
     * 2^15 links went through the slot.
     *
     * @return id, not negative.
     */
    public int id()
    {
        return id;
    }

    /**
     * Dense number of this link among those that exist, for arrays of the layer above.
     *
     * @return from 0 to the configured number of links, less one.
     */
    public int slot()
    {
        return slot(id);
    }

    static int slot(final int id)
    {
        return id & 0xFFFF;
    }

    /**
     * Number of this link's timer; see {@link HandshakeSlots#timerId}.
     */
    int timerId()
    {
        return slot() << 1;
    }

    /**
     * Whether frames can be sent and received.
     *
     * @return true while up.
     */
    @Override
    public boolean isUp()
    {
        return UP == state;
    }

    /**
     * Whether it is known who the peer is: always when up, not while a peer is tried of which only the network address
     * is known.
     *
     * @return true if {@link #peerKey()} holds its address.
     */
    public boolean isPeerKeyKnown()
    {
        return keyKnown;
    }

    /**
     * The peer's address, for components; what is below them reads {@link #identity()}.
     *
     * @return view of as many bytes as an address has, not to be changed; made when it is asked for first.
     */
    @Override
    public DirectBuffer peerKey()
    {
        if (null == keyView)
        {
            keyView = new UnsafeBuffer(identity, ADDRESS_OFFSET, identity.capacity() - ADDRESS_OFFSET);
        }
        return keyView;
    }

    /**
     * Who the peer is.
     * <pre>
     *    | Kademlia id, 32 | address |
     * </pre>
     *
     * @return view of both, not to be changed.
     */
    public DirectBuffer identity()
    {
        return identity;
    }

    /**
     * Copy the peer's address.
     *
     * @param dst    destination.
     * @param offset first byte; as many are written as an address has.
     */
    public void copyPeerKey(final MutableDirectBuffer dst, final int offset)
    {
        dst.putBytes(offset, identity, ADDRESS_OFFSET, identity.capacity() - ADDRESS_OFFSET);
    }

    /**
     * What the peer says it is.
     *
     * @return one of {@link LinkRole}, 0 before the link was up.
     */
    public byte peerRole()
    {
        return peerRole;
    }

    /**
     * Where the peer is now, and has answered.
     *
     * @return id of its network address, retained as long as the link exists.
     */
    @Override
    public int addressId()
    {
        return addressId;
    }

    /**
     * While this link is being opened, seek its peer at several addresses.
     *
     * @param value each try goes to the next of them.
     */
    public void choice(final AddressChoice value)
    {
        choice = value;
    }

    /**
     * Smoothed round-trip time.
     *
     * @return nanoseconds, 0 where not measured yet.
     */
    @Override
    public long rttNs()
    {
        return rttNs;
    }

    /**
     * Whether our handshake, not the peer's, brought the link up.
     *
     * @return true if ours did.
     */
    public boolean initiatedByUs()
    {
        return initiatedByUs;
    }

    /**
     * When the last authentic frame came.
     *
     * @return nanoseconds since the Unix epoch.
     */
    public long lastReceivedNs()
    {
        return lastReceivedNs;
    }

    /**
     * Frames sealed, keepalives and measurements included.
     *
     * @return frames sealed.
     */
    public long framesSent()
    {
        return framesSent;
    }

    /**
     * Authentic frames opened, keepalives and measurements included.
     *
     * @return frames opened.
     */
    public long framesReceived()
    {
        return framesReceived;
    }

    /**
     * Longest plaintext that the path to the peer is known to carry. It may change with every input.
     *
     * @return bytes.
     */
    public int maxPlaintext()
    {
        return maxPlaintext;
    }

    /**
     * {@return how transmissions are compressed for the peer, where it pays: one of
     * {@link io.hopwire.wire.Compression}, which it takes}
     */
    public int compression()
    {
        return compression;
    }

    /**
     * Agree on another compression.
     *
     * @param value one of {@link io.hopwire.wire.Compression}, which the peer takes.
     */
    public void compression(final int value)
    {
        compression = (byte)value;
    }

    /**
     * When the link was last of use to somebody, other than to keep the network together.
     *
     * @return nanoseconds since the Unix epoch; 0 where it never was.
     */
    @Override
    public long lastUsedNs()
    {
        return lastUsedNs;
    }

    /**
     * Whether nothing is likely to be under way: the peer owes no sign of life, and was last heard a while ago. A link
     * that is closed just then leaves its peer nothing to answer, and nobody frames that belong to no link.
     *
     * @param nowNs time.
     * @return false within two round trips after a frame, but not for longer than {@value #MAX_RESTLESS_NS} ns.
     */
    public boolean isAtRest(final long nowNs)
    {
        return !isAnswerOwed() && nowNs - lastReceivedNs >= Math.min(2 * rttNs, MAX_RESTLESS_NS);
    }

    /** Whether the peer was sent a ping or payload, and not heard since. */
    boolean isAnswerOwed()
    {
        return Math.max(lastPayloadSentNs, lastPingNs) >= lastReceivedNs;
    }

    /**
     * Note that the link is of use.
     *
     * @param nowNs time.
     */
    public void lastUsedNs(final long nowNs)
    {
        lastUsedNs = nowNs;
    }

    /**
     * A value of the layer above.
     *
     * @return as last set, 0 at first.
     */
    public long userData()
    {
        return userData;
    }

    /**
     * Set the value of the layer above.
     *
     * @param value anything.
     */
    public void userData(final long value)
    {
        userData = value;
    }

    /**
     * An object of the layer above.
     *
     * @return as last set, null at first.
     */
    public Object attachment()
    {
        return attachment;
    }

    /**
     * Set the object of the layer above.
     *
     * @param value anything.
     */
    public void attachment(final Object value)
    {
        attachment = value;
    }
}
