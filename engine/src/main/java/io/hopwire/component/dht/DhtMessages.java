package io.hopwire.component.dht;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.Link;
import io.hopwire.link.MessageBatch;
import io.hopwire.spi.Limits;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.DirectBuffer;

/**
 * Payloads of FIND_VALUE and STORE.
 * <pre>
 *   FIND_VALUE &lt;address&gt; &lt;key&gt;                [address, key, id]
 *     with a ballot                           [address, key, id, counter, node]
 *   ACK FIND_VALUE &lt;key&gt; &lt;value&gt; &lt;metadata&gt;   [8, key, value, metadata, id]
 *     of a copy                               [8, key, value, metadata, id, hold]
 *     with a ballot                           [8, key, value, metadata, id, counter, node]
 *   NACK FIND_VALUE                           [8, key, id, reason, counter, node]
 *   STORE &lt;address&gt; &lt;key&gt; &lt;value&gt;             [address, key, value, metadata, id, counter, node]
 *     a copy                                  [address, key, value, metadata, id, counter, node, hold]
 *   ACK STORE                                 [9, key, id]
 *   NACK STORE                                [9, key, id, reason, counter, node]
 * </pre>
 * Value and metadata are as {@link Record} draws them. The id is the asker's, and said again in the answer. A counter
 * and a node are a ballot, see {@link Question}: in a question its own, in ACK FIND_VALUE that of the record, in a NACK
 * the latest that was promised. Who is asked for a value without a ballot, and has none, answers as to FIND_NODE; with
 * a ballot the answer has nil for value and metadata. A copy has no ballot, two zeros, and is kept for the seconds that
 * are said.
 */
final class DhtMessages
{
    /** Elements of FIND_VALUE. */
    static final int FIND_FIELDS = 3;
    /** Elements of FIND_VALUE with a ballot. */
    static final int PROMISE_FIELDS = 5;
    /** Elements of ACK FIND_VALUE. */
    static final int VALUE_FIELDS = 5;
    /** Elements of ACK FIND_VALUE from who has a copy. */
    static final int COPY_VALUE_FIELDS = 6;
    /** Elements of ACK FIND_VALUE with a ballot. */
    static final int PROMISED_FIELDS = 7;
    /** Elements of NACK, of either. */
    static final int REFUSED_FIELDS = 6;
    /** Elements of STORE. */
    static final int STORE_FIELDS = 7;
    /** Elements of STORE of a copy. */
    static final int COPY_FIELDS = 8;
    /** Elements of ACK STORE. */
    static final int STORED_FIELDS = 3;

    /** Of a STORE beside its key, its record and the bytes of the address: heads, id, ballot, and hold. */
    private static final int STORE_OVERHEAD = 1 + 3 + 2 + 9 + 9 + 9 + 5;

    private static final long MS_NS = 1_000_000L;
    private static final long SECOND_MS = 1000;

    private final OwnAddress own;
    private final MessageBatch batch;

    DhtMessages(final OwnAddress own, final MessageBatch batch)
    {
        this.own = own;
        this.batch = batch;
    }

    /**
     * Longest key and record together, so that every link carries them.
     *
     * @param addressLength bytes of an address.
     * @return bytes.
     */
    static int maxRecordLength(final int addressLength)
    {
        return Limits.MIN_MTU - FrameTypes.DATA_OVERHEAD - TransmissionFlyweight.HEADER_LENGTH -
            MessageFlyweight.headerLength(Byte.SIZE * addressLength) - STORE_OVERHEAD - addressLength;
    }

    void findValue(final Link link, final Question question, final long nowNs)
    {
        final MsgPackEncoder encoder = begin(link, Operation.FIND_VALUE, nowNs);
        if (null != encoder)
        {
            putKey(encoder.putArrayHeader(FIND_FIELDS), question).putLong(question.id);
            batch.end();
        }
    }

    void promise(final Link link, final Question question, final long nowNs)
    {
        final MsgPackEncoder encoder = begin(link, Operation.FIND_VALUE, nowNs);
        if (null != encoder)
        {
            putKey(encoder.putArrayHeader(PROMISE_FIELDS), question).putLong(question.id)
                .putLong(question.counter).putLong(question.node);
            batch.end();
        }
    }

