package io.hopwire.circuit;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.MessageBatch;
import io.hopwire.link.Part;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.MsgPackDecoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Label-switched circuits of one node: those that run through it and those that end here.
 * <p>
 * A cell is the plaintext of a link frame:
 * <pre>
 *     0                   1                   2                   3
 *     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *    +===============+===============+===============================+
 *    |  kind (not 0) |   hop budget  |             flags             |
 *    +===============+===============+===============================+
 *    |                             label                             |
 *    +===============================================================+
 *    |  body ...
 * </pre>
 * At a relay a cell costs one array look-up by label: the link it came by must be the one the label was given to, the
 * budget must not be used up, and it leaves with the next node's label and a budget one less. No key, no hash, no
 * allocation. The budget a cell starts with is the exact length of its route, so that it can not travel further
 * whatever the nodes on the way have installed.
 * <p>
 * Not thread-safe; driven by the core.
 */
public final class CircuitTable implements Circuits, Part
{
    private static final int HEADER_LENGTH = CellHeader.LENGTH;

    private final boolean traceable;
    private final OwnAddress own;
    private final Counters counters;
    private CircuitHandler handler;
    private final LinkTable links;
    private final int traceReplyLength;
    private final CircuitStore store;
    private final CircuitRooms rooms;
    private final RouteSearches searches;
    private int claimOffset;
    private Link claimedLink;
    private boolean closed;

    /**
     * For one node.
     *
     * @param settings {@link CircuitSettings}.
     * @param relaying whether the node carries circuits of others.
     * @param own      who the node is.
     * @param services what it is lent.
     * @param messages to say something to a neighbour, over the links that circuits use.
     */
    public CircuitTable(
        final Settings settings,
        final boolean relaying,
        final OwnAddress own,
        final Services services,
        final MessageBatch messages)
    {
        traceable = settings.get(CircuitSettings.TRACEABLE);
        this.own = own;
        counters = services.counters();
        links = messages.links();
        traceReplyLength = SIZE_OF_LONG + own.space().length();
        store = new CircuitStore(settings, services, links, services.timers().register(this::onCircuitTimer));
        rooms = new CircuitRooms(links, store, services);
        searches = new RouteSearches(settings, relaying, own, services, messages, store, rooms);
    }

    /**
     * Set the end of circuits, once and before anything else: it needs the circuits itself.
     *
     * @param value the end of circuits.
     */
    public void handler(final CircuitHandler value)
    {
        handler = value;
        rooms.handler(value);
        searches.handler(value);
    }

    /**
     * A cell came over a link.
     *
     * @param link   it came by.
     * @param buffer holds the plaintext; may be changed in place.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time of the duty cycle.
     */
    public void onFrame(
        final Link link, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (length < HEADER_LENGTH)
        {
            reject(RejectCode.CELL);
            return;
        }
        final int label = buffer.getInt(offset + CellHeader.LABEL_OFFSET, ByteOrder.LITTLE_ENDIAN);
        final Circuit circuit = store.byLabel(label, link.id());
        if (null == circuit)
        {
            reject(RejectCode.UNKNOWN_LABEL);
            return;
        }
        final int kind = buffer.getByte(offset + CellHeader.KIND_OFFSET);
        final int from = Circuit.sideOf(label);
        if (kind == FrameKinds.CELL_CLOSE)
        {
            counters.increment(SystemCounter.CELLS_ENDED);
            onClose(circuit, from, buffer, offset, length, nowNs);
        }
        else if (circuit.isLocal(Circuit.other(from)))
        {
            onLocal(circuit, from, kind, buffer, offset, length, nowNs);
        }
        else
        {
            forward(circuit, from, kind, buffer, offset, length, nowNs);
        }
    }

    /**
     * A route request came over a link; see {@link io.hopwire.link.MessageOwner}.
     *
     * @param link      it came by.
     * @param buffer    holds the message.
     * @param keyOffset first byte of the address that a route is wanted to.
     * @param payload   of the message, from its first element.
     * @param nowNs     time of the duty cycle.
     */
    public void onRequest(
        final Link link,
        final DirectBuffer buffer,
        final int keyOffset,
        final MsgPackDecoder payload,
        final long nowNs)
    {
        searches.onRequest(link, buffer, keyOffset, payload, nowNs);
    }

