package io.hopwire.wire;

import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.Component;
import io.hopwire.spi.ComponentServices;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Peer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;

/**
 * The first words of two whole nodes of a bare network, of which one knows only where the other is; and its last ones.
 */
final class WireBare
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NUMBER = 5;
    private static final int OPTIONS = TransmissionFlyweight.HEADER_LENGTH + 2 * 32;
    private static final NodeSetup BARE =
        (config) -> config.discovery(false).set(NodeSettings.BARE_NETWORK, true);

    private final List<byte[]> said = new ArrayList<>();

    WireBare()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(1));
        network.onTransit((from, to, buffer, length) ->
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(0, bytes);
            said.add(bytes);
            return length;
        });
        final SimNode first = network.addNode(BARE, new RecordingEvents());
        final Talker talker = new Talker();
        final SimNode second = network.addNode(
            (config) -> BARE.configure(config.component(NUMBER, () -> talker)), new RecordingEvents());
        second.bootstrapFrom(first, false);
        network.run(SECOND);
        network.schedule(0, talker::talk);
        network.run(SECOND);
        network.schedule(0, () -> second.links().close(second.links().upLink(0).id(), network.nowNs()));
        network.run(SECOND);
    }

    /** A component that says something. */
    private static final class Talker implements Component
    {
        private static final DirectBuffer HI = new UnsafeBuffer(new byte[]{'h', 'i'});

        private ComponentServices services;
        private Peer peer;

        void talk()
        {
            services.offer(peer, HI, 0, HI.capacity());
        }

        @Override
        public void onStart(final ComponentServices lent)
        {
            services = lent;
        }

        @Override
        public void onPeerConnect(final Peer connected, final long nowNs)
        {
            peer = connected;
        }

        @Override
        public void onPeerDisconnect(final Peer gone, final long nowNs)
        {
            // It says nothing to anybody else.
        }

        @Override
        public void onMessage(
            final Peer from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            // Nobody answers.
        }
    }

    /** The first transmission whose first message has an operation. */
    byte[] first(final int operation)
    {
        for (final byte[] one : said)
        {
            if ((one[OPTIONS] & 0xFF) >>> 4 == operation)
            {
                return one;
            }
        }
        throw new AssertionError("nobody said " + Operation.name(operation));
    }
}
