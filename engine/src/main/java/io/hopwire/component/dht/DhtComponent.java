package io.hopwire.component.dht;

import io.hopwire.link.Link;
import io.hopwire.link.Part;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.StoreCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackType;
import org.agrona.DirectBuffer;

/**
 * The network's table of values: FIND_VALUE and STORE of seed 004. A key's record is kept by the k nodes closest to it,
 * and what it is they decide by majority, a register of CASPaxos for each key: see {@link Change} for what changes it,
 * {@link Holder} for who votes, {@link Republisher} for what happens while nodes come and go.
 * <p>
 * <b>What it promises.</b> As long as any two majorities of those who are taken for the k closest have a node in
 * common, changes of a key happen one after the other: a change by version is made once, of two who want a lock one
 * gets it, tokens of locks only grow, and a reading of a majority sees every change that was told as made before. With
 * k = 20 and majorities of 11 that is so while not more than one of the k differs between two that decide; each time a
 * record is stored again it is so anew, for whoever is closest then.
 * <p>
 * <b>What not.</b> Where the network is split for longer than it takes to forget nodes, or some pairs of nodes can not
 * speak to each other at all, each part has k closest nodes of its own, and each decides for itself; when it is whole
 * again the later ballot wins, and what the other part has decided is lost. {@link DhtSettings#QUORUM} fixed at more
 * than half of k makes the smaller part refuse instead, where it has fewer nodes than that. Who has crashed and come
 * back without its records has forgotten its promises; with a {@link DiskStore} it has not. A lock is a lease by the
 * clocks of those who take it: what it protects should look at its token. Nobody is kept from changing a record that
 * is not signed by anything but the good will of the k closest nodes.
 * <p>
 * <b>Signed records.</b> A record that its owner has signed is changed by nobody else: each of those who keep it
 * refuses what the same owner has not signed, and what he has signed before it, until it is out of date; and who reads
 * looks at the signature, so that a liar among those who keep it can not serve what the owner never stored. He can
 * serve what the owner stored earlier: a reading of a majority finds the last one as long as a majority of the k
 * closest keeps to this. Of a key that is free, whoever signs first is the owner; a reader who wants a certain one
 * names him. What was not decided in time ({@link DhtCodes#UNCERTAIN}) anybody may finish, until its owner has stored
 * something later. What none keeps any more, because it is out of date or all who had it are gone, nobody is kept from
 * changing either.
 * <p>
 * Not thread-safe; driven by the core.
 */
public final class DhtComponent implements Part
{
    private static final int REQUEST_TIMER = 0;
    private static final int REPUBLISH_TIMER = 1;
    private static final int HELD_TIMER = 4;
    private static final int FIRST_TIMER = 5;
    private static final long MAX_HOLD_S = Integer.MAX_VALUE;

    private final Neighbours near;
    private final Counters counters;
    private final int addressLength;
    private final int maxKey;
    private final Place place;
    private final DhtMessages messages;
    private final Holder holder;
    private final Settings settings;
    private final Timers timers;
    private final Voter voter;
    /** None before the first command. */
    private Changes changes;
    /** None before the first command. */
    private Readings readings;
    /** None before something is kept. */
    private Republisher republisher;
    private final StoreCommand command = new StoreCommand();
    private final Question question = new Question();
    private final Record record = new Record();
    private final Signatures signatures;
    private final Signatures.Check check = new Signatures.Check();

    /**
     * For one node.
     *
     * @param settings {@link DhtSettings}.
     * @param near     where it works.
     * @param store    where it keeps what others store.
     */
    public DhtComponent(final Settings settings, final Neighbours near, final RecordStore store)
    {
        this.settings = settings;
        this.near = near;
        counters = near.services().counters();
        addressLength = near.own().space().length();
        maxKey = settings.get(DhtSettings.MAX_KEY);
        place = new Place(near.own().space());
        messages = new DhtMessages(near.own(), near.batch());
        holder = new Holder(settings, near.own(), store, near.services().entropy(), counters);
        signatures = new Signatures(settings, near.services(), new Place(near.own().space()), this::onChecked);
        voter = new Voter(
            holder, signatures, settings.get(DhtSettings.MAX_HELD), messages, near.links(), counters, this::onKept);
        timers = near.services().timers().register(this::onTimer);
    }

    /**
     * Most bytes of key and value together.
     *
     * @param ofAddress bytes of an address.
     * @return bytes, of the value as one of msgpack.
     */
    public static int maxLength(final int ofAddress)
    {
        return DhtMessages.maxRecordLength(ofAddress) - Record.MAX_METADATA;
    }

