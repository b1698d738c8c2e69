package io.hopwire.component.payload;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.Link;
import io.hopwire.link.MessageBatch;
import io.hopwire.link.Part;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Events;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.ShoutAnswer;
import io.hopwire.spi.ShoutCodes;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;

/**
 * SPEAK of seed 004: a message for the neighbours alone. Each is told until it acknowledges, for links lose frames, and
 * shows the message to its application once.
 * <pre>
 *   SPEAK &lt;message&gt; &lt;number&gt;       [message, number]      as {@link ShoutMessage} has it
 *   ACK SPEAK &lt;number&gt;             [5, number]
 * </pre>
 * A node forwards nothing, as the seed has it by default, and takes from a neighbour only what the neighbour itself
 * says: so the sender's name is proved, other than that of a SHOUT. What its application has no room for is not
 * acknowledged, and so is said again.
 * <p>
 * Costs no memory until the first SPEAK. Not thread-safe; driven by the core.
 */
public final class Speaks implements Part
{
    private static final int TIMER = 0;

    private final OwnAddress own;
    private final MessageBatch messages;
    private final Counters counters;
    private final Events events;
    private final Hearing hearing;
    private final SpokenMessages spoken;
    private final int addressLength;
    private final int maxValueLength;
    private final ShoutMessage message = new ShoutMessage();
    private final MsgPackDecoder decoder = new MsgPackDecoder();

    /**
     * Nobody has said anything.
     *
     * @param settings {@link BroadcastSettings}.
     * @param own      who the node is.
     * @param services lent by the host.
     * @param messages to neighbours.
     */
    public Speaks(
        final Settings settings, final OwnAddress own, final Services services, final MessageBatch messages)
    {
        this.own = own;
        this.messages = messages;
        counters = services.counters();
        events = services.events();
        addressLength = own.space().length();
        maxValueLength = Broadcasts.maxValueLength(addressLength);
        hearing = new Hearing(settings, BroadcastSettings.PER_LINK, own, services);
        spoken = new SpokenMessages(settings, own, services, messages, TIMER);
    }

    /**
     * A SPEAK came over a link; see {@link io.hopwire.link.MessageOwner}.
     *
     * @param link     it came by.
     * @param buffer   holds the message.
     * @param toOffset behind the sender's address.
     * @param payload  of the message, from its first element.
     * @param nowNs    time of the duty cycle.
     */
    public void onSpeak(
        final Link link, final DirectBuffer buffer, final int toOffset, final MsgPackDecoder payload, final long nowNs)
    {
        final int fromOffset = toOffset - addressLength;
        final long origin = hearing.origin(buffer, fromOffset);
        final long id = hearing.id(origin, buffer, payload.position(), payload.remaining());
        if (null != payload.validate(true) || !message.decode(payload))
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        if (!own.space().same(buffer, fromOffset, link.identity(), Link.ADDRESS_OFFSET))
        {
            counters.reject(RejectCode.SPEAK_OF_ANOTHER);
            return;
        }
        final RejectCode reject = hear(link, id, buffer, fromOffset, nowNs);
        if (null != reject)
        {
            counters.reject(reject);
            return;
        }
        acknowledge(link, nowNs);
    }

    /**
     * An answer to SPEAK came over a link; see {@link io.hopwire.link.AnswerOwner}.
     *
     * @param link    it came by.
     * @param isAck   whether it is an ACK.
     * @param payload behind the operation.
     * @param fields  of the payload.
     * @param buffer  holds it.
     * @param nowNs   time of the duty cycle.
     */
    public void onAnswer(
        final Link link,
        final boolean isAck,
        final MsgPackDecoder payload,
        final int fields,
        final DirectBuffer buffer,
        final long nowNs)
    {
        final long number = payload.readLong();
        if (payload.failed() || fields < 2)
        {
            counters.reject(RejectCode.PAYLOAD);
        }
        else if (!spoken.onAnswer(link, isAck, number, nowNs))
        {
            counters.reject(RejectCode.UNSOLICITED);
        }
    }

    @Override
    public boolean onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (Commands.SPEAK != type)
        {
            return false;
        }
        final long correlationId = Commands.correlationId(buffer, offset);
        final int code = speak(
            correlationId, buffer, offset + ShoutCommand.VALUE_OFFSET, length - ShoutCommand.VALUE_OFFSET, nowNs);
        if (ShoutCodes.OK != code)
        {
            final ShoutAnswer answer = new ShoutAnswer().put(0, 0, 0);
            events.onAnswer(type, correlationId, code, answer.buffer(), 0, ShoutAnswer.LENGTH);
        }
        return true;
    }

    @Override
    public boolean gathers()
    {
        return true;
    }

    @Override
    public boolean flush(final long nowNs)
    {
        return spoken.flush(nowNs);
    }

    @Override
    public boolean onClose(final long nowNs)
    {
        spoken.onClose();
        return false;
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        spoken.inspect(inspector);
    }

    private RejectCode hear(
        final Link link, final long id, final DirectBuffer buffer, final int fromOffset, final long nowNs)
    {
        if (hearing.isOutOfDate(message.number(), nowNs))
        {
            return RejectCode.SPEAK_EXPIRED;
        }
        if (!hearing.mayPass(link, nowNs))
        {
            return RejectCode.SPEAK_LIMIT;
        }
        hearing.pass(link, nowNs);
        if (hearing.wasHere(id, nowNs))
        {
            // The acknowledgement was lost, or is late.
            return null;
        }
        if (!hearing.hasRoom(id, nowNs))
        {
            return RejectCode.SPEAK_LIMIT;
        }
        if (!events.onSpeak(buffer, fromOffset, message.number(), message.valueOffset(), message.valueLength()))
        {
            return RejectCode.SPEAK_UNHEARD;
        }
        final boolean isAdded = hearing.remember(id, nowNs);
        assert isAdded : "there was room";
        counters.increment(SystemCounter.SPEAKS_HEARD);
        return null;
    }

    private void acknowledge(final Link link, final long nowNs)
    {
        final MsgPackEncoder answer = messages.begin(
            link, own.bytes(), 0, link.identity(), Link.ADDRESS_OFFSET, Operation.ACK, nowNs);
        if (null != answer)
        {
            answer.putArrayHeader(2).putLong(Operation.SPEAK).putLong(message.number());
            messages.end();
        }
    }

    private int speak(
        final long correlationId, final DirectBuffer value, final int offset, final int length, final long nowNs)
    {
        if (length > maxValueLength)
        {
            return ShoutCodes.TOO_LONG;
        }
        if (null != decoder.wrap(value, offset, length).validate(true))
        {
            return ShoutCodes.MALFORMED;
        }
        final long number = hearing.nextNumber(nowNs);
        if (!spoken.begin(correlationId, number, value, offset, length))
        {
            return ShoutCodes.BACK_PRESSURED;
        }
        hearing.made(number);
        return ShoutCodes.OK;
    }
}
