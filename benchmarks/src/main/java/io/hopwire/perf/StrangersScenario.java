package io.hopwire.perf;

import com.sun.management.ThreadMXBean;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.RejectCode;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A core with a neighbour, and datagrams of one kind that it must refuse, from anywhere, one after the other. They are
 * made before, so only what the core does is measured. In process: what a socket costs is not in it.
 */
final class StrangersScenario
{
    private static final long SECOND = 1_000_000_000L;
    private static final int DATAGRAMS = 4096;
    private static final int RECORDED = 256;
    private static final int MAX_LENGTH = 1400;
    private static final int SOURCES = 1024;
    private static final int LENGTH_OFFSET = 2;
    private static final int TYPES = FrameTypes.DATA;
    private static final ThreadMXBean THREADS = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    private final SimRandom random;
    private final Kind kind;
    private final SimNetwork network;
    private final SimNode node;
    private final List<byte[]> frames = new ArrayList<>();
    private final List<byte[]> initiations = new ArrayList<>();
    private final UnsafeBuffer[] datagrams = new UnsafeBuffer[DATAGRAMS];
    /** The core may change what it is given, so each is given as a copy. */
    private final UnsafeBuffer input = new UnsafeBuffer(new byte[2 * MAX_LENGTH]);

    /**
     * What is sent.
     */
    enum Kind
    {
        /** Random bytes. */
        RANDOM,
        /** A frame's header of some type and the right length, and random bytes. */
        HEADER,
        /** Frames that the neighbour has sent, cut off. */
        TRUNCATED,
        /** The same with some bit changed. */
        FLIPPED,
        /** The same once more. */
        REPLAYED,
        /** The first message of a handshake, whose MAC is not right. */
        SPOOFED_INITIATION
    }

    /**
     * What came of it.
     *
     * @param kind          of what was sent.
     * @param rejected      that were refused by a counted reason.
     * @param escaped       that ended with an exception.
     * @param bytesPerInput allocated, of the round with the fewest.
     * @param nsPerInput    of the fastest round.
     */
    record Result(Kind kind, long rejected, long escaped, double bytesPerInput, double nsPerInput)
    {
    }

    StrangersScenario(final long seed, final Kind kind)
    {
        random = new SimRandom(seed).fork(kind.ordinal());
        this.kind = kind;
        network = new SimNetwork(SimConfig.of(seed));
        node = network.addNode((config) -> config.discovery(false), new RecordingEvents());
        network.onTransit((from, to, buffer, length) ->
        {
            record(to, buffer, length);
            return length;
        });
        final SimNode neighbour = network.addNode((config) -> config.discovery(false), new RecordingEvents());
        neighbour.bootstrapFrom(node, true);
        network.runUntil(() -> frames.size() >= RECORDED, 10_000 * SECOND);
        // Until the last one of them has arrived.
        network.run(SECOND);
        for (int i = 0; i < DATAGRAMS; i++)
        {
            datagrams[i] = new UnsafeBuffer(datagram());
        }
    }

    private void record(final int to, final DirectBuffer buffer, final int length)
    {
        if (node.index() == to && frames.size() < RECORDED)
        {
            final byte[] copy = new byte[length];
            buffer.getBytes(0, copy);
            (FrameTypes.DATA == FrameFlyweight.frameType(buffer, 0) ? frames : initiations).add(copy);
        }
    }

    /**
     * Feed them.
     *
     * @param inputs datagrams, all rounds together.
     * @return what came of it.
     */
    Result run(final int inputs)
    {
        final long before = rejected();
        final int perRound = Math.max(1, inputs / 10);
        long escaped = 0;
        double bytes = Double.MAX_VALUE;
        double ns = Double.MAX_VALUE;
        for (int done = 0; done < inputs; done += perRound)
        {
            final int count = Math.min(perRound, inputs - done);
            final long allocated = THREADS.getCurrentThreadAllocatedBytes();
            final long beganNs = System.nanoTime();
            escaped += feed(count);
            ns = Math.min(ns, (double)(System.nanoTime() - beganNs) / count);
            bytes = Math.min(bytes, (double)(THREADS.getCurrentThreadAllocatedBytes() - allocated) / count);
        }
        return new Result(kind, rejected() - before, escaped, bytes, ns);
    }

    private long feed(final int count)
    {
        long escaped = 0;
        for (int i = 0; i < count; i++)
        {
            final UnsafeBuffer datagram = datagrams[i & DATAGRAMS - 1];
            final int length = datagram.capacity();
            input.putBytes(0, datagram, 0, length);
            try
            {
                node.core().onDatagram(i & SOURCES - 1, input, 0, length, network.nowNs());
            }
            catch (final RuntimeException ex)
            {
                escaped++;
            }
        }
        return escaped;
    }

    private byte[] datagram()
    {
        final byte[] frame = frames.get(random.nextInt(frames.size())).clone();
        switch (kind)
        {
            case RANDOM:
                return random(random.nextInt(MAX_LENGTH));

            case HEADER:
                final byte[] header = random(FrameTypes.FRAME_HEADER_LENGTH + random.nextInt(MAX_LENGTH));
                header[0] = (byte)(1 + random.nextInt(TYPES));
                header[1] = FrameTypes.VERSION;
                return withLength(header);

            case TRUNCATED:
                return Arrays.copyOf(frame, random.nextInt(frame.length));

            case FLIPPED:
                final int at = random.nextInt(frame.length - Short.BYTES);
                // With another length it would be two.
                frame[at < LENGTH_OFFSET ? at : at + Short.BYTES] ^= (byte)(1 << random.nextInt(Byte.SIZE));
                return frame;

            case SPOOFED_INITIATION:
                final byte[] initiation = initiations.get(0).clone();
                random.nextBytes(initiation, FrameTypes.FRAME_HEADER_LENGTH, Integer.BYTES);
                random.nextBytes(initiation, initiation.length - Integer.BYTES * 8, Integer.BYTES * 8);
                return initiation;

            default:
                return frame;
        }
    }

    private byte[] random(final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes, 0, length);
        return bytes;
    }

    private static byte[] withLength(final byte[] frame)
    {
        new UnsafeBuffer(frame).putShort(LENGTH_OFFSET, (short)frame.length, ByteOrder.LITTLE_ENDIAN);
        return frame;
    }

    private long rejected()
    {
        long sum = 0;
        for (int i = 0; i < RejectCode.count(); i++)
        {
            sum += node.counters().get(RejectCode.get(i));
        }
        return sum;
    }
}
