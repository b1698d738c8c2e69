package io.hopwire.component.dht;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.RecordAnswer;
import io.hopwire.spi.StoreCommand;
import org.agrona.DirectBuffer;
import org.agrona.collections.LongArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One change of a record, or a reading that a majority agrees on: the proposer of CASPaxos.
 * <pre>
 *   QUEUED
 *     │ its turn
 *     ▼
 *   SEARCHING ──► PREPARING ──► (CHECKING) ──► (SIGNING) ──► STORING ──► answered, SPREADING
 *       ▲             │ refused      │ forged        │           │ refused
 *       └── WAITING ◄─┴──────────────┴───────────────┴───────────┘
 * </pre>
 * Changes of one key by one node take turns, or they would refuse each other: each begins when the one before it ends.
 * The nodes closest to the key are searched. A majority is one of all k, those included that do not answer: others do
 * not take their places, or two changes could each find a majority of nodes of its own. Each is asked to promise a
 * ballot, and says what it has accepted. Of what a majority says, that with the latest ballot is the record that there
 * is; {@link Proposal} makes of it the one that there shall be. Each is told to store that one, with the ballot, and
 * when a majority has, the change is made. Whoever has promised a later ballot meanwhile refuses; then all is done
 * again, with a later one still. Those that have not stored it when a majority has are told for a while longer, for
 * what they have is out of date.
 * <p>
 * A change that a majority has not stored may yet be: by whoever finds it and makes his own of it. Therefore, once it
 * was sent, it is found again by its number; where neither it nor the record that it was made from is found any more,
 * nobody can tell, and the answer is {@link DhtCodes#UNCERTAIN}. For the same reason nothing is told from a reading
 * that not all of the majority have agreed on before a majority has stored it.
 * <p>
 * What is signed is checked before anything is made of it, and a change that is to be signed is, by the worker. Whoever
 * tells of what is forged is not asked any more; nor who tells of what a majority does not store, because it has
 * what somebody else has signed, or the same owner later: a ballot alone makes nobody believe a liar. Not thread-safe.
 */
final class Change
{
    /** What it may need of the node's. */
    interface Context
    {
        boolean search(Change change, long nowNs);

        /** For its promise or, where the change {@link #isStoring()}, to store. */
        void ask(Change change, int replica, long nowNs);

        void forgetRequests(Change change);

        void wakeAt(Change change, long atNs);

        void stopSearch(Change change, long nowNs);

        /** A ballot that others take, and not one that is made up to keep us from making any. */
        boolean isCredible(long counter, long nowNs);

        /** The counter of a ballot that is later than one, and than all of this node. */
        long nextCounter(long than, long nowNs);

        /** Of all ballots of this node, and of no others. */
        long ballotNode();

        long nextRandom();

        /** Whether the node has begun no change of the same key before that goes on. As one ends the next is woken. */
        boolean isItsTurn(Change change);

        int make(Change change, Record nowOrNull, long version, long nowNs);

        /** Have the signature of a record checked, or make one; see {@link Signatures}. */
        boolean sign(Change change, int purpose, Record what, long nowNs);

        int quorumOf(int replicas);

        void answer(Change change, int code, UnsafeBuffer body, int length, long nowNs);
    }

    private static final int IDLE = 0;
    private static final int SEARCHING = 1;
    private static final int PREPARING = 2;
    private static final int STORING = 3;
    private static final int WAITING = 4;
    private static final int SPREADING = 5;
    private static final int QUEUED = 6;
    private static final int CHECKING = 7;
    private static final int SIGNING = 8;
    private static final long MS_NS = 1_000_000L;
    private static final long FIRST_WAIT_NS = 20_000_000L;
    private static final int MAX_SHIFT = 6;

    final int index;
    final Replicas replicas;
    final StoreCommand command = new StoreCommand();
    final UnsafeBuffer address;
    /** Of the command. */
    final UnsafeBuffer copy;
    /** The record that shall be stored, as long as it is. */
    final UnsafeBuffer proposal;
    final Question question = new Question();
    int type;
    /** Of the change, by which it is known again. */
    long number;
    /** Of the node's changes, in the order in which they were begun. */
    long turn;
    int proposalLength;
    /** What the worker does for it; see {@link Context#sign}. */
    long work;
    private final Context context;
    private final int k;
    private final UnsafeBuffer best;
    private final Record record = new Record();
    private final Record made = new Record();
    /** Names of those who are not believed any more. */
    private final LongArrayList distrusted = new LongArrayList();
    private final RecordAnswer answer = new RecordAnswer();
    private final UnsafeBuffer body = new UnsafeBuffer(0, 0);
    private int bestLength;
    private long bestCounter;
    private long bestNode;
    private int agreeing;
    private int state;
    private int needed;
    private int code;
    private int attempts;
    private long latestCounter;
    private long deadlineNs;
    /** Whether it was sent, and what it was made from. */
    private boolean wasSent;
    private long sentFrom;
    private boolean isBallotRefused;
    private boolean isOwnerRefused;

    Change(final int index, final Context context, final OwnAddress own, final int k, final int maxRecordLength)
    {
        this.index = index;
        this.context = context;
        this.k = k;
        replicas = new Replicas(own, k);
        address = new UnsafeBuffer(new byte[own.space().length()]);
        proposal = new UnsafeBuffer(new byte[maxRecordLength]);
        best = new UnsafeBuffer(new byte[maxRecordLength]);
        copy = new UnsafeBuffer(new byte[StoreCommand.KEY_OFFSET + maxRecordLength]);
        body.wrap(new byte[RecordAnswer.VALUE_OFFSET + maxRecordLength]);
        answer.wrap(body, 0, body.capacity());
    }

    /** Begun and not answered. */
    boolean isOpen()
    {
        return IDLE != state && SPREADING != state;
    }

    /** Nobody is asked any more. */
    boolean isIdle()
    {
        return IDLE == state;
    }

    /** It has not begun yet to do anything. */
    boolean isQueued()
    {
        return QUEUED == state;
    }

    boolean isStoring()
    {
        return STORING == state || SPREADING == state;
    }

    long deadlineNs()
    {
        return deadlineNs;
    }

    /** Begin: of a command that was copied, for its address. */
    boolean begin(final int commandType, final long until, final long nowNs)
    {
        context.forgetRequests(this);
        type = commandType;
        number = context.nextRandom();
        deadlineNs = until;
        attempts = 0;
        latestCounter = 0;
        wasSent = false;
        distrusted.clear();
        code = DhtCodes.OK;
        final boolean isItsTurn = context.isItsTurn(this);
        state = isItsTurn ? SEARCHING : QUEUED;
        if (isItsTurn && !context.search(this, nowNs))
        {
            state = IDLE;
            return false;
        }
        context.wakeAt(this, deadlineNs);
        return true;
    }

    void onFound(
        final DirectBuffer contacts, final int closest, final int named, final boolean isOne, final long nowNs)
    {
        replicas.set(address, contacts, closest, isOne);
        needed = context.quorumOf(Math.max(replicas.count(), Math.min(k, named + (replicas.hasItself() ? 1 : 0))));
        if (replicas.count() < needed)
        {
            retryLater(nowNs);
            return;
        }
        prepare(nowNs);
    }

    private void prepare(final long nowNs)
    {
        state = PREPARING;
        context.wakeAt(this, deadlineNs);
        latestCounter = context.nextCounter(latestCounter, nowNs);
        question.set(address, command.buffer(), command.keyLength(), latestCounter, context.ballotNode());
        question.keyOffset = StoreCommand.KEY_OFFSET;
        bestLength = 0;
        bestCounter = 0;
        bestNode = 0;
        agreeing = 0;
        replicas.forgetTold();
        replicas.askAgain();
        for (int i = 0; i < replicas.count(); i++)
        {
            if (distrusted.containsLong(replicas.name(i)))
            {
                replicas.state(i, Replicas.NO);
            }
        }
        isBallotRefused = false;
        isOwnerRefused = false;
        if (replicas.count() - replicas.count(Replicas.NO) < needed)
        {
            finish(wasSent ? DhtCodes.UNCERTAIN : DhtCodes.REFUSED, null, nowNs);
            return;
        }
        askAll(nowNs);
    }

    /** The node itself last: its answer comes at once. */
    private void askAll(final long nowNs)
    {
        int itself = -1;
        for (int i = 0; i < replicas.count(); i++)
        {
            itself = replicas.isItself(i) ? i : itself;
            if (!replicas.isItself(i) && !replicas.isNo(i))
            {
                context.ask(this, i, nowNs);
            }
        }
        if (itself < 0 && replicas.count() - replicas.count(Replicas.SILENT) < needed)
        {
            retryLater(nowNs);
        }
        else if (itself >= 0)
        {
            context.ask(this, itself, nowNs);
        }
    }

    /** One has promised, and has nothing. */
    void onPromised(final int replica, final long nowNs)
    {
        onPromised(replica, 0, 0, nowNs);
    }

    /** One has promised, and has a record. */
    void onPromised(final int replica, final Record has, final long counter, final long node, final long nowNs)
    {
        if (PREPARING == state && has.length() <= best.capacity() && isLater(counter, node))
        {
            best.putBytes(0, has.buffer(), has.offset(), has.length());
            bestLength = has.length();
        }
        onPromised(replica, counter, node, nowNs);
    }

    private void onPromised(final int replica, final long counter, final long node, final long nowNs)
    {
        if (PREPARING != state)
        {
            return;
        }
        replicas.state(replica, Replicas.YES);
        replicas.told(replica, counter, node);
        if (isLater(counter, node))
        {
            bestCounter = counter;
            bestNode = node;
            agreeing = 0;
        }
        agreeing += counter == bestCounter && node == bestNode ? 1 : 0;
        if (replicas.count(Replicas.YES) >= needed)
        {
            decide(nowNs);
        }
    }

    private boolean isLater(final long counter, final long node)
    {
        return counter > bestCounter || counter == bestCounter && node > bestNode;
    }

    void onStored(final int replica, final long nowNs)
    {
        replicas.state(replica, Replicas.YES);
        if (STORING == state && replicas.count(Replicas.YES) >= needed)
        {
            finish(code, record.wrap(proposal, 0, proposalLength), nowNs);
        }
        else
        {
            endIfSpread();
        }
    }

    private void endIfSpread()
    {
        if (SPREADING == state && 0 == replicas.count(Replicas.ASKED))
        {
            state = IDLE;
        }
    }

    void onRefused(final int replica, final int refusal, final long promisedCounter, final long nowNs)
    {
        if (PREPARING == state || STORING == state)
        {
            replicas.state(replica, Replicas.NO);
            isBallotRefused |= Refusal.BALLOT == refusal;
            isOwnerRefused |= Refusal.OWNER == refusal || Refusal.OLDER == refusal;
            latestCounter = Math.max(latestCounter, context.isCredible(promisedCounter, nowNs) ? promisedCounter : 0);
            look(nowNs);
        }
        else
        {
            replicas.state(replica, Replicas.NO);
            endIfSpread();
        }
    }

    void onSilence(final int replica, final long nowNs)
    {
        if (PREPARING == state || STORING == state)
        {
            replicas.state(replica, Replicas.GONE);
            look(nowNs);
        }
        else
        {
            replicas.state(replica, Replicas.GONE);
            endIfSpread();
        }
    }

    void onWake(final long nowNs)
    {
        if (!isOpen())
        {
            return;
        }
        if (deadlineNs - nowNs <= 0)
        {
            finish(wasSent ? DhtCodes.UNCERTAIN : DhtCodes.TIMEOUT, null, nowNs);
        }
        else if (WAITING == state || QUEUED == state && context.isItsTurn(this))
        {
            state = SEARCHING;
            context.wakeAt(this, deadlineNs);
            if (!context.search(this, nowNs))
            {
                retryLater(nowNs);
            }
        }
    }

    void onClose(final long nowNs)
    {
        finish(DhtCodes.CLOSED, null, nowNs);
    }

    /** Can there still be a majority? */
    private void look(final long nowNs)
    {
        final int lost = replicas.count(Replicas.NO) + replicas.count(Replicas.GONE);
        if (replicas.count() - lost >= needed)
        {
            return;
        }
        final boolean isLie = isOwnerRefused && distrust();
        if (replicas.count(Replicas.NO) > 0 && !isBallotRefused && !wasSent && !isLie)
        {
            finish(DhtCodes.REFUSED, null, nowNs);
        }
        else
        {
            retryLater(nowNs);
        }
    }

    /** A while, for somebody else wants the same, or somebody is gone; drawn, so that two do not go on like that. */
    private void retryLater(final long nowNs)
    {
        context.forgetRequests(this);
        state = WAITING;
        final long most = FIRST_WAIT_NS << Math.min(MAX_SHIFT, attempts++);
        final long waitNs = (most >> 1) + (context.nextRandom() >>> 1) % most;
        context.wakeAt(this, Math.min(deadlineNs, nowNs + waitNs));
    }

    /**
     * Not to believe those any more who have told of what there is.
     *
     * @return false where nobody has told of anything.
     */
    private boolean distrust()
    {
        for (int i = 0; i < replicas.count() && bestLength > 0; i++)
        {
            if (replicas.hasTold(i, bestCounter, bestNode) && !distrusted.containsLong(replicas.name(i)))
            {
                distrusted.addLong(replicas.name(i));
            }
        }
        return bestLength > 0;
    }

    private void decide(final long nowNs)
    {
        context.forgetRequests(this);
        if (0 == bestLength || !record.wrap(best, 0, bestLength).isSigned())
        {
            decideByRecord(nowNs);
            return;
        }
        state = CHECKING;
        if (!context.sign(this, Signatures.FOUND, record, nowNs))
        {
            retryLater(nowNs);
        }
    }

    /** The signature of what there is was checked. */
    void onChecked(final boolean isGood, final long nowNs)
    {
        if (CHECKING == state && isGood)
        {
            decideByRecord(nowNs);
        }
        else if (CHECKING == state)
        {
            distrust();
            retryLater(nowNs);
        }
    }

    private void decideByRecord(final long nowNs)
    {
        final boolean isAny = bestLength > 0;
        final Record last = isAny ? record.wrap(best, 0, bestLength) : null;
        final boolean isGood = isAny && !last.isExpired(nowNs / MS_NS);
        if (wasSent && isAny && last.change() == number)
        {
            store(DhtCodes.OK, nowNs);
            return;
        }
        if (wasSent && (isAny ? last.change() : 0) != sentFrom)
        {
            finish(DhtCodes.UNCERTAIN, null, nowNs);
            return;
        }
        final boolean isReading = StoreCommand.READ == command.kind();
        final int next = isReading ? read(isGood ? last : null) :
            context.make(this, isGood ? last : null, isAny ? last.version() : 0, nowNs);
        if (isReading || DhtCodes.OK != next)
        {
            tell(next, isGood ? last : null, nowNs);
        }
        else if (command.isSigned())
        {
            state = SIGNING;
            if (!context.sign(this, Signatures.SIGN, made.wrap(proposal, 0, proposalLength), nowNs))
            {
                retryLater(nowNs);
            }
        }
        else
        {
            sendMade(nowNs);
        }
    }

    private int read(final Record last)
    {
        final int found = null == last || last.isDeleted() ? DhtCodes.NOT_FOUND : DhtCodes.OK;
        return DhtCodes.OK == found && !last.suits(command) ? DhtCodes.NOT_OWNER : found;
    }

    /** The worker has signed what shall be stored, and said by that who its owner is. */
    void onSigned(final Record signed, final long nowNs)
    {
        if (SIGNING != state)
        {
            return;
        }
        proposal.putBytes(0, signed.buffer(), signed.offset(), signed.length());
        final Record last = bestLength > 0 ? record.wrap(best, 0, bestLength) : null;
        final boolean isGood = null != last && !last.isExpired(nowNs / MS_NS);
        if (isGood && last.isSigned() && !last.isOf(signed.owner(), signed.ownerOffset()))
        {
            tell(DhtCodes.NOT_OWNER, last, nowNs);
        }
        else
        {
            sendMade(nowNs);
        }
    }

    private void sendMade(final long nowNs)
    {
        wasSent = true;
        sentFrom = bestLength > 0 ? record.wrap(best, 0, bestLength).change() : 0;
        send(DhtCodes.OK, nowNs);
    }

    /** What there is, when it is sure that a majority has it. */
    private void tell(final int result, final Record lastOrNull, final long nowNs)
    {
        if (wasSent && null == lastOrNull)
        {
            finish(DhtCodes.UNCERTAIN, null, nowNs);
        }
        else if (null == lastOrNull || agreeing >= needed && !wasSent)
        {
            finish(result, lastOrNull, nowNs);
        }
        else
        {
            store(result, nowNs);
        }
    }

    /** The record that there is, so that a majority has it. */
    private void store(final int then, final long nowNs)
    {
        proposal.putBytes(0, best, 0, bestLength);
        proposalLength = bestLength;
        send(then, nowNs);
    }

    private void send(final int then, final long nowNs)
    {
        code = then;
        state = STORING;
        isBallotRefused = false;
        isOwnerRefused = false;
        replicas.askAgain();
        askAll(nowNs);
    }

    private void finish(final int result, final Record toTell, final long nowNs)
    {
        final int holders = replicas.count(Replicas.YES);
        final boolean isStored = STORING == state && null != toTell;
        if (SEARCHING == state)
        {
            context.stopSearch(this, nowNs);
        }
        if (!isStored)
        {
            context.forgetRequests(this);
        }
        state = isStored ? SPREADING : IDLE;
        endIfSpread();
        int length = 0;
        if (null != toTell)
        {
            answer.putHolders(holders, replicas.count());
            length = toTell.copyTo(answer);
        }
        context.answer(this, result, body, length, nowNs);
    }
}
