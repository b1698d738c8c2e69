package io.hopwire.circuit;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Services;
import io.hopwire.spi.Timers;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_SHORT;

/**
 * How long a cell may be on a circuit that ends here: its room, in bytes of the body.
 * <p>
 * The links of a route carry datagrams of different lengths, and a relay does not cut a cell, for whoever joins the
 * parts would have to keep them. So the ends send nothing that is longer than all links carry. They learn that together
 * with the route: request and answer gather it on their way. A link may carry less later. The relay in front of it then
 * drops what does not fit and says so, as a router does with ICMP; but it speaks over the circuit, where nobody filters
 * what it says. A link may also carry more later, when it has been probed. Both ends therefore ask, less and less
 * often, until the room is as large as their own datagrams allow.
 * <pre>
 *    query   | cell header | room ahead, 2 | room behind, 2 |   every node on the way takes the smaller
 *    room    | cell header | room, 2 |                          with the flag: the far end answers a query
 * </pre>
 * A room is that of both directions. Nobody can make it smaller than {@link #LEAST}.
 */
final class CircuitRooms
{
    /** What every link carries. */
    static final int LEAST = Limits.MIN_MTU - FrameTypes.DATA_OVERHEAD - CellHeader.LENGTH;

    private static final int QUERY_LENGTH = CellHeader.LENGTH + 2 * SIZE_OF_SHORT;
    private static final int ROOM_LENGTH = CellHeader.LENGTH + SIZE_OF_SHORT;
    private static final int AHEAD_OFFSET = CellHeader.LENGTH;
    private static final int BEHIND_OFFSET = CellHeader.LENGTH + SIZE_OF_SHORT;
    private static final long FIRST_QUERY_NS = 125_000_000L;
    /** Up to 512 s: RFC 8899 probes for a larger path every 600 s. */
    private static final int MAX_QUERY_SHIFT = 12;

    private final LinkTable links;
    private final CircuitStore store;
    private final Timers timers;
    private CircuitHandler handler;

    CircuitRooms(final LinkTable links, final CircuitStore store, final Services services)
    {
        this.links = links;
        this.store = store;
        timers = services.timers().register(this::onTimer);
    }

    void handler(final CircuitHandler value)
    {
        handler = value;
    }

    /** {@return the longest body that a link carries} */
    static int of(final Link link)
    {
        final int room = link.maxPlaintext() - CellHeader.LENGTH;
        assert room >= LEAST : "every link carries that";
        return room;
    }

    /** {@return the longest body that our own datagrams have room for} */
    int most()
    {
        return links.maxPlaintext() - CellHeader.LENGTH;
    }

    /**
     * A circuit is open.
     *
     * @param circuit which; nothing is to be known of one that does not end here.
     * @param room    as its request and its answer have gathered it.
     */
    void opened(final Circuit circuit, final int room, final long nowNs)
    {
        if (circuit.endsHere())
        {
            circuit.room = Math.min(room, most());
            circuit.roomQueries = 0;
            askLater(circuit, nowNs);
        }
    }

    /**
     * A cell of ours is longer than the link carries that it would begin with.
     */
    void onTooLong(final Circuit circuit, final Link link)
    {
        if (of(link) < circuit.room)
        {
            circuit.room = of(link);
            circuit.roomQueries = 0;
            askLater(circuit, circuit.lastActivityNs);
        }
    }

    /**
     * A cell of others' is longer than the link carries that it should go on with: tell where it came from.
     *
     * @param from side that it came by.
     * @param to   link that does not carry it.
     */
    void refuse(final Circuit circuit, final int from, final Link to, final long nowNs)
    {
        send(circuit, from, FrameKinds.CELL_ROOM, 0, of(to), 0, nowNs);
    }

    /**
     * A query comes by.
     *
     * @param from link that it came by.
     * @param to   link that it goes on with.
     */
    void onQuery(
        final Link from, final Link to, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        if (QUERY_LENGTH == length)
        {
            narrow(buffer, offset + AHEAD_OFFSET, of(to));
            narrow(buffer, offset + BEHIND_OFFSET, of(from));
        }
    }

