package io.hopwire.component.payload;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.crypto.SipHash;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.Part;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
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
 * What one sender may say is counted for each neighbour that it comes by, as nothing proves a name: who floods in
 * somebody's name uses up what comes by his own link, and not what comes by others. It is counted in {@value #ORIGINS}
 * places by a keyed hash, so names that are made up cost no memory, and a flood is in the way only of those few that
 * share its place.
 * <p>
 * Costs no memory until the first SHOUT. Not thread-safe; driven by the core.
 */
public final class Broadcasts implements Part
{
    /** Longest transmission, so that every link carries it. */
    static final int MAX_TRANSMISSION = Limits.MIN_MTU - FrameTypes.DATA_OVERHEAD;

    private static final int ORIGINS = 1024;
    private static final int PLACE_SHIFT = Long.SIZE - 10;
    /** Spreads the links over the places: the golden ratio. */
    private static final long ODD = 0x9e3779b97f4a7c15L;
    private static final int LINKS = 16;
    private static final int OWN = -1;
    private static final long MICRO_NS = 1000;

    private final OwnAddress own;
    private final LinkTable links;
    private final Settings settings;
    private final Counters counters;
    private final Events events;
    private final SipHash hash;
    private final int addressLength;
    private final int beta;
    private final long lifetimeNs;
    private final long secret;
    private final long ownOrigin;
    private final DirectBuffer nobody;
    private final ShoutMessage message = new ShoutMessage();
    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private final MsgPackEncoder payload = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final ShoutAnswer answer = new ShoutAnswer();
    private Memory memory;
    private long lastNumber;

    /**
     * Nobody has said anything.
     *
     * @param settings {@link BroadcastSettings}.
     * @param own      who the node is.
     * @param services lent by the host.
     * @param links    to neighbours.
     */
    public Broadcasts(
        final Settings settings, final OwnAddress own, final Services services, final LinkTable links)
    {
        this.settings = settings;
        this.own = own;
        this.links = links;
        counters = services.counters();
        events = services.events();
        addressLength = own.space().length();
        beta = Byte.SIZE * addressLength;
        lifetimeNs = settings.get(BroadcastSettings.LIFETIME);
        final EntropySource entropy = services.entropy();
        hash = new SipHash(entropy.nextLong(), entropy.nextLong());
        secret = entropy.nextLong();
        ownOrigin = hash.hash(own.bytes(), 0, addressLength);
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
        final long origin = hash.hash(buffer, fromOffset, addressLength);
        final long id = SipHash.hash(origin, secret, buffer, payloadOffset, payloadLength);
        // First: of a flood most that comes was here before, and then its form was checked.
        if (memory().seen.contains(id, nowNs))
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
        answer.put(ShoutCodes.OK == code ? lastNumber : 0, ShoutCodes.OK == code ? links.upCount() : 0, 0);
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
        final int place = place(origin, link.id());
        final long ageNs = nowNs - message.number() * MICRO_NS;
        if (ageNs > lifetimeNs || ageNs < -lifetimeNs || message.number() > Long.MAX_VALUE / MICRO_NS)
        {
            return RejectCode.SHOUT_EXPIRED;
        }
        if (!memory.ofLinks.mayPass(link.slot(), nowNs) || !memory.ofOrigins.mayPass(place, nowNs))
        {
            return RejectCode.SHOUT_RATE;
        }
        if (length > MAX_TRANSMISSION - TransmissionFlyweight.HEADER_LENGTH || !memory.queue.hasRoom(length) ||
            !memory.seen.add(id, nowNs))
        {
            return RejectCode.SHOUT_LIMIT;
        }
        memory.ofLinks.pass(link.slot(), nowNs);
        memory.ofOrigins.pass(place, nowNs);
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
        final long number = Math.max(lastNumber + 1, nowNs / MICRO_NS);
        final int place = place(ownOrigin, OWN);
        final int messageLength = encode(value, offset, length, number);
        if (!room.ofOrigins.mayPass(place, nowNs) || !room.queue.hasRoom(messageLength) ||
            !room.seen.add(ownId(messageLength), nowNs))
        {
            return ShoutCodes.BACK_PRESSURED;
        }
        lastNumber = number;
        room.ofOrigins.pass(place, nowNs);
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
        return SipHash.hash(
            ownOrigin, secret,
            memory.scratch, TransmissionFlyweight.HEADER_LENGTH + headerLength, messageLength - headerLength);
    }

    private static int place(final long origin, final int linkId)
    {
        return (int)(origin + linkId * ODD >>> PLACE_SHIFT);
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
        final ShoutSender sender = new ShoutSender(queue, links, counters, beta);
        final SeenMessages seen = new SeenMessages(2 * lifetimeNs, settings.get(BroadcastSettings.MAX_SEEN));
        final Rates ofLinks = new Rates(settings.get(BroadcastSettings.PER_LINK), LINKS);
        final UnsafeBuffer scratch = new UnsafeBuffer(new byte[MAX_TRANSMISSION]);
        final Rates ofOrigins = new Rates(settings.get(BroadcastSettings.PER_ORIGIN), ORIGINS);
    }
}
