package io.hopwire.component.payload;

import io.hopwire.crypto.BoxWork;
import io.hopwire.crypto.Sha256;
import io.hopwire.crypto.SipHash;
import io.hopwire.link.Link;
import io.hopwire.link.Part;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.WhisperCommand;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * WHISPER of seed 004: a message for one key. {@link OwnWhispers} sends those of this node, {@link WhisperRelay} passes
 * on what is for others, {@link WhisperEar} hears what is for us. Answers go back by the links that the message came
 * by, hop by hop.
 * <p>
 * What comes is limited by the neighbour, and by the sender for each neighbour, before anything is done with it. Costs
 * no memory until the first WHISPER. Not thread-safe; driven by the core.
 */
public final class Whispers implements Part
{
    private final Settings settings;
    private final Ways ways;
    private final Counters counters;
    private final Hearing hearing;
    private final SipHash keyed;
    private final BoxRequests boxes;
    private final OwnWhispers ownWhispers;
    private final int addressLength;
    private final int headerLength;
    private final Sha256 sha256 = new Sha256();
    private final UnsafeBuffer hash = new UnsafeBuffer(new byte[WhisperPaths.HASH_LENGTH]);
    private final WhisperCommand command = new WhisperCommand();
    private final WhisperMessage.Answer answer = new WhisperMessage.Answer();
    private Memory memory;

    /**
     * Nobody has said anything.
     *
     * @param settings {@link WhisperSettings}, {@link BroadcastSettings}.
     * @param ways     to others.
     */
    public Whispers(final Settings settings, final Ways ways)
    {
        this.settings = settings;
        this.ways = ways;
        counters = ways.services().counters();
        addressLength = ways.own().space().length();
        headerLength = MessageFlyweight.headerLength(Byte.SIZE * addressLength);
        hearing = new Hearing(settings, WhisperSettings.PER_LINK, ways.own(), ways.services());
        final EntropySource entropy = ways.services().entropy();
        keyed = new SipHash(entropy.nextLong(), entropy.nextLong());
        boxes = new BoxRequests(ways.services(), this::onResult);
        ownWhispers = new OwnWhispers(settings, ways, boxes, hearing);
    }

    /**
     * A WHISPER came over a link, sealed or not; see {@link io.hopwire.link.MessageOwner}.
     *
     * @param link     it came by.
     * @param buffer   holds the message.
     * @param toOffset behind the sender's address.
     * @param payload  of the message, from its first element, or the box.
     * @param nowNs    time of the duty cycle.
     */
    public void onWhisper(
        final Link link, final DirectBuffer buffer, final int toOffset, final MsgPackDecoder payload, final long nowNs)
    {
        final int offset = toOffset - addressLength;
        final int length = headerLength + payload.remaining();
        final long origin = hearing.origin(buffer, offset);
        final Memory room = memory();
        if (length > ways.sizes().longest() || !hearing.mayPass(link, nowNs) ||
            !room.ofOrigins.mayPass(origin, link.id(), nowNs))
        {
            counters.reject(RejectCode.WHISPER_LIMIT);
            return;
        }
        hearing.pass(link, nowNs);
        room.ofOrigins.pass(origin, link.id(), nowNs);
        final boolean isSealed = MessageFlyweight.isEncrypted(buffer, offset, Byte.SIZE * addressLength);
        final boolean isOurs = ways.own().is(buffer, toOffset);
        sha256.nodeId(buffer, offset, length, hash, 0);
        if (!isSealed && !(isOurs && room.ear.isProvedBy(link, buffer, offset)))
        {
            counters.reject(RejectCode.WHISPER_PLAIN);
            nack(link, WhisperMessage.PLAIN, nowNs);
        }
        else if (!isOurs)
        {
            final int reason = room.relay.pass(link, buffer, offset, length, hash, nowNs);
            if (0 != reason)
            {
                nack(link, reason, nowNs);
            }
        }
        else if (isSealed)
        {
            room.ear.onSealed(link, buffer, offset, length, hash, nowNs);
        }
        else
        {
            room.ear.onPlain(link, buffer, offset, payload, hash, nowNs);
        }
    }

    /**
     * An answer to WHISPER came over a link; see {@link io.hopwire.link.AnswerOwner}.
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
        if (!answer.decode(payload, fields, isAck))
        {
            counters.reject(RejectCode.PAYLOAD);
        }
        else if (!ownWhispers.onAnswer(link, isAck, answer, buffer, nowNs) && !passBack(link, isAck, buffer, nowNs))
        {
            counters.reject(RejectCode.UNSOLICITED);
        }
    }

    @Override
    public boolean onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (Commands.WHISPER != type)
        {
            return false;
        }
        ownWhispers.begin(command.wrap(buffer, offset, length), nowNs);
        return true;
    }

    @Override
    public void onLinkUp(final Link link, final long nowNs)
    {
        ownWhispers.onLinkUp(link, nowNs);
    }

    @Override
    public void onLinkDown(final Link link, final int reason, final long nowNs)
    {
        ownWhispers.onLinkDown(link, nowNs);
    }

    @Override
    public boolean onClose(final long nowNs)
    {
        ownWhispers.onClose(nowNs);
        return false;
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        ownWhispers.inspect(inspector);
    }

    /** By the way that the message came, hop by hop: it was passed on by this link, and is answered as often. */
    private boolean passBack(final Link link, final boolean isAck, final DirectBuffer buffer, final long nowNs)
    {
        final long path = null == memory ? WhisperPaths.NONE : memory.paths.find(buffer, answer.hashOffset, nowNs);
        if (WhisperPaths.NONE == path || memory.paths.downLink(path) != link.id() || !memory.paths.mayAnswer(path))
        {
            return false;
        }
        hash.putBytes(0, buffer, answer.hashOffset, WhisperPaths.HASH_LENGTH);
        final Link up = ways.links().get(memory.paths.upLink(path));
        final boolean isUp = null != up && up.isUp();
        if (!isAck && WhisperMessage.AGAIN != answer.reason)
        {
            memory.paths.tried(path);
        }
        if (isUp && isAck)
        {
            memory.ear.ack(up, hash, buffer, answer.secretOffset, nowNs);
        }
        else if (isUp)
        {
            nack(up, WhisperMessage.AGAIN, nowNs);
        }
        return true;
    }

    private void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (BoxWork.SEAL == BoxWork.op(buffer, offset))
        {
            ownWhispers.onSealed(buffer, offset, length, nowNs);
        }
        else
        {
            memory.ear.onOpened(buffer, offset, length, nowNs);
        }
    }

    private void nack(final Link link, final int reason, final long nowNs)
    {
        final MsgPackEncoder payload = ways.messages().begin(
            link, ways.own().bytes(), 0, link.identity(), Link.ADDRESS_OFFSET, Operation.NACK, nowNs);
        if (null != payload)
        {
            WhisperMessage.encodeNack(payload, hash, reason);
            ways.messages().end();
        }
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
     * What only nodes need to which a WHISPER came.
     */
    private final class Memory
    {
        final OriginRates ofOrigins = new OriginRates(settings.get(WhisperSettings.PER_ORIGIN));
        final WhisperPaths paths = new WhisperPaths(
            settings.get(WhisperSettings.PATHS), settings.get(WhisperSettings.PATH), keyed);
        final WhisperRelay relay = new WhisperRelay(settings, ways, paths);
        final WhisperEar ear = new WhisperEar(settings, ways, paths, hearing, boxes);
    }
}
