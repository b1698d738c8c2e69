package io.hopwire.link;

import io.hopwire.crowd.HalfOpenPeers;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import java.util.Arrays;

/**
 * The places for handshakes under way, made as needed up to the configured number and then used again; an empty one is
 * no more than the next id. Peers may fill three quarters of them, so that strangers never keep us from opening links
 * of our own; and strangers three quarters of those, so that they do not keep peers from new keys that have a link, and
 * whose first message tells all. What is not full of requests to the worker is so not full for these either. Where all
 * are taken, {@link HalfOpenPeers} says whose place is given away.
 */
final class HandshakeSlots
{
    private static final int INITIAL_CAPACITY = 4;

    private final Services services;
    private final LinkMemory memory;
    private final ReceiverIndexes indexes;
    private final HandshakeWork work;
    private final Timers timers;
    private final int maxHandshakes;
    private final int maxFrameLength;
    private Handshake[] slots = new Handshake[INITIAL_CAPACITY];
    /** Of an empty place the id that it has next. */
    private int[] ids = new int[INITIAL_CAPACITY];
    private int[] free = new int[INITIAL_CAPACITY];
    private final int maxOfPeers;
    private final int maxOfStrangers;
    private final HalfOpenPeers<Handshake> halfOpen;
    private int freeCount;
    private int made;
    private int ofPeers;
    private int ofStrangers;

    HandshakeSlots(
        final LinkConfig config,
        final Services services,
        final Timers timers,
        final LinkMemory memory,
        final ReceiverIndexes indexes,
        final HandshakeWork work,
        final HalfOpenPeers<Handshake> halfOpen)
    {
        this.services = services;
        this.timers = timers;
        this.work = work;
        this.memory = memory;
        this.indexes = indexes;
        maxHandshakes = config.get(LinkSettings.MAX_HANDSHAKES);
        maxFrameLength = HandshakeFrames.maxFrameLength(config.identityScheme());
        maxOfPeers = Math.max(1, maxHandshakes - maxHandshakes / 4);
        maxOfStrangers = Math.max(1, maxOfPeers - maxOfPeers / 4);
        this.halfOpen = halfOpen;
    }

    /**
     * A place for a handshake of ours, without an index yet.
     */
    Handshake allocateOurs(final Link link, final long deadlineNs)
    {
        final Handshake handshake = allocate();
        if (null != handshake)
        {
            handshake.state = Handshake.WAITING;
            handshake.link = link;
            handshake.deadlineNs = deadlineNs;
        }
        return handshake;
    }

    /**
     * A place for a peer's handshake, if need be that of another one.
     *
     * @param isStranger whether no link leads to where it comes from, or it says no more than that it comes.
     * @return it, or null where all are taken by those that have more right to it.
     */
    Handshake allocatePeers(final int addressId, final boolean isStranger, final long deadlineNs, final long nowNs)
    {
        final boolean isFull = ofPeers >= maxOfPeers || isStranger && ofStrangers >= maxOfStrangers;
        final Handshake handshake = isFull ? takeOver(halfOpen.leastPromising(addressId, nowNs)) : allocate();
        if (null != handshake)
        {
            ofPeers++;
            ofStrangers += isStranger ? 1 : 0;
            handshake.isOfStranger = isStranger;
            handshake.state = Handshake.ANSWERING;
            handshake.deadlineNs = deadlineNs;
            handshake.addressId = addressId;
            services.addresses().retain(addressId);
            handshake.localIndex = indexes.allocate(handshake);
        }
        return handshake;
    }

    /** A peer's handshake by XX is answered: nothing is at the worker, and only the last message is missing. */
    void answered(final Handshake handshake, final long nowNs)
    {
        assert !handshake.frameAtWorker : "it is answered";
        handshake.state = Handshake.ANSWERED;
        halfOpen.add(handshake, handshake.isAddressProved, nowNs);
    }

    /** The last message came. */
    void accepting(final Handshake handshake)
    {
        halfOpen.remove(handshake);
        handshake.state = Handshake.ACCEPTING;
    }

    /**
     * A new try of ours: whatever was under way for the last one no longer finds its way here.
     */
    void renew(final Handshake handshake)
    {
        assert slots[handshake.slot] == handshake : "it is under way";
        disown(handshake);
        handshake.id += 1 << 16;
        handshake.localIndex = indexes.allocate(handshake);
    }

    /**
     * Stop what is under way but keep the place and its timer.
     */
    void suspend(final Handshake handshake)
    {
        disown(handshake);
        handshake.id += 1 << 16;
        handshake.state = Handshake.WAITING;
    }

    void free(final Handshake handshake)
    {
        assert slots[handshake.slot] == handshake : "a handshake ends once";
        disown(handshake);
        leave(handshake);
        timers.cancel(timerId(handshake.slot));
        ids[handshake.slot] = handshake.id + (1 << 16);
        slots[handshake.slot] = null;
        free[freeCount++] = handshake.slot;
        assert ofPeers >= ofStrangers && ofStrangers >= 0 && freeCount <= made;
        handshake.state = Handshake.FREE;
        handshake.link = null;
        memory.giveHandshake(handshake);
    }

    /**
     * Forget what peers began over an address. Each may be a request to the worker, of which an input has few: what is
     * beyond the limit ends when its time is over.
     */
    void freeOfPeers(final int addressId, final int limit)
    {
        int freed = 0;
        for (int slot = 0; slot < made && freed < limit; slot++)
        {
            final Handshake handshake = slots[slot];
            if (null != handshake && addressId == handshake.addressId)
            {
                free(handshake);
                freed++;
            }
        }
    }

