package io.hopwire.component.dht;

import io.hopwire.link.Link;
import io.hopwire.link.NodeSearch;
import io.hopwire.routing.ContactRecord;
import io.hopwire.routing.Distance;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.FoundContact;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.RecordAnswer;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.StoreCommand;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Readings under way that take the first answer: a look-up whose question is FIND_VALUE, and which ends with the first
 * record that is good. It may be older than the last one that a majority has. A copy is left with the closest node that
 * was asked and did not have it (the paper on Kademlia, section 2.3), for the shorter a time the more nodes are known
 * to be closer to the key than that one. Not thread-safe.
 */
final class Readings implements NodeSearch.Seeker
{
    private static final long MS_NS = 1_000_000L;
    private static final int SECOND_NS = 1_000_000_000;
    private static final int MAX_CLOSER = 32;
    /** Of one reading: one forged answer must not keep the next one from being looked at. */
    private static final int MAX_CHECKS = 4;

    private final Place place;
    private final Neighbours near;
    private final DhtMessages messages;
    private final Holder holder;
    private final Signatures signatures;
    private final Timers timers;
    private final int firstTimerId;
    private final Reading[] readings;
    private final long timeoutNs;
    private final long cacheS;
    private final int maxLength;
    private final Record record = new Record();
    private final RecordAnswer answer = new RecordAnswer();
    private final UnsafeBuffer body;
    private final UnsafeBuffer ids = new UnsafeBuffer(new byte[2 * Distance.ID_LENGTH]);
    private final int[] closest = new int[MAX_CLOSER];
    private int uses;

    /**
     * One of them.
     */
    private static final class Reading
    {
        final Question question = new Question();
        final UnsafeBuffer address;
        final UnsafeBuffer key;
        /** Of the command. */
        final UnsafeBuffer copy;
        final StoreCommand command = new StoreCommand();
        /** Signatures that are being checked. */
        int checks;
        int type;
        long correlationId;
        long deadlineNs;
        boolean isOpen;

        Reading(final int addressLength, final int maxKey)
        {
            address = new UnsafeBuffer(new byte[addressLength]);
            key = new UnsafeBuffer(new byte[maxKey]);
            copy = new UnsafeBuffer(new byte[StoreCommand.KEY_OFFSET + maxKey]);
        }
    }

    Readings(
        final Settings settings,
        final Neighbours near,
        final DhtMessages messages,
        final Place place,
        final Holder holder,
        final Signatures signatures,
        final Timers timers,
        final int firstTimerId)
    {
        this.near = near;
        this.messages = messages;
        this.holder = holder;
        this.signatures = signatures;
        this.timers = timers;
        this.firstTimerId = firstTimerId;
        this.place = place;
        readings = new Reading[settings.get(DhtSettings.MAX_READINGS)];
        final int maxKey = settings.get(DhtSettings.MAX_KEY);
        for (int i = 0; i < readings.length; i++)
        {
            readings[i] = new Reading(near.own().space().length(), maxKey);
        }
        timeoutNs = settings.get(DhtSettings.TIMEOUT);
        cacheS = settings.get(DhtSettings.CACHE) / SECOND_NS;
        maxLength = DhtMessages.maxRecordLength(near.own().space().length());
        body = new UnsafeBuffer(new byte[RecordAnswer.VALUE_OFFSET + maxLength]);
        answer.wrap(body, 0, body.capacity());
    }

    boolean ownsTimer(final int timerId)
    {
        return timerId >= firstTimerId && timerId < firstTimerId + readings.length;
    }

    /** Begin one, of a command that was checked; what the node has itself is told at once. */
    void begin(final int type, final StoreCommand command, final long nowNs)
    {
        final DirectBuffer address = place.of(command.buffer(), StoreCommand.KEY_OFFSET, command.keyLength());
        final RecordEntry own = holder.find(address, 0, nowNs);
        if (null != own && record.wrap(own.record, 0, own.recordLength).suits(command))
        {
            tell(type, command.correlationId(), record);
            return;
        }
        final int index = near.links().upCount() > 0 ? free() : -1;
        if (index < 0 || !begin(index, type, command, address, nowNs))
        {
            near.services().events().onAnswer(
                type, command.correlationId(),
                near.links().upCount() > 0 ? DhtCodes.LIMIT : DhtCodes.NOT_CONNECTED, body, 0, 0);
        }
    }

    private boolean begin(
        final int index, final int type, final StoreCommand command, final DirectBuffer address, final long nowNs)
    {
        final Reading reading = readings[index];
        reading.address.putBytes(0, address, 0, reading.address.capacity());
        reading.key.putBytes(0, command.buffer(), StoreCommand.KEY_OFFSET, command.keyLength());
        reading.question.set(reading.address, reading.key, command.keyLength(), 0, 0);
        uses = uses + 1 & Integer.MAX_VALUE;
        reading.question.id = (long)uses * readings.length + index;
        reading.type = type;
        reading.checks = 0;
        reading.copy.putBytes(0, command.buffer(), 0, command.buffer().capacity());
        reading.command.wrap(reading.copy, 0, command.buffer().capacity());
        reading.correlationId = command.correlationId();
        reading.deadlineNs =
            nowNs + (command.timeoutNs() > 0 ? Math.min(command.timeoutNs(), timeoutNs) : timeoutNs);
        reading.isOpen = near.search().begin(this, index, reading.address, 0, nowNs);
        if (reading.isOpen)
        {
            timers.schedule(firstTimerId + index, reading.deadlineNs);
        }
        return reading.isOpen;
    }