    /**
     * A cell ends here that is neither data nor a trace.
     *
     * @param from side that it came by.
     * @return false where it is none of ours, or misshapen.
     */
    boolean onCell(
        final Circuit circuit,
        final int from,
        final int kind,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        if (FrameKinds.CELL_ROOM_QUERY == kind && QUERY_LENGTH == length)
        {
            final int ahead = room(buffer, offset + AHEAD_OFFSET);
            final int behind = room(buffer, offset + BEHIND_OFFSET);
            final Link link = links.get(circuit.linkId(from));
            final boolean isGood = ahead >= LEAST && behind >= LEAST;
            if (isGood && null != link)
            {
                final int room = Math.min(Math.min(ahead, behind), of(link));
                change(circuit, room, nowNs);
                send(circuit, from, FrameKinds.CELL_ROOM, CellHeader.FLAG_LAST, room, 0, nowNs);
            }
            return isGood;
        }
        if (FrameKinds.CELL_ROOM == kind && ROOM_LENGTH == length)
        {
            final int room = room(buffer, offset + AHEAD_OFFSET);
            if (room >= LEAST)
            {
                change(
                    circuit, CellHeader.isLast(buffer, offset) ? room : Math.min(room, circuit.room), nowNs);
            }
            return room >= LEAST;
        }
        return false;
    }

    private void onTimer(final int circuitId, final long nowNs)
    {
        final Circuit circuit = store.open(circuitId);
        if (null != circuit && circuit.endsHere() && circuit.room < most())
        {
            final int side = circuit.isLocal(Circuit.UP) ? Circuit.DOWN : Circuit.UP;
            final Link link = links.get(circuit.linkId(side));
            if (null != link)
            {
                send(circuit, side, FrameKinds.CELL_ROOM_QUERY, 0, of(link), most(), nowNs);
            }
            circuit.roomQueries++;
            askLater(circuit, nowNs);
        }
    }

    private void askLater(final Circuit circuit, final long nowNs)
    {
        if (circuit.room < most())
        {
            timers.schedule(
                circuit.index, nowNs + (FIRST_QUERY_NS << Math.min(circuit.roomQueries, MAX_QUERY_SHIFT)));
        }
    }

    private void change(final Circuit circuit, final int room, final long nowNs)
    {
        final int known = circuit.room;
        circuit.room = Math.min(room, most());
        if (circuit.room < known)
        {
            circuit.roomQueries = 0;
            askLater(circuit, nowNs);
        }
        if (circuit.room != known)
        {
            handler.onRoom(circuit.index);
        }
    }

    private void send(
        final Circuit circuit,
        final int side,
        final int kind,
        final int flags,
        final int ahead,
        final int behind,
        final long nowNs)
    {
        final Link link = links.get(circuit.linkId(side));
        final int length = FrameKinds.CELL_ROOM == kind ? ROOM_LENGTH : QUERY_LENGTH;
        final int claim = null == link ? LinkTable.NOT_UP : links.tryClaim(link, length);
        if (claim >= 0)
        {
            final MutableDirectBuffer buffer = links.claimBuffer();
            CellHeader.put(buffer, claim, kind, Limits.MAX_HOPS, flags, circuit.outLabel(side));
            buffer.putShort(claim + AHEAD_OFFSET, (short)ahead, LITTLE_ENDIAN);
            if (FrameKinds.CELL_ROOM_QUERY == kind)
            {
                buffer.putShort(claim + BEHIND_OFFSET, (short)behind, LITTLE_ENDIAN);
            }
            links.commit(link, length, nowNs);
        }
    }

    private static void narrow(final MutableDirectBuffer buffer, final int offset, final int room)
    {
        if (room < room(buffer, offset))
        {
            buffer.putShort(offset, (short)room, LITTLE_ENDIAN);
        }
    }

    private static int room(final DirectBuffer buffer, final int offset)
    {
        return buffer.getShort(offset, LITTLE_ENDIAN) & 0xFFFF;
    }
}
