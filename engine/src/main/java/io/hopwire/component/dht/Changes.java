package io.hopwire.component.dht;

import io.hopwire.delivery.AnswerTimes;
import io.hopwire.delivery.RequestTable;
import io.hopwire.link.Link;
import io.hopwire.link.NodeSearch;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Settings;
import io.hopwire.spi.StoreCommand;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The changes of a node that are under way, and the questions that they ask. Each is made when as many are wanted for
 * the first time, and used again. Not thread-safe.
 */
final class Changes implements Change.Context, RequestTable.Handler, NodeSearch.Seeker, Voter.Itself
{
    private static final long MS_NS = 1_000_000L;
    private static final long MOST_WAIT_NS = 3_000_000_000L;

    private final Place place;
    private final Neighbours near;
    private final DhtMessages messages;
    private final Voter voter;
    private final Signatures signatures;
    private final Signatures.Check check = new Signatures.Check();
    private final Proposal proposals;
    private final RequestTable requests;
    private final Timers timers;
    private final int firstTimerId;
    private final Change[] changes;
    private final int quorum;
    private final long timeoutNs;
    private final long skewMs;
    private final int maxKey;
    private final int maxRecordLength;
    private final long ownName;
    /** Of the node's ballots: drawn, so that none is one of its life before, of which it remembers nothing. */
    private final long ballotNode;
    private final Record record = new Record();
    /** No two ballots of the node are the same, for those who vote take the second one for the first one again. */
    private long lastCounter;
    private long lastTurn;
    private long lastWork;

    Changes(
        final Settings settings,
        final Neighbours near,
        final DhtMessages messages,
        final Place place,
        final Voter voter,
        final Timers timers,
        final int requestTimerId,
        final int firstTimerId)
    {
        this.near = near;
        this.messages = messages;
        this.timers = timers;
        this.firstTimerId = firstTimerId;
        this.place = place;
        this.voter = voter;
        signatures = voter.signatures();
        voter.itself(this);
        proposals = new Proposal(settings, near.ownId());
        quorum = settings.get(DhtSettings.QUORUM);
        timeoutNs = settings.get(DhtSettings.TIMEOUT);
        skewMs = settings.get(DhtSettings.CLOCK_SKEW) / MS_NS;
        maxKey = settings.get(DhtSettings.MAX_KEY);
        maxRecordLength = DhtMessages.maxRecordLength(near.own().space().length());
        ownName = near.own().shortName();
        ballotNode = near.services().entropy().nextLong();
        changes = new Change[settings.get(DhtSettings.MAX_CHANGES)];
        requests = new RequestTable(
            settings.get(DhtSettings.MAX_REQUESTS), settings.get(DhtSettings.TRIES),
            new AnswerTimes(settings.get(DhtSettings.FIRST_WAIT)), MOST_WAIT_NS, this, timers, requestTimerId);
    }

    /** Questions of changes; an id of theirs is doubled on the wire, so that it is none of {@link Republisher}'s. */
    RequestTable requests()
    {
        return requests;
    }

    boolean ownsTimer(final int timerId)
    {
        return timerId >= firstTimerId && timerId < firstTimerId + changes.length;
    }

    /** What is wrong with a command, or {@link DhtCodes#OK}. */
    int check(final StoreCommand command)
    {
        return proposals.check(command, maxKey, maxRecordLength);
    }

    /** Begin a change, or a reading of a majority. Its answer is not told from within this call where it is begun. */
    void begin(final int type, final StoreCommand command, final long nowNs)
    {
        final Change change = near.links().upCount() > 0 ? free() : null;
        if (null == change)
        {
            refuse(type, command, near.links().upCount() > 0 ? DhtCodes.LIMIT : DhtCodes.NOT_CONNECTED);
            return;
        }
        change.command.wrap(copy(change, command), 0, command.buffer().capacity());
        change.address.putBytes(
            0, place.of(command.buffer(), StoreCommand.KEY_OFFSET, command.keyLength()), 0,
            change.address.capacity());
        change.turn = ++lastTurn;
        final long patienceNs = command.timeoutNs() > 0 ? Math.min(command.timeoutNs(), timeoutNs) : timeoutNs;
        if (!change.begin(type, nowNs + patienceNs, nowNs))
        {
            refuse(type, command, DhtCodes.LIMIT);
        }
    }

    void refuse(final int type, final StoreCommand command, final int code)
    {
        near.services().events().onAnswer(type, command.correlationId(), code, command.buffer(), 0, 0);
    }

