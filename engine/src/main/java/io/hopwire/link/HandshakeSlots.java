package io.hopwire.link;

import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Requests;

/**
 * The places for handshakes under way, made as needed up to the configured number and then used again. Peers may fill
 * three quarters of them, so that strangers never keep us from opening links of our own.
 */
final class HandshakeSlots
{
    private final LinkServices services;
    private final ReceiverIndexes indexes;
    private final HandshakeRequest request = new HandshakeRequest();
    private final Handshake[] slots;
    private final int[] free;
    private final int timerBase;
    private final int maxOfPeers;
    private int freeCount;
    private int made;
    private int ofPeers;

    HandshakeSlots(final LinkConfig config, final LinkServices services, final ReceiverIndexes indexes)
    {
        this.services = services;
        this.indexes = indexes;
        slots = new Handshake[config.maxHandshakes()];
        free = new int[config.maxHandshakes()];
        timerBase = config.maxLinks();
        maxOfPeers = Math.max(1, config.maxHandshakes() - config.maxHandshakes() / 4);
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
        disown(handshake);
        if (Addresses.NULL_ID != handshake.addressId)
        {
            ofPeers--;
            services.addresses().release(handshake.addressId);
        }
        services.timers().cancel(timerId(handshake));
        handshake.id += 1 << 16;
        handshake.state = Handshake.FREE;
        handshake.link = null;
        free[freeCount++] = handshake.slot;
    }

    /**
     * The index belongs to a keypair from now on.
     */
    void handOver(final Handshake handshake, final Keypair keypair)
    {
        keypair.localIndex = handshake.localIndex;
        indexes.move(handshake.localIndex, keypair);
        handshake.localIndex = 0;
    }

    Handshake byId(final int id)
    {
        final int slot = id & 0xFFFF;
        return slot < made && slots[slot].id == id && Handshake.FREE != slots[slot].state ? slots[slot] : null;
    }

    Handshake bySlot(final int slot)
    {
        return slot < made ? slots[slot] : null;
    }

    int timerId(final Handshake handshake)
    {
        return timerBase + handshake.slot;
    }

    boolean isCrowded()
    {
        return ofPeers > maxOfPeers / 2;
    }

    boolean hasRoom()
    {
        return freeCount > 0 || made < slots.length;
    }

    int inUse()
    {
        return made - freeCount;
    }

    private Handshake allocate()
    {
        if (!hasRoom())
        {
            return null;
        }
        if (0 == freeCount)
        {
            slots[made] = new Handshake(made);
            slots[made].id = made;
            made++;
            return reset(slots[made - 1]);
        }
        return reset(slots[free[--freeCount]]);
    }

    private static Handshake reset(final Handshake handshake)
    {
        handshake.addressId = Addresses.NULL_ID;
        handshake.localIndex = 0;
        handshake.remoteIndex = 0;
        handshake.frameLength = 0;
        handshake.tries = 0;
        handshake.confirmTries = 0;
        handshake.rttNs = 0;
        handshake.cookieUntilNs = 0;
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
            services.counters().reject(RejectCode.HANDSHAKE_INVALID);
        }
        if (0 != handshake.localIndex)
        {
            indexes.release(handshake.localIndex);
            handshake.localIndex = 0;
        }
        if (handshake.heldByWorker)
        {
            handshake.heldByWorker = false;
            discard(handshake);
        }
    }

    private void discard(final Handshake handshake)
    {
        final Requests requests = services.requests();
        final int offset = requests.tryClaim(HandshakeRequest.length(0, 0, 0));
        if (offset >= 0)
        {
            request.wrapForWrite(requests.buffer(), offset)
                .header(HandshakeRequest.DISCARD, HandshakeRequest.OWNER_LINK, handshake.pattern, handshake.id, 0);
            requests.commit();
        }
    }
}
