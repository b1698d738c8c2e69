package io.hopwire.link;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import java.util.Arrays;

/**
 * How a link changes its keys and its state: the one place where links come up, go down and are forgotten.
 * <p>
 * Keys are rotated as WireGuard does: who finishes a handshake as its initiator seals under the new key at once, and
 * sends a frame at once; who answered it seals under the new key only after that frame, and until then goes on with
 * the old one. So neither side ever seals under a key that the other does not have. Two keypairs that were replaced
 * still open frames.
 */
final class LinkLife
{
    private final long handshakeTimeoutNs;
    private final long retireAfterNs;
    private final Services services;
    private final Timers timers;
    private final Counters counters;
    private final LinkHandler handler;
    private final Links links;
    private final Keypairs keypairs;
    private final HandshakeSlots handshakes;
    private final LinkSender sender;
    private final PathMtu pathMtu;
    private final LinkPlace place;
    private final TimestampCache timestamps;
    private final byte[] ownAddress;

    LinkLife(
        final LinkStores stores,
        final LinkHandler handler,
        final LinkSender sender,
        final PathMtu pathMtu,
        final LinkPlace place)
    {
        final LinkConfig config = stores.config();
        handshakeTimeoutNs = config.get(LinkSettings.HANDSHAKE_TIMEOUT);
        retireAfterNs = config.get(LinkSettings.RETIRE_AFTER);
        services = stores.services();
        timers = stores.timers();
        counters = services.counters();
        links = stores.links();
        keypairs = stores.keypairs();
        handshakes = stores.handshakes();
        timestamps = stores.timestamps();
        this.handler = handler;
        this.sender = sender;
        this.pathMtu = pathMtu;
        this.place = place;
        ownAddress = config.publicKey();
    }

    /**
     * A new link that is not up.
     *
     * @return the link, or null where the table is full.
     */
    Link create(final byte state, final int addressId)
    {
        final Link link = links.create(addressId);
        if (null != link)
        {
            services.addresses().retain(addressId);
            links.addAt(addressId);
            link.state = state;
            pathMtu.created(link);
        }
        return link;
    }

    /**
     * Keys are agreed on, the peer has still to show that it is there now.
     */
    void install(final Link link, final Keypair keypair)
    {
        adopt(link, keypair);
        if (null != link.next)
        {
            retire(link, link.next);
        }
        link.next = keypair;
    }

    /**
     * Keys are agreed on and the handshake proved that the peer is there now.
     */
    void complete(final Link link, final Keypair keypair, final long nowNs)
    {
        adopt(link, keypair);
        if (!link.isUp() || isReplaced(link, keypair) || isNewer(keypair, link.current))
        {
            makeCurrent(link, keypair, nowNs);
        }
        else
        {
            endAttempt(link);
            retire(link, keypair);
        }
    }

    /**
     * A frame was opened under a keypair that is not the current one: the peer seals under it, or did.
     */
    void onOtherKeypair(final Link link, final Keypair keypair, final long nowNs)
    {
        if (keypair == link.next)
        {
            link.next = null;
            if (!link.isUp() ||
                isReplaced(link, keypair) ||
                isNewer(keypair, link.current) ||
                isPeerUnheard(link, keypair))
            {
                makeCurrent(link, keypair, nowNs);
            }
            else
            {
                retire(link, keypair);
            }
        }
        else if (!keypair.confirmed &&
            (!link.isUp() || isNewer(keypair, link.current) || isOfLaterState(link, keypair)))
        {
            forgetRetired(link, keypair);
            makeCurrent(link, keypair, nowNs);
        }
    }

    /**
     * Whether the peer has started anew after the current keys were made. Before the first frame under its keys came, a
     * handshake of ours may have replaced them that it refuses, since its own wins; and as it has forgotten how many
     * there were, its own counts as an older one. Without this the peer would be heard, and never hear.
     */
    private static boolean isOfLaterState(final Link link, final Keypair keypair)
    {
        return isReplaced(link, keypair) && keypair.rejectNs > link.current.rejectNs;
    }

    /**
     * A handshake of the peer's was finished that proves that it is there now. A link that is up goes on with its
     * current key until the peer was heard under the new one, as with any other handshake that was the peer's; but the
     * peer waits for a first frame from us.
     */
    void accept(final Link link, final Keypair keypair, final long nowNs)
    {
        keypair.isAnswerAwaited = true;
        if (link.isUp())
        {
            install(link, keypair);
            sendKeepalive(link, keypair, nowNs);
        }
        else
        {
            complete(link, keypair, nowNs);
        }
    }