    private static UnsafeBuffer copy(final Change change, final StoreCommand command)
    {
        change.copy.putBytes(0, command.buffer(), 0, command.buffer().capacity());
        return change.copy;
    }

    private Change free()
    {
        for (int i = 0; i < changes.length; i++)
        {
            if (null == changes[i])
            {
                changes[i] = new Change(i, this, near.own(), near.k(), maxRecordLength);
            }
            if (changes[i].isIdle())
            {
                return changes[i];
            }
        }
        for (final Change change : changes)
        {
            if (!change.isOpen())
            {
                return change;
            }
        }
        return null;
    }

    // What others answer.

    void onPromised(
        final int owner, final int item, final Record has, final long counter, final long node, final long nowNs)
    {
        if (null == has)
        {
            changes[owner].onPromised(item, nowNs);
        }
        else
        {
            changes[owner].onPromised(item, has, counter, node, nowNs);
        }
    }

    void onStored(final int owner, final int item, final long nowNs)
    {
        changes[owner].onStored(item, nowNs);
    }

    void onRefused(final int owner, final int item, final int refusal, final long promised, final long nowNs)
    {
        changes[owner].onRefused(item, refusal, promised, nowNs);
    }

    // What the node answers to itself.

    @Override
    public void onPromised(final long id, final RecordEntry entry, final long nowNs)
    {
        if (requests.onAnswer(id >> 1, ownName, nowNs))
        {
            final Record has = entry.recordLength > 0 ? record.wrap(entry.record, 0, entry.recordLength) : null;
            onPromised(requests.owner(), requests.item(), has, entry.acceptedCounter, entry.acceptedNode, nowNs);
        }
    }

    @Override
    public void onStored(final long id, final long nowNs)
    {
        if (requests.onAnswer(id >> 1, ownName, nowNs))
        {
            onStored(requests.owner(), requests.item(), nowNs);
        }
    }

    @Override
    public void onRefused(final long id, final int refusal, final long promised, final long nowNs)
    {
        if (requests.onAnswer(id >> 1, ownName, nowNs))
        {
            onRefused(requests.owner(), requests.item(), refusal, promised, nowNs);
        }
    }

    // Links, searches, timers.

    void onLinkUp(final Link link, final long nowNs)
    {
        for (int i = 0; i < changes.length && null != changes[i]; i++)
        {
            final int replica = !changes[i].isIdle() ?
                changes[i].replicas.findAsked(link.identity(), Link.ADDRESS_OFFSET) : -1;
            if (replica >= 0)
            {
                send(changes[i], replica, changes[i].replicas.request(replica), nowNs);
            }
        }
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
        changes[token].onFound(contacts, closest, named, near.isRelay(), nowNs);
    }

    @Override
    public void onAgain(final long id, final int owner, final int item, final long nowNs)
    {
        send(changes[owner], item, id, nowNs);
    }

    @Override
    public void onSilence(final int owner, final int item, final long nowNs)
    {
        changes[owner].onSilence(item, nowNs);
    }

    void onTimer(final int timerId, final long nowNs)
    {
        changes[timerId - firstTimerId].onWake(nowNs);
    }

    void onClose(final long nowNs)
    {
        for (int i = 0; i < changes.length && null != changes[i]; i++)
        {
            if (changes[i].isOpen())
            {
                changes[i].onClose(nowNs);
            }
        }
    }

    void inspect(final Inspector inspector)
    {
        requests.inspect(inspector);
        for (int i = 0; i < changes.length && null != changes[i]; i++)
        {
            if (changes[i].isOpen())
            {
                inspector.pending("change", changes[i].deadlineNs());
                inspector.agree(
                    "timer of a change", timers.deadlineNs(firstTimerId + i) <= changes[i].deadlineNs() ? 1 : 0, 1);
            }
        }
    }

    // What a change needs.

    @Override
    public boolean search(final Change change, final long nowNs)
    {
        return near.search().begin(this, change.index, change.address, 0, nowNs);
    }

    @Override
    public void stopSearch(final Change change, final long nowNs)
    {
        near.search().stop(this, change.index, nowNs);
    }

    @Override
    public void ask(final Change change, final int replica, final long nowNs)
    {
        final long id = requests.begin(change.index, replica, change.replicas.name(replica), nowNs);
        if (RequestTable.FULL != id)
        {
            change.replicas.asked(replica, id);
            send(change, replica, id, nowNs);
        }
    }

