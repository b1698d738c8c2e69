package io.hopwire.component.discovery;

import io.hopwire.component.discovery.Shortlist.Candidate;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.link.NodeSearch;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Settings;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One iterative look-up: ask the closest nodes known for closer ones, α at a time, until the closest have all answered.
 * When the closest of all has answered and named no closer one, the others of the k closest are asked together, as the
 * paper on Kademlia has it (section 2.3); and where somebody waits, those who are as close to the target as our own
 * neighbours are to us are asked together as soon as they are named, for they most likely belong to the k closest.
 * <p>
 * Who is late by {@link Patience} is set aside: it neither keeps others from being asked nor the look-up from
 * ending. If it answers before the end it counts as everybody. The node whose key is looked for is given more time. Of
 * whoever made a handshake with us just now it is known that it lives: where not all answer, and half of the k closest
 * have, the others need no more than that.
 * <p>
 * Asking takes a link, and a link takes a handshake, so whoever is asked has proved its key and its address before it
 * comes into the routing table, and before its name is passed on.
 */
final class Lookup
{
    /** One of so many is asked where a sample is. */
    static final int SAMPLE = 4;
    private static final int MAX_QUESTIONS = 4;
    /** How long the rest of an answer is waited for. */
    private static final long PARTS_NS = 50_000_000L;
    private static final long CONNECT_NS = 3_000_000_000L;
    /** Most who are waited for, for each that the network's &alpha; allows. */
    private static final int MAX_PENDING = 5;
    /** Most links that an input closes, each of which may have a handshake to be given up; others are begun instead. */
    private static final int MAX_CLOSED = Limits.MAX_REQUESTS_PER_INPUT / 2;