    @Override
    public boolean onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (Commands.STORE != type && Commands.FIND_VALUE != type)
        {
            return false;
        }
        if (null == changes)
        {
            final int firstOfReadings = FIRST_TIMER + settings.get(DhtSettings.MAX_CHANGES);
            changes = new Changes(settings, near, messages, place, voter, timers, REQUEST_TIMER, FIRST_TIMER);
            readings = new Readings(settings, near, messages, place, holder, signatures, timers, firstOfReadings);
        }
        command.wrap(buffer, offset, length);
        final boolean isReading = command.kind() == StoreCommand.READ || command.kind() == StoreCommand.READ_ANY;
        final int code = isReading == (Commands.FIND_VALUE == type) ? changes.check(command) : DhtCodes.MALFORMED;
        if (DhtCodes.OK != code)
        {
            changes.refuse(type, command, code);
        }
        else if (StoreCommand.READ_ANY == command.kind())
        {
            readings.begin(type, command, nowNs);
        }
        else
        {
            changes.begin(type, command, nowNs);
        }
        return true;
    }

    @Override
    public void onLinkUp(final Link link, final long nowNs)
    {
        if (null != changes)
        {
            changes.onLinkUp(link, nowNs);
        }
        if (null == republisher && holder.store().size() > 0)
        {
            onKept(nowNs);
        }
        if (null != republisher)
        {
            republisher.onLinkUp(link, nowNs);
        }
    }

    @Override
    public boolean gathers()
    {
        return holder.store().isSlow();
    }

    /**
     * {@inheritDoc}
     * <p>
     * Looks whether something lasts by now; it is told when the timer fires, as any other input.
     */
    @Override
    public boolean flush(final long nowNs)
    {
        if (voter.hasNews())
        {
            timers.schedule(HELD_TIMER, nowNs);
        }
        return false;
    }

    /**
     * FIND_VALUE came; see {@link io.hopwire.link.MessageOwner}.
     *
     * @param link     it came by.
     * @param buffer   holds the message.
     * @param toOffset first byte of our key.
     * @param payload  of the message.
     * @param nowNs    time of the duty cycle.
     */
    public void onFindValue(
        final Link link, final DirectBuffer buffer, final int toOffset, final MsgPackDecoder payload, final long nowNs)
    {
        final int fields = payload.readArrayHeader();
        final boolean isPromise = DhtMessages.PROMISE_FIELDS == fields;
        if (DhtMessages.FIND_FIELDS != fields && !isPromise ||
            !question.readKey(payload, buffer, place, addressLength, maxKey))
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        question.id = payload.readLong();
        if (isPromise && !question.readBallot(payload) || !payload.isComplete())
        {
            counters.reject(RejectCode.PAYLOAD);
        }
        else if (isPromise)
        {
            voter.promise(link.id(), question, nameOf(link), nowNs);
        }
        else
        {
            onReading(link, buffer, nowNs);
        }
    }

    private void onReading(final Link link, final DirectBuffer buffer, final long nowNs)
    {
        final RecordEntry entry = holder.find(buffer, question.addressOffset, nowNs);
        if (null == entry)
        {
            near.search().nameClosest(link, buffer, question.addressOffset, nowNs);
        }
        else
        {
            counters.increment(SystemCounter.DHT_VALUES_FOUND);
            messages.value(link, entry, question.id, nowNs);
        }
    }

    /** A record is signed, or its signature was checked. */
    private void onChecked(
        final Signatures.Check of,
        final Question about,
        final Record what,
        final boolean isGood,
        final long nowNs)
    {
        switch (of.purpose)
        {
            case Signatures.STORE -> voter.onChecked(of, about, what, isGood, nowNs);
            case Signatures.READING -> readings.onChecked(of, about, what, isGood, nowNs);
            case Signatures.FOUND -> changes.onFoundChecked(about.id, isGood, nowNs);
            default -> changes.onSigned(about.id, what, nowNs);
        }
    }

    /** Something is kept, and has to be looked after. */
    private void onKept(final long nowNs)
    {
        if (null == republisher)
        {
            republisher = new Republisher(settings, near, messages, holder, timers, REPUBLISH_TIMER);
            republisher.start(nowNs);
        }
    }

    /**
     * STORE came; see {@link io.hopwire.link.MessageOwner}.
     *
     * @param link     it came by.
     * @param buffer   holds the message.
     * @param toOffset first byte of our key.
     * @param payload  of the message.
     * @param nowNs    time of the duty cycle.
     */
    public void onStore(
        final Link link, final DirectBuffer buffer, final int toOffset, final MsgPackDecoder payload, final long nowNs)
    {
        final int fields = payload.readArrayHeader();
        final boolean isCopy = DhtMessages.COPY_FIELDS == fields;
        if (DhtMessages.STORE_FIELDS != fields && !isCopy ||
            !question.readKey(payload, buffer, place, addressLength, maxKey) || !record.read(payload, buffer))
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        question.id = payload.readLong();
        final boolean isBallot = question.readBallot(payload);
        final long holdS = isCopy ? payload.readLong() : 0;
        if (isBallot == isCopy || !payload.isComplete() || holdS < 0 || holdS > MAX_HOLD_S)
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        check.of(Signatures.STORE, link.id(), nameOf(link));
        check.isCopy = isCopy;
        check.holdS = holdS;
        voter.ask(question, record, check, nowNs);
    }

    /**
     * The answer to FIND_VALUE came; see {@link io.hopwire.link.AnswerOwner}.
     *
     * @param link    it came by.
     * @param isAck   whether it is an ACK.
     * @param payload behind the operation.
     * @param fields  of the payload's array.
     * @param buffer  that the payload lies in.
     * @param nowNs   time of the duty cycle.
     */
    public void onFindValueAnswer(
        final Link link,
        final boolean isAck,
        final MsgPackDecoder payload,
        final int fields,
        final DirectBuffer buffer,
        final long nowNs)
    {
        if (!isAck)
        {
            onRefused(link, payload, fields, nowNs);
            return;
        }
        if (DhtMessages.PROMISED_FIELDS == fields)
        {
            onPromised(link, payload, buffer, nowNs);
        }
        else if (DhtMessages.VALUE_FIELDS == fields || DhtMessages.COPY_VALUE_FIELDS == fields)
        {
            onValue(link, payload, DhtMessages.COPY_VALUE_FIELDS == fields, buffer, nowNs);
        }
        else
        {
            counters.reject(RejectCode.PAYLOAD);
        }
    }

    private void onValue(
        final Link link,
        final MsgPackDecoder payload,
        final boolean isCopy,
        final DirectBuffer buffer,
        final long nowNs)
    {
        final int keyLength = payload.readBinary();
        final int keyOffset = payload.valueOffset();
        final boolean isRecord = keyLength > 0 && record.read(payload, buffer);
        final long id = payload.readLong();
        final long holdS = isCopy ? payload.readLong() : 0;
        if (!isRecord || !payload.isComplete() || holdS < 0)
        {
            counters.reject(RejectCode.PAYLOAD);
        }
        else if (null == readings || !readings.isAwaited(id, buffer, keyOffset, keyLength))
        {
            counters.increment(SystemCounter.DHT_LATE_ANSWERS);
        }
        else if (!readings.isAsked(id, link))
        {
            counters.reject(RejectCode.DHT_NOT_ASKED);
        }
        else
        {
            check.of(Signatures.READING, link.id(), nameOf(link));
            check.isCopy = isCopy;
            count(readings.onValue(id, record, check, nowNs));
        }
    }

    private void onPromised(
        final Link link, final MsgPackDecoder payload, final DirectBuffer buffer, final long nowNs)
    {
        payload.readBinary();
        final boolean isNone = skipNothing(payload, buffer);
        final boolean isRecord = isNone || record.read(payload, buffer);
        final long id = payload.readLong();
        final long counter = payload.readLong();
        final long node = payload.readLong();
        if (!isRecord || !payload.isComplete() || counter < 0 || isNone != (0 == counter && 0 == node))
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        final boolean isAwaited = isOfChange(id, link, nowNs);
        if (isAwaited)
        {
            changes.onPromised(
                changes.requests().owner(), changes.requests().item(), isNone ? null : record, counter, node, nowNs);
        }
        else
        {
            refuse(id);
        }
    }

    /**
     * The answer to STORE came; see {@link io.hopwire.link.AnswerOwner}.
     *
     * @param link    it came by.
     * @param isAck   whether it is an ACK.
     * @param payload behind the operation.
     * @param fields  of the payload's array.
     * @param buffer  that the payload lies in.
     * @param nowNs   time of the duty cycle.
     */
    public void onStoreAnswer(
        final Link link,
        final boolean isAck,
        final MsgPackDecoder payload,
        final int fields,
        final DirectBuffer buffer,
        final long nowNs)
    {
        if (!isAck)
        {
            onRefused(link, payload, fields, nowNs);
            return;
        }
        payload.readBinary();
        final long id = payload.readLong();
        if (DhtMessages.STORED_FIELDS != fields || !payload.isComplete())
        {
            counters.reject(RejectCode.PAYLOAD);
        }
        else if (Question.NO_ID != id)
        {
            final boolean isAwaited = isOfChange(id, link, nowNs);
            if (isAwaited)
            {
                changes.onStored(changes.requests().owner(), changes.requests().item(), nowNs);
            }
            else if (!isOfRepublisher(id, link, nowNs))
            {
                refuse(id);
            }
        }
    }

    private void onRefused(final Link link, final MsgPackDecoder payload, final int fields, final long nowNs)
    {
        payload.readBinary();
        final long id = payload.readLong();
        final long reason = payload.readLong();
        final long counter = payload.readLong();
        payload.readLong();
        if (DhtMessages.REFUSED_FIELDS != fields || !payload.isComplete() || reason < 1 || reason > Refusal.MAX)
        {
            counters.reject(RejectCode.PAYLOAD);
        }
        else if (Question.NO_ID != id)
        {
            final boolean isAwaited = isOfChange(id, link, nowNs);
            if (isAwaited)
            {
                changes.onRefused(
                    changes.requests().owner(), changes.requests().item(), (int)reason, counter, nowNs);
            }
            else if (!isOfRepublisher(id, link, nowNs))
            {
                refuse(id);
            }
        }
    }

    /** Late answers, behind a majority, are usual: they are counted by themselves. */
    private void count(final boolean isAwaited)
    {
        if (!isAwaited)
        {
            counters.increment(SystemCounter.DHT_LATE_ANSWERS);
        }
    }

    /** An answer that is not taken: it is late, or it is awaited of somebody else. */
    private void refuse(final long id)
    {
        final boolean isOfChange = 0 == (id & 1);
        final boolean isAwaited = isOfChange ?
            null != changes && changes.requests().isAwaited(id >> 1) :
            null != republisher && republisher.requests().isAwaited(id >> 1);
        if (isAwaited)
        {
            counters.reject(RejectCode.DHT_NOT_ASKED);
        }
        else
        {
            counters.increment(SystemCounter.DHT_LATE_ANSWERS);
        }
    }

    private long nameOf(final Link link)
    {
        return near.own().space().shortName(link.identity(), Link.ADDRESS_OFFSET);
    }

    private boolean isOfChange(final long id, final Link link, final long nowNs)
    {
        return null != changes && 0 == (id & 1) &&
            changes.requests().onAnswer(id >> 1, nameOf(link), nowNs);
    }

    private boolean isOfRepublisher(final long id, final Link link, final long nowNs)
    {
        final boolean isIts = null != republisher && 1 == (id & 1) &&
            republisher.requests().onAnswer(id >> 1, nameOf(link), nowNs);
        if (isIts)
        {
            republisher.onAnswer(nowNs);
        }
        return isIts;
    }

    private static boolean skipNothing(final MsgPackDecoder payload, final DirectBuffer buffer)
    {
        final int at = payload.position();
        final boolean isNone = MsgPackType.NIL == payload.peek() && payload.remaining() > 2 &&
            buffer.getByte(at + 1) == (byte)0xc0;
        return isNone && payload.readNil() && payload.readNil();
    }

    private void onTimer(final int timerId, final long nowNs)
    {
        if (REQUEST_TIMER == timerId)
        {
            changes.requests().onTimer(nowNs);
        }
        else if (HELD_TIMER == timerId)
        {
            voter.tell(nowNs);
        }
        else if (timerId < FIRST_TIMER)
        {
            republisher.onTimer(timerId, nowNs);
        }
        else if (changes.ownsTimer(timerId))
        {
            changes.onTimer(timerId, nowNs);
        }
        else if (readings.ownsTimer(timerId))
        {
            readings.onTimer(timerId, nowNs);
        }
    }

    @Override
    public boolean onClose(final long nowNs)
    {
        if (null != changes)
        {
            changes.onClose(nowNs);
            readings.onClose();
        }
        return false;
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        inspector.gauge(SystemCounter.DHT_RECORDS, holder.store().size());
        if (null != changes)
        {
            changes.inspect(inspector);
            readings.inspect(inspector);
        }
        if (null != republisher)
        {
            republisher.inspect(inspector);
        }
    }
}