    private void send(final Change change, final int replica, final long id, final long nowNs)
    {
        final Replicas replicas = change.replicas;
        final Question question = change.question;
        question.id = id << 1;
        if (replicas.isItself(replica))
        {
            askItself(change, question, nowNs);
            return;
        }
        final Link link = near.links().byKey(replicas.buffer(), replicas.keyOffset(replica));
        if (null == link)
        {
            near.search().dial(replicas.buffer(), replicas.offset(replica), nowNs);
        }
        else if (change.isStoring())
        {
            messages.store(link, question, change.proposal, 0, change.proposalLength, 0, nowNs);
        }
        else
        {
            messages.promise(link, question, nowNs);
        }
    }

    private void askItself(final Change change, final Question question, final long nowNs)
    {
        if (change.isStoring())
        {
            voter.store(
                Voter.ITSELF, question, record.wrap(change.proposal, 0, change.proposalLength), ownName, nowNs);
        }
        else
        {
            voter.promise(Voter.ITSELF, question, ownName, nowNs);
        }
    }

    @Override
    public void forgetRequests(final Change change)
    {
        requests.endAll(change.index);
    }

    @Override
    public void wakeAt(final Change change, final long atNs)
    {
        timers.schedule(firstTimerId + change.index, atNs);
    }

    @Override
    public boolean isCredible(final long counter, final long nowNs)
    {
        return counter <= nowNs / MS_NS + (skewMs >> 1);
    }

    @Override
    public long nextCounter(final long than, final long nowNs)
    {
        lastCounter = Math.max(Math.max(lastCounter, than) + 1, nowNs / MS_NS);
        return lastCounter;
    }

    @Override
    public long ballotNode()
    {
        return ballotNode;
    }

    @Override
    public boolean isItsTurn(final Change change)
    {
        for (int i = 0; i < changes.length && null != changes[i]; i++)
        {
            final Change other = changes[i];
            if (other.isOpen() && other.turn < change.turn &&
                near.own().space().same(other.address, 0, change.address, 0))
            {
                return false;
            }
        }
        return true;
    }

    @Override
    public long nextRandom()
    {
        return near.services().entropy().nextLong();
    }

    @Override
    public int make(final Change change, final Record nowOrNull, final long version, final long nowNs)
    {
        final int code = proposals.make(
            change.command, nowOrNull, version, change.number, change.question.counter, change.proposal, nowNs);
        change.proposalLength = proposals.length();
        return DhtCodes.OK == code && change.proposalLength + change.command.keyLength() > maxRecordLength ?
            DhtCodes.TOO_LONG : code;
    }

    /** The result says the id again: of a piece of work that no later one is taken for. */
    @Override
    public boolean sign(final Change change, final int purpose, final Record what, final long nowNs)
    {
        change.work = ++lastWork * changes.length + change.index;
        change.question.id = change.work;
        return signatures.ask(check.of(purpose, Voter.ITSELF, Signatures.NOBODY), change.question, what, nowNs);
    }

    void onFoundChecked(final long work, final boolean isGood, final long nowNs)
    {
        final Change change = changes[(int)(work % changes.length)];
        if (change.work == work)
        {
            change.onChecked(isGood, nowNs);
        }
    }

    void onSigned(final long work, final Record signed, final long nowNs)
    {
        final Change change = changes[(int)(work % changes.length)];
        if (change.work == work)
        {
            change.onSigned(signed, nowNs);
        }
    }

    @Override
    public int quorumOf(final int replicas)
    {
        return 0 == quorum ? (replicas >> 1) + 1 : quorum;
    }

    @Override
    public void answer(final Change change, final int code, final UnsafeBuffer body, final int length, final long nowNs)
    {
        timers.cancel(firstTimerId + change.index);
        near.services().events().onAnswer(change.type, change.command.correlationId(), code, body, 0, length);
        wakeNext(change, nowNs);
    }

    /** The one of the same key that waits for longest; not from within the end of the one before it. */
    private void wakeNext(final Change ended, final long nowNs)
    {
        Change next = null;
        for (int i = 0; i < changes.length && null != changes[i]; i++)
        {
            final Change other = changes[i];
            if (other.isQueued() && near.own().space().same(other.address, 0, ended.address, 0) &&
                (null == next || other.turn < next.turn))
            {
                next = other;
            }
        }
        if (null != next)
        {
            wakeAt(next, nowNs);
        }
    }
}
