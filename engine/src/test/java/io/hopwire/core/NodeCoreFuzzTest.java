package io.hopwire.core;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.TransitFilter;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.HostileNetwork;
import io.hopwire.test.Mutator;
import io.hopwire.test.Tamperer;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * Mutants of a recorded session against whole cores: of datagrams, as a stranger sends them, and of the plaintext of
 * frames, as a neighbour may seal it. Nothing is thrown, every frame is on the books, no input has more outputs than
 * the host has room for, and the session next to it goes on.
 * <p>
 * {@code -Dhopwire.test.scale=100} runs a hundred times as many, a million datagrams and half a million plaintexts each
 * time against other cores with the next seed; {@code -Dhopwire.test.seed=N} begins with another one.
 */
@Tag("simulation")
class NodeCoreFuzzTest
{
    private static final double SCALE = Double.parseDouble(System.getProperty("hopwire.test.scale", "1"));
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final int DATAGRAMS = (int)(1_000_000 * Math.min(SCALE, 1));
    private static final int ROUNDS = (int)Math.max(1, SCALE);
    private static final int PER_MILLISECOND = 1_000;
    private static final int PLAINTEXTS = (int)(500_000 * Math.min(SCALE, 1));
    private static final int LABEL_OFFSET = 4;
    private static final int LAST_OF_LINK = RejectCode.LINK_LIMIT.id();

    private SimRandom random = new SimRandom(SEED);
    private Mutator mutator = new Mutator(random);
    private UnsafeBuffer mutant = mutator.mutant;
    private boolean isHonest;
    private final int[] labels = new int[2];

