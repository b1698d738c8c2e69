package io.hopwire.component.payload;

import io.hopwire.delivery.AnswerTimes;
import io.hopwire.delivery.RequestTable;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.NeighbourIndex;
import io.hopwire.link.NodeSearch;
import io.hopwire.routing.RoutingSettings;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.FoundContact;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.spi.WhisperAnswer;
import io.hopwire.spi.WhisperCodes;
import io.hopwire.spi.WhisperCommand;
import org.agrona.DirectBuffer;

import java.util.Arrays;

/**
 * Our own WHISPERs. Each goes the specification's way: by a link to its key; else, where the address of the key is
 * known, by one that is opened; else, where the bucket that the key belongs to is full, sealed to the neighbour closest
 * to it, and to the next one where that knows no way or is silent; else the key is looked up, and dialled, or the
 * message is handed, sealed, to those found closest to it.
 * <pre>
 *   CHOOSING ──► ASKING     a neighbour has it ──────► acknowledged, by whichever neighbour: the end
 *      ▲  │        │ no way, or silent
 *      │  ├──► SEALING, DIALLING, SEARCHING ──┐
 *      └──┴────────┴─────────────────────────-┘        nobody is left, or time is up: the end
 * </pre>
 * One step of one message at a time, so that what one input causes is bounded. Costs no memory until the first. Not
 * thread-safe.
 */
final class OwnWhispers implements RequestTable.Handler, NodeSearch.Seeker
{
    private static final int REQUEST_TIMER = 0;
    private static final int STEP_TIMER = 1;
    private static final int MAX_AGAIN = 8;
    private static final int MAX_REFUSALS = 8;
    private static final int FOUND_DIALS = 2;
    private static final long SOON_NS = 1_000_000L;

    private final Settings settings;
    private final Ways ways;
    private final LinkTable links;
    private final WhisperWriter writer;
    private final Hearing hearing;
    private final Counters counters;
    private final Timers timers;
    private final WhisperDialer dialer;
    private final int mostNeighbours;
    private final boolean isAlwaysSealed;
    private final WhisperAnswer answer = new WhisperAnswer();
    private OwnWhisper[] all;
    private RequestTable requests;
    private int open;

    OwnWhispers(final Settings settings, final Ways ways, final BoxRequests boxes, final Hearing hearing)
    {
        this.settings = settings;
        this.ways = ways;
        writer = new WhisperWriter(ways, boxes);
        this.hearing = hearing;
        links = ways.links();
        counters = ways.services().counters();
        timers = ways.services().timers().register(this::onTimer);
        dialer = new WhisperDialer(ways);
        mostNeighbours = settings.get(WhisperSettings.NEIGHBOURS);
        isAlwaysSealed = ways.sizes().isSealed();
    }

    /**
     * Begin with a message. Whoever asked for it is answered once.
     */
    void begin(final WhisperCommand command, final long nowNs)
    {
        final int code = writer.check(command);
        final OwnWhisper whisper = WhisperCodes.OK == code ? free() : null;
        if (null == whisper)
        {
            tell(command.correlationId(), WhisperCodes.OK == code ? WhisperCodes.BACK_PRESSURED : code, 0, 0, 0);
            return;
        }
        final long number = hearing.nextNumber(nowNs);
        hearing.made(number);
        final long timeoutNs =
            command.timeoutNs() > 0 ? command.timeoutNs() : settings.get(WhisperSettings.TIMEOUT);
        whisper.begin(command, number, nowNs + timeoutNs, mostNeighbours);
        writer.write(whisper, command);
        open++;
        choose(whisper, nowNs);
        schedule();
    }

    /**
     * Somebody has answered.
     *
     * @return false where it is about none of ours.
     */
    boolean onAnswer(
        final Link link,
        final boolean isAck,
        final WhisperMessage.Answer said,
        final DirectBuffer buffer,
        final long nowNs)
    {
        final OwnWhisper whisper = find(buffer, said.hashOffset);
        if (null == whisper)
        {
            return false;
        }
        if (!isAck)
        {
            return onNack(whisper, link, said.reason, nowNs);
        }
        if (whisper.isSecret(buffer, said.secretOffset))
        {
            counters.increment(SystemCounter.WHISPERS_ACKNOWLEDGED);
            end(whisper, WhisperCodes.OK, nowNs);
        }
        else
        {
            counters.reject(RejectCode.WHISPER_FALSE_ACK);
        }
        return true;
    }

