package io.hopwire.perf;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.sim.HostileMessages;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Settings;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionParser;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A neighbour of one of some relays asks for routes to keys that nobody has: first one at a time, and then 50 times a
 * second, while others connect by the same relay.
 */
final class RouteAttack
{
    private static final long SECOND = AttackNetwork.SECOND;
    private static final int KEY_LENGTH = 32;
    private static final int HONEST = 20;
    private static final int REQUESTS = 5;
    private static final int RELAYS = 25;
    private static final int TOKENS = Settings.DEFAULTS.get(CircuitSettings.SEARCH_TOKENS);

    private final AttackNetwork net = new AttackNetwork(5);
    private final TransmissionParser parser = new TransmissionParser();
    private final SimRandom random = new SimRandom(5).fork(1);
    private final SimNode asked;
    private final SimNode stranger;
    private long datagrams;

    private RouteAttack(final int size)
    {
        for (int i = 0; i < RELAYS * size; i++)
        {
            net.join(0 == i ? null : net.network.node(0));
        }
        net.network.run(30 * SECOND);
        asked = net.network.node(7);
        stranger = net.relay(NodeSetup.DEFAULTS);
        stranger.bootstrapFrom(asked, true);
        net.network.run(5 * SECOND);
        net.network.onTransit((from, to, buffer, length) ->
        {
            datagrams += isOfRoute(buffer, length) ? 1 : 0;
            return length;
        });
    }

    static Attack.Result run(final int size)
    {
        final RouteAttack attack = new RouteAttack(size);
        final double factor = attack.mostOfOne() / (double)TOKENS;
        return Attack.Result.of(factor, attack.connectsUnderFlood(), HONEST);
    }

    private long mostOfOne()
    {
        long most = 0;
        for (int i = 0; i < REQUESTS; i++)
        {
            datagrams = 0;
            ask();
            net.network.run(20 * SECOND);
            most = Math.max(most, datagrams);
        }
        return most;
    }

    private int connectsUnderFlood()
    {
        final RecordingEvents events = new RecordingEvents();
        final SimNode neighbour = net.endpoint(asked, events);
        net.repeat(SECOND / 50, net.network.nowNs() + 20 * SECOND, this::ask);
        net.network.run(10 * SECOND);
        for (int i = 0; i < HONEST; i++)
        {
            neighbour.connect(i, net.network.node(8 + i % (RELAYS - 8)), 9, 1, 1, AttackNetwork.TIMEOUT);
            net.network.run(SECOND / 4);
        }
        net.network.run(AttackNetwork.TIMEOUT);
        return AttackNetwork.succeeded(events, 0, HONEST);
    }

    private void ask()
    {
        final UnsafeBuffer nobody = new UnsafeBuffer(new byte[KEY_LENGTH]);
        random.nextBytes(nobody.byteArray(), 0, KEY_LENGTH);
        HostileMessages.send(
            stranger,
            stranger.links().byKey(asked.publicKey(), 0),
            HostileMessages.routeRequest(stranger, nobody, random.nextLong()));
    }

    /** Questions for routes, and their answers. */
    private boolean isOfRoute(final DirectBuffer buffer, final int length)
    {
        final int offset = FrameTypes.DATA_HEADER_LENGTH;
        final boolean isTransmission = FrameTypes.DATA == FrameFlyweight.frameType(buffer, 0) &&
            length > FrameTypes.DATA_OVERHEAD && 0 == buffer.getByte(offset) &&
            null == parser.wrap(buffer, offset, length - FrameTypes.DATA_OVERHEAD, Byte.SIZE * KEY_LENGTH);
        boolean isRoute = false;
        while (isTransmission && parser.next())
        {
            isRoute |= Operation.ROUTE == parser.operation() || Operation.ACK == parser.operation() ||
                Operation.NACK == parser.operation();
        }
        return isRoute;
    }
}
