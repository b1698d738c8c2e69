package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.Timers;
import java.util.Arrays;

/**
 * The places for handshakes under way, made as needed up to the configured number and then used again; an empty one is
 * no more than the next id. Peers may fill three quarters of them, so that strangers never keep us from opening links
 * of our own.
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
    private int freeCount;
    private int made;
    private int ofPeers;

    HandshakeSlots(
        final LinkConfig config,
        final Services services,
        final Timers timers,
        final LinkMemory memory,
        final ReceiverIndexes indexes,
        final HandshakeWork work)
    {
        this.services = services;
        this.timers = timers;
        this.work = work;
        this.memory = memory;
        this.indexes = indexes;
        maxHandshakes = config.get(LinkSettings.MAX_HANDSHAKES);
        maxFrameLength = HandshakeFrames.maxFrameLength(config.identityScheme());
        maxOfPeers = Math.max(1, maxHandshakes - maxHandshakes / 4);
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
     * A place for a peer's handshake.
     */
    Handshake allocatePeers(final int addressId, final int remoteIndex, final long deadlineNs)
    {
        final Handshake handshake = ofPeers < maxOfPeers ? allocate() : null;
        if (null != handshake)
        {
            ofPeers++;
            handshake.state = Handshake.ANSWERING;
            handshake.remoteIndex = remoteIndex;
            handshake.deadlineNs = deadlineNs;
            handshake.addressId = addressId;
            services.addresses().retain(addressId);
            handshake.localIndex = indexes.allocate(handshake);
        }
        return handshake;
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
        if (Addresses.NULL_ID != handshake.addressId)
        {
            ofPeers--;
            services.addresses().release(handshake.addressId);
        }
        timers.cancel(timerId(handshake.slot));
        ids[handshake.slot] = handshake.id + (1 << 16);
        slots[handshake.slot] = null;
        free[freeCount++] = handshake.slot;
        assert ofPeers >= 0 && freeCount <= made;
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