    private int free()
    {
        for (int i = 0; i < readings.length; i++)
        {
            if (!readings[i].isOpen)
            {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean ask(final int token, final Link link, final long nowNs)
    {
        messages.findValue(link, readings[token].question, nowNs);
        return true;
    }

    /** Nobody has it. */
    @Override
    public void onFound(
        final int token,
        final DirectBuffer contacts,
        final int count,
        final int closest,
        final int named,
        final long nowNs)
    {
        end(token, count > 0 ? DhtCodes.NOT_FOUND : DhtCodes.TIMEOUT);
    }

    /** Whether a reading is under way that has this id, and is of this key. */
    boolean isAwaited(final long id, final DirectBuffer key, final int keyOffset, final int keyLength)
    {
        final Reading reading = readings[indexOf(id)];
        return reading.isOpen && reading.question.id == id && keyLength == reading.question.keyLength &&
            isKey(reading, key, keyOffset);
    }

    /** Whether it has asked a neighbour, who has not answered yet. An id is a count, and anybody can guess it. */
    boolean isAsked(final long id, final Link link)
    {
        return near.search().isAsked(this, indexOf(id), link);
    }

    /**
     * Somebody has something who was asked for it. Where it says that it is signed the signature is checked first, and
     * the search goes on meanwhile.
     *
     * @return false where it is not good.
     */
    boolean onValue(final long id, final Record has, final Signatures.Check check, final long nowNs)
    {
        final int index = indexOf(id);
        final Reading reading = readings[index];
        if (has.isExpired(nowNs / MS_NS) || has.length() + reading.question.keyLength > maxLength)
        {
            return false;
        }
        if (!has.suits(reading.command))
        {
            near.services().counters().reject(RejectCode.DHT_NOT_OWNER);
        }
        else if (!has.isSigned())
        {
            take(index, has, check.isCopy, nowNs);
        }
        else if (reading.checks < MAX_CHECKS)
        {
            reading.checks += signatures.ask(check, reading.question, has, nowNs) ? 1 : 0;
        }
        else
        {
            near.services().counters().reject(RejectCode.DHT_UNCHECKED);
        }
        return true;
    }

    /** The signature of something that was found was checked. */
    void onChecked(
        final Signatures.Check check,
        final Question question,
        final Record has,
        final boolean isGood,
        final long nowNs)
    {
        final int index = indexOf(question.id);
        final Reading reading = readings[index];
        if (!reading.isOpen || reading.question.id != question.id)
        {
            return;
        }
        reading.checks--;
        if (isGood)
        {
            take(index, has, check.isCopy, nowNs);
        }
    }

    private void take(final int index, final Record has, final boolean isCopy, final long nowNs)
    {
        final Reading reading = readings[index];
        final int withoutIt = near.search().stop(this, index, nowNs);
        if (withoutIt > 0 && cacheS > 0 && !isCopy)
        {
            leaveCopy(reading, has, nowNs);
        }
        reading.isOpen = false;
        timers.cancel(firstTimerId + index);
        tell(reading.type, reading.correlationId, has);
    }

    private int indexOf(final long id)
    {
        return (int)Math.floorMod(id, (long)readings.length);
    }

    private static boolean isKey(final Reading reading, final DirectBuffer key, final int keyOffset)
    {
        for (int i = 0; i < reading.question.keyLength; i++)
        {
            if (key.getByte(keyOffset + i) != reading.key.getByte(i))
            {
                return false;
            }
        }
        return true;
    }

    private void leaveCopy(final Reading reading, final Record has, final long nowNs)
    {
        final DirectBuffer found = near.search().found();
        final Link link = near.links().byKey(found, FoundContact.KEY_OFFSET);
        final int holdS = (int)(cacheS >> Math.min(MAX_CLOSER, closerThan(reading, found)));
        if (null != link && holdS > 0)
        {
            // Whether it is there nobody needs to know.
            reading.question.id = Question.NO_ID;
            messages.store(link, reading.question, has.buffer(), has.offset(), has.length(), holdS, nowNs);
        }
    }

    private int closerThan(final Reading reading, final DirectBuffer contact)
    {
        near.own().space().nodeId(reading.address, 0, ids, 0);
        near.own().space().nodeId(contact, FoundContact.KEY_OFFSET, ids, Distance.ID_LENGTH);
        final int count = near.table().closest(ids, 0, closest);
        int closer = 0;
        while (closer < count && Distance.compare(
            near.table().memory(), closest[closer] + ContactRecord.ID_OFFSET, ids, Distance.ID_LENGTH, ids, 0) < 0)
        {
            closer++;
        }
        return closer;
    }

    void onTimer(final int timerId, final long nowNs)
    {
        final int index = timerId - firstTimerId;
        if (readings[index].isOpen)
        {
            near.search().stop(this, index, nowNs);
            end(index, DhtCodes.TIMEOUT);
        }
    }

    void onClose()
    {
        for (int i = 0; i < readings.length; i++)
        {
            if (readings[i].isOpen)
            {
                end(i, DhtCodes.CLOSED);
            }
        }
    }

    void inspect(final Inspector inspector)
    {
        for (int i = 0; i < readings.length; i++)
        {
            if (readings[i].isOpen)
            {
                inspector.pending("reading", readings[i].deadlineNs);
            }
        }
    }

    private void end(final int index, final int code)
    {
        readings[index].isOpen = false;
        timers.cancel(firstTimerId + index);
        near.services().events().onAnswer(readings[index].type, readings[index].correlationId, code, body, 0, 0);
    }

    private void tell(final int type, final long correlationId, final Record has)
    {
        answer.putHolders(0, 0);
        final int length = has.copyTo(answer);
        near.services().events().onAnswer(
            type, correlationId, has.isDeleted() ? DhtCodes.NOT_FOUND : DhtCodes.OK, body, 0, length);
    }
}