    /**
     * The answer to a route request came over a link; see {@link io.hopwire.link.AnswerOwner}.
     *
     * @param link    it came by.
     * @param isAck   true for ACK, false for NACK.
     * @param payload of the message, behind the operation.
     * @param fields  of the payload's array.
     * @param buffer  that the payload lies in.
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
        if (isAck)
        {
            searches.onAck(link, payload, fields, buffer, nowNs);
        }
        else
        {
            searches.onNack(link, payload, fields, nowNs);
        }
    }

    /**
     * {@inheritDoc}
     * <p>
     * Every circuit over it is gone with it.
     */
    @Override
    public void onLinkDown(final Link link, final int reason, final long nowNs)
    {
        if (closed)
        {
            return;
        }
        searches.onLinkDown(link, nowNs);
        store.detachAll(link.id(), RouteReason.LINK_DOWN);
        drainDying(nowNs);
    }

    /**
     * Whether a circuit or a search for one needs a link.
     *
     * @param linkId of the link.
     * @return true where closing it would break something.
     */
    public boolean usesLink(final int linkId)
    {
        return store.usesLink(linkId) || searches.usesLink(linkId);
    }

    /**
     * {@inheritDoc}
     * <p>
     * Nothing is said: all links close next, and with them, for those at their other ends, all circuits.
     */
    @Override
    public boolean onClose(final long nowNs)
    {
        closed = true;
        return false;
    }

    private void onCircuitTimer(final int timerId, final long nowNs)
    {
        if (timerId == CircuitStore.DRAIN_TIMER)
        {
            drainDying(nowNs);
            return;
        }
        final Circuit circuit = store.expired(timerId, nowNs);
        if (null != circuit)
        {
            store.retire(circuit);
            endBothSides(circuit, RouteReason.IDLE, nowNs);
        }
    }

    @Override
    public void inspect(final Inspector inspector)
    {
        store.inspect(inspector, searches.inspect(inspector));
    }

    @Override
    public int request(final RouteRequest request, final long nowNs)
    {
        return searches.request(request, nowNs);
    }

    @Override
    public void cancel(final int requestId, final long nowNs)
    {
        searches.cancel(requestId, nowNs);
    }

    @Override
    public void accept(
        final int token, final DirectBuffer handshake, final int offset, final int length, final long nowNs)
    {
        searches.accept(token, handshake, offset, length, nowNs);
    }

    @Override
    public void refuse(final int token, final int reason, final long nowNs)
    {
        searches.refuse(token, reason, nowNs);
    }

    @Override
    public int lastHop(final int token)
    {
        return searches.lastHop(token);
    }

    @Override
    public int maxCell()
    {
        return rooms.most();
    }

    @Override
    public int maxCell(final int circuitId)
    {
        final Circuit circuit = store.open(circuitId);
        return null == circuit ? CircuitRooms.LEAST : circuit.room;
    }

    @Override
    public int tryClaim(final int circuitId, final int maxLength)
    {
        final Circuit circuit = store.open(circuitId);
        if (null == circuit)
        {
            return NO_LINK;
        }
        final Link link = links.get(circuit.linkId(remoteSide(circuit)));
        claimOffset = null == link ? NO_LINK : links.tryClaim(link, HEADER_LENGTH + maxLength);
        claimedLink = link;
        if (LinkTable.TOO_LONG == claimOffset)
        {
            rooms.onTooLong(circuit, link);
        }
        return claimOffset < 0 ? claimOffset : claimOffset + HEADER_LENGTH;
    }

    @Override
    public MutableDirectBuffer claimBuffer()
    {
        return links.claimBuffer();
    }

    @Override
    public void commit(final int circuitId, final int length, final long nowNs)
    {
        final Circuit circuit = store.open(circuitId);
        final int side = remoteSide(circuit);
        circuit.lastActivityNs = nowNs;
        putHeader(FrameKinds.CELL_DATA, circuit.hops - 1, 0, circuit.outLabel(side));
        assert claimedLink == links.get(circuit.linkId(side)) : "nothing comes between claim and commit";
        links.commit(claimedLink, HEADER_LENGTH + length, nowNs);
    }

    @Override
    public void abort()
    {
        links.abort();
    }

