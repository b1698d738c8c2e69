package io.hopwire.core;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.AnswerOwner;
import io.hopwire.link.Link;
import io.hopwire.link.MessageBatch;
import io.hopwire.link.MessageOwner;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.Compression;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionFlyweight;
import io.hopwire.wire.TransmissionParser;
import io.hopwire.wire.compress.TransmissionPacker;
import org.agrona.DirectBuffer;

/**
 * The sixteen operations of seed 004, each with its owner: who gets the messages, and who the answers to them. An ACK
 * or NACK says in the first element of its payload which operation it answers.
 * <p>
 * What nobody owns is counted, a message as {@link RejectCode#OPERATION}, an answer as {@link RejectCode#UNSOLICITED};
 * and the message is answered with a NACK, so that whoever speaks more than we do needs not wait for it.
 */
final class Operations
{
    private final int beta;
    private final OwnAddress own;
    private final MessageBatch messages;
    private final Counters counters;
    private final MessageOwner[] messageOwners = new MessageOwner[Operation.MAX + 1];
    private final AnswerOwner[] answerOwners = new AnswerOwner[Operation.MAX + 1];
    private final boolean[] mayBeSealed = new boolean[Operation.MAX + 1];
    private final TransmissionPacker packer;
    private final int compressions;
    private final TransmissionParser parser = new TransmissionParser();
    private final MsgPackDecoder payload = new MsgPackDecoder();

    /**
     * None has an owner.
     *
     * @param own          who the node is.
     * @param messages     to neighbours.
     * @param counters     of the node.
     * @param packer       that decompresses transmissions.
     * @param compressions a bit for each compression that is taken.
     */
    Operations(
        final OwnAddress own,
        final MessageBatch messages,
        final Counters counters,
        final TransmissionPacker packer,
        final int compressions)
    {
        this.packer = packer;
        this.compressions = compressions;
        this.beta = Byte.SIZE * own.space().length();
        this.own = own;
        this.messages = messages;
        this.counters = counters;
    }

    /**
     * Give an operation to its owner.
     *
     * @param operation     one of {@link Operation}, but not an answer.
     * @param messages      gets its messages.
     * @param answersOrNull gets the answers to it; null where nobody waits for them.
     * @return this.
     */
    Operations register(final int operation, final MessageOwner messages, final AnswerOwner answersOrNull)
    {
        if (Operation.ACK == operation || Operation.NACK == operation || null != messageOwners[operation])
        {
            throw new IllegalStateException("operation " + Operation.name(operation) + " has an owner");
        }
        messageOwners[operation] = messages;
        answerOwners[operation] = answersOrNull;
        return this;
    }

    /**
     * Give an operation to its owner, who takes messages whose payload is a sealed box, too.
     *
     * @param operation     as {@link #register}.
     * @param messages      gets its messages, and looks itself whether they are sealed.
     * @param answersOrNull as {@link #register}.
     * @return this.
     */
    Operations registerSealed(final int operation, final MessageOwner messages, final AnswerOwner answersOrNull)
    {
        mayBeSealed[operation] = true;
        return register(operation, messages, answersOrNull);
    }

    void onTransmission(
        final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        counters.increment(SystemCounter.TRANSMISSIONS);
        final boolean isCompressed = length >= TransmissionFlyweight.HEADER_LENGTH &&
            Compression.NONE != TransmissionFlyweight.compression(buffer, offset);
        final RejectCode reject = isCompressed ?
            decompress(buffer, offset, length) : parser.wrap(buffer, offset, length, beta);
        if (null != reject)
        {
            counters.reject(reject);
        }
        else
        {
            onMessages(link, isCompressed ? packer.unpacked() : buffer, nowNs);
        }
    }

    private RejectCode decompress(final DirectBuffer buffer, final int offset, final int length)
    {
        RejectCode reject = packer.unpack(compressions, buffer, offset, length);
        if (null == reject)
        {
            counters.increment(SystemCounter.TRANSMISSIONS_DECOMPRESSED);
            reject = parser.wrap(packer.unpacked(), 0, packer.unpackedLength(), beta);
        }
        return null == reject && parser.messageCount() > Limits.MAX_COMPRESSED_MESSAGES ?
            RejectCode.COMPRESSION_BOMB : reject;
    }

    private void onMessages(final Link link, final DirectBuffer buffer, final long nowNs)
    {
        while (parser.next())
        {
            payload.wrap(buffer, parser.payloadOffset(), parser.payloadLength());
            if (parser.isEncrypted() && !mayBeSealed[parser.operation()])
            {
                counters.reject(RejectCode.PAYLOAD);
            }
            else
            {
                onMessage(link, parser.operation(), buffer, nowNs);
            }
        }
    }

    private void onMessage(final Link link, final int operation, final DirectBuffer buffer, final long nowNs)
    {
        if (Operation.ACK == operation || Operation.NACK == operation)
        {
            onAnswer(link, Operation.ACK == operation, buffer, nowNs);
        }
        else if (null != messageOwners[operation])
        {
            messageOwners[operation].onMessage(link, buffer, parser.toOffset(), payload, nowNs);
        }
        else
        {
            counters.reject(RejectCode.OPERATION);
            refuse(link, operation, nowNs);
        }
    }

    private void refuse(final Link link, final int operation, final long nowNs)
    {
        final MsgPackEncoder answer = messages.begin(
            link, own.bytes(), 0, link.identity(), Link.ADDRESS_OFFSET, Operation.NACK, nowNs);
        if (null != answer)
        {
            answer.putArrayHeader(1).putLong(operation);
            messages.end();
        }
    }

    private void onAnswer(final Link link, final boolean isAck, final DirectBuffer buffer, final long nowNs)
    {
        final int fields = payload.readArrayHeader();
        final long operation = payload.readLong();
        if (fields < 1 || payload.failed())
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        final AnswerOwner owner = operation < 0 || operation > Operation.MAX ? null : answerOwners[(int)operation];
        if (null == owner)
        {
            counters.reject(RejectCode.UNSOLICITED);
            return;
        }
        owner.onAnswer(link, isAck, payload, fields, buffer, nowNs);
    }
}
