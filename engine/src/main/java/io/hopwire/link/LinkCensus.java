package io.hopwire.link;

import io.hopwire.spi.Inspector;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;

/**
 * Tells what the tables of links and handshakes hold.
 */
final class LinkCensus
{
    private static final NeighbourIndex.Exclusions NOBODY = (linkId) -> false;

    private final LinkConfig config;
    private final Timers timers;
    private final Links links;
    private final HandshakeSlots handshakes;
    private final ReceiverIndexes indexes;
    private int linkCount;
    private int upCount;
    private int relayCount;
    private int keypairCount;
    private int ofPeers;
    private int proved;

    LinkCensus(final LinkStores stores)
    {
        config = stores.config();
        timers = stores.timers();
        links = stores.links();
        handshakes = stores.handshakes();
        indexes = stores.indexes();
    }

    void take(final Inspector inspector)
    {
        linkCount = 0;
        upCount = 0;
        relayCount = 0;
        keypairCount = 0;
        ofPeers = 0;
        proved = 0;
        for (int slot = 0; slot < links.slotCount(); slot++)
        {
            final Link link = links.bySlot(slot);
            if (null == link)
            {
                inspector.agree("timer of no link", deadlineNs(slot << 1), Long.MAX_VALUE);
            }
            else
            {
                take(link, inspector);
            }
        }
        inspector.level("links", linkCount, config.get(LinkSettings.MAX_LINKS));
        inspector.agree("places of links", linkCount, links.size());
        inspector.level("links of peers", links.ofPeers().size(), links.ofPeers().most());
        inspector.agree("links of peers", links.ofPeers().size(), ofPeers);
        inspector.agree("links of peers by their network", links.ofPeers().counted(), proved);
        inspector.agree("links in the list of those that are up", links.upCount(), upCount);
        inspector.agree("links to relays by their distance", links.relays().size(), relayCount);
        inspector.gauge(SystemCounter.LINKS_UP, upCount);
        takeHandshakes(inspector);
    }

    private void take(final Link link, final Inspector inspector)
    {
        linkCount++;
        ofPeers += link.isPlaced() ? 1 : 0;
        proved += link.isCounted() ? 1 : 0;
        inspector.agree("link by its address", links.isAnyAt(link.addressId) ? 1 : 0, 1);
        upCount += link.isUp() ? 1 : 0;
        final boolean isListed = link.upIndex >= 0 && links.up(link.upIndex) == link;
        inspector.agree("link in the list of those that are up", isListed ? 1 : 0, link.isUp() ? 1 : 0);
        takeRelay(link, inspector);
        inspector.agree("key of a link", null == link.current ? 0 : 1, link.isUp() ? 1 : 0);
        inspector.agree(
            "link found by its key", link.keyKnown && links.find(link.identity, Link.ADDRESS_OFFSET) == link ? 1 : 0,
            link.keyKnown ? 1 : 0);
        if (null != link.attempt)
        {
            inspector.agree("attempt of a link", link.attempt.link == link && link.attempt.isOurs() ? 1 : 0, 1);
        }
        if (link.isUp())
        {
            inspector.pending("look after a link", deadlineNs(link.timerId()));
            inspector.agree("timer of a link that is up", deadlineNs(link.timerId()) < Long.MAX_VALUE ? 1 : 0, 1);
        }
        else if (null == link.attempt)
        {
            inspector.pending("link that is not up", deadlineNs(link.timerId()));
            inspector.agree("timer of a link that is not up", deadlineNs(link.timerId()) < Long.MAX_VALUE ? 1 : 0, 1);
        }
        inspector.link(link.id, link.keyKnown ? link.peerKey() : null, link.isUp(), LinkRole.RELAY == link.peerRole);
        takeKeypair(link, link.next, inspector);
        takeKeypair(link, link.current, inspector);
        takeKeypair(link, link.previous, inspector);
        takeKeypair(link, link.older, inspector);
    }

    /**
     * A link to a relay is the one closest to its peer's own id.
     */
    private void takeRelay(final Link link, final Inspector inspector)
    {
        final boolean isRelay = link.isUp() && LinkRole.RELAY == link.peerRole;
        final boolean isFound = links.relays().closest(link.identity(), Link.NODE_ID_OFFSET, NOBODY) == link.id;
        relayCount += isRelay ? 1 : 0;
        inspector.agree("link to a relay by its distance", isFound ? 1 : 0, isRelay ? 1 : 0);
    }

    private void takeKeypair(final Link link, final Keypair keypair, final Inspector inspector)
    {
        if (null != keypair)
        {
            keypairCount++;
            inspector.agree("keypair's link", keypair.link == link ? 1 : 0, 1);
            inspector.agree("keypair by its index", indexes.keypair(keypair.localIndex) == keypair ? 1 : 0, 1);
            inspector.level("frames under one key", keypair.sendCounter, config.get(LinkSettings.REJECT_AFTER_FRAMES));
            inspector.keypair(keypair.localIndex, keypair.remoteIndex, keypair == link.current);
        }
    }

    private void takeHandshakes(final Inspector inspector)
    {
        int count = 0;
        int ofPeers = 0;
        int ofStrangers = 0;
        int halfOpen = 0;
        int withIndex = 0;
        int framesAtWorker = 0;
        for (int slot = 0; slot < handshakes.made(); slot++)
        {
            final Handshake handshake = handshakes.bySlot(slot);
            final long deadlineNs = deadlineNs(HandshakeSlots.timerId(slot));
            if (null == handshake)
            {
                inspector.agree("timer of no handshake", deadlineNs, Long.MAX_VALUE);
                continue;
            }
            count++;
            ofPeers += handshake.isOurs() ? 0 : 1;
            ofStrangers += handshake.isOfStranger ? 1 : 0;
            halfOpen += Handshake.ANSWERED == handshake.state ? 1 : 0;
            withIndex += 0 == handshake.localIndex ? 0 : 1;
            framesAtWorker += handshake.frameAtWorker ? 1 : 0;
            inspector.agree("timer of a handshake", deadlineNs < Long.MAX_VALUE ? 1 : 0, 1);
            inspector.pending("handshake", handshake.deadlineNs);
            if (handshake.isOurs())
            {
                inspector.agree("link of an attempt", handshake.link.attempt == handshake ? 1 : 0, 1);
            }
        }
        inspector.handshakes(count, framesAtWorker);
        inspector.level("handshakes", count, config.get(LinkSettings.MAX_HANDSHAKES));
        inspector.agree("places of handshakes", count, handshakes.inUse());
        inspector.level("handshakes of peers", ofPeers, handshakes.maxOfPeers());
        inspector.agree("handshakes of peers", ofPeers, handshakes.ofPeers());
        inspector.level("handshakes of strangers", ofStrangers, handshakes.maxOfStrangers());
        inspector.agree("handshakes of strangers", ofStrangers, handshakes.ofStrangers());
        inspector.agree("handshakes that are half open", halfOpen, handshakes.halfOpen());
        inspector.agree("receiver indexes", indexes.inUse(), keypairCount + withIndex);
        inspector.level("keypairs", keypairCount, (long)linkCount * SealedLinks.KEYPAIRS_PER_LINK);
    }

    private long deadlineNs(final int timerId)
    {
        return timers.deadlineNs(timerId);
    }
}