    @Override
    public void close(final int circuitId, final int reason, final long nowNs)
    {
        final Circuit circuit = store.open(circuitId);
        if (null != circuit)
        {
            sendClose(circuit, remoteSide(circuit), reason, nowNs);
            store.free(circuit);
        }
    }

    @Override
    public int hops(final int circuitId)
    {
        final Circuit circuit = store.open(circuitId);
        return null == circuit ? 0 : circuit.hops;
    }

    @Override
    public void trace(final int circuitId, final int hop, final long token, final long nowNs)
    {
        final Circuit circuit = store.open(circuitId);
        if (null == circuit || hop < 1 || hop > circuit.hops)
        {
            return;
        }
        final int side = remoteSide(circuit);
        final Link link = claim(circuit, side, SIZE_OF_LONG);
        if (null != link)
        {
            putHeader(FrameKinds.CELL_TRACE, hop - 1, 0, circuit.outLabel(side));
            links.claimBuffer().putLong(claimOffset + HEADER_LENGTH, token, ByteOrder.LITTLE_ENDIAN);
            links.commit(link, HEADER_LENGTH + SIZE_OF_LONG, nowNs);
        }
    }

    private void forward(
        final Circuit circuit,
        final int from,
        final int kind,
        final MutableDirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final int budget = buffer.getByte(offset + CellHeader.BUDGET_OFFSET) & 0xFF;
        if (budget == 0 || budget > Limits.MAX_HOPS)
        {
            onBudgetEnd(circuit, from, budget == 0 ? kind : FrameKinds.CELL_DATA, buffer, offset, length, nowNs);
            return;
        }
        final int to = Circuit.other(from);
        final Link link = upLink(circuit, to);
        if (null == link)
        {
            reject(RejectCode.CELL_UNSENT);
            return;
        }
        // In the memory it was read into, so that sealing it for the next hop is the only copy.
        buffer.putByte(offset + CellHeader.BUDGET_OFFSET, (byte)(budget - 1));
        buffer.putInt(offset + CellHeader.LABEL_OFFSET, circuit.outLabel(to), ByteOrder.LITTLE_ENDIAN);
        if (FrameKinds.CELL_ROOM_QUERY == kind)
        {
            rooms.onQuery(upLink(circuit, from), link, buffer, offset, length);
        }
        final int result = links.send(link, buffer, offset, length, nowNs);
        if (result >= 0)
        {
            circuit.lastActivityNs = nowNs;
            counters.increment(SystemCounter.CELLS_FORWARDED);
        }
        else if (LinkTable.TOO_LONG == result)
        {
            reject(RejectCode.CELL_TOO_LONG);
            rooms.refuse(circuit, from, link, nowNs);
        }
        else
        {
            reject(RejectCode.CELL_UNSENT);
            counters.add(SystemCounter.OUTBOX_FULL, result == LinkTable.BACK_PRESSURED ? 1 : 0);
        }
    }

    private void onLocal(
        final Circuit circuit,
        final int from,
        final int kind,
        final MutableDirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final int body = offset + HEADER_LENGTH;
        circuit.lastActivityNs = nowNs;
        if (kind == FrameKinds.CELL_DATA)
        {
            counters.increment(SystemCounter.CELLS_ENDED);
            handler.onCell(circuit.index, buffer, body, length - HEADER_LENGTH, nowNs);
        }
        else if (kind == FrameKinds.CELL_TRACE && length == HEADER_LENGTH + SIZE_OF_LONG)
        {
            counters.increment(SystemCounter.CELLS_ENDED);
            answerTrace(circuit, from, CellHeader.FLAG_LAST, buffer.getLong(body, ByteOrder.LITTLE_ENDIAN), nowNs);
        }
        else if (kind == FrameKinds.CELL_TRACE_REPLY && length == HEADER_LENGTH + traceReplyLength)
        {
            counters.increment(SystemCounter.CELLS_ENDED);
            final boolean last = CellHeader.isLast(buffer, offset);
            final long token = buffer.getLong(body, ByteOrder.LITTLE_ENDIAN);
            handler.onTraceReply(circuit.index, token, buffer, body + SIZE_OF_LONG, last, nowNs);
        }
        else if (rooms.onCell(circuit, from, kind, buffer, offset, length, nowNs))
        {
            counters.increment(SystemCounter.CELLS_ENDED);
        }
        else
        {
            reject(RejectCode.CELL);
        }
    }

