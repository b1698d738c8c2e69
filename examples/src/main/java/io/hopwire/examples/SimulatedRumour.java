package io.hopwire.examples;

import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.spi.Component;
import io.hopwire.spi.ComponentServices;
import io.hopwire.spi.Peer;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A protocol of one's own on a hundred machines that one does not have: every node tells its neighbours the newest
 * version it has heard of, at once and again every second. The script splits the network, spreads a rumour in one half,
 * heals it, and asserts what every node must know at which time. The same seed does the same again, everywhere.
 */
public final class SimulatedRumour
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NODES = 100;

    private final List<Rumour> rumours = new ArrayList<>();
    private final SimNetwork network;

    private SimulatedRumour(final long seed)
    {
        // Every length and every message is as with real cryptography, but nobody has to wait for it.
        network = new SimNetwork(SimConfig.of(seed).with(path -> path.withLoss(0.05)).withNullCrypto(true));
    }

    /**
     * Run the script.
     *
     * @param args the seed; 1 by default.
     */
    public static void main(final String[] args)
    {
        final long seed = args.length == 0 ? 1 : Long.parseLong(args[0]);
        final SimulatedRumour simulation = new SimulatedRumour(seed);
        simulation.join();
        simulation.tell();
        simulation.tellOneHalf();
        System.out.printf(
            "seed %d: all as it should be after %,d events in %d virtual seconds, trace hash %016x%n", seed,
            simulation.network.events(), simulation.network.simulator().elapsedNs() / SECOND,
            simulation.network.traceHash());
    }

    private void join()
    {
        for (int i = 0; i < NODES; i++)
        {
            final NodeSetup setup = config -> config.component(Rumour.NUMBER, this::newRumour);
            network.addNode(setup, new RecordingEvents());
            if (i > 0)
            {
                network.node(i).bootstrapFrom(network.node(i / 2), true);
            }
        }
        network.run(20 * SECOND);
    }

    private void tell()
    {
        rumours.get(0).version = 1;
        expect(network.runUntil(() -> heardBy(1) == NODES, 5 * SECOND), "version 1 everywhere within 5 s");
    }

    private void tellOneHalf()
    {
        final BitSet half = new BitSet();
        half.set(0, NODES / 2);
        network.partition(half, true);
        rumours.get(0).version = 2;
        network.run(10 * SECOND);
        expect(heardBy(2) == NODES / 2, "version 2 in one half only");
        network.heal();
        expect(network.runUntil(() -> heardBy(2) == NODES, 60 * SECOND), "version 2 everywhere within 60 s of peace");
    }

    private int heardBy(final long version)
    {
        int count = 0;
        for (final Rumour rumour : rumours)
        {
            count += rumour.version >= version ? 1 : 0;
        }
        return count;
    }

    private Rumour newRumour()
    {
        final Rumour rumour = new Rumour();
        rumours.add(rumour);
        return rumour;
    }

    private void expect(final boolean holds, final String what)
    {
        if (!holds)
        {
            System.err.printf("after %.3f s: not so: %s%n", network.simulator().elapsedNs() / (double)SECOND, what);
            System.exit(1);
        }
    }

    /**
     * The protocol: it would run under an agent as it is.
     */
    private static final class Rumour implements Component
    {
        private static final int NUMBER = 1;
        private static final int TIMER = 0;

        private final List<Peer> peers = new ArrayList<>();
        private ComponentServices services;
        private long version;

        @Override
        public void onStart(final ComponentServices lent)
        {
            services = lent;
        }

        @Override
        public void onPeerConnect(final Peer peer, final long nowNs)
        {
            peers.add(peer);
            services.timers().schedule(TIMER, nowNs + SECOND);
        }

        @Override
        public void onPeerDisconnect(final Peer peer, final long nowNs)
        {
            peers.remove(peer);
        }

        @Override
        public void onMessage(
            final Peer peer, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            if (length == Long.BYTES && buffer.getLong(offset) > version)
            {
                version = buffer.getLong(offset);
                tellAll();
            }
        }

        @Override
        public void onTimer(final int timerId, final long nowNs)
        {
            tellAll();
            services.timers().schedule(TIMER, nowNs + SECOND);
        }

        private void tellAll()
        {
            for (int i = 0; i < peers.size(); i++)
            {
                final int claim = services.tryClaim(peers.get(i), Long.BYTES);
                if (claim >= 0)
                {
                    services.buffer().putLong(claim, version);
                    services.commit();
                }
            }
        }
    }
}
