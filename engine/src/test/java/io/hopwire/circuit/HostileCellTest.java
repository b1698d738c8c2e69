package io.hopwire.circuit;

import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.HostileNetwork;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Cells that a neighbour should not have sent, next to an honest session over the same relays. Without cryptography,
 * so that the labels can be read off the wire, and everything else as with it.
 */
class HostileCellTest
{
    private static final int[] KINDS =
        { FrameKinds.CELL_DATA, FrameKinds.CELL_CLOSE, FrameKinds.CELL_TRACE, FrameKinds.CELL_TRACE_REPLY,
        FrameKinds.CELL_ROOM_QUERY, FrameKinds.CELL_ROOM };
    private static final int HEADER = 8;
    private static final int GENERATION_BIT = 1 << Circuit.INDEX_BITS + 1;

    private final HostileNetwork net =
        new HostileNetwork(
            SimConfig.of(11).withNullCrypto(true), 5, config -> config.set(CircuitSettings.MAX_SEARCHES, 64));
    private final SimNode client = net.line[0];
    private final SimNode relay = net.line[1];
    private int session;
    private SimNode stranger;
    private boolean lying;
    /** The relay's label for cells that come from the client. */
    private int label;

    @BeforeEach
    void connect()
    {
        stranger = net.addStranger(relay);
        net.network.onTransit((from, to, buffer, length) ->
        {
            final int plaintext = FrameTypes.DATA_HEADER_LENGTH;
            final boolean isCell = length > FrameTypes.DATA_OVERHEAD + HEADER &&
                FrameFlyweight.frameType(buffer, 0) == FrameTypes.DATA &&
                buffer.getByte(plaintext) == FrameKinds.CELL_DATA;
            if (isCell && !lying && from == client.index() && to == relay.index())
            {
                label = buffer.getInt(plaintext + 4, ByteOrder.LITTLE_ENDIAN);
            }
            return length;
        });
        session = net.connect();
        net.talk(session);
        assertNotEquals(0, label);
    }

    @Test
    void dropsCellsTooShortForTheirHeader()
    {
        for (int length = 1; length < HEADER; length++)
        {
            expect(RejectCode.CELL, stranger, Arrays.copyOf(cell(FrameKinds.CELL_DATA, 3, label, 0), length));
            expect(RejectCode.CELL, client, Arrays.copyOf(cell(FrameKinds.CELL_DATA, 3, label, 0), length));
        }
    }