    /** The worker has sealed one, or can not. */
    void onSealed(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final OwnWhisper whisper = all[WhisperWriter.placeOf(buffer, offset)];
        if (OwnWhisper.SEALING != whisper.state || !WhisperWriter.isAbout(whisper, buffer, offset))
        {
            return;
        }
        // Where no box can be made for its key it can still go by a link of its own.
        whisper.isUnsealable = !writer.sealed(whisper, buffer, offset, length);
        choose(whisper, nowNs);
        schedule();
    }

    void onLinkUp(final Link link, final long nowNs)
    {
        for (int i = 0; open > 0 && i < all.length; i++)
        {
            if (OwnWhisper.DIALLING == all[i].state && (!all[i].waitsForKey ||
                ways.own().space().same(all[i].to, 0, link.identity(), Link.ADDRESS_OFFSET)))
            {
                all[i].dueNs = nowNs;
            }
        }
        schedule();
    }

    void onLinkDown(final Link link, final long nowNs)
    {
        for (int i = 0; open > 0 && i < all.length; i++)
        {
            if (OwnWhisper.ASKING == all[i].state && all[i].linkId == link.id())
            {
                requests.endAll(i);
                all[i].isUncertain = true;
                chooseSoon(all[i], nowNs);
            }
        }
        schedule();
    }

    @Override
    public void onAgain(final long id, final int owner, final int item, final long nowNs)
    {
        all[owner].isUncertain = true;
        final Link link = links.get(all[owner].linkId);
        if (null != link && link.isUp())
        {
            send(all[owner], link, nowNs);
        }
    }

    @Override
    public void onSilence(final int owner, final int item, final long nowNs)
    {
        all[owner].isUncertain = true;
        all[owner].tried(all[owner].linkId);
        chooseSoon(all[owner], nowNs);
        schedule();
    }

    @Override
    public boolean ask(final int token, final Link link, final long nowNs)
    {
        return false;
    }

    @Override
    public void onFound(
        final int token,
        final DirectBuffer contacts,
        final int count,
        final int closest,
        final int named,
        final long nowNs)
    {
        final OwnWhisper whisper = all[token];
        if (OwnWhisper.SEARCHING != whisper.state)
        {
            return;
        }
        whisper.searched(mostNeighbours);
        chooseSoon(whisper, nowNs);
        int dials = 0;
        for (int i = 0; i < count && dials < FOUND_DIALS; i++)
        {
            final int offset = i * FoundContact.length(whisper.to.capacity());
            final int keyOffset = offset + FoundContact.KEY_OFFSET;
            if (null == links.byKey(contacts, keyOffset))
            {
                ways.search().dial(contacts, offset, nowNs);
                whisper.waitsForKey = ways.own().space().same(contacts, keyOffset, whisper.to, 0);
                dials = whisper.waitsForKey ? FOUND_DIALS : dials + 1;
                if (null != links.anyByKey(contacts, keyOffset))
                {
                    await(whisper, OwnWhisper.DIALLING, nowNs + settings.get(WhisperSettings.DIAL));
                }
            }
        }
        schedule();
    }

    /** The node ends: whoever waits is told how far it came. */
    void onClose(final long nowNs)
    {
        for (int i = 0; open > 0 && i < all.length; i++)
        {
            if (all[i].isOpen())
            {
                all[i].isUncertain = true;
                end(all[i], outcome(all[i]), nowNs);
            }
        }
    }

    void inspect(final Inspector inspector)
    {
        for (int i = 0; open > 0 && i < all.length; i++)
        {
            if (all[i].isOpen())
            {
                inspector.pending("whisper", all[i].deadlineNs);
                inspector.agree(
                    "timer of whispers", timers.deadlineNs(STEP_TIMER) <= all[i].dueNs ? 1 : 0, 1);
            }
        }
        if (null != requests)
        {
            requests.inspect(inspector);
        }
    }

    private boolean onNack(final OwnWhisper whisper, final Link link, final int reason, final long nowNs)
    {
        if (OwnWhisper.ASKING != whisper.state || whisper.linkId != link.id() ||
            !requests.onAnswer(whisper.requestId, link.id(), nowNs))
        {
            return false;
        }
        if (ways.own().space().same(whisper.to, 0, link.identity(), Link.ADDRESS_OFFSET))
        {
            end(whisper, outcome(whisper), nowNs);
            return true;
        }
        if (WhisperMessage.AGAIN != reason || whisper.again++ >= MAX_AGAIN)
        {
            whisper.tried(link.id());
        }
        chooseSoon(whisper, nowNs);
        schedule();
        return true;
    }

    private void onTimer(final int timerId, final long nowNs)
    {
        if (REQUEST_TIMER == timerId)
        {
            requests.onTimer(nowNs);
            return;
        }
        OwnWhisper first = null;
        for (int i = 0; open > 0 && i < all.length; i++)
        {
            if (all[i].isOpen() && all[i].dueNs - nowNs <= 0 && (null == first || all[i].dueNs < first.dueNs))
            {
                first = all[i];
            }
        }
        if (null != first)
        {
            step(first, nowNs);
        }
        schedule();
    }

