package io.hopwire.component.discovery;

import io.hopwire.link.Link;
import io.hopwire.link.NodeSearch;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Events;
import io.hopwire.spi.FindAnswer;
import io.hopwire.spi.FindCodes;
import io.hopwire.spi.FoundContact;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The look-ups under way: those of the node for its own place and those that were asked for. Each has a timer, and is
 * made when as many are wanted for the first time and used again afterwards.
 */
final class Lookups
{
    /** To find a key for whoever asked. */
    static final int FIND = 0;
    /** To find our own neighbours. */
    static final int OWN = 1;
    /** To fill a bucket. */
    static final int BUCKET = 2;
    /** For another part of the core. */
    static final int SEEK = 3;

    private static final long TICK_NS = 100_000_000L;
    private static final long TIMEOUT_NS = 30_000_000_000L;

    private final Settings settings;
    private final int contactsWanted;
    private final Neighbourhood near;
    private final NodeMessages messages;
    private final Contacts contacts;
    private final Dialer dialer;
    private final Events events;
    private final Timers timers;
    private final int firstTimerId;
    private final Lookup[] lookups;
    private final Patience patience;
    private final EndHandler endHandler;
    private final int addressLength;
    private UnsafeBuffer found;

    /**
     * Told of look-ups that were not begun by {@link #find}.
     */
    @FunctionalInterface
    interface EndHandler
    {
        void onLookupEnd(int purpose, long nowNs);
    }

    Lookups(
        final Settings settings,
        final Neighbourhood near,
        final NodeMessages messages,
        final Contacts contacts,
        final Dialer dialer,
        final Timers timers,
        final int firstTimerId,
        final EndHandler endHandler)
    {
        this.settings = settings;
        contactsWanted = settings.get(DiscoverySettings.CONTACTS_PER_ANSWER);
        this.near = near;
        this.messages = messages;
        this.contacts = contacts;
        this.dialer = dialer;
        this.addressLength = near.own().space().length();
        this.events = near.services().events();
        this.timers = timers;
        this.firstTimerId = firstTimerId;
        this.lookups = new Lookup[settings.get(DiscoverySettings.MAX_LOOKUPS)];
        this.endHandler = endHandler;
        patience = new Patience(settings.get(DiscoverySettings.LATE), near.links().openTimes());
    }

    boolean ownsTimer(final int timerId)
    {
        return timerId >= firstTimerId && timerId < firstTimerId + lookups.length;
    }

    /**
     * Begin a look-up for whoever asked. He is answered once: at once where it is refused, else not from within this
     * call.
     */
    void find(final Commands.Find command, final long nowNs)
    {
        if (near.links().upCount() == 0)
        {
            refuse(command.correlationId(), FindCodes.NOT_CONNECTED);
        }
        else
        {
            final long correlationId = command.correlationId();
            if (!begin(FIND, correlationId, command.buffer(), Commands.Find.KEY_OFFSET, contactsWanted, 0, nowNs))
            {
                refuse(correlationId, FindCodes.LIMIT);
            }
        }
    }

    /**
     * Begin a look-up for another part of the core; see {@link NodeSearch#begin}.
     *
     * @return false where there are too many.
     */
    boolean seek(
        final NodeSearch.Seeker seeker, final int token, final DirectBuffer key, final int keyOffset, final long nowNs)
    {
        final int index = free();
        if (index < 0)
        {
            return false;
        }
        open(index, SEEK, 0, nowNs);
        lookups[index].seeker = seeker;
        lookups[index].token = token;
        lookups[index].begin(key, keyOffset, contactsWanted, 0, nowNs);
        look(index, nowNs);
        return true;
    }

    /**
     * End it before its end; see {@link NodeSearch#stop}.
     *
     * @return how many contacts lie in {@link #foundContacts()}.
     */
    int stop(final NodeSearch.Seeker seeker, final int token, final long nowNs)
    {
        final int index = find(seeker, token);
        if (index < 0)
        {
            return 0;
        }
        final int count = lookups[index].findings().copyTo(found(), 0);
        lookups[index].end(nowNs);
        timers.cancel(firstTimerId + index);
        return count;
    }