    void store(
        final Link link,
        final Question question,
        final DirectBuffer record,
        final int offset,
        final int length,
        final int holdOrZero,
        final long nowNs)
    {
        final MsgPackEncoder encoder = begin(link, Operation.STORE, nowNs);
        if (null != encoder)
        {
            putKey(encoder.putArrayHeader(0 == holdOrZero ? STORE_FIELDS : COPY_FIELDS), question)
                .putEncoded(record, offset, length)
                .putLong(question.id).putLong(question.counter).putLong(question.node);
            if (0 != holdOrZero)
            {
                encoder.putLong(holdOrZero);
            }
            batch.end();
        }
    }

    /** Of a copy it is told for how long it is kept: no copies are made of copies, or they would never end. */
    void value(final Link link, final RecordEntry entry, final long id, final long nowNs)
    {
        final boolean isCopy = entry.isCopy;
        final MsgPackEncoder encoder = begin(link, Operation.ACK, nowNs);
        if (null != encoder)
        {
            encoder.putArrayHeader(isCopy ? COPY_VALUE_FIELDS : VALUE_FIELDS).putLong(Operation.FIND_VALUE)
                .putBinary(entry.key, 0, entry.key.capacity())
                .putEncoded(entry.record, 0, entry.recordLength).putLong(id);
            if (isCopy)
            {
                encoder.putLong((entry.forgetMs - nowNs / MS_NS) / SECOND_MS);
            }
            batch.end();
        }
    }

    void promised(final Link link, final RecordEntry entry, final long id, final long nowNs)
    {
        final MsgPackEncoder encoder = begin(link, Operation.ACK, nowNs);
        if (null != encoder)
        {
            encoder.putArrayHeader(PROMISED_FIELDS).putLong(Operation.FIND_VALUE)
                .putBinary(entry.key, 0, entry.key.capacity());
            if (entry.recordLength > 0)
            {
                encoder.putEncoded(entry.record, 0, entry.recordLength);
            }
            else
            {
                encoder.putNil().putNil();
            }
            encoder.putLong(id).putLong(entry.acceptedCounter).putLong(entry.acceptedNode);
            batch.end();
        }
    }

    void stored(final Link link, final RecordEntry entry, final long id, final long nowNs)
    {
        final MsgPackEncoder encoder = begin(link, Operation.ACK, nowNs);
        if (null != encoder)
        {
            encoder.putArrayHeader(STORED_FIELDS).putLong(Operation.STORE)
                .putBinary(entry.key, 0, entry.key.capacity()).putLong(id);
            batch.end();
        }
    }

    /** Where there is an entry its promise is told. */
    void refused(
        final Link link,
        final int operation,
        final Question question,
        final int refusal,
        final RecordEntry entryOrNull,
        final long nowNs)
    {
        final MsgPackEncoder encoder = begin(link, Operation.NACK, nowNs);
        if (null != encoder)
        {
            encoder.putArrayHeader(REFUSED_FIELDS).putLong(operation)
                .putBinary(question.key, question.keyOffset, question.keyLength).putLong(question.id).putLong(refusal)
                .putLong(null == entryOrNull ? 0 : entryOrNull.promisedCounter)
                .putLong(null == entryOrNull ? 0 : entryOrNull.promisedNode);
            batch.end();
        }
    }

    /** A link that is used is not closed meanwhile. */
    private MsgPackEncoder begin(final Link link, final int operation, final long nowNs)
    {
        link.lastUsedNs(nowNs);
        return batch.begin(link, own.bytes(), 0, link.identity(), Link.ADDRESS_OFFSET, operation, nowNs);
    }

    private MsgPackEncoder putKey(final MsgPackEncoder encoder, final Question question)
    {
        return encoder.putBinary(question.address, question.addressOffset, own.space().length())
            .putBinary(question.key, question.keyOffset, question.keyLength);
    }
}