    private void step(final OwnWhisper whisper, final long nowNs)
    {
        if (whisper.deadlineNs - nowNs <= 0)
        {
            whisper.isUncertain = true;
            end(whisper, outcome(whisper), nowNs);
        }
        else if (OwnWhisper.SEALING == whisper.state)
        {
            seal(whisper, nowNs);
        }
        else
        {
            choose(whisper, nowNs);
        }
    }

    private void choose(final OwnWhisper whisper, final long nowNs)
    {
        final Link direct = isAlwaysSealed && whisper.isUnsealable ? null : links.byKey(whisper.to, 0);
        if (null != direct && !carries(whisper, direct, isAlwaysSealed))
        {
            if (!awaitRoom(whisper, nowNs))
            {
                end(whisper, outcome(whisper), nowNs);
            }
        }
        else if (null != direct)
        {
            final int manner = whisper.isSearched ? WhisperCommand.ITERATIVE : WhisperCommand.DIRECT;
            hand(whisper, direct, isAlwaysSealed, manner, nowNs);
        }
        else if (!dial(whisper, nowNs) && !(mayPassOn(whisper) && handToNeighbour(whisper, nowNs)) &&
            !lookUp(whisper, nowNs))
        {
            end(whisper, outcome(whisper), nowNs);
        }
    }

    /** There is a link, which does not carry so much: a path that is new has not shown yet what it does. */
    private boolean awaitRoom(final OwnWhisper whisper, final long nowNs)
    {
        whisper.isTooLong = true;
        if (whisper.refusals++ < MAX_REFUSALS)
        {
            await(whisper, OwnWhisper.CHOOSING, nowNs + settings.get(WhisperSettings.AGAIN));
            return true;
        }
        return false;
    }

    private boolean carries(final OwnWhisper whisper, final Link link, final boolean isSealed)
    {
        return ways.sizes().carries(
            link, isSealed ? ways.sizes().sealed(whisper.plainLength) : whisper.plainLength);
    }

    private boolean dial(final OwnWhisper whisper, final long nowNs)
    {
        if (whisper.isDialled || WhisperCommand.RECURSIVE == whisper.manner)
        {
            return false;
        }
        final int dialled = dialer.dial(whisper.toId, 0, nowNs);
        if (WhisperDialer.DIALLED == dialled)
        {
            whisper.isDialled = true;
            whisper.waitsForKey = true;
            await(whisper, OwnWhisper.DIALLING, nowNs + settings.get(WhisperSettings.DIAL));
            return true;
        }
        if (WhisperDialer.REFUSED == dialled && WhisperCommand.DIRECT == whisper.manner &&
            whisper.refusals++ < MAX_REFUSALS)
        {
            // Of many at one moment only a few are dialled.
            await(whisper, OwnWhisper.CHOOSING, nowNs + settings.get(WhisperSettings.AGAIN));
            return true;
        }
        return false;
    }

    /** The specification has the recursive manner where k-buckets are filled: here the one that the key belongs to. */
    private boolean mayPassOn(final OwnWhisper whisper)
    {
        return !whisper.isUnsealable && switch (whisper.manner)
        {
            case WhisperCommand.DIRECT -> false;
            case WhisperCommand.RECURSIVE -> true;
            case WhisperCommand.ITERATIVE -> whisper.isSearched;
            default -> whisper.isSearched || ways.table().bucketSize(ways.table().bucketOf(whisper.toId, 0)) >=
                settings.get(RoutingSettings.BUCKET_SIZE);
        };
    }

    private boolean handToNeighbour(final OwnWhisper whisper, final long nowNs)
    {
        while (whisper.mayTry())
        {
            final int closest = links.relays().closest(whisper.toId, 0, whisper);
            if (NeighbourIndex.NONE == closest)
            {
                return false;
            }
            if (carries(whisper, links.get(closest), true))
            {
                hand(whisper, links.get(closest), true, WhisperCommand.RECURSIVE, nowNs);
                return true;
            }
            if (awaitRoom(whisper, nowNs))
            {
                return true;
            }
            whisper.tried(closest);
        }
        return false;
    }