    /**
     * To where the handshake came from: the link stays where it is until the peer was heard.
     */
    private void sendKeepalive(final Link link, final Keypair keypair, final long nowNs)
    {
        final int addressId = link.addressId;
        link.addressId = Addresses.NULL_ID == keypair.answeredAt ? addressId : keypair.answeredAt;
        sender.sendKeepalive(link, keypair, nowNs);
        link.addressId = addressId;
    }

    /**
     * The state that the peer keeps for this link is a new one.
     */
    void replaced(final Link link, final long nowNs)
    {
        freeOutdated(link);
        link.state = Link.ANSWERED;
        wentDown(link);
        handler.onLinkDown(link, LinkCloseReason.REPLACED, nowNs);
        if (Link.ANSWERED == link.state)
        {
            cameUp(link, nowNs);
        }
    }

    /**
     * A frame told that a keypair which is not the current one belongs to the state that the peer has now.
     */
    void onSameState(final Link link, final Keypair keypair, final long nowNs)
    {
        if (keypair != link.next && isNewer(keypair, link.current))
        {
            forgetRetired(link, keypair);
            makeCurrent(link, keypair, nowNs);
        }
    }

    /**
     * A frame told which state the peer has now, nothing ever told which one the current keypair belongs to, and the
     * peer has not been heard under that for long: it has forgotten it. Its handshakes may then count as older ones,
     * for it does not know any more how many there were; without this it would be heard, and never hear, until the
     * keys expire.
     */
    void onUnknownState(final Link link, final Keypair keypair, final long nowNs)
    {
        // It is a retired one: a next one that is heard becomes current or is retired before anything of it is read.
        forgetRetired(link, keypair);
        makeCurrent(link, keypair, nowNs);
        replaced(link, nowNs);
    }

    /**
     * A link that was up is over.
     */
    void down(final Link link, final int reason, final long nowNs)
    {
        if (LinkCloseReason.isSaid(reason))
        {
            handshakes.onLinkClosed(link.addressId, link.peerLinkIncarnation);
        }
        wentDown(link);
        forget(link);
        handler.onLinkDown(link, reason, nowNs);
        services.addresses().release(link.addressId);
    }

    /**
     * A link that was not up is over.
     */
    void fail(final Link link, final int reason, final long nowNs)
    {
        forget(link);
        if (link.wanted)
        {
            handler.onLinkFailed(link, reason, nowNs);
        }
        services.addresses().release(link.addressId);
    }

    /**
     * A link is over, up or not.
     */
    void end(final Link link, final int reason, final long nowNs)
    {
        if (link.isUp())
        {
            down(link, reason, nowNs);
        }
        else
        {
            fail(link, reason, nowNs);
        }
    }

    /**
     * A link that its peer opened is over because another peer gets its place.
     */
    void displace(final Link link, final long nowNs)
    {
        counters.increment(SystemCounter.LINKS_DISPLACED);
        if (link.isUp())
        {
            sender.sendDisplacedByAnother(link, nowNs);
        }
        end(link, LinkCloseReason.DISPLACED, nowNs);
    }

    /**
     * The peer closed its link. Where it has already asked for another one, that one goes on.
     */
    void onPeerClosed(final Link link, final int reason, final long nowNs)
    {
        final Keypair next = link.next;
        if (null == next || 0 == next.peerLinkIncarnation || next.peerLinkIncarnation == link.peerLinkIncarnation)
        {
            down(link, reason, nowNs);
            return;
        }
        link.state = Link.ANSWERED;
        wentDown(link);
        freeRetired(link);
        keypairs.free(link.current);
        link.current = null;
        awaitConfirmation(link, nowNs);
        handler.onLinkDown(link, reason, nowNs);
    }