    /** See {@link NodeSearch#isAsked}. */
    boolean isAsked(final NodeSearch.Seeker seeker, final int token, final Link link)
    {
        final int index = find(seeker, token);
        return index >= 0 && lookups[index].isAsked(link.id());
    }

    private int find(final NodeSearch.Seeker seeker, final int token)
    {
        for (int i = 0; i < lookups.length && null != lookups[i]; i++)
        {
            if (lookups[i].isOpen() && lookups[i].seeker == seeker && lookups[i].token == token)
            {
                return i;
            }
        }
        return -1;
    }

    /** Those of the last look-up that was stopped. */
    DirectBuffer foundContacts()
    {
        return found();
    }

    /**
     * Begin a look-up for the node itself; see {@link Lookup#begin}.
     *
     * @return false where there are too many.
     */
    boolean begin(
        final int purpose,
        final DirectBuffer key,
        final int keyOffset,
        final int nearest,
        final int sampleOrZero,
        final long nowNs)
    {
        return begin(purpose, 0, key, keyOffset, nearest, sampleOrZero, nowNs);
    }

    /**
     * Look for our own place through one peer; see {@link Lookup#beginAt}.
     */
    void beginAt(final Link link, final int nearest, final long nowNs)
    {
        final int index = free();
        if (index >= 0)
        {
            open(index, OWN, 0, nowNs);
            lookups[index].beginAt(link, near.own().bytes(), 0, nearest, nowNs);
            look(index, nowNs);
        }
    }

    boolean isUnderWay(final int purpose)
    {
        for (int i = 0; i < lookups.length && null != lookups[i]; i++)
        {
            if (lookups[i].isActive() && lookups[i].purpose == purpose)
            {
                return true;
            }
        }
        return false;
    }

    boolean useLink(final int linkId)
    {
        for (int i = 0; i < lookups.length && null != lookups[i]; i++)
        {
            if (lookups[i].usesLink(linkId))
            {
                return true;
            }
        }
        return false;
    }

    /**
     * An answer came. Several look-ups may be for one key: each has asked for itself.
     *
     * @return false where nobody has asked.
     */
    boolean onAnswer(final Link link, final DirectBuffer buffer, final NodeMessages.Answer answer, final long nowNs)
    {
        for (int i = 0; i < lookups.length && null != lookups[i]; i++)
        {
            final Lookup lookup = lookups[i];
            if (lookup.isAbout(buffer, answer.targetOffset) && lookup.onAnswer(link, buffer, answer, nowNs))
            {
                if (!endIfOver(lookup, nowNs))
                {
                    look(i, nowNs);
                }
                return true;
            }
        }
        return false;
    }

    void onLinkUp(final Link link, final long nowNs)
    {
        for (int i = 0; i < lookups.length && null != lookups[i]; i++)
        {
            if (lookups[i].isActive())
            {
                lookups[i].onLinkUp(link, nowNs);
                look(i, nowNs);
            }
        }
    }

    void onLinkGone(final Link link, final boolean onPurpose, final long nowNs)
    {
        for (int i = 0; i < lookups.length && null != lookups[i]; i++)
        {
            if (lookups[i].isActive())
            {
                lookups[i].onLinkGone(link, onPurpose, nowNs);
                look(i, nowNs);
            }
        }
    }

    void onTimer(final int timerId, final long nowNs)
    {
        final Lookup lookup = lookups[timerId - firstTimerId];
        if (lookup.isOpen())
        {
            lookup.onTick(nowNs);
            if (!endIfOver(lookup, nowNs))
            {
                timers.schedule(timerId, Math.min(nowNs + TICK_NS, lookup.lookNs()));
            }
        }
    }

    /** The node closes: whoever waits is told. */
    void onClose(final long nowNs)
    {
        for (int i = 0; i < lookups.length && null != lookups[i]; i++)
        {
            if (lookups[i].isOpen() && FIND == lookups[i].purpose)
            {
                end(lookups[i], FindCodes.CLOSED, nowNs);
            }
        }
    }