    private final int shortlistLength;
    private final int alpha;
    private final long questionNs;
    private final Neighbourhood near;
    private final NodeMessages messages;
    private final Contacts contacts;
    private final Dialer dialer;
    private final Patience patience;
    private final Findings findings;
    private final LinkTable links;
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);

    /** Of whoever began it. */
    long correlationId;
    int purpose;
    /** Who asks in his own words, by a token of his; null where it is FIND_NODE that is asked. */
    NodeSearch.Seeker seeker;
    int token;
    long deadlineNs;
    /** Begun and not yet ended. */
    private boolean open;
    /** Somebody is still to answer. */
    private boolean active;
    /** Lent while it is open. */
    private Shortlist shortlist;
    private int width;
    private int sampling;
    /** How far, in the first 64 bits of the distance, those closest to a target most likely are. */
    private long nearDistance;
    private int questions;
    /** Nodes that may still be approached within this input, which may not cause more than so many datagrams. */
    private int approachesLeft;
    private int approached;
    /** When to look again, who is late by then. */
    private long lookNs;

    Lookup(
        final Settings settings,
        final Neighbourhood near,
        final NodeMessages messages,
        final Contacts contacts,
        final Dialer dialer,
        final Patience patience)
    {
        shortlistLength = 2 * settings.get(DiscoverySettings.CONTACTS_PER_ANSWER) + 8;
        alpha = settings.get(DiscoverySettings.PARALLEL_QUESTIONS);
        questionNs = settings.get(DiscoverySettings.QUESTION);
        this.near = near;
        this.messages = messages;
        this.contacts = contacts;
        this.dialer = dialer;
        this.patience = patience;
        this.findings = new Findings(near.own().space().length());
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

    /** What it has found so far; read before it is ended. */
    Findings findings()
    {
        return findings;
    }

    int questions()
    {
        return questions;
    }

    /** {@return when it must be looked at, at the latest} */
    long lookNs()
    {
        return lookNs;
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

    /** Whether whoever a link leads to was asked, and has not answered yet. */
    boolean isAsked(final int linkId)
    {
        final Candidate candidate = active ? shortlist.byLink(linkId) : null;
        return null != candidate && candidate.state == Shortlist.ASKED;
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
        nearDistance = isWaitedFor() ? contacts.distanceOfRank(nearest) : 0;
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

    /** Whether it is not only for the node's own housekeeping. */
    private boolean isWaitedFor()
    {
        return Lookups.FIND == purpose || Lookups.SEEK == purpose;
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
        nearDistance = 0;
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
        findings.of(shortlist, width);
    }

    /**
     * Forget the rest.
     */
    void end(final long nowNs)
    {
        for (int i = 0; i < shortlist.size(); i++)
        {
            if (shortlist.get(i).isPending() && !isAwaited(shortlist.get(i), nowNs))
            {
                patience.onSilence(shortlist.get(i));
            }
        }
        open = false;
        active = false;
        near.memory().give(shortlist);
        shortlist = null;
        findings.of(null, 0);
    }

    /**
     * An answer came, or a part of one. Whoever has sent some of it is not waited for as long as one who is silent.
     *
     * @return false where this neighbour was not asked, or has said that already.
     */
    boolean onAnswer(final Link link, final DirectBuffer buffer, final NodeMessages.Answer answer, final long nowNs)
    {
        final Candidate candidate = shortlist.byLink(link.id());
        if (null == candidate || !candidate.isAwaiting(answer))
        {
            return false;
        }
        onAnswer(candidate, answer, nowNs);
        final int hops = candidate.hops + 1;
        near.services().addresses().copyTo(link.addressId(), address, 0);
        final long namer = dialer.hash().speaker(address, 0);
        for (int i = 0; i < answer.count; i++)
        {
            if (!near.own().is(buffer, answer.keyOffsets[i]))
            {
                answer.copyAddress(buffer, i, address);
                shortlist.offer(buffer, answer.keyOffsets[i], address, 0, hops, namer);
            }
        }
        advance(nowNs);
        return true;
    }

    private void onAnswer(final Candidate candidate, final NodeMessages.Answer answer, final long nowNs)
    {
        if (Shortlist.ASKED == candidate.state && 0 == candidate.named)
        {
            patience.onAnswer(candidate, nowNs);
            candidate.deadlineNs = nowNs + PARTS_NS;
        }
        candidate.named |= answer.part;
        if (NodeMessages.Answer.bits(answer.total) == candidate.named)
        {
            candidate.state = Shortlist.ANSWERED;
        }
    }

    void onLinkUp(final Link link, final long nowNs)
    {
        // By key and not by link: where both ends opened at once, the link that stays may be the other one.
        final Candidate candidate = active ? shortlist.find(link.identity(), Link.ADDRESS_OFFSET) : null;
        if (null != candidate && candidate.state == Shortlist.CONNECTING)
        {
            candidate.isProved = true;
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
                fail(candidate);
            }
            candidate.linkId = Shortlist.NO_LINK;
            // Not at once: whoever ends many links at a time would cause more than one input may.
            lookNs = nowNs;
        }
    }

    void onTick(final long nowNs)
    {
        int closed = 0;
        for (int i = 0; i < shortlist.size() && closed < MAX_CLOSED; i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (candidate.isPending() && candidate.deadlineNs - nowNs <= 0)
            {
                closed += onSilence(candidate, nowNs) ? 1 : 0;
            }
        }
        advance(nowNs);
        lookNs = MAX_CLOSED == closed ? nowNs : lookNs;
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

    /**
     * Who was asked did not answer, or not with all that he had to say.
     *
     * @return whether the link was closed that it was asked by.
     */
    private boolean onSilence(final Candidate candidate, final long nowNs)
    {
        if (0 != candidate.named)
        {
            candidate.state = Shortlist.ANSWERED;
            return false;
        }
        final Link link = links.byKey(shortlist.buffer(), candidate.keyOffset());
        if (null != link && candidate.questions < MAX_QUESTIONS)
        {
            patience.onSilence(candidate);
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
                return true;
            }
        }
        else
        {
            fail(candidate);
        }
        return false;
    }

    private void fail(final Candidate candidate)
    {
        patience.onSilence(candidate);
        candidate.state = Shortlist.FAILED;
    }

    private void advance(final long nowNs)
    {
        final int most = isClosestSettled(nowNs) ? width : alpha;
        final boolean isHurried = patience.isAnySilent();
        int awaited = 0;
        int pending = 0;
        int answered = 0;
        int settled = 0;
        boolean stalled = false;
        approachesLeft = alpha;
        approached = 0;
        lookNs = Long.MAX_VALUE;
        for (int i = 0; i < shortlist.size() && settled + awaited < width; i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (candidate.state == Shortlist.NEW && approachesLeft > 0 && (awaited < most || isNear(candidate)) &&
                pending < Math.max(width, MAX_PENDING * alpha))
            {
                approach(candidate, i, nowNs);
            }
            else if (candidate.isDoubted && candidate.isConfirmed && candidate.state == Shortlist.CONNECTING)
            {
                insist(candidate, nowNs);
            }
            final boolean isEnough = isHurried && answered >= width + 1 >> 1 && Findings.isThere(candidate);
            final boolean isAwaited = !isEnough && isAwaited(candidate, nowNs);
            stalled |= isAwaited && candidate.state == Shortlist.NEW;
            pending += candidate.isPending() ? 1 : 0;
            awaited += isAwaited && candidate.isPending() ? 1 : 0;
            answered += isSettled(candidate) ? 1 : 0;
            settled += isEnough || isSettled(candidate) ? 1 : 0;
        }
        active = awaited > 0 || stalled || pending > 0 && 0 == settled;
        // The others as soon as may be; but who can not be dialled just now is tried again with the next tick.
        lookNs = 0 == approachesLeft && approached > 0 && stalled ? nowNs : lookNs;
    }

    /** Whether all who are closer than the first that has answered have failed, or are late. */
    private boolean isClosestSettled(final long nowNs)
    {
        for (int i = 0; i < shortlist.size(); i++)
        {
            if (isSettled(shortlist.get(i)) || isAwaited(shortlist.get(i), nowNs))
            {
                return isSettled(shortlist.get(i));
            }
        }
        return false;
    }

    private static boolean isSettled(final Candidate candidate)
    {
        return Shortlist.ANSWERED == candidate.state || Shortlist.KNOWN == candidate.state;
    }

    private boolean isNear(final Candidate candidate)
    {
        return 0 != nearDistance &&
            Long.compareUnsigned(shortlist.distance(candidate), nearDistance) <= 0;
    }

    /** Whether it is worth waiting for somebody who has still to be asked, or to answer: as long as it is not late. */
    private boolean isAwaited(final Candidate candidate, final long nowNs)
    {
        if (candidate.state == Shortlist.NEW && Candidate.NEVER == candidate.sinceNs)
        {
            return true;
        }
        if (candidate.state != Shortlist.NEW && !candidate.isPending())
        {
            return false;
        }
        final long lateNs = patience.lateNs(candidate, shortlist.isTarget(candidate));
        lookNs = lateNs > nowNs ? Math.min(lookNs, lateNs) : lookNs;
        return lateNs > nowNs;
    }

    /** What can not be opened just now stays new, and is tried again with the next tick. */
    private void approach(final Candidate candidate, final int rank, final long nowNs)
    {
        final DirectBuffer buffer = shortlist.buffer();
        final Link link = links.byKey(buffer, candidate.keyOffset());
        final boolean verified = contacts.isVerified(buffer, candidate.idOffset());
        candidate.isProved = false;
        if (sampling > 0 && verified && (null == link || (rank + sampling) % SAMPLE != 0))
        {
            candidate.state = Shortlist.KNOWN;
        }
        else if (null != link)
        {
            approachesLeft--;
            approached++;
            ask(candidate, link, nowNs);
        }
        else
        {
            approachesLeft--;
            candidate.sinceNs = Candidate.NEVER == candidate.sinceNs ? nowNs : candidate.sinceNs;
            onDialled(candidate, dial(candidate, nowNs), nowNs);
        }
    }

    /** Who is known to have answered is sought there, whatever address others give of it. */
    private int dial(final Candidate candidate, final long nowNs)
    {
        final DirectBuffer buffer = shortlist.buffer();
        final int known = contacts.addressOfVerified(buffer, candidate.idOffset());
        candidate.isDoubted = known < 0 && !candidate.isConfirmed;
        return known >= 0 ?
            dialer.dialKnown(buffer, candidate.keyOffset(), contacts.memory(), known, nowNs) :
            dialer.dialNamed(
            buffer, candidate.keyOffset(), buffer, candidate.addressOffset(), candidate.isConfirmed, nowNs);
    }

    private void onDialled(final Candidate candidate, final int linkId, final long nowNs)
    {
        if (linkId >= 0)
        {
            approached++;
            candidate.linkId = linkId;
            candidate.state = Shortlist.CONNECTING;
            candidate.sinceNs = nowNs;
            candidate.deadlineNs = nowNs + CONNECT_NS;
        }
        else if (linkId != Dialer.LATER)
        {
            candidate.state = Shortlist.FAILED;
        }
    }

    /** What was tried on the word of one is tried as everybody is, now that another has said the same. */
    private void insist(final Candidate candidate, final long nowNs)
    {
        candidate.isDoubted = false;
        final DirectBuffer buffer = shortlist.buffer();
        dialer.dialNamed(buffer, candidate.keyOffset(), buffer, candidate.addressOffset(), true, nowNs);
    }

    private void ask(final Candidate candidate, final Link link, final long nowNs)
    {
        candidate.linkId = link.id();
        candidate.state = Shortlist.ASKED;
        candidate.named = 0;
        candidate.sinceNs = candidate.questions == 0 ? nowNs : candidate.sinceNs;
        candidate.questions++;
        candidate.deadlineNs = nowNs + Math.min(questionNs, patience.againNs());
        questions++;
        if (null != seeker && seeker.ask(token, link, nowNs))
        {
            // It is the answer that is sought, and not who is there.
            candidate.isProved = false;
        }
        else
        {
            messages.findNode(link, shortlist.buffer(), shortlist.targetKeyOffset(), nowNs);
        }
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