    /**
     * See {@link LinkTable#onAddressClosed}. What a handler does meanwhile may begin links, elsewhere: no harm.
     */
    void onAddressClosed(final int addressId, final long nowNs)
    {
        // The other half is for the links, and for what begins because they end.
        handshakes.freeOfPeers(addressId, Limits.MAX_REQUESTS_PER_INPUT / 2);
        for (int slot = 0; slot < links.slotCount() && links.isAnyAt(addressId); slot++)
        {
            final Link link = links.bySlot(slot);
            if (null != link && link.addressId == addressId)
            {
                end(link, LinkCloseReason.ADDRESS_CLOSED, nowNs);
            }
            else if (null != link && link.challengedAddressId == addressId)
            {
                place.forgetChallenge(link);
            }
        }
    }

    /**
     * Give the peer that we answered time to show that it is there.
     */
    void awaitConfirmation(final Link link, final long nowNs)
    {
        link.deadlineNs = nowNs + handshakeTimeoutNs;
        timers.schedule(link.timerId(), link.deadlineNs);
    }

    /**
     * A link that is up is taken over by a node that was started somewhere else. The one that has it until now may be
     * the same, before it moved and was started anew, and then hears nothing any more; if it does hear, two nodes use
     * one key, and it should know.
     *
     * @param addressId of the one that takes it over.
     */
    void tellDisplaced(final Link link, final int addressId, final long nowNs)
    {
        assert link.isUp() : "there is a key that the other one knows";
        if (!place.isSame(link.addressId, addressId))
        {
            sender.sendDisplaced(link, nowNs);
        }
    }

    /**
     * Drop the attempt of ours, if there is one.
     */
    void endAttempt(final Link link)
    {
        if (null != link.attempt)
        {
            handshakes.free(link.attempt);
            link.attempt = null;
        }
    }

    /**
     * Forget retired keypairs that no frame has needed for long.
     *
     * @return when to look again.
     */
    long freeUnused(final Link link, final long nowNs)
    {
        if (null != link.next && nowNs - link.next.lastUsedNs >= retireAfterNs)
        {
            keypairs.free(link.next);
            link.next = null;
        }
        if (null != link.older && nowNs - link.older.lastUsedNs >= retireAfterNs)
        {
            keypairs.free(link.older);
            link.older = null;
        }
        if (null != link.previous && nowNs - link.previous.lastUsedNs >= retireAfterNs)
        {
            keypairs.free(link.previous);
            link.previous = link.older;
            link.older = null;
        }
        return null != link.previous || null != link.next ? nowNs + retireAfterNs : Long.MAX_VALUE;
    }

    private void makeCurrent(final Link link, final Keypair keypair, final long nowNs)
    {
        if (link.isUp() && link.peerIncarnation != keypair.peerIncarnation && Addresses.NULL_ID != keypair.answeredAt)
        {
            tellDisplaced(link, keypair.answeredAt, nowNs);
        }
        if (null != link.current)
        {
            link.current.lastUsedNs = nowNs;
            retire(link, link.current);
        }
        link.current = keypair;
        keypair.confirmed = true;
        link.lastReceivedNs = nowNs;
        link.rekeyAtNs = keypairs.rekeyNs(keypair);
        endAttempt(link);
        final boolean isReplaced = isReplaced(link, keypair);
        if (Addresses.NULL_ID != keypair.answeredAt && (!link.isUp() || isReplaced))
        {
            // There the peer has received our answer. The frame that shows it may have come from anywhere.
            place.move(link, keypair.answeredAt, nowNs);
        }
        keypairs.forgetAnswer(keypair);
        learn(link, keypair);
        if (!link.isUp())
        {
            link.initiatedByUs = keypair.initiator;
            cameUp(link, nowNs);
        }
        else if (isReplaced)
        {
            replaced(link, nowNs);
        }
        else
        {
            sender.sendPing(link, nowNs);
            timers.schedule(link.timerId(), nowNs);
        }
    }

    /**
     * Whether nothing is known of the state that the peer keeps for this link but what this keypair tells. It may have
     * replaced another one of which nothing was heard, whose generations do not count. If not, and the handshakes only
     * crossed, the next measurement settles it.
     */
    private static boolean isPeerUnheard(final Link link, final Keypair keypair)
    {
        return 0 == link.peerLinkIncarnation && 0 != keypair.peerLinkIncarnation && !link.current.heard;
    }

    private static boolean isReplaced(final Link link, final Keypair keypair)
    {
        final int linkIncarnation = keypair.peerLinkIncarnation;
        return link.peerIncarnation != keypair.peerIncarnation ||
            0 != linkIncarnation && 0 != link.peerLinkIncarnation && linkIncarnation != link.peerLinkIncarnation;
    }