    @Test
    void survivesMutantsOfDatagrams()
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            survivesMutantsOfDatagrams(SEED + round);
        }
    }

    private void survivesMutantsOfDatagrams(final long seed)
    {
        random = new SimRandom(seed);
        mutator = new Mutator(random);
        mutant = mutator.mutant;
        final HostileNetwork net =
            new HostileNetwork(SimConfig.of(seed), 4, config -> config.set(CircuitSettings.MAX_SEARCHES, 64));
        net.network.onTransit((from, to, buffer, length) ->
        {
            mutator.remember(buffer, 0, length);
            return length;
        });
        record(net);
        // Copies of everything were kept; from now on what the cores answer to mutants goes nowhere.
        for (final SimNode victim : net.line)
        {
            final long[] sent = new long[1];
            net.network.onTransit((from, to, buffer, length) ->
            {
                sent[0]++;
                return TransitFilter.DROP;
            });
            final long before = booked(victim);
            long frames = 0;
            for (int i = 0; i < DATAGRAMS / net.line.length; i++)
            {
                final int length = mutator.mutate();
                frames += Tamperer.pieces(mutant, length);
                sent[0] = 0;
                feed(victim, length, net.network.nowNs(), i);
                if (sent[0] > Limits.MAX_DATAGRAMS_PER_INPUT)
                {
                    fail(sent[0] + " datagrams by one, seed " + seed + ", mutant " + i);
                }
                if (i % PER_MILLISECOND == 0)
                {
                    // So that what is limited by time goes on.
                    net.network.run(HostileNetwork.SECOND / 1000);
                }
            }
            net.network.run(HostileNetwork.SECOND / 20);
            assertEquals(frames, booked(victim) - before, "seed " + seed + ", node " + victim.index());
        }
        net.network.onTransit((from, to, buffer, length) -> length);
        final int session = net.connect();
        net.talk(session);
        report(DATAGRAMS + " mutants of datagrams, seed " + seed, net);
    }

    @Test
    void survivesMutantsOfPlaintext()
    {
        final long[] rejects = new long[RejectCode.count()];
        for (int round = 0; round < ROUNDS; round++)
        {
            final long[] ofRound = survivesMutantsOfPlaintext(SEED + round);
            Arrays.setAll(rejects, (code) -> rejects[code] + ofRound[code]);
        }
        // Every way to refuse what a neighbour may say was taken.
        for (final RejectCode code : new RejectCode[]{
            RejectCode.TRANSMISSION, RejectCode.COMPRESSION, RejectCode.PAYLOAD, RejectCode.OPERATION, RejectCode.CELL,
            RejectCode.UNKNOWN_LABEL, RejectCode.HOP_LIMIT, RejectCode.UNSOLICITED, RejectCode.SESSION_AUTHENTICATION})
        {
            assertTrue(rejects[code.id()] > 0, code + " never happened");
        }
    }

    private long[] survivesMutantsOfPlaintext(final long seed)
    {
        random = new SimRandom(seed);
        mutator = new Mutator(random);
        mutant = mutator.mutant;
        final HostileNetwork net = new HostileNetwork(
            SimConfig.of(seed).withNullCrypto(true), 4, config -> config.set(CircuitSettings.MAX_SEARCHES, 64));
        final SimNode[] strangers = {net.addStranger(net.line[1]), net.addStranger(net.line[3])};
        final SimNode[] victims = {net.line[1], net.line[3]};
        net.network.onTransit((from, to, buffer, length) ->
        {
            if (FrameFlyweight.frameType(buffer, 0) == FrameTypes.DATA && length > FrameTypes.DATA_OVERHEAD)
            {
                mutator.remember(buffer, FrameTypes.DATA_HEADER_LENGTH, length - FrameTypes.DATA_OVERHEAD);
            }
            return length;
        });
        final int session = record(net);
        net.network.onTransit((from, to, buffer, length) ->
        {
            final boolean isOfStranger = from == strangers[0].index() || from == strangers[1].index();
            final boolean isFrame = FrameFlyweight.frameType(buffer, 0) == FrameTypes.DATA;
            if (isHonest && isOfStranger && isFrame && length > FrameTypes.DATA_OVERHEAD)
            {
                final int offset = FrameTypes.DATA_HEADER_LENGTH;
                mutator.remember(buffer, offset, length - FrameTypes.DATA_OVERHEAD);
                if (buffer.getByte(offset) == FrameKinds.CELL_DATA)
                {
                    labels[from == strangers[0].index() ? 0 : 1] =
                        buffer.getInt(offset + LABEL_OFFSET, ByteOrder.LITTLE_ENDIAN);
                }
            }
            return length;
        });
        for (int i = 0; i < PLAINTEXTS; i++)
        {
            if (i % 5_000 == 0)
            {
                // Sessions of the strangers' own, so that they have labels that are good.
                net.talk(session);
                connect(net, strangers, i);
            }
            final int which = i & 1;
            final int length = random.nextInt(4) == 0 ? mutator.mutate() : mutator.mutateInPlace();
            if (mutant.getByte(0) == FrameKinds.CELL_CLOSE && random.nextInt(500) != 0)
            {
                // Else the circuits are closed before anything else has happened on them.
                mutant.putByte(0, (byte)FrameKinds.CELL_DATA);
            }
            if (mutant.getByte(0) != 0 && random.nextInt(4) != 0)
            {
                mutant.putInt(LABEL_OFFSET, labels[which], ByteOrder.LITTLE_ENDIAN);
            }
            send(net, strangers[which], victims[which], length);
            if (i % 32 == 0)
            {
                net.network.run(HostileNetwork.SECOND / 1000);
            }
        }
        net.talk(session);
        net.line[0].close(session);
        net.line[0].touch();
        strangers[0].crash();
        strangers[1].crash();
        net.network.run(90 * HostileNetwork.SECOND);
        for (final SimNode node : net.line)
        {
            assertEquals(0, node.counters().get(SystemCounter.CIRCUITS_OPEN), "seed " + seed);
            assertEquals(0, node.counters().get(SystemCounter.SESSIONS_OPEN), "seed " + seed);
        }
        report(PLAINTEXTS + " mutants of plaintext, seed " + seed, net);
        return net.rejects();
    }

    private static void report(final String what, final HostileNetwork net)
    {
        final StringBuilder line = new StringBuilder(what).append(':');
        final long[] rejects = net.rejects();
        for (int i = 0; i < rejects.length; i++)
        {
            if (rejects[i] > 0)
            {
                line.append(' ').append(RejectCode.get(i)).append('=').append(rejects[i]);
            }
        }
        System.out.println(line);
    }

    private void connect(final HostileNetwork net, final SimNode[] strangers, final int round)
    {
        // Until the searches that mutants began are forgotten, and there is room for the next.
        net.network.run(11 * HostileNetwork.SECOND);
        isHonest = true;
        for (final SimNode stranger : strangers)
        {
            stranger.connect(1000 + round, net.line[3], 4, 1, 1, 2 * HostileNetwork.SECOND);
            stranger.connect(1001 + round, stranger, 4, 1, 1, 2 * HostileNetwork.SECOND);
        }
        net.network.run(HostileNetwork.SECOND);
        isHonest = false;
    }

    private static int record(final HostileNetwork net)
    {
        // Long enough for a rekey and for handshakes of both patterns to be on record.
        final int session = net.connect();
        for (int i = 0; i < 20; i++)
        {
            net.talk(session);
        }
        net.line[0].trace(session);
        net.line[0].touch();
        net.network.run(HostileNetwork.SECOND);
        final SimNode late = net.network.addNode(c -> c.discovery(false), new RecordingEvents());
        late.bootstrapFrom(net.line[1], false);
        net.network.run(HostileNetwork.SECOND);
        return session;
    }

    private void feed(final SimNode victim, final int length, final long nowNs, final int iteration)
    {
        try
        {
            victim.core().onDatagram(random.nextInt(9), mutant, 0, length, nowNs);
        }
        catch (final RuntimeException ex)
        {
            throw new AssertionError("mutant " + iteration + " of length " + length, ex);
        }
    }

    private void send(final HostileNetwork net, final SimNode from, final SimNode to, final int length)
    {
        final boolean isUp = null != from.links().byKey(to.publicKey(), 0);
        if (length == 0 || isEnd(mutant.getByte(0)) || !isUp)
        {
            net.network.run(HostileNetwork.SECOND / 1000);
            return;
        }
        final byte[] plaintext = new byte[Math.min(length, 1350)];
        mutant.getBytes(0, plaintext);
        net.send(from, to, plaintext);
    }

    private static boolean isEnd(final byte kind)
    {
        return kind == FrameKinds.LINK_CLOSE || kind == FrameKinds.LINK_DISPLACED;
    }

    /** Frames that the core has accounted for. */
    private static long booked(final SimNode node)
    {
        long sum = node.counters().get(SystemCounter.FRAMES_OPENED) +
            node.counters().get(SystemCounter.HANDSHAKE_FRAMES);
        for (int i = 0; i <= LAST_OF_LINK; i++)
        {
            sum += node.counters().get(RejectCode.get(i));
        }
        return sum;
    }
}
