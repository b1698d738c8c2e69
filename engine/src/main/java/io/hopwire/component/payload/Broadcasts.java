package io.hopwire.component.payload;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.Link;
import io.hopwire.link.TransmissionSender;
import io.hopwire.link.Part;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Events;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.ShoutAnswer;
import io.hopwire.spi.ShoutCodes;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * SHOUT of seed 004: a message for everybody, which each node shows to its application and passes on, once, to all its
 * neighbours but the one it came from. On a graph of n nodes and E links, without loss, that makes 2E - n + 1 messages.
 * <p>
 * A message is known again by a keyed hash over its sender and its payload, in which {@link ShoutMessage} has a number:
 * whoever passes it on with anything changed has made another message, and keeps nobody from hearing this one. It is
 * taken only while it is young, and remembered for longer than that, so a recording is never passed on twice. What one
 * neighbour and what one sender may say in a second is limited, and what goes beyond is neither shown nor passed on.
 * <p>
 * Costs no memory until the first SHOUT. Not thread-safe; driven by the core.
 */
public final class Broadcasts implements Part
{
    /** Longest transmission, so that every link carries it. */
    static final int MAX_TRANSMISSION = Limits.MIN_MTU - FrameTypes.DATA_OVERHEAD;

    private static final int OWN = -1;

    private final OwnAddress own;
    private final TransmissionSender transmissions;
    private final Settings settings;
    private final Counters counters;
    private final Events events;
    private final Hearing hearing;
    private final int addressLength;
    private final int beta;
    private final long ownOrigin;
    private final DirectBuffer nobody;
    private final ShoutMessage message = new ShoutMessage();
    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private final MsgPackEncoder payload = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final ShoutAnswer answer = new ShoutAnswer();
    private Memory memory;

    /**
     * Nobody has said anything.
     *
     * @param settings {@link BroadcastSettings}.
     * @param own      who the node is.
     * @param services lent by the host.
     * @param sender   to neighbours.
     */
    public Broadcasts(
        final Settings settings, final OwnAddress own, final Services services, final TransmissionSender sender)
    {
        this.settings = settings;
        this.own = own;
        this.transmissions = sender;
        counters = services.counters();
        events = services.events();
        addressLength = own.space().length();
        beta = Byte.SIZE * addressLength;
        hearing = new Hearing(settings, BroadcastSettings.PER_LINK, own, services);
        ownOrigin = hearing.origin(own.bytes(), 0);
        nobody = new UnsafeBuffer(new byte[addressLength]);
    }

    /**
     * Longest message that a SHOUT carries.
     *
     * @param addressLength bytes of an address.
     * @return bytes of one value of msgpack; negative where addresses are so long that there is no room for any.
     */
    public static int maxValueLength(final int addressLength)
    {
        return MAX_TRANSMISSION - TransmissionFlyweight.HEADER_LENGTH -
            MessageFlyweight.headerLength(Byte.SIZE * addressLength) - ShoutMessage.OVERHEAD;
    }

    /**
     * A SHOUT came over a link; see {@link io.hopwire.link.MessageOwner}.
     *
     * @param link     it came by.
     * @param buffer   holds the message.
     * @param toOffset behind the sender's address.
     * @param payload  of the message, from its first element.
     * @param nowNs    time of the duty cycle.
     */
    public void onShout(
        final Link link, final DirectBuffer buffer, final int toOffset, final MsgPackDecoder payload, final long nowNs)
    {
        final int payloadOffset = payload.position();
        final int payloadLength = payload.remaining();
        final int fromOffset = toOffset - addressLength;
        final long origin = hearing.origin(buffer, fromOffset);
        final long id = hearing.id(origin, buffer, payloadOffset, payloadLength);
        // First: of a flood most that comes was here before, and then its form was checked.
        if (hearing.wasHere(id, nowNs))
        {
            counters.increment(SystemCounter.SHOUTS_SEEN);
            return;
        }
        if (null != payload.validate(true) || !message.decode(payload))
        {
            counters.reject(RejectCode.PAYLOAD);
            return;
        }
        final int length = MessageFlyweight.headerLength(beta) + payloadLength;
        final RejectCode reject = take(link, origin, id, length, nowNs);
        if (null != reject)
        {
            counters.reject(reject);
            return;
        }
        counters.increment(SystemCounter.SHOUTS_TAKEN);
        memory.queue.add(buffer, fromOffset, length, link.id());
        if (!events.onShout(buffer, fromOffset, message.number(), message.valueOffset(), message.valueLength()))
        {
            counters.increment(SystemCounter.SHOUTS_UNHEARD);
        }
    }

