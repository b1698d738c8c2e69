package io.hopwire.component.discovery;

import io.hopwire.component.discovery.Shortlist.Candidate;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.FoundContact;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Settings;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One iterative look-up: ask the closest nodes known for closer ones, α at a time, until the closest have all answered.
 * <p>
 * Asking takes a link, and a link takes a handshake, so whoever is asked has proved its key and its address before it
 * comes into the routing table, and before its name is passed on.
 */
final class Lookup
{
    /** One of so many is asked where a sample is. */
    static final int SAMPLE = 4;
    private static final int MAX_QUESTIONS = 4;
    private static final long CONNECT_NS = 3_000_000_000L;
    /** Who has not answered by then may be gone: it is waited for, but it does not keep others from being asked. */
    private static final long SLOW_NS = 500_000_000L;
    /** Most who are waited for, for each that the network's &alpha; allows. */
    private static final int MAX_PENDING = 5;

    private final int shortlistLength;
    private final int alpha;
    private final long questionNs;
    private final Neighbourhood near;
    private final NodeMessages messages;
    private final Contacts contacts;
    private final Dialer dialer;
    private final LinkTable links;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);

    /** Of whoever began it. */
    long correlationId;
    int purpose;
    long deadlineNs;
    /** Begun and not yet ended. */
    private boolean open;
    /** Somebody is still to answer. */
    private boolean active;
    /** Lent while it is open. */
    private Shortlist shortlist;
    private int width;
    private int sampling;
    private int questions;

    Lookup(
        final Settings settings,
        final Neighbourhood near,
        final NodeMessages messages,
        final Contacts contacts,
        final Dialer dialer)
    {
        shortlistLength = 2 * settings.get(DiscoverySettings.CONTACTS_PER_ANSWER) + 8;
        alpha = settings.get(DiscoverySettings.PARALLEL_QUESTIONS);
        questionNs = settings.get(DiscoverySettings.QUESTION);
        this.near = near;
        this.messages = messages;
        this.contacts = contacts;
        this.dialer = dialer;
        this.links = near.links();
    }

    /** Whether it was begun and has not ended. */
    boolean isOpen()
    {
        return open;
    }

    /** Whether it is open, and somebody is still to answer. */
    boolean isActive()
    {
        return active;
    }

    int questions()
    {
        return questions;
    }

    boolean isAbout(final DirectBuffer buffer, final int keyOffset)
    {
        return active && near.own().space().same(buffer, keyOffset, shortlist.buffer(), shortlist.targetKeyOffset());
    }

    /** Whether an answer is awaited over a link. */
    boolean usesLink(final int linkId)
    {
        final Candidate candidate = active ? shortlist.byLink(linkId) : null;
        return null != candidate && candidate.isPending();
    }

    /**
     * Begin. The outcome comes later, even where nobody can be asked.
     *
     * @param target       holds the key to look for.
     * @param keyOffset    first byte.
     * @param nearest      how many of the closest must have answered.
     * @param sampleOrZero 0: all are asked. From 1 to {@link #SAMPLE}: nodes that have answered lately count as if they
     *                     had now, but for one in so many of those with a link, other ones for every number.
     * @param nowNs        time of the duty cycle.
     */
    void begin(
        final DirectBuffer target, final int keyOffset, final int nearest, final int sampleOrZero, final long nowNs)
    {
        reset(target, keyOffset, nearest, sampleOrZero);
        final int count = contacts.closest(shortlist.buffer(), shortlist.targetIdOffset());
        for (int i = 0; i < count; i++)
        {
            if (contacts.isWorthATry(i))
            {
                final DirectBuffer memory = contacts.memory();
                shortlist.offer(
                    memory, contacts.idOffset(i), memory, contacts.keyOffset(i), memory, contacts.addressOffset(i));
            }
        }
        for (int i = 0; i < links.upCount(); i++)
        {
            offerPeer(links.upLink(i));
        }
        advance(nowNs);
    }

    /**
     * Begin with one peer and no other, to find out what it knows that we do not.
     *
     * @param link      of the peer, who is asked.
     * @param target    holds the key to look for.
     * @param keyOffset first byte.
     * @param nearest   how many of the closest must have answered; whoever is known to answer counts.
     * @param nowNs     time of the duty cycle.
     */
    void beginAt(
        final Link link, final DirectBuffer target, final int keyOffset, final int nearest, final long nowNs)
    {
        reset(target, keyOffset, nearest, 1);
        offerPeer(link);
        if (shortlist.size() > 0)
        {
            ask(shortlist.get(0), link, nowNs);
        }
        advance(nowNs);
    }

    private void reset(
        final DirectBuffer target, final int keyOffset, final int nearest, final int sampleOrZero)
    {
        open = true;
        width = nearest;
        sampling = sampleOrZero;
        questions = 0;
        shortlist = near.memory().take(shortlistLength, near.own().space());
        shortlist.begin(target, keyOffset);
    }

    /**
     * Forget the rest.
     */
    void end()
    {
        open = false;
        active = false;
        near.memory().give(shortlist);
        shortlist = null;
    }

    /**
     * An answer came.
     *
     * @return false where this neighbour was not asked, or has answered already.
     */
    boolean onAnswer(final Link link, final DirectBuffer buffer, final NodeMessages.Answer answer, final long nowNs)
    {
        final Candidate candidate = shortlist.byLink(link.id());
        if (null == candidate || candidate.state != Shortlist.ASKED)
        {
            return false;
        }
        candidate.state = Shortlist.ANSWERED;
        final int hops = candidate.hops + 1;
        for (int i = 0; i < answer.count; i++)
        {
            if (!near.own().is(buffer, answer.keyOffsets[i]))
            {
                answer.copyAddress(buffer, i, address);
                shortlist.offer(buffer, answer.keyOffsets[i], address, 0, hops);
            }
        }
        advance(nowNs);
        return true;
    }

    void onLinkUp(final Link link, final long nowNs)
    {
        // By key and not by link: where both ends opened at once, the link that stays may be the other one.
        final Candidate candidate = active ? shortlist.find(link.identity(), Link.ADDRESS_OFFSET) : null;
        if (null != candidate && candidate.state == Shortlist.CONNECTING)
        {
            ask(candidate, link, nowNs);
        }
    }

    void onLinkGone(final Link link, final boolean onPurpose, final long nowNs)
    {
        final Candidate candidate = active ? shortlist.byLink(link.id()) : null;
        if (null != candidate && candidate.isPending())
        {
            // Somebody had no more use for the link just as we began to have one: that says nothing about the node. Nor
            // does the end of a link that was up say that there can be no other.
            final boolean again = onPurpose && candidate.questions < MAX_QUESTIONS;
            if (again || candidate.state == Shortlist.ASKED && !candidate.isSecondTry)
            {
                candidate.isSecondTry |= !again;
                candidate.state = Shortlist.NEW;
            }
            else
            {
                candidate.state = Shortlist.FAILED;
            }
            candidate.linkId = Shortlist.NO_LINK;
            advance(nowNs);
        }
    }

    void onTick(final long nowNs)
    {
        for (int i = 0; i < shortlist.size(); i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (candidate.isPending() && candidate.deadlineNs - nowNs <= 0)
            {
                onSilence(candidate, nowNs);
            }
        }
        advance(nowNs);
    }

    /**
     * Write those of the closest that have answered, as {@link FoundContact} draws them.
     *
     * @return how many, at most the network's k.
     */
    int copyFound(final MutableDirectBuffer found, final int offset)
    {
        final int length = FoundContact.length(near.own().space().length());
        int count = 0;
        for (int i = 0; i < shortlist.size() && count < width; i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (candidate.state == Shortlist.ANSWERED)
            {
                found.putBytes(offset + count++ * length, shortlist.buffer(), candidate.addressOffset(), length);
            }
        }
        return count;
    }

    /**
     * The longest chain of answers that led to one of the closest that have answered.
     */
    int hops()
    {
        int hops = 0;
        int count = 0;
        for (int i = 0; i < shortlist.size() && count < width; i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (candidate.state == Shortlist.ANSWERED)
            {
                hops = Math.max(hops, candidate.hops);
                count++;
            }
        }
        return hops;
    }

    void inspect(final Inspector inspector, final long tickNs)
    {
        for (int i = 0; active && i < shortlist.size(); i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (candidate.state == Shortlist.ASKED || candidate.state == Shortlist.CONNECTING)
            {
                inspector.pending("question of a look-up", candidate.deadlineNs + tickNs);
            }
        }
    }

    private void onSilence(final Candidate candidate, final long nowNs)
    {
        final Link link = links.byKey(shortlist.buffer(), candidate.keyOffset());
        if (null != link && candidate.questions < MAX_QUESTIONS)
        {
            ask(candidate, link, nowNs);
        }
        else if (candidate.state == Shortlist.ASKED && !candidate.isSecondTry &&
            (null == link || !near.linkInUse().test(link.id())))
        {
            // Its peer may have closed it, and the word of that was lost; or it has begun a new life.
            candidate.isSecondTry = true;
            candidate.state = Shortlist.NEW;
            candidate.linkId = Shortlist.NO_LINK;
            candidate.questions = 0;
            if (null != link)
            {
                links.close(link.id(), nowNs);
            }
        }
        else
        {
            candidate.state = Shortlist.FAILED;
        }
    }

    private void advance(final long nowNs)
    {
        int fresh = 0;
        int pending = 0;
        int settled = 0;
        boolean stalled = false;
        for (int i = 0; i < shortlist.size() && settled + fresh < width; i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (candidate.state == Shortlist.NEW && fresh < alpha && pending < MAX_PENDING * alpha)
            {
                approach(candidate, i, nowNs);
            }
            stalled |= candidate.state == Shortlist.NEW;
            if (candidate.isPending())
            {
                pending++;
                fresh += nowNs - candidate.sinceNs < SLOW_NS ? 1 : 0;
            }
            else if (candidate.state == Shortlist.ANSWERED || candidate.state == Shortlist.KNOWN)
            {
                settled++;
            }
        }
        active = pending > 0 || stalled;
    }

    /** What can not be opened just now stays new, and is tried again with the next tick. */
    private void approach(final Candidate candidate, final int rank, final long nowNs)
    {
        final DirectBuffer buffer = shortlist.buffer();
        final Link link = links.byKey(buffer, candidate.keyOffset());
        final boolean verified = contacts.isVerified(buffer, candidate.idOffset());
        if (sampling > 0 && verified && (null == link || (rank + sampling) % SAMPLE != 0))
        {
            candidate.state = Shortlist.KNOWN;
        }
        else if (null != link)
        {
            ask(candidate, link, nowNs);
        }
        else
        {
            final int linkId = dialer.dial(
                buffer, candidate.keyOffset(), buffer, candidate.addressOffset(), verified, nowNs);
            if (linkId >= 0)
            {
                candidate.linkId = linkId;
                candidate.state = Shortlist.CONNECTING;
                candidate.sinceNs = nowNs;
                candidate.deadlineNs = nowNs + CONNECT_NS;
            }
            else if (linkId == Dialer.REFUSED)
            {
                candidate.state = Shortlist.FAILED;
            }
        }
    }

    private void ask(final Candidate candidate, final Link link, final long nowNs)
    {
        candidate.linkId = link.id();
        candidate.state = Shortlist.ASKED;
        candidate.sinceNs = candidate.questions == 0 ? nowNs : candidate.sinceNs;
        candidate.questions++;
        candidate.deadlineNs = nowNs + questionNs;
        questions++;
        messages.findNode(link, shortlist.buffer(), shortlist.targetKeyOffset(), nowNs);
    }

    private void offerPeer(final Link link)
    {
        if (link.peerRole() == LinkRole.RELAY)
        {
            near.services().addresses().copyTo(link.addressId(), address, 0);
            shortlist.offer(link.identity(), Link.NODE_ID_OFFSET, link.identity(), Link.ADDRESS_OFFSET, address, 0);
        }
    }
}
