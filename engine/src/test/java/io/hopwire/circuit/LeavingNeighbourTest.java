package io.hopwire.circuit;

import io.hopwire.crypto.Sha256;
import io.hopwire.routing.Distance;
import io.hopwire.sim.HostileMessages;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.TransitFilter;
import io.hopwire.spi.Limits;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.HostileNetwork;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionParser;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A neighbour leaves for which more questions wait than one input may answer.
 */
class LeavingNeighbourTest
{
    private static final int WAITING = 760;
    private static final int BETA = 256;

    private final HostileNetwork net =
        new HostileNetwork(
            SimConfig.of(13).withNullCrypto(true), 3, config -> config.set(CircuitSettings.MAX_SEARCHES, 1100));
    private final SimNode relay = net.line[1];
    private final SimNode first = net.addStranger(relay);
    private final SimNode second = net.addStranger(relay);
    private final SimNode leaving = net.addStranger(relay);
    private final TransmissionParser parser = new TransmissionParser();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private int nacks;

    /** The simulator's outbox asserts that no input causes more than it may. */
    @Test
    void allWhoWaitForItAreAnsweredAFewAtATime()
    {
        net.network.onTransit(this::watch);
        final DirectBuffer target = keyThatLeavingIsAskedForFirst();
        for (int i = 0; i < WAITING; i++)
        {
            // Answers to one neighbour share datagrams, so whoever asks takes turns.
            final SimNode asker = i % 2 == 0 ? first : second;
            net.send(asker, relay, request(asker, target, i));
            net.network.run(HostileNetwork.SECOND / 1000);
        }
        net.network.run(HostileNetwork.SECOND / 10);
        assertEquals(0, nacks, "all wait");
        final long before = relay.counters().get(SystemCounter.DATAGRAMS_SENT);
        leaving.links().close(leaving.links().byKey(relay.publicKey(), 0).id(), leaving.nowNs());
        leaving.touch();
        assertTrue(net.network.runUntil(() -> nacks == WAITING, HostileNetwork.SECOND), "answered: " + nacks);
        final long datagrams = relay.counters().get(SystemCounter.DATAGRAMS_SENT) - before;
        assertTrue(datagrams > Limits.MAX_DATAGRAMS_PER_INPUT, "too few to tell: " + datagrams);
        assertEquals(0, relay.counters().get(SystemCounter.OUTBOX_FULL));
        net.assertNothingLeaks();
    }

    private static byte[] request(final SimNode from, final DirectBuffer target, final int group)
    {
        return HostileMessages.message(from, target, Operation.ROUTE, encoder -> encoder
            .putArrayHeader(9)
            .putLong(1000 + group)
            .putLong(0)
            .putBoolean(false)
            .putLong(3)
            .putLong(1)
            .putLong(RouteSearch.VISIT_TOKENS)
            .putLong(4711)
            .putLong(CircuitRooms.LEAST)
            .putBinary(new UnsafeBuffer(new byte[96]), 0, 96));
    }

    /** What the neighbour that leaves says is lost, but that it leaves. */
    private int watch(final int from, final int to, final DirectBuffer buffer, final int length)
    {
        final int offset = FrameTypes.DATA_HEADER_LENGTH;
        final boolean isTransmission = FrameFlyweight.frameType(buffer, 0) == FrameTypes.DATA &&
            length > FrameTypes.DATA_OVERHEAD && 0 == buffer.getByte(offset) &&
            null == parser.wrap(buffer, offset, length - FrameTypes.DATA_OVERHEAD, BETA);
        if (isTransmission && from == leaving.index())
        {
            return TransitFilter.DROP;
        }
        while (isTransmission && from == relay.index() && parser.next())
        {
            nacks += isRefusal(buffer) ? 1 : 0;
        }
        return length;
    }

    private boolean isRefusal(final DirectBuffer buffer)
    {
        if (Operation.NACK != parser.operation())
        {
            return false;
        }
        decoder.wrap(buffer, parser.payloadOffset(), parser.payloadLength());
        decoder.readArrayHeader();
        assertEquals(Operation.ROUTE, decoder.readLong());
        decoder.readLong();
        decoder.readLong();
        return RouteReason.SEARCHING != decoder.readLong();
    }

    private DirectBuffer keyThatLeavingIsAskedForFirst()
    {
        final Sha256 sha256 = new Sha256();
        final Random random = new Random(1);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
        final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[96]);
        sha256.nodeId(leaving.publicKey(), 0, 32, ids, 0);
        sha256.nodeId(first.publicKey(), 0, 32, ids, 32);
        sha256.nodeId(second.publicKey(), 0, 32, ids, 64);
        do
        {
            random.nextBytes(key.byteArray());
            sha256.nodeId(key, 0, 32, id, 0);
        }
        while (!Distance.closer(ids, 0, ids, 32, id, 0) || !Distance.closer(ids, 0, ids, 64, id, 0));
        return key;
    }
}