    @Test
    void dropsLabelsThatAreNotInstalled()
    {
        final Random random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            expect(RejectCode.UNKNOWN_LABEL, stranger, cell(1 + random.nextInt(15), 9, random.nextInt(), 20));
        }
        for (final int extreme : new int[]{0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
        {
            expect(RejectCode.UNKNOWN_LABEL, stranger, cell(FrameKinds.CELL_DATA, 9, extreme, 20));
        }
    }

    @Test
    void dropsTheLabelOfAnotherLink()
    {
        for (final int kind : KINDS)
        {
            expect(RejectCode.UNKNOWN_LABEL, stranger, cell(kind, 9, label, 40));
            expect(RejectCode.UNKNOWN_LABEL, stranger, cell(kind, 9, label ^ 1, 40));
        }
    }

    @Test
    void dropsTheLabelOfTheOtherSide()
    {
        for (final int kind : KINDS)
        {
            expect(RejectCode.UNKNOWN_LABEL, client, cell(kind, 9, label ^ 1, 40));
        }
    }

    @Test
    void dropsTheLabelOfACircuitThatIsGone()
    {
        for (int generation = 1; generation < 2048; generation += 97)
        {
            final int other = label + generation * GENERATION_BIT;
            expect(RejectCode.UNKNOWN_LABEL, client, cell(FrameKinds.CELL_DATA, 3, other, 20));
        }
        final int old = label;
        client.close(session);
        client.touch();
        net.network.run(HostileNetwork.SECOND);
        expect(RejectCode.UNKNOWN_LABEL, client, cell(FrameKinds.CELL_DATA, 3, old, 20));
        session = net.connect();
        assertNotEquals(old, label);
        expect(RejectCode.UNKNOWN_LABEL, client, cell(FrameKinds.CELL_DATA, 3, old, 20));
    }

    /**
     * The relays forward a cell as often as its budget says and never more often than a route may be long; the rest is
     * dropped by one of them, or by the server, and counted there once.
     */
    @Test
    void forwardsNoFurtherThanTheBudget()
    {
        final int relays = net.line.length - 2;
        for (int budget = 0; budget <= 255; budget++)
        {
            if (budget % 20 == 0)
            {
                // So that the session has no reason to probe its route in between.
                net.talk(session);
            }
            final boolean isValid = budget <= Limits.MAX_HOPS;
            final long forwarded = net.sum(SystemCounter.CELLS_FORWARDED);
            final boolean arrives = isValid && budget >= relays;
            expect(
                arrives ? RejectCode.SESSION_FRAME : RejectCode.HOP_LIMIT, client,
                cell(FrameKinds.CELL_DATA, budget, label, 4));
            assertEquals(
                isValid ? Math.min(budget, relays) : 0, net.sum(SystemCounter.CELLS_FORWARDED) - forwarded,
                "budget " + budget);
        }
    }

    @Test
    void dropsUnknownKindsAndMisshapenOnes()
    {
        for (int kind = 7; kind < 256; kind++)
        {
            final boolean isOfLink = kind >= FrameKinds.LINK_CLOSE && kind <= FrameKinds.LINK_RESPONSE;
            if (!isOfLink)
            {
                expect(kind < 128 ? RejectCode.CELL : RejectCode.COMPONENT, client, cell(kind, 9, label, 4));
            }
        }
        for (int length = 1; length < 30; length++)
        {
            // Kinds of the link itself, which are 13 bytes long.
            if (length != 13)
            {
                expect(RejectCode.CELL, stranger, Arrays.copyOf(new byte[]{17}, length));
                expect(RejectCode.CELL, stranger, Arrays.copyOf(new byte[]{18}, length));
            }
        }
        net.talk(session);
        expect(RejectCode.CELL, client, cell(FrameKinds.CELL_TRACE, 9, label, 7));
        expect(RejectCode.CELL, client, cell(FrameKinds.CELL_TRACE, 9, label, 9));
        expect(RejectCode.CELL, client, cell(FrameKinds.CELL_TRACE_REPLY, 9, label, 39));
        expect(RejectCode.UNSOLICITED, client, cell(FrameKinds.CELL_TRACE_REPLY, 9, label, 40));
        expect(RejectCode.SESSION_FRAME, client, cell(FrameKinds.CELL_DATA, 9, label, 0));
    }

    /**
     * Nobody can have an end believe that its route carries less than every path does.
     */
    @Test
    void dropsRoomsThatNoRouteHas()
    {
        for (int length = 0; length < 20; length++)
        {
            if (4 != length)
            {
                expect(RejectCode.CELL, client, cell(FrameKinds.CELL_ROOM_QUERY, 9, label, length));
            }
            expect(RejectCode.CELL, client, cell(FrameKinds.CELL_ROOM, 9, label, length));
        }
        for (final int room : new int[]{0, 1, CircuitRooms.LEAST - 1})
        {
            expect(RejectCode.CELL, client, roomCell(FrameKinds.CELL_ROOM, room, 0));
            expect(RejectCode.CELL, client, roomCell(FrameKinds.CELL_ROOM_QUERY, room, 0xFFFF));
            expect(RejectCode.CELL, client, roomCell(FrameKinds.CELL_ROOM_QUERY, 0xFFFF, room));
        }
    }

    @Test
    void aSessionGoesOnWithWhateverRoomARelayClaims()
    {
        final SimNode server = net.line[4];
        final int accepted = net.server.accepted().get(0);
        for (final int room : new int[]{CircuitRooms.LEAST, 0xFFFF, CircuitRooms.LEAST + 1})
        {
            expectNothing(roomCell(FrameKinds.CELL_ROOM, room, 0));
            final int before = net.client.messages().size();
            assertTrue(server.offer(accepted, new byte[10_000]) > 0);
            assertTrue(net.network.runUntil(
                () -> net.client.messages().size() > before, HostileNetwork.SECOND));
            // What overtakes in the first burst of a session may be sent again, and is here by then.
            net.network.run(HostileNetwork.SECOND);
        }
        assertEquals(0, net.rejects()[RejectCode.CELL_TOO_LONG.id()]);
    }

    @Test
    void dropsCellsTooLongForTheNextLinkAndSaysHowLongTheyMayBe()
    {
        final int[] made = new int[1];
        final HostileNetwork narrow = new HostileNetwork(
            SimConfig.of(13).withNullCrypto(true),
            4,
            config -> config.set(NodeSettings.MTU, made[0]++ == 1 ? Limits.MIN_MTU : Limits.DEFAULT_MTU));
        final int[] labels = new int[1];
        final int[] rooms = new int[1];
        narrow.network.onTransit((from, to, buffer, length) ->
        {
            final int plaintext = FrameTypes.DATA_HEADER_LENGTH;
            final int kind = length < FrameTypes.DATA_OVERHEAD + HEADER ? 0 : buffer.getByte(plaintext);
            if (1 == to && FrameKinds.CELL_DATA == kind)
            {
                labels[0] = buffer.getInt(plaintext + 4, ByteOrder.LITTLE_ENDIAN);
            }
            if (0 == to && FrameKinds.CELL_ROOM == kind)
            {
                rooms[0] = buffer.getShort(plaintext + HEADER, ByteOrder.LITTLE_ENDIAN);
            }
            return length;
        });
        final int wide = narrow.connect();
        narrow.talk(wide);
        final long[] before = narrow.rejects();
        narrow.send(
            narrow.line[0], narrow.line[1], cell(FrameKinds.CELL_DATA, 9, labels[0], CircuitRooms.LEAST + 1));
        narrow.network.run(HostileNetwork.SECOND / 50);
        narrow.assertRejected(before, RejectCode.CELL_TOO_LONG);
        assertEquals(CircuitRooms.LEAST, rooms[0]);
        narrow.talk(wide);
    }

    @Test
    void dropsForgedPacketsOfASession()
    {
        final Random random = new Random(2);
        for (int i = 0; i < 200; i++)
        {
            final byte[] cell = cell(FrameKinds.CELL_DATA, 9, label, 60 + random.nextInt(1000));
            final byte[] body = new byte[cell.length - HEADER];
            random.nextBytes(body);
            System.arraycopy(body, 0, cell, HEADER, body.length);
            // A packet number of the near future, so that the cipher decides, and not the window.
            Arrays.fill(cell, HEADER, HEADER + 4, (byte)0);
            cell[HEADER] = 100;
            expect(RejectCode.SESSION_AUTHENTICATION, client, cell);
        }
    }

    @Test
    void endsTheCircuitForAnyReasonThatItsOwnNeighbourNames()
    {
        final byte[] close = cell(FrameKinds.CELL_CLOSE, 0, label, 1);
        close[HEADER] = -128;
        net.send(client, relay, close);
        assertTrue(net.network.runUntil(
            () -> 0 == net.line[4].counters().get(SystemCounter.CIRCUITS_OPEN), HostileNetwork.SECOND));
        // The client does not know, but hears nothing any more; then the session goes on over another circuit.
        net.network.run(12 * HostileNetwork.SECOND);
    }

    private void expect(final RejectCode code, final SimNode from, final byte[] plaintext)
    {
        final long[] before = net.rejects();
        lying = true;
        net.send(from, relay, plaintext);
        lying = false;
        net.network.run(HostileNetwork.SECOND / 20);
        net.assertRejected(before, code);
    }

    private void expectNothing(final byte[] plaintext)
    {
        final long[] before = net.rejects();
        lying = true;
        net.send(client, relay, plaintext);
        lying = false;
        net.network.run(HostileNetwork.SECOND / 20);
        net.assertRejected(before);
    }

    private byte[] roomCell(final int kind, final int ahead, final int behind)
    {
        final byte[] cell = cell(kind, 9, label, FrameKinds.CELL_ROOM == kind ? 2 : 4);
        final UnsafeBuffer buffer = new UnsafeBuffer(cell);
        buffer.putShort(HEADER, (short)ahead, ByteOrder.LITTLE_ENDIAN);
        if (FrameKinds.CELL_ROOM_QUERY == kind)
        {
            buffer.putShort(HEADER + 2, (short)behind, ByteOrder.LITTLE_ENDIAN);
        }
        return cell;
    }

    private static byte[] cell(final int kind, final int budget, final int label, final int bodyLength)
    {
        final byte[] cell = new byte[HEADER + bodyLength];
        cell[0] = (byte)kind;
        cell[1] = (byte)budget;
        new UnsafeBuffer(cell).putInt(4, label, ByteOrder.LITTLE_ENDIAN);
        return cell;
    }

    /** After every hostile case: the honest session still works, and nothing is left when it is over. */
    @AfterEach
    void hasLeftTheSessionUnhurt()
    {
        net.talk(session);
        client.close(session);
        client.touch();
        net.assertNothingLeaks();
    }
}