    private boolean lookUp(final OwnWhisper whisper, final long nowNs)
    {
        final boolean mayLookUp = !whisper.isSearched &&
            (WhisperCommand.ANY == whisper.manner || WhisperCommand.ITERATIVE == whisper.manner);
        if (!mayLookUp || 0 == links.upCount())
        {
            return false;
        }
        final boolean isBegun = ways.search().begin(this, whisper.index, whisper.to, 0, nowNs);
        whisper.isSearched = isBegun;
        await(whisper, isBegun ? OwnWhisper.SEARCHING : OwnWhisper.CHOOSING,
            isBegun ? whisper.deadlineNs : nowNs + settings.get(WhisperSettings.AGAIN));
        return true;
    }

    private void hand(
        final OwnWhisper whisper, final Link link, final boolean isSealed, final int manner, final long nowNs)
    {
        if (isSealed && 0 == whisper.sealedLength)
        {
            seal(whisper, nowNs);
            return;
        }
        whisper.neighbours += whisper.linkId == link.id() ? 0 : 1;
        whisper.linkId = link.id();
        whisper.isSealedSent = isSealed;
        whisper.wentBy = manner;
        whisper.requestId = requests.begin(whisper.index, 0, link.id(), nowNs);
        assert RequestTable.FULL != whisper.requestId : "each has one request at most";
        await(whisper, OwnWhisper.ASKING, whisper.deadlineNs);
        counters.increment(SystemCounter.WHISPERS_SENT);
        send(whisper, link, nowNs);
    }

    private void send(final OwnWhisper whisper, final Link link, final long nowNs)
    {
        ways.messages().add(
            link,
            whisper.isSealedSent ? whisper.sealed : whisper.plain,
            0,
            whisper.isSealedSent ? whisper.sealedLength : whisper.plainLength,
            nowNs);
    }

    private void seal(final OwnWhisper whisper, final long nowNs)
    {
        final boolean isAsked = writer.seal(whisper, nowNs);
        await(whisper, OwnWhisper.SEALING, isAsked ? whisper.deadlineNs : nowNs + SOON_NS);
    }

    private static void chooseSoon(final OwnWhisper whisper, final long nowNs)
    {
        await(whisper, OwnWhisper.CHOOSING, nowNs);
    }

    private static void await(final OwnWhisper whisper, final int state, final long dueNs)
    {
        whisper.state = state;
        whisper.dueNs = Math.min(dueNs, whisper.deadlineNs);
    }

    private static int outcome(final OwnWhisper whisper)
    {
        return 0 == whisper.wentBy ? whisper.isTooLong ? WhisperCodes.TOO_LONG :
            whisper.isUnsealable ? WhisperCodes.BAD_KEY : WhisperCodes.UNREACHED :
            whisper.isUncertain ? WhisperCodes.UNKNOWN : WhisperCodes.NO_WAY;
    }

    private void end(final OwnWhisper whisper, final int code, final long nowNs)
    {
        if (OwnWhisper.SEARCHING == whisper.state)
        {
            ways.search().stop(this, whisper.index, nowNs);
        }
        requests.endAll(whisper.index);
        whisper.state = OwnWhisper.FREE;
        open--;
        tell(whisper.correlationId, code, whisper.number, whisper.wentBy, whisper.neighbours);
    }

    private void tell(
        final long correlationId, final int code, final long number, final int manner, final int neighbours)
    {
        answer.put(number, manner, neighbours);
        ways.services().events().onAnswer(
            Commands.WHISPER, correlationId, code, answer.buffer(), 0, WhisperAnswer.LENGTH);
    }

    private OwnWhisper find(final DirectBuffer buffer, final int hashOffset)
    {
        for (int i = 0; open > 0 && i < all.length; i++)
        {
            if (all[i].isOpen() && all[i].isMessage(buffer, hashOffset))
            {
                return all[i];
            }
        }
        return null;
    }

    private OwnWhisper free()
    {
        if (null == all)
        {
            final int count = settings.get(WhisperSettings.AT_A_TIME);
            all = new OwnWhisper[count];
            Arrays.setAll(all, (i) -> new OwnWhisper(i, ways.own().space().length(), ways.sizes().longest()));
            requests = new RequestTable(
                count,
                settings.get(WhisperSettings.TRIES),
                new AnswerTimes(settings.get(WhisperSettings.AGAIN)),
                settings.get(WhisperSettings.LONGEST),
                this,
                timers,
                REQUEST_TIMER);
        }
        for (final OwnWhisper whisper : all)
        {
            if (!whisper.isOpen())
            {
                return whisper;
            }
        }
        return null;
    }

    private void schedule()
    {
        long dueNs = Long.MAX_VALUE;
        for (int i = 0; open > 0 && i < all.length; i++)
        {
            dueNs = all[i].isOpen() ? Math.min(dueNs, all[i].dueNs) : dueNs;
        }
        if (Long.MAX_VALUE != dueNs)
        {
            timers.schedule(STEP_TIMER, dueNs);
        }
    }
}
