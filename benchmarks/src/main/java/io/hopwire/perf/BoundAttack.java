package io.hopwire.perf;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.circuit.RouteReason;
import io.hopwire.crypto.Sha256;
import io.hopwire.routing.Distance;
import io.hopwire.sim.HostileMessages;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.TransitFilter;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionParser;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Two neighbours of a relay ask it for routes, and it asks a third one, which leaves instead of answering: more
 * questions than one input may answer wait for it. The simulator's outbox refuses what is beyond that.
 */
final class BoundAttack
{
    private static final int WAITING = 380;
    private static final int KEY_LENGTH = 32;
    private static final int TOKENS = 4;
    private static final long FIRST_GROUP = 1000;

    private final AttackNetwork net = new AttackNetwork(13);
    private final TransmissionParser parser = new TransmissionParser();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final SimNode relay;
    private final SimNode first;
    private final SimNode second;
    private final SimNode leaving;
    private int refused;

    private BoundAttack(final int waiting)
    {
        relay = net.relay((config) -> config.set(CircuitSettings.MAX_SEARCHES, 2 * waiting));
        first = neighbour();
        second = neighbour();
        leaving = neighbour();
        net.network.run(AttackNetwork.SECOND);
        net.network.onTransit(this::onTransit);
    }

    private SimNode neighbour()
    {
        final SimNode node = net.network.addNode((config) -> config.discovery(false), new RecordingEvents());
        node.bootstrapFrom(relay, true);
        return node;
    }

    static Attack.Result run(final int size)
    {
        final int waiting = WAITING * size;
        final BoundAttack attack = new BoundAttack(waiting);
        attack.ask(waiting);
        final SimNode leaving = attack.leaving;
        leaving.links().close(leaving.links().byKey(attack.relay.publicKey(), 0).id(), leaving.nowNs());
        leaving.touch();
        attack.net.network.run(AttackNetwork.SECOND);
        final long beyond = attack.relay.counters().get(SystemCounter.OUTBOX_FULL);
        return Attack.Result.of((double)beyond / waiting, attack.refused, waiting);
    }

    private void ask(final int waiting)
    {
        final DirectBuffer target = keyThatLeavingIsAskedForFirst();
        for (int i = 0; i < waiting; i++)
        {
            // Answers to one neighbour share datagrams, so whoever asks takes turns.
            final SimNode asker = 0 == (i & 1) ? first : second;
            HostileMessages.send(
                asker,
                asker.links().byKey(relay.publicKey(), 0),
                HostileMessages.routeRequest(asker, target, FIRST_GROUP + i, TOKENS));
            net.network.run(AttackNetwork.MILLI);
        }
        net.network.run(100 * AttackNetwork.MILLI);
        if (refused > 0)
        {
            throw new IllegalStateException("refused before it left: " + refused);
        }
    }

    /** What the neighbour that leaves says is lost, but that it leaves. */
    private int onTransit(final int from, final int to, final DirectBuffer buffer, final int length)
    {
        final int offset = FrameTypes.DATA_HEADER_LENGTH;
        final boolean isTransmission = FrameTypes.DATA == FrameFlyweight.frameType(buffer, 0) &&
            length > FrameTypes.DATA_OVERHEAD && 0 == buffer.getByte(offset) &&
            null == parser.wrap(buffer, offset, length - FrameTypes.DATA_OVERHEAD, Byte.SIZE * KEY_LENGTH);
        if (isTransmission && from == leaving.index())
        {
            return TransitFilter.DROP;
        }
        while (isTransmission && from == relay.index() && parser.next())
        {
            refused += isRefusal(buffer) ? 1 : 0;
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
        decoder.readLong();
        decoder.readLong();
        decoder.readLong();
        return RouteReason.SEARCHING != decoder.readLong();
    }

    private DirectBuffer keyThatLeavingIsAskedForFirst()
    {
        final Sha256 sha256 = new Sha256();
        final SimRandom random = new SimRandom(13).fork(1);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
        final UnsafeBuffer id = new UnsafeBuffer(new byte[KEY_LENGTH]);
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[3 * KEY_LENGTH]);
        sha256.nodeId(leaving.publicKey(), 0, KEY_LENGTH, ids, 0);
        sha256.nodeId(first.publicKey(), 0, KEY_LENGTH, ids, KEY_LENGTH);
        sha256.nodeId(second.publicKey(), 0, KEY_LENGTH, ids, 2 * KEY_LENGTH);
        do
        {
            random.nextBytes(key.byteArray(), 0, KEY_LENGTH);
            sha256.nodeId(key, 0, KEY_LENGTH, id, 0);
        }
        while (!Distance.closer(ids, 0, ids, KEY_LENGTH, id, 0) ||
            !Distance.closer(ids, 0, ids, 2 * KEY_LENGTH, id, 0));
        return key;
    }
}