    /**
     * A link was closed, which both sides know. What its peer began before, for new keys, would come to an end without
     * anybody at the other one.
     *
     * @param peerLinkIncarnation how the peer named its state of the link, 0 where that is not known.
     */
    void onLinkClosed(final int addressId, final int peerLinkIncarnation)
    {
        for (int slot = 0; slot < made && ofPeers > 0 && 0 != peerLinkIncarnation; slot++)
        {
            final Handshake handshake = slots[slot];
            if (null != handshake && addressId == handshake.addressId)
            {
                handshake.closedIncarnation = peerLinkIncarnation;
            }
        }
    }

    /**
     * The index belongs to a keypair from now on.
     */
    void handOver(final Handshake handshake, final Keypair keypair)
    {
        assert indexes.handshake(handshake.localIndex) == handshake : "the index is the handshake's until now";
        keypair.localIndex = handshake.localIndex;
        indexes.move(handshake.localIndex, keypair);
        handshake.localIndex = 0;
    }

    Handshake byId(final int id)
    {
        final int slot = id & 0xFFFF;
        final Handshake handshake = slot < made ? slots[slot] : null;
        return null != handshake && id == handshake.id ? handshake : null;
    }

    /**
     * The odd timers are those of handshakes, the even ones those of links: both are numbered from 0, and who keeps
     * timers by number needs room for no more than there are.
     */
    static int timerId(final int slot)
    {
        return slot << 1 | 1;
    }

    /**
     * The handshake of a timer.
     *
     * @return it, or null where none is under way at its place.
     */
    Handshake byTimer(final int timerId)
    {
        return bySlot(timerId >> 1);
    }

    Handshake bySlot(final int slot)
    {
        return slot < made ? slots[slot] : null;
    }

    static boolean isTimerOfHandshake(final int timerId)
    {
        return 0 != (timerId & 1);
    }

    boolean isCrowded()
    {
        return ofPeers > maxOfPeers / 2;
    }

    boolean hasRoom()
    {
        return freeCount > 0 || made < maxHandshakes;
    }

    int inUse()
    {
        return made - freeCount;
    }

    int made()
    {
        return made;
    }

    int ofPeers()
    {
        return ofPeers;
    }

    int ofStrangers()
    {
        return ofStrangers;
    }

    int halfOpen()
    {
        return halfOpen.size();
    }

    int maxOfStrangers()
    {
        return maxOfStrangers;
    }

    int maxOfPeers()
    {
        return maxOfPeers;
    }

    private Handshake allocate()
    {
        if (!hasRoom())
        {
            return null;
        }
        final int slot = freeCount > 0 ? free[--freeCount] : extend();
        assert null == slots[slot] : "a free place is empty";
        final Handshake handshake = memory.takeHandshake(maxFrameLength);
        assert Handshake.FREE == handshake.state : "what memory gives belongs to nobody";
        handshake.slot = slot;
        handshake.id = ids[slot];
        slots[slot] = handshake;
        return reset(handshake);
    }

    /**
     * With the same number: the worker forgets the old one when it is asked to begin the new one, and nothing is under
     * way to it.
     */
    private Handshake takeOver(final Handshake handshakeOrNull)
    {
        if (null == handshakeOrNull)
        {
            return null;
        }
        assert Handshake.ANSWERED == handshakeOrNull.state && handshakeOrNull.heldByWorker : "its turn is the peer's";
        services.counters().increment(SystemCounter.HANDSHAKES_DISPLACED);
        leave(handshakeOrNull);
        indexes.release(handshakeOrNull.localIndex);
        reset(handshakeOrNull).heldByWorker = true;
        return handshakeOrNull;
    }

    /** A peer's is a peer's no more. */
    private void leave(final Handshake handshake)
    {
        if (Addresses.NULL_ID != handshake.addressId)
        {
            ofPeers--;
            ofStrangers -= handshake.isOfStranger ? 1 : 0;
            halfOpen.remove(handshake);
            services.addresses().release(handshake.addressId);
        }
    }

    private int extend()
    {
        if (made == slots.length)
        {
            final int capacity = Math.min(maxHandshakes, made * 2);
            slots = Arrays.copyOf(slots, capacity);
            ids = Arrays.copyOf(ids, capacity);
            free = Arrays.copyOf(free, capacity);
        }
        ids[made] = made;
        return made++;
    }

    private static Handshake reset(final Handshake handshake)
    {
        handshake.pattern = 0;
        handshake.generation = 0;
        handshake.addressId = Addresses.NULL_ID;
        handshake.localIndex = 0;
        handshake.remoteIndex = 0;
        handshake.frameLength = 0;
        handshake.tries = 0;
        handshake.confirmTries = 0;
        handshake.rttNs = 0;
        handshake.cookieUntilNs = 0;
        handshake.cookieTaken = false;
        handshake.isAddressProved = false;
        handshake.closedIncarnation = 0;
        handshake.isOfStranger = false;
        handshake.frameAtWorker = false;
        handshake.heldByWorker = false;
        return handshake;
    }

    private void disown(final Handshake handshake)
    {
        if (handshake.frameAtWorker)
        {
            // The frame was taken in and will have no effect: its result comes to nobody.
            handshake.frameAtWorker = false;
            services.counters().reject(RejectCode.HANDSHAKE_SUPERSEDED);
        }
        if (0 != handshake.localIndex)
        {
            indexes.release(handshake.localIndex);
            handshake.localIndex = 0;
        }
        if (handshake.heldByWorker)
        {
            handshake.heldByWorker = false;
            work.discard(handshake);
        }
    }
}
