package io.hopwire.core;

import io.hopwire.link.LinkSettings;
import io.hopwire.sim.HostileMessages;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.TransitFilter;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.test.Allocations;
import io.hopwire.test.HostileNetwork;
import io.hopwire.wire.Compression;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.Operation;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A bad input costs a counter and no memory, whichever way it is bad.
 */
class RejectAllocationTest
{
    private static final int PER_ROUND = 200;
    private static final int WARMUPS = 20;
    private static final int ROUNDS = 10;

    private final HostileNetwork net = new HostileNetwork(SimConfig.of(31), 4, config -> config.discovery(false));
    private final SimNode relay = net.line[1];
    private final SimNode stranger = net.addStranger(relay);
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[TransitFilter.MAX_LENGTH]);

    @Test
    void allocatesNothingForWhatStrangersSend()
    {
        net.talk(net.connect());
        expect(relay, RejectCode.FRAME_LENGTH, new byte[3]);
        expect(relay, RejectCode.FRAME_LENGTH, header(FrameTypes.DATA, 1, 101, 100));
        expect(relay, RejectCode.FRAME_TYPE, header(99, 1, 100, 100));
        expect(relay, RejectCode.FRAME_VERSION, header(FrameTypes.DATA, 9, 100, 100));
        expect(relay, RejectCode.UNKNOWN_RECEIVER, header(FrameTypes.DATA, 1, 100, 100));
        expect(relay, RejectCode.UNKNOWN_RECEIVER, header(FrameTypes.COOKIE, 1, 40, 40));

        final byte[] data = capture(FrameTypes.DATA);
        final byte[] forged = data.clone();
        forged[8] += 100;
        expect(relay, RejectCode.AUTHENTICATION, forged);
        input.putBytes(0, data);
        relay.core().onDatagram(net.line[0].index(), input, 0, data.length, net.network.nowNs());
        expect(relay, RejectCode.REPLAY, data);
    }

    @Test
    void allocatesNothingForHandshakesThatAreWrong()
    {
        final SimNode loaded = net.network.addNode(
            config -> config.discovery(false).set(LinkSettings.COOKIE_THRESHOLD, -1)
                .set(LinkSettings.COOKIES_PER_SECOND, 1_000_000),
            new RecordingEvents());
        final byte[] initiation = initiation(loaded);
        expect(loaded, RejectCode.HANDSHAKE_COOKIE, initiation);
        final byte[] wrongMac = initiation.clone();
        wrongMac[60] ^= 1;
        expect(loaded, RejectCode.HANDSHAKE_MAC, wrongMac);
        final int tooLong = Limits.MAX_HANDSHAKE_MESSAGE + 1;
        final byte[] longerThanAllowed = Arrays.copyOf(initiation, FrameTypes.HANDSHAKE_OVERHEAD + tooLong);
        FrameFlyweight.putHandshakeHeader(
            new UnsafeBuffer(longerThanAllowed), 0, FrameTypes.INITIATION_IK, 0, 5, tooLong);
        expect(loaded, RejectCode.HANDSHAKE_INVALID, longerThanAllowed);
    }

    @Test
    void allocatesNothingForHandshakesThatAreNotEvenAnswered()
    {
        final SimNode flooded = net.network.addNode(
            config -> config.discovery(false).set(LinkSettings.COOKIE_THRESHOLD, -1)
                .set(LinkSettings.COOKIES_PER_SECOND, 1).set(LinkSettings.COOKIES_OF_NETWORK, 1),
            new RecordingEvents());
        final byte[] initiation = initiation(flooded);
        while (0 == flooded.counters().get(RejectCode.HANDSHAKE_UNANSWERED))
        {
            input.putBytes(0, initiation);
            flooded.core().onDatagram(stranger.index(), input, 0, initiation.length, net.network.nowNs());
        }
        expect(flooded, RejectCode.HANDSHAKE_UNANSWERED, initiation);
    }

    @Test
    void allocatesNothingForHandshakesBeyondTheShareOfTheirNetwork()
    {
        final SimNode loaded = net.network.addNode(
            config -> config.discovery(false).set(LinkSettings.COOKIE_THRESHOLD, -1)
                .set(LinkSettings.HANDSHAKES_OF_NETWORK, 1),
            new RecordingEvents());
        final SimNode peer = net.network.addNode(config -> config.discovery(false), new RecordingEvents());
        final byte[] proved = initiation(peer, loaded, 2);
        while (0 == loaded.counters().get(RejectCode.HANDSHAKE_SHARE))
        {
            input.putBytes(0, proved);
            loaded.core().onDatagram(peer.index(), input, 0, proved.length, net.network.nowNs());
        }
        expect(loaded, peer, RejectCode.HANDSHAKE_SHARE, proved);
    }

    @Test
    void allocatesNothingForWhatNeighboursSend()
    {
        net.talk(net.connect());
        expectFrame(RejectCode.CELL, new byte[]{1, 0, 0});
        expectFrame(RejectCode.UNKNOWN_LABEL, new byte[]{1, 9, 0, 0, 1, 2, 3, 4, 0, 0});
        expectFrame(RejectCode.TRANSMISSION, new byte[]{0, 0, 0, 0, 0, 9});
        final byte[] ping = HostileMessages.message(
            stranger, relay.publicKey(), Operation.PING, encoder -> encoder.putArrayHeader(0));
        final byte[] compressed = ping.clone();
        compressed[1] |= 3;
        expectFrame(RejectCode.COMPRESSION, compressed);
        compressed[1] = Compression.LZ4;
        // One literal, and a match of it: repeated sixteen thousand times, or behind nothing.
        Arrays.fill(compressed, 6, compressed.length, (byte)0xff);
        compressed[6] = 0x1f;
        compressed[8] = 1;
        compressed[9] = 0;
        expectFrame(RejectCode.COMPRESSION_BOMB, compressed);
        compressed[8] = 0;
        expectFrame(RejectCode.COMPRESSED, compressed);
        expectFrame(RejectCode.PAYLOAD, HostileMessages.message(
            stranger, relay.publicKey(), Operation.ROUTE, encoder -> encoder.putArrayHeader(3).putLong(1)));
        expectFrame(RejectCode.PAYLOAD, HostileMessages.message(
            stranger, relay.publicKey(), Operation.FIND_NODE, encoder -> encoder.putArrayHeader(1 << 30)));
        expectFrame(RejectCode.OPERATION, HostileMessages.message(
            stranger, relay.publicKey(), 11, encoder -> encoder.putArrayHeader(0)));
        expectFrame(RejectCode.OPERATION, HostileMessages.message(
            stranger, relay.publicKey(), 12, encoder -> encoder.putArrayHeader(0)));
        expectFrame(RejectCode.UNSOLICITED, HostileMessages.message(
            stranger, relay.publicKey(), Operation.NACK,
            encoder -> encoder.putArrayHeader(5).putLong(Operation.ROUTE).putLong(7).putLong(0).putLong(1)
                .putLong(9)));
        expectFrame(RejectCode.UNSOLICITED, HostileMessages.message(
            stranger, relay.publicKey(), Operation.NACK,
            encoder -> encoder.putArrayHeader(1).putLong(Operation.FIND_NODE)));
        for (final long other : new long[]{ 12, Operation.PING, Operation.MAX + 1, -1 })
        {
            expectFrame(RejectCode.UNSOLICITED, HostileMessages.message(
                stranger, relay.publicKey(), Operation.ACK, encoder -> encoder.putArrayHeader(1).putLong(other)));
        }
    }

    private void expect(final SimNode victim, final RejectCode code, final byte[] datagram)
    {
        expect(victim, stranger, code, datagram);
    }

    private void expect(final SimNode victim, final SimNode sender, final RejectCode code, final byte[] datagram)
    {
        final long before = victim.counters().get(code);
        final long all = victim.counters().rejected();
        // Answers would wait for time to pass, in memory of the simulator.
        net.network.onTransit((from, to, buffer, length) -> TransitFilter.DROP);
        final long minimum = Allocations.minimumPerRound(WARMUPS, ROUNDS, PER_ROUND, () ->
        {
            // Frames are opened in place.
            input.putBytes(0, datagram);
            victim.core().onDatagram(sender.index(), input, 0, datagram.length, net.network.nowNs());
        });
        net.network.onTransit((from, to, buffer, length) -> length);
        assertEquals(0, minimum, code::toString);
        assertEquals(PER_ROUND * (WARMUPS + ROUNDS), victim.counters().get(code) - before, code::toString);
        assertEquals(PER_ROUND * (WARMUPS + ROUNDS), victim.counters().rejected() - all, code::toString);
    }

    private void expectFrame(final RejectCode code, final byte[] plaintext)
    {
        final long before = relay.counters().get(code);
        final long all = relay.counters().rejected();
        final long minimum = Allocations.minimumPerRound(WARMUPS, ROUNDS, PER_ROUND, () ->
        {
            net.send(stranger, relay, plaintext);
            net.network.run(4_000_000L);
        });
        assertEquals(0, minimum, code::toString);
        assertEquals(PER_ROUND * (WARMUPS + ROUNDS), relay.counters().get(code) - before, code::toString);
        assertEquals(PER_ROUND * (WARMUPS + ROUNDS), relay.counters().rejected() - all, code::toString);
    }

    private static byte[] header(final int type, final int version, final int declared, final int length)
    {
        final byte[] frame = new byte[length];
        FrameFlyweight.putFrameHeader(new UnsafeBuffer(frame), 0, type, declared, 4711);
        frame[1] = (byte)version;
        return frame;
    }

    /** A frame that the client sent to the relay; it did not arrive. */
    private byte[] capture(final int type)
    {
        final byte[][] captured = new byte[1][];
        net.network.onTransit((from, to, buffer, length) ->
        {
            final boolean isWanted = null == captured[0] && from == net.line[0].index() &&
                FrameFlyweight.frameType(buffer, 0) == type;
            if (isWanted)
            {
                captured[0] = new byte[length];
                buffer.getBytes(0, captured[0]);
            }
            return isWanted ? TransitFilter.DROP : length;
        });
        net.network.runUntil(() -> null != captured[0], 20 * HostileNetwork.SECOND);
        net.network.onTransit((from, to, buffer, length) -> length);
        return captured[0];
    }

    private byte[] initiation(final SimNode to)
    {
        return initiation(net.network.addNode(config -> config.discovery(false), new RecordingEvents()), to, 1);
    }

    /** The first datagram of a peer to a node, or a later one; it did not arrive. */
    private byte[] initiation(final SimNode peer, final SimNode to, final int number)
    {
        final byte[][] captured = new byte[1][];
        final int[] left = {number};
        net.network.onTransit((from, dest, buffer, length) ->
        {
            if (from != peer.index() || --left[0] > 0)
            {
                return length;
            }
            captured[0] = new byte[length];
            buffer.getBytes(0, captured[0]);
            return TransitFilter.DROP;
        });
        peer.bootstrapFrom(to, true);
        net.network.runUntil(() -> null != captured[0], HostileNetwork.SECOND);
        peer.crash();
        net.network.onTransit((from, dest, buffer, length) -> length);
        return captured[0];
    }
}
