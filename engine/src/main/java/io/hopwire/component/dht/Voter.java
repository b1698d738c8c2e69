package io.hopwire.component.dht;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.Operation;

import java.util.function.LongConsumer;

/**
 * Answers what others, and the node itself, ask of what it keeps, when what the answer says lasts. Not thread-safe.
 */
final class Voter
{
    /** Answers that one input may cause: each is a datagram, but what the node tells itself may cause many. */
    static final int MOST = 16;
    /** In place of a link: the node itself. */
    static final int ITSELF = -1;

    private final Holder holder;
    private final Signatures signatures;
    private final HeldAnswers held;
    private final DhtMessages messages;
    private final LinkTable links;
    private final Counters counters;
    /** Is told the time when something is kept, for it has to be looked after. */
    private final LongConsumer keeper;
    private Itself itself;

    /**
     * Hears what the node answers to itself.
     */
    interface Itself
    {
        void onPromised(long id, RecordEntry entry, long nowNs);

        void onStored(long id, long nowNs);

        void onRefused(long id, int refusal, long promisedCounter, long nowNs);
    }

    Voter(
        final Holder holder,
        final Signatures signatures,
        final int maxHeld,
        final DhtMessages messages,
        final LinkTable links,
        final Counters counters,
        final LongConsumer keeper)
    {
        this.keeper = keeper;
        this.holder = holder;
        this.signatures = signatures;
        this.messages = messages;
        this.links = links;
        this.counters = counters;
        held = new HeldAnswers(maxHeld);
    }

    /** Who asks in the name of the node itself. */
    void itself(final Itself value)
    {
        itself = value;
    }

    Signatures signatures()
    {
        return signatures;
    }

    /** To a question with a ballot. */
    void promise(final int linkId, final Question question, final long writer, final long nowNs)
    {
        final int refusal = hasRoom() ? holder.promise(question, writer, nowNs) : Refusal.ROOM;
        answer(linkId, Operation.FIND_VALUE, question, refusal, nowNs);
    }

    /**
     * To a STORE, of somebody else. One that is signed is checked first, unless it is known already, or is refused
     * whoever has signed it; where too many are to be checked there is no answer, and it comes again.
     */
    void ask(final Question question, final Record record, final Signatures.Check check, final long nowNs)
    {
        if (!record.isSigned() || holder.isKnown(question, record, nowNs))
        {
            store(question, record, check, nowNs);
            return;
        }
        final int refusal = hasRoom() ? holder.preview(question, record, check.isCopy, nowNs) : Refusal.ROOM;
        if (Refusal.NONE == refusal)
        {
            signatures.ask(check, question, record, nowNs);
        }
        else
        {
            answer(check.linkId, Operation.STORE, question, refusal, nowNs);
        }
    }

    /** A signature was checked. */
    void onChecked(
        final Signatures.Check check,
        final Question question,
        final Record record,
        final boolean isGood,
        final long nowNs)
    {
        if (isGood)
        {
            store(question, record, check, nowNs);
        }
        else
        {
            refuse(check.linkId, Operation.STORE, question, Refusal.FORGED, nowNs);
        }
    }

    private void store(
        final Question question, final Record record, final Signatures.Check check, final long nowNs)
    {
        if (check.isCopy)
        {
            final int refusal =
                hasRoom() ? holder.copy(question, record, check.holdS, check.writer, nowNs) : Refusal.ROOM;
            answer(check.linkId, Operation.STORE, question, refusal, nowNs);
        }
        else
        {
            store(check.linkId, question, record, check.writer, nowNs);
        }
    }

    /** To a STORE of what is surely signed by whom it names, if at all. */
    void store(final int linkId, final Question question, final Record record, final long writer, final long nowNs)
    {
        final int refusal = hasRoom() ? holder.accept(question, record, writer, nowNs) : Refusal.ROOM;
        answer(linkId, Operation.STORE, question, refusal, nowNs);
    }

    private static RejectCode reject(final int refusal)
    {
        return switch (refusal)
        {
            case Refusal.BALLOT -> RejectCode.DHT_BALLOT;
            case Refusal.OWNER -> RejectCode.DHT_NOT_OWNER;
            case Refusal.OLDER -> RejectCode.DHT_OLDER;
            default -> RejectCode.DHT_REFUSED;
        };
    }

    private boolean hasRoom()
    {
        return held.hasRoom() && holder.store().hasRoom();
    }

    private void answer(
        final int linkId, final int operation, final Question question, final int refusal, final long nowNs)
    {
        if (Refusal.NONE != refusal)
        {
            counters.reject(reject(refusal));
            refuse(linkId, operation, question, refusal, nowNs);
            return;
        }
        counters.increment(Operation.STORE == operation ? SystemCounter.DHT_STORED : SystemCounter.DHT_PROMISED);
        keeper.accept(nowNs);
        final RecordEntry entry = holder.entry();
        final long write = holder.store().keep(entry);
        if (RecordStore.LASTS == write)
        {
            say(linkId, operation, entry, question.id, nowNs);
            return;
        }
        if (RecordStore.NEVER == write)
        {
            // There was room a moment ago, so the disk has just failed.
            counters.reject(RejectCode.DHT_REFUSED);
            return;
        }
        final HeldAnswers.Held later = held.add();
        later.write = write;
        later.entry = entry;
        later.linkId = linkId;
        later.operation = operation;
        later.id = question.id;
        later.counter = question.counter;
        later.node = question.node;
    }

    /** Whether something lasts by now that is to be said. */
    boolean hasNews()
    {
        return held.isDue(holder.store().lasting());
    }

    /**
     * Say what lasts by now, as much of it as one input may cause. A promise that a later one has overtaken meanwhile
     * is not told: it would tell of what came with that one.
     */
    void tell(final long nowNs)
    {
        final long write = holder.store().lasting();
        int left = MOST;
        HeldAnswers.Held now = held.poll(write);
        while (null != now)
        {
            left = ITSELF == now.linkId ? 0 : left - 1;
            final RecordEntry entry = now.entry;
            // Before it is said: the place may be taken again by what comes of it.
            now.entry = null;
            if (Operation.STORE == now.operation || entry.isPromised(now.counter, now.node))
            {
                say(now.linkId, now.operation, entry, now.id, nowNs);
            }
            now = left > 0 ? held.poll(write) : null;
        }
    }

    private void say(
        final int linkId, final int operation, final RecordEntry entry, final long id, final long nowNs)
    {
        final Link link = ITSELF == linkId ? null : links.get(linkId);
        if (ITSELF == linkId)
        {
            sayItself(operation, entry, id, nowNs);
        }
        else if (null != link && Operation.STORE == operation)
        {
            messages.stored(link, entry, id, nowNs);
        }
        else if (null != link)
        {
            messages.promised(link, entry, id, nowNs);
        }
    }

    private void sayItself(final int operation, final RecordEntry entry, final long id, final long nowNs)
    {
        if (Operation.STORE == operation)
        {
            itself.onStored(id, nowNs);
        }
        else
        {
            itself.onPromised(id, entry, nowNs);
        }
    }

    private void refuse(
        final int linkId, final int operation, final Question question, final int refusal, final long nowNs)
    {
        final RecordEntry entry = Refusal.BALLOT == refusal ? holder.entry() : null;
        if (ITSELF == linkId)
        {
            itself.onRefused(question.id, refusal, null == entry ? 0 : entry.promisedCounter, nowNs);
        }
        else if (null != links.get(linkId))
        {
            messages.refused(links.get(linkId), operation, question, refusal, entry, nowNs);
        }
    }
}
