package io.hopwire.circuit;

import io.hopwire.spi.Limits;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;

/**
 * Payloads by which a route is searched; msgpack arrays inside messages of seed 004.
 * <pre>
 *   ROUTE   to the target    [group, attempt, probe, budget, hops, tokens, reply label, room, handshake]
 *   ACK     to the previous  [10, group, attempt, label, hops, room, handshake]
 *   NACK    to the previous  [10, group, attempt, reason, tokens]
 * </pre>
 * The message's <i>to</i> is the target's address: it is what every hop routes by. Its <i>from</i> is all zero, for
 * only the target may learn who asks, and it does so from the handshake. The first element of ACK and NACK is the
 * operation that is answered, as the specification formats them. It is an operation of our own, and no WHISPER, so that
 * an {@code ACK WHISPER} means what the specification says. The answer travels back over the links the question came
 * by. The room is that of the links up to here, and in the answer that of all, see {@link CircuitRooms}.
 */
final class RouteMessage
{
    private static final int MAX_FIELD = 255;
    private static final int REQUEST_FIELDS = 9;
    private static final int ACK_FIELDS = 7;
    private static final int NACK_FIELDS = 5;
    private static final long LABEL_MASK = 0xFFFF_FFFFL;

    long groupId;
    int attempt;
    boolean probe;
    int budget;
    int hops;
    int tokens;
    int label;
    int room;
    int reason;
    int handshakeOffset;
    int handshakeLength;

    /**
     * @param room of the links up to here and the one that it leaves over.
     */
    static void encodeRequest(final MsgPackEncoder encoder, final RouteSearch search, final int room)
    {
        encoder.putArrayHeader(REQUEST_FIELDS)
            .putLong(search.groupId)
            .putLong(search.attempt)
            .putBoolean(search.probe)
            .putLong(search.budget - 1)
            .putLong(search.hops)
            .putLong(search.tokens)
            .putLong(search.replyLabel & LABEL_MASK)
            .putLong(room)
            .putBinary(search.handshake, 0, search.handshakeLength);
    }

    static void encodeAck(
        final MsgPackEncoder encoder,
        final RouteSearch search,
        final DirectBuffer handshake,
        final int offset,
        final int length)
    {
        encoder.putArrayHeader(ACK_FIELDS)
            .putLong(Operation.ROUTE)
            .putLong(search.groupId)
            .putLong(search.attempt)
            .putLong(search.answeredLabel & LABEL_MASK)
            .putLong(search.answeredHops)
            .putLong(search.answeredRoom)
            .putBinary(handshake, offset, length);
    }

    /** To a question that wanted no circuit: only the hops count, and there are none behind us. */
    static void encodeProbeAck(
        final MsgPackEncoder encoder, final long groupId, final int attempt, final DirectBuffer nothing)
    {
        encoder.putArrayHeader(ACK_FIELDS)
            .putLong(Operation.ROUTE)
            .putLong(groupId)
            .putLong(attempt)
            .putLong(0)
            .putLong(0)
            .putLong(CircuitRooms.LEAST)
            .putBinary(nothing, 0, 0);
    }

    static void encodeNack(
        final MsgPackEncoder encoder, final long groupId, final int attempt, final int reason, final int tokens)
    {
        encoder.putArrayHeader(NACK_FIELDS)
            .putLong(Operation.ROUTE)
            .putLong(groupId)
            .putLong(attempt)
            .putLong(reason)
            .putLong(tokens);
    }

    boolean decodeRequest(final MsgPackDecoder decoder)
    {
        if (decoder.readArrayHeader() != REQUEST_FIELDS)
        {
            return false;
        }
        groupId = decoder.readLong();
        attempt = attempt(decoder);
        probe = decoder.readBoolean();
        budget = field(decoder);
        hops = field(decoder);
        tokens = field(decoder);
        label = label(decoder);
        room = room(decoder);
        return readHandshake(decoder) && isWhole(decoder) && attempt >= 0 && tokens >= 0 && room >= 0 &&
            probe == (0 == label) && budget >= 0 && hops >= 0 && budget + hops <= Limits.MAX_HOPS;
    }

    /** The decoder stands behind the acknowledged operation. */
    boolean decodeAck(final MsgPackDecoder decoder, final int fields)
    {
        if (fields != ACK_FIELDS)
        {
            return false;
        }
        groupId = decoder.readLong();
        attempt = attempt(decoder);
        label = label(decoder);
        hops = field(decoder);
        room = room(decoder);
        return readHandshake(decoder) && isWhole(decoder) && attempt >= 0 && hops >= 0 && room >= 0;
    }

    /** The decoder stands behind the refused operation. */
    boolean decodeNack(final MsgPackDecoder decoder, final int fields)
    {
        if (fields != NACK_FIELDS)
        {
            return false;
        }
        groupId = decoder.readLong();
        attempt = attempt(decoder);
        reason = field(decoder);
        tokens = field(decoder);
        return isWhole(decoder) && attempt >= 0 && reason >= 0 && tokens >= 0;
    }

    private static boolean isWhole(final MsgPackDecoder decoder)
    {
        return !decoder.failed() && decoder.remaining() == 0;
    }

    private static int attempt(final MsgPackDecoder decoder)
    {
        final long value = decoder.readLong();
        return value < 0 || value > RouteRequest.MAX_ATTEMPT ? -1 : (int)value;
    }

    private static int field(final MsgPackDecoder decoder)
    {
        final long value = decoder.readLong();
        return value < 0 || value > MAX_FIELD ? -1 : (int)value;
    }

    private static int room(final MsgPackDecoder decoder)
    {
        final long value = decoder.readLong();
        return value < CircuitRooms.LEAST || value > Limits.MAX_MTU ? -1 : (int)value;
    }

    private static int label(final MsgPackDecoder decoder)
    {
        return (int)(decoder.readLong() & LABEL_MASK);
    }

    private boolean readHandshake(final MsgPackDecoder decoder)
    {
        handshakeLength = decoder.readBinary();
        handshakeOffset = decoder.valueOffset();
        return handshakeLength >= 0 && handshakeLength <= RouteSearch.MAX_HANDSHAKE;
    }
}