    private void learn(final Link link, final Keypair keypair)
    {
        if (link.peerIncarnation != keypair.peerIncarnation || 0 != keypair.peerLinkIncarnation)
        {
            link.peerLinkIncarnation = keypair.peerLinkIncarnation;
        }
        link.peerIncarnation = keypair.peerIncarnation;
        links.role(link, keypair.peerRole);
        pathMtu.learn(link, keypair.peerMtu);
    }

    private void cameUp(final Link link, final long nowNs)
    {
        link.state = Link.UP;
        link.openedNs(nowNs);
        link.lastReceivedNs = nowNs;
        link.activeSinceNs = nowNs;
        link.wokenNs = nowNs;
        link.isQuiet = false;
        pathMtu.cameUp(link, nowNs);
        links.ofPeers().proved(link, nowNs);
        links.addUp(link);
        counters.increment(SystemCounter.LINKS_OPENED);
        counters.set(SystemCounter.LINKS_UP, links.upCount());
        sender.sendPing(link, nowNs);
        timers.schedule(link.timerId(), nowNs);
        handler.onLinkUp(link, nowNs);
    }

    private void wentDown(final Link link)
    {
        links.removeUp(link);
        counters.increment(SystemCounter.LINKS_CLOSED);
        counters.set(SystemCounter.LINKS_UP, links.upCount());
    }

    /**
     * Everything but the address, which the handler may still want to read.
     */
    private void forget(final Link link)
    {
        link.state = Link.FREE;
        place.forgetChallenge(link);
        endAttempt(link);
        freeRetired(link);
        if (null != link.current)
        {
            keypairs.free(link.current);
            link.current = null;
        }
        if (null != link.next)
        {
            keypairs.free(link.next);
            link.next = null;
        }
        if (0 != link.greatestTimestampNs)
        {
            timestamps.put(link.keyHash, link.greatestTimestampNs);
        }
        timers.cancel(link.timerId());
        links.removeAt(link.addressId);
        links.remove(link);
    }

    private void adopt(final Link link, final Keypair keypair)
    {
        keypair.link = link;
        keypair.isPreferred = keypair.initiator == isOurAddressSmaller(link);
        if (keypair.generation - link.generation > 0 || !link.isUp())
        {
            link.generation = keypair.generation;
        }
    }

    /**
     * The order in which both sides see the keypairs of a link: by generation, which an initiator makes one greater
     * than any that it knows; handshakes that crossed have the same, and that of the node with the smaller address
     * counts as newer.
     */
    private static boolean isNewer(final Keypair keypair, final Keypair than)
    {
        final int difference = keypair.generation - than.generation;
        return difference > 0 || 0 == difference && keypair.isPreferred && !than.isPreferred;
    }

    private void retire(final Link link, final Keypair keypair)
    {
        if (null != link.older)
        {
            keypairs.free(link.older);
        }
        link.older = link.previous;
        link.previous = keypair;
    }

    private void forgetRetired(final Link link, final Keypair keypair)
    {
        if (keypair == link.previous)
        {
            link.previous = link.older;
        }
        link.older = null;
    }

    private void freeOutdated(final Link link)
    {
        if (null != link.older && isOutdated(link, link.older))
        {
            keypairs.free(link.older);
            link.older = null;
        }
        if (null != link.previous && isOutdated(link, link.previous))
        {
            keypairs.free(link.previous);
            link.previous = link.older;
            link.older = null;
        }
    }

    private static boolean isOutdated(final Link link, final Keypair keypair)
    {
        return keypair.peerIncarnation != link.peerIncarnation ||
            0 != keypair.peerLinkIncarnation && keypair.peerLinkIncarnation != link.peerLinkIncarnation;
    }

    private void freeRetired(final Link link)
    {
        if (null != link.previous)
        {
            keypairs.free(link.previous);
            link.previous = null;
        }
        if (null != link.older)
        {
            keypairs.free(link.older);
            link.older = null;
        }
    }

    boolean isOurAddressSmaller(final Link link)
    {
        final byte[] identity = link.identity.byteArray();
        return Arrays.compareUnsigned(
            ownAddress, 0, ownAddress.length, identity, Link.ADDRESS_OFFSET, identity.length) < 0;
    }
}