    private void onBudgetEnd(
        final Circuit circuit,
        final int from,
        final int kind,
        final MutableDirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        if (kind == FrameKinds.CELL_TRACE && length == HEADER_LENGTH + SIZE_OF_LONG && traceable)
        {
            counters.increment(SystemCounter.CELLS_ENDED);
            answerTrace(circuit, from, 0, buffer.getLong(offset + HEADER_LENGTH, ByteOrder.LITTLE_ENDIAN), nowNs);
        }
        else
        {
            reject(RejectCode.HOP_LIMIT);
        }
    }

    private void answerTrace(final Circuit circuit, final int side, final int flags, final long token, final long nowNs)
    {
        final Link link = claim(circuit, side, traceReplyLength);
        if (null != link)
        {
            final int body = claimOffset + HEADER_LENGTH;
            putHeader(FrameKinds.CELL_TRACE_REPLY, Limits.MAX_HOPS, flags, circuit.outLabel(side));
            links.claimBuffer().putLong(body, token, ByteOrder.LITTLE_ENDIAN);
            links.claimBuffer().putBytes(body + SIZE_OF_LONG, own.bytes(), 0, traceReplyLength - SIZE_OF_LONG);
            links.commit(link, HEADER_LENGTH + traceReplyLength, nowNs);
        }
    }

    private void onClose(
        final Circuit circuit,
        final int from,
        final MutableDirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        final int reason = length > HEADER_LENGTH ? buffer.getByte(offset + HEADER_LENGTH) : RouteReason.CLOSED;
        store.retire(circuit);
        endSide(circuit, Circuit.other(from), reason, nowNs);
        store.free(circuit);
    }

    private void endBothSides(final Circuit circuit, final int reason, final long nowNs)
    {
        endSide(circuit, Circuit.UP, reason, nowNs);
        endSide(circuit, Circuit.DOWN, reason, nowNs);
        store.free(circuit);
    }

    private void endSide(final Circuit circuit, final int side, final int reason, final long nowNs)
    {
        if (circuit.isLocal(side))
        {
            handler.onCircuitClosed(circuit.index, reason, nowNs);
        }
        else
        {
            sendClose(circuit, side, reason, nowNs);
        }
    }

    private void sendClose(final Circuit circuit, final int side, final int reason, final long nowNs)
    {
        final Link link = claim(circuit, side, 1);
        if (null != link)
        {
            putHeader(FrameKinds.CELL_CLOSE, 0, 0, circuit.outLabel(side));
            links.claimBuffer().putByte(claimOffset + HEADER_LENGTH, (byte)reason);
            links.commit(link, HEADER_LENGTH + 1, nowNs);
        }
    }

    /** A dead link may carry thousands of circuits: an input may only cause a bounded number of closing cells. */
    private void drainDying(final long nowNs)
    {
        for (int i = 0; i < CircuitStore.DRAIN_LIMIT; i++)
        {
            final Circuit circuit = store.nextDying();
            if (null == circuit)
            {
                break;
            }
            endBothSides(circuit, circuit.closeReason, nowNs);
        }
        store.scheduleDrain(nowNs);
    }

    private Link claim(final Circuit circuit, final int side, final int bodyLength)
    {
        final Link link = upLink(circuit, side);
        claimOffset = null == link ? NO_LINK : links.tryClaim(link, HEADER_LENGTH + bodyLength);
        return claimOffset < 0 ? null : link;
    }

    private Link upLink(final Circuit circuit, final int side)
    {
        final int linkId = circuit.linkId(side);
        final Link link = linkId < 0 ? null : links.get(linkId);
        return null != link && link.isUp() ? link : null;
    }

    private void putHeader(final int kind, final int budget, final int flags, final int label)
    {
        CellHeader.put(links.claimBuffer(), claimOffset, kind, budget, flags, label);
    }

    private static int remoteSide(final Circuit circuit)
    {
        return circuit.isLocal(Circuit.UP) ? Circuit.DOWN : Circuit.UP;
    }

    private void reject(final RejectCode code)
    {
        counters.reject(code);
    }
}
