package io.hopwire.component.discovery;

import io.hopwire.component.discovery.Shortlist.Candidate;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.routing.ContactList;
import io.hopwire.spi.Addresses;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One iterative look-up: ask the closest nodes known for closer ones, α at a time, until the closest have all answered.
 * <p>
 * Asking takes a link, and a link takes a handshake, so whoever is asked has proved its key and its address before it
 * comes into the routing table, and before its name is passed on.
 */
final class Lookup
{
    private static final int CAPACITY = 32;
    private static final int MAX_QUESTIONS = 3;
    private static final long CONNECT_NS = 3_000_000_000L;

    private final DiscoveryConfig config;
    private final DiscoveryServices services;
    private final NodeMessages messages;
    private final LinkTable links;
    private final Shortlist shortlist = new Shortlist(CAPACITY);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private boolean active;
    private int width;

    Lookup(final DiscoveryConfig config, final DiscoveryServices services, final NodeMessages messages)
    {
        this.config = config;
        this.services = services;
        this.messages = messages;
        this.links = services.links();
    }

    boolean isActive()
    {
        return active;
    }

    boolean isAbout(final DirectBuffer buffer, final int keyOffset)
    {
        return active && isEqual(buffer, keyOffset, shortlist.target());
    }

    /**
     * Begin.
     *
     * @param target    holds the key to look for.
     * @param keyOffset first byte.
     * @param nearest   how many of the closest must have answered.
     * @param contacts  scratch.
     */
    void begin(
        final DirectBuffer target, final int keyOffset, final int nearest, final ContactList contacts, final long nowNs)
    {
        active = true;
        width = nearest;
        shortlist.begin(target, keyOffset);
        services.table().closest(shortlist.targetId(), 0, contacts.capacity(), contacts);
        for (int i = 0; i < contacts.size(); i++)
        {
            shortlist.offer(
                contacts.buffer(), contacts.keyOffset(i), contacts.buffer(), contacts.addressOffset(i));
        }
        for (int i = 0; i < links.upCount(); i++)
        {
            offerPeer(links.upLink(i));
        }
        advance(nowNs);
    }

    /**
     * An answer came.
     *
     * @return false where this neighbour was not asked, or has answered already.
     */
    boolean onAnswer(final Link link, final DirectBuffer buffer, final NodeMessages.Answer answer, final long nowNs)
    {
        final Candidate candidate = active ? shortlist.byLink(link.id()) : null;
        if (candidate == null || candidate.state != Shortlist.ASKED)
        {
            return false;
        }
        candidate.state = Shortlist.ANSWERED;
        for (int i = 0; i < answer.count; i++)
        {
            if (!isOurs(buffer, answer.keyOffsets[i]))
            {
                answer.copyAddress(buffer, i, address);
                shortlist.offer(buffer, answer.keyOffsets[i], address, 0);
            }
        }
        advance(nowNs);
        return true;
    }

    void onLinkUp(final Link link, final long nowNs)
    {
        // By key and not by link: where both ends opened at once, the link that stays may be the other one.
        final Candidate candidate = active ? shortlist.byKey(link.peerKey()) : null;
        if (candidate != null && candidate.state == Shortlist.CONNECTING)
        {
            ask(candidate, link, nowNs);
        }
    }

    void onLinkGone(final Link link, final long nowNs)
    {
        final Candidate candidate = active ? shortlist.byLink(link.id()) : null;
        if (candidate != null && candidate.state != Shortlist.ANSWERED && candidate.state != Shortlist.FAILED)
        {
            candidate.state = Shortlist.FAILED;
            advance(nowNs);
        }
    }

    void onTick(final long nowNs)
    {
        for (int i = 0; active && i < shortlist.size(); i++)
        {
            final Candidate candidate = shortlist.get(i);
            final boolean waiting = candidate.state == Shortlist.ASKED || candidate.state == Shortlist.CONNECTING;
            if (waiting && candidate.deadlineNs - nowNs <= 0)
            {
                onSilence(candidate, nowNs);
            }
        }
        if (active)
        {
            advance(nowNs);
        }
    }

    private void onSilence(final Candidate candidate, final long nowNs)
    {
        final Link link = links.byKey(candidate.key, 0);
        if (link != null && candidate.questions < MAX_QUESTIONS)
        {
            ask(candidate, link, nowNs);
        }
        else
        {
            candidate.state = Shortlist.FAILED;
        }
    }

    private void advance(final long nowNs)
    {
        final int alpha = config.constants().alpha();
        int inFlight = 0;
        int answered = 0;
        for (int i = 0; i < shortlist.size() && answered + inFlight < width && inFlight < alpha; i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (candidate.state == Shortlist.NEW)
            {
                approach(candidate, nowNs);
            }
            if (candidate.state == Shortlist.ASKED || candidate.state == Shortlist.CONNECTING)
            {
                inFlight++;
            }
            else if (candidate.state == Shortlist.ANSWERED)
            {
                answered++;
            }
        }
        active = inFlight > 0;
    }

    private void approach(final Candidate candidate, final long nowNs)
    {
        final Link link = links.byKey(candidate.key, 0);
        if (link != null)
        {
            ask(candidate, link, nowNs);
            return;
        }
        candidate.state = Shortlist.FAILED;
        final int addressId = services.addresses().intern(candidate.address, 0);
        if (addressId != Addresses.NULL_ID && outgoing() < config.constants().ell())
        {
            final int linkId = links.open(candidate.key, 0, addressId, nowNs);
            if (linkId >= 0)
            {
                candidate.linkId = linkId;
                candidate.state = Shortlist.CONNECTING;
                candidate.deadlineNs = nowNs + CONNECT_NS;
            }
        }
    }

    private void ask(final Candidate candidate, final Link link, final long nowNs)
    {
        candidate.linkId = link.id();
        candidate.state = Shortlist.ASKED;
        candidate.questions++;
        candidate.deadlineNs = nowNs + config.questionNs();
        messages.findNode(link, shortlist.target(), nowNs);
    }

    private void offerPeer(final Link link)
    {
        if (link.peerRole() == LinkRole.RELAY)
        {
            services.addresses().copyTo(link.addressId(), address, 0);
            shortlist.offer(link.peerKey(), 0, address, 0);
        }
    }

    private int outgoing()
    {
        int count = 0;
        for (int i = 0; i < links.upCount(); i++)
        {
            if (links.upLink(i).initiatedByUs())
            {
                count++;
            }
        }
        return count;
    }

    private boolean isOurs(final DirectBuffer buffer, final int offset)
    {
        return isEqual(buffer, offset, services.publicKey());
    }

    private static boolean isEqual(final DirectBuffer buffer, final int offset, final DirectBuffer key)
    {
        for (int i = 0; i < key.capacity(); i++)
        {
            if (buffer.getByte(offset + i) != key.getByte(i))
            {
                return false;
            }
        }
        return true;
    }
}