    void inspect(final Inspector inspector)
    {
        for (int i = 0; i < lookups.length && null != lookups[i]; i++)
        {
            if (lookups[i].isOpen())
            {
                inspector.agree("timer of a look-up", timers.deadlineNs(firstTimerId + i) < Long.MAX_VALUE ? 1 : 0, 1);
                inspector.pending("look-up", lookups[i].deadlineNs + TICK_NS);
                lookups[i].inspect(inspector, TICK_NS);
            }
        }
    }

    private boolean begin(
        final int purpose,
        final long correlationId,
        final DirectBuffer key,
        final int keyOffset,
        final int nearest,
        final int sampleOrZero,
        final long nowNs)
    {
        final int index = free();
        if (index < 0)
        {
            return false;
        }
        open(index, purpose, correlationId, nowNs);
        lookups[index].begin(key, keyOffset, nearest, sampleOrZero, nowNs);
        look(index, nowNs);
        return true;
    }

    private void open(final int index, final int purpose, final long correlationId, final long nowNs)
    {
        assert !lookups[index].isOpen() : "a look-up is begun when its last one has ended";
        lookups[index].purpose = purpose;
        lookups[index].seeker = null;
        lookups[index].correlationId = correlationId;
        lookups[index].deadlineNs = nowNs + TIMEOUT_NS;
        timers.schedule(firstTimerId + index, nowNs + TICK_NS);
    }

    /** What the look-up waits for may have changed. Not ended at once: no event comes from within what caused it. */
    private void look(final int index, final long nowNs)
    {
        final Lookup lookup = lookups[index];
        final int timerId = firstTimerId + index;
        timers.schedule(timerId, lookup.isActive() ? Math.min(timers.deadlineNs(timerId), lookup.lookNs()) : nowNs);
    }

    private int free()
    {
        for (int i = 0; i < lookups.length; i++)
        {
            if (null == lookups[i])
            {
                lookups[i] = new Lookup(settings, near, messages, contacts, dialer, patience);
            }
            if (!lookups[i].isOpen())
            {
                return i;
            }
        }
        return -1;
    }

    private boolean endIfOver(final Lookup lookup, final long nowNs)
    {
        if (!lookup.isActive())
        {
            end(lookup, FindCodes.OK, nowNs);
        }
        else if (lookup.deadlineNs - nowNs <= 0)
        {
            end(lookup, FindCodes.TIMEOUT, nowNs);
        }
        return !lookup.isOpen();
    }

    /** The look-up is free again before anybody is told, who may want to begin the next one. */
    private void end(final Lookup lookup, final int code, final long nowNs)
    {
        assert lookup.isOpen() : "a look-up ends once";
        if (lookup.purpose == SEEK)
        {
            final int seen = lookup.findings().copyTo(found(), 0);
            final int closest = lookup.findings().countClosest();
            final int named = lookup.findings().countNamed();
            lookup.end(nowNs);
            lookup.seeker.onFound(lookup.token, found(), seen, closest, named, nowNs);
            return;
        }
        if (lookup.purpose != FIND)
        {
            lookup.end(nowNs);
            endHandler.onLookupEnd(lookup.purpose, nowNs);
            return;
        }
        // Where time ran out those that have answered are the best there is.
        final int count = code == FindCodes.CLOSED ? 0 : lookup.findings().copyTo(found(), FindAnswer.CONTACTS_OFFSET);
        final int hops = lookup.findings().hops();
        lookup.end(nowNs);
        if (count > 0)
        {
            FindAnswer.putHeader(found, hops, lookup.questions());
            events.onAnswer(
                Commands.FIND, lookup.correlationId, FindCodes.OK, found, 0,
                FindAnswer.CONTACTS_OFFSET + count * FoundContact.length(addressLength));
        }
        else
        {
            refuse(lookup.correlationId, code == FindCodes.OK ? FindCodes.NO_ANSWER : code);
        }
    }

    private UnsafeBuffer found()
    {
        if (null == found)
        {
            final int most = contactsWanted * FoundContact.length(addressLength);
            found = new UnsafeBuffer(new byte[FindAnswer.CONTACTS_OFFSET + most]);
        }
        return found;
    }

    private void refuse(final long correlationId, final int code)
    {
        events.onAnswer(Commands.FIND, correlationId, code, found, 0, 0);
    }
}
