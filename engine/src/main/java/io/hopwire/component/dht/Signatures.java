package io.hopwire.component.dht;

import io.hopwire.crypto.RecordWork;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.WorkHeader;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;

/**
 * Asks the worker to sign records, and to check the signatures of others', which takes some hundred microseconds and so
 * is never done here. What is needed when it comes back goes with it, behind the key and the record:
 * <pre>
 *   +-----------+--------+---------+------+---------+----+---------+------+--------+------+--------+
 *   | key, bin  | record | purpose | copy | link id | id | counter | node | writer | hold | place  |
 *   |           |        | 1       | 1    | 4       | 8  | 8       | 8    | 8      | 8    | 4      |
 *   +-----------+--------+---------+------+---------+----+---------+------+--------+------+--------+
 * </pre>
 * Few at a time of one moment, for others need the worker, too; and few of one neighbour under way. Whoever brings
 * one that is forged has one less for a while, so that nobody keeps the worker busy with them. Not thread-safe.
 */
final class Signatures
{
    /** A STORE is to be carried out. */
    static final int STORE = 0;
    /** A reading has found something. */
    static final int READING = 1;
    /** A change has found what there is. */
    static final int FOUND = 2;
    /** A change is to be signed. */
    static final int SIGN = 3;
    /** No writer that is counted: the node itself. */
    static final long NOBODY = 0;

    /** Of one moment; one input causes no more. */
    private static final int MAX_AT_ONCE = 4;
    private static final int REST = 1 + 1 + 4 + 5 * Long.BYTES + 4;
    /** Of a bin of less than 256 bytes, as every key is. */
    private static final int HEAD = 2;
    private static final int NO_PLACE = -1;

    private final Requests requests;
    private final Services services;
    private final Place place;
    private final Handler handler;
    private final int owner;
    private final int maxOfWriter;
    private final int maxChecks;
    private final long pauseNs;
    /** Places of those under way, and of those that were forged for a while; none before the first. */
    private long[] writers;
    private long[] freeAtNs;
    private final Question question = new Question();
    private final Record record = new Record();
    private final Check check = new Check();
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private long lastNs;
    private int atOnce;

    /**
     * Hears what came of it.
     */
    interface Handler
    {
        /**
         * It is signed, or checked.
         *
         * @param check    as it was asked.
         * @param question the key, and the ballot.
         * @param record   the record.
         * @param isGood   whether it is signed by the key that it names.
         * @param nowNs    time of the duty cycle.
         */
        void onChecked(Check check, Question question, Record record, boolean isGood, long nowNs);
    }

    /**
     * What is needed when it comes back, beside the question.
     */
    static final class Check
    {
        int purpose;
        boolean isCopy;
        int linkId;
        long writer;
        long holdS;

        Check of(final int ofPurpose, final int ofLink, final long ofWriter)
        {
            purpose = ofPurpose;
            linkId = ofLink;
            writer = ofWriter;
            isCopy = false;
            holdS = 0;
            return this;
        }
    }

    Signatures(final Settings settings, final Services services, final Place place, final Handler handler)
    {
        this.services = services;
        this.place = place;
        this.handler = handler;
        requests = services.requests();
        owner = services.results().register(this::onResult);
        maxOfWriter = settings.get(DhtSettings.MAX_CHECKS_OF_WRITER);
        pauseNs = settings.get(DhtSettings.FORGED_PAUSE);
        maxChecks = settings.get(DhtSettings.MAX_CHECKS);
    }