    @Override
    public boolean onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (Commands.SHOUT != type)
        {
            return false;
        }
        final int code = shout(buffer, offset + ShoutCommand.VALUE_OFFSET, length - ShoutCommand.VALUE_OFFSET, nowNs);
        final boolean isSaid = ShoutCodes.OK == code;
        answer.put(isSaid ? hearing.lastNumber() : 0, isSaid ? transmissions.links().upCount() : 0, 0);
        events.onAnswer(
            type, Commands.correlationId(buffer, offset), code, answer.buffer(), 0, ShoutAnswer.LENGTH);
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
        return null != memory && memory.sender.flush(nowNs);
    }

    /**
     * May it be shown and passed on? Where it may it is remembered.
     */
    private RejectCode take(
        final Link link, final long origin, final long id, final int length, final long nowNs)
    {
        if (hearing.isOutOfDate(message.number(), nowNs))
        {
            return RejectCode.SHOUT_EXPIRED;
        }
        final Memory room = memory();
        if (!hearing.mayPass(link, nowNs) || !room.ofOrigins.mayPass(origin, link.id(), nowNs))
        {
            return RejectCode.SHOUT_RATE;
        }
        if (length > MAX_TRANSMISSION - TransmissionFlyweight.HEADER_LENGTH || !room.queue.hasRoom(length) ||
            !hearing.remember(id, nowNs))
        {
            return RejectCode.SHOUT_LIMIT;
        }
        hearing.pass(link, nowNs);
        room.ofOrigins.pass(origin, link.id(), nowNs);
        return null;
    }

    private int shout(final DirectBuffer value, final int offset, final int length, final long nowNs)
    {
        if (length > maxValueLength(addressLength))
        {
            return ShoutCodes.TOO_LONG;
        }
        if (null != decoder.wrap(value, offset, length).validate(true))
        {
            return ShoutCodes.MALFORMED;
        }
        final Memory room = memory();
        final long number = hearing.nextNumber(nowNs);
        final int messageLength = encode(value, offset, length, number);
        if (!room.ofOrigins.mayPass(ownOrigin, OWN, nowNs) || !room.queue.hasRoom(messageLength) ||
            !hearing.remember(ownId(messageLength), nowNs))
        {
            return ShoutCodes.BACK_PRESSURED;
        }
        hearing.made(number);
        room.ofOrigins.pass(ownOrigin, OWN, nowNs);
        room.queue.add(room.scratch, TransmissionFlyweight.HEADER_LENGTH, messageLength, OWN);
        return ShoutCodes.OK;
    }

    /** Our own message, into the scratch, as a transmission by itself. */
    private int encode(final DirectBuffer value, final int offset, final int length, final long number)
    {
        encoder.wrap(memory.scratch, 0, MAX_TRANSMISSION, beta);
        final int payloadOffset =
            encoder.beginMessage(own.bytes(), 0, nobody, 0, Operation.SHOUT, false);
        payload.wrap(memory.scratch, payloadOffset, encoder.payloadCapacity());
        ShoutMessage.encode(payload, value, offset, length, number);
        assert !payload.overflowed() : "its length was checked";
        encoder.commitMessage(payload.length());
        return MessageFlyweight.headerLength(beta) + payload.length();
    }

    private long ownId(final int messageLength)
    {
        final int headerLength = MessageFlyweight.headerLength(beta);
        return hearing.id(
            ownOrigin, memory.scratch,
            TransmissionFlyweight.HEADER_LENGTH + headerLength, messageLength - headerLength);
    }

    private Memory memory()
    {
        if (null == memory)
        {
            memory = new Memory();
        }
        return memory;
    }

    /**
     * What only nodes need that have heard a SHOUT.
     */
    private final class Memory
    {
        final ShoutQueue queue = new ShoutQueue(settings.get(BroadcastSettings.QUEUE), MAX_TRANSMISSION, beta);
        final ShoutSender sender = new ShoutSender(queue, transmissions, counters, beta);
        final UnsafeBuffer scratch = new UnsafeBuffer(new byte[MAX_TRANSMISSION]);
        final OriginRates ofOrigins = new OriginRates(settings.get(BroadcastSettings.PER_ORIGIN));
    }
}
