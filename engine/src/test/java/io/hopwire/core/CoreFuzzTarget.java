package io.hopwire.core;

import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.TransitFilter;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.sim.check.SimChecks;
import io.hopwire.test.HostileNetwork;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertNull;

/**
 * A whole core in a network of four, client, relay, server and a stranger with a link to the relay. What the stranger
 * and others send is the input: pieces, each of a byte that says what it is and two of its length.
 * <pre>
 *   0   a plaintext, which the stranger seals for the relay
 *   1   a datagram to the relay, from where the stranger is
 *   2   the same from elsewhere
 *   3   time goes on, by as many tenths of a second as it has bytes
 * </pre>
 * Whatever it is, every invariant of the simulator holds, every frame is on the books, and the two who have a session
 * over the relay go on talking, as long as the stranger has not hung up on the relay, which is its right.
 */
public final class CoreFuzzTarget
{
    private static final int KINDS = 4;
    private static final int MAX_PIECES = 24;
    private static final int MAX_PLAINTEXT = 1350;
    private static final int MAX_DATAGRAM = TransitFilter.MAX_LENGTH;

    private CoreFuzzTarget()
    {
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final HostileNetwork net = new HostileNetwork(SimConfig.of(1), 3, (config) -> {});
        final SimNode relay = net.line[1];
        final SimNode stranger = net.addStranger(relay);
        // So that it has labels of circuits that are good.
        stranger.connect(1, net.line[2], 3, 1, 1, HostileNetwork.SECOND);
        net.network.run(HostileNetwork.SECOND);
        final int session = net.connect();
        int position = 0;
        for (int i = 0; i < MAX_PIECES && position + 3 <= data.length; i++)
        {
            final int said = (data[position + 1] & 0xFF) << 8 | data[position + 2] & 0xFF;
            final int length = Math.min(said, data.length - position - 3);
            give(net, stranger, data[position] & KINDS - 1, data, position + 3, length);
            position += 3 + length;
        }
        net.network.run(HostileNetwork.SECOND / 10);
        net.talk(session);
        for (final SimCheck check : SimChecks.standard())
        {
            assertNull(check.check(net.network), check.toString());
        }
    }

    private static void give(
        final HostileNetwork net,
        final SimNode stranger,
        final int kind,
        final byte[] data,
        final int offset,
        final int length)
    {
        final SimNode relay = net.line[1];
        final byte[] piece = new byte[length];
        System.arraycopy(data, offset, piece, 0, length);
        if (0 == kind && length > 0 && length <= MAX_PLAINTEXT && null != stranger.links().byKey(relay.publicKey(), 0))
        {
            net.send(stranger, relay, piece);
        }
        else if (1 == kind || 2 == kind)
        {
            final int from = 1 == kind ? stranger.index() : net.line[2].index();
            net.network.inject(from, relay.index(), new UnsafeBuffer(piece), 0, Math.min(length, MAX_DATAGRAM), 0);
        }
        net.network.run(3 == kind ? length * (HostileNetwork.SECOND / 10) : HostileNetwork.SECOND / 1000);
    }
}