    /**
     * Ask.
     *
     * @param of    what it is for.
     * @param about the key, the id and the ballot.
     * @param what  the record.
     * @param nowNs time of the duty cycle.
     * @return false where it can not be asked now, which is counted.
     */
    boolean ask(final Check of, final Question about, final Record what, final long nowNs)
    {
        atOnce = nowNs == lastNs ? atOnce : 0;
        lastNs = nowNs;
        final int at = atOnce < MAX_AT_ONCE ? place(of.writer, nowNs) : NO_PLACE;
        final int bodyLength = HEAD + about.keyLength + what.length();
        final int claim = NO_PLACE == at ? Requests.BACK_PRESSURED :
            requests.tryClaim(RecordWork.BODY_OFFSET + bodyLength + REST);
        if (claim < 0)
        {
            services.counters().reject(RejectCode.DHT_UNCHECKED);
            return false;
        }
        atOnce++;
        writers[at] = of.writer;
        freeAtNs[at] = Long.MAX_VALUE;
        final MutableDirectBuffer to = requests.buffer();
        WorkHeader.put(to, claim, WorkHeader.RECORD, owner);
        final int keyAt = HEAD + about.keyLength + what.ownerOffset() - what.offset();
        RecordWork.put(to, claim, SIGN == of.purpose ? RecordWork.SIGN : RecordWork.VERIFY, bodyLength, keyAt);
        final int body = claim + RecordWork.BODY_OFFSET;
        encoder.wrap(to, body, bodyLength).putBinary(about.key, about.keyOffset, about.keyLength);
        to.putBytes(body + HEAD + about.keyLength, what.buffer(), what.offset(), what.length());
        putRest(to, body + bodyLength, of, about, at);
        requests.commit();
        services.counters().increment(SystemCounter.DHT_SIGNATURES);
        return true;
    }

    private static void putRest(
        final MutableDirectBuffer to, final int offset, final Check of, final Question about, final int at)
    {
        to.putByte(offset, (byte)of.purpose);
        to.putByte(offset + 1, (byte)(of.isCopy ? 1 : 0));
        to.putInt(offset + 2, of.linkId);
        to.putLong(offset + 6, about.id);
        to.putLong(offset + 14, about.counter);
        to.putLong(offset + 22, about.node);
        to.putLong(offset + 30, of.writer);
        to.putLong(offset + 38, of.holdS);
        to.putInt(offset + 46, at);
    }

    private void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int body = offset + RecordWork.BODY_OFFSET;
        final int bodyLength = RecordWork.bodyLength(buffer, offset);
        final int rest = body + bodyLength;
        assert length == RecordWork.BODY_OFFSET + bodyLength + REST : "the worker gives back what it was given";
        final boolean isGood = RecordWork.isGood(buffer, offset);
        check.of(buffer.getByte(rest), buffer.getInt(rest + 2), buffer.getLong(rest + 30));
        check.isCopy = 0 != buffer.getByte(rest + 1);
        check.holdS = buffer.getLong(rest + 38);
        final int keyLength = decoder.wrap(buffer, body, bodyLength).readBinary();
        final int keyOffset = decoder.valueOffset();
        question.set(
            place.of(buffer, keyOffset, keyLength), buffer, keyLength, buffer.getLong(rest + 14),
            buffer.getLong(rest + 22));
        question.keyOffset = keyOffset;
        question.id = buffer.getLong(rest + 6);
        record.wrap(buffer, keyOffset + keyLength, rest - keyOffset - keyLength);
        free(buffer.getInt(rest + 46), isGood || NOBODY == check.writer, nowNs);
        if (!isGood)
        {
            services.counters().reject(RejectCode.DHT_FORGED);
        }
        handler.onChecked(check, question, record, isGood, nowNs);
    }

    private void free(final int at, final boolean isGood, final long nowNs)
    {
        freeAtNs[at] = isGood ? nowNs : nowNs + pauseNs;
    }

    /** One that is free or, where none is, that of one that was forged; for a writer who has not had as many. */
    private int place(final long writer, final long nowNs)
    {
        if (null == writers)
        {
            writers = new long[maxChecks];
            freeAtNs = new long[maxChecks];
            Arrays.fill(freeAtNs, Long.MIN_VALUE);
        }
        int found = NO_PLACE;
        int ofWriter = 0;
        for (int i = 0; i < writers.length; i++)
        {
            final boolean isFree = freeAtNs[i] <= nowNs;
            ofWriter += !isFree && writers[i] == writer ? 1 : 0;
            if (isFree || NO_PLACE == found && Long.MAX_VALUE != freeAtNs[i])
            {
                found = i;
            }
        }
        return NOBODY != writer && ofWriter >= maxOfWriter ? NO_PLACE : found;
    }
}
