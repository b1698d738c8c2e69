package io.hopwire.test;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.TransitFilter;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Somebody on every wire at once: cuts, flips, lengthens, splices, repeats, delays and invents datagrams, from a seed.
 * Keeps the books: how many frames, or rests that are none, each node was handed.
 */
public final class Tamperer implements TransitFilter
{
    /** Kinds of tampering, by what they do to a datagram. */
    public enum Kind
    {
        /** Loses bytes at its end. */
        TRUNCATE,
        /** Has up to 8 bits flipped. */
        FLIP,
        /** Has up to 200 bytes too many. */
        EXTEND,
        /** Begins as one and ends as another. */
        SPLICE,
        /** Two in one. */
        CONCATENATE,
        /** Comes again, at once. */
        DUPLICATE,
        /** Comes again, any time later, perhaps from or to somebody else. */
        REPLAY,
        /** Comes late. */
        DELAY,
        /** Is random from the first byte, or from the second, third, ... */
        RANDOM
    }

    private static final int KEPT = 256;
    private static final long MAX_DELAY_NS = 400_000_000L;

    private final SimNetwork network;
    private final SimRandom random;
    private final List<byte[]> kept = new ArrayList<>();
    private final UnsafeBuffer scratch = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private final long[] framesTo;
    private Kind kind;
    private double rate;
    private boolean isAdditive;
    private boolean isClosed;
    private long tampered;

    /**
     * On the wires of a network.
     *
     * @param network whose nodes are all there.
     * @param seed    of all luck.
     */
    public Tamperer(final SimNetwork network, final long seed)
    {
        this.network = network;
        this.random = new SimRandom(seed);
        this.framesTo = new long[network.size()];
    }

    /**
     * Begin.
     *
     * @param with     what to do.
     * @param share    of datagrams, 0 to 1.
     * @param additive true to leave the true datagram alone and send the other in addition.
     */
    public void tamper(final Kind with, final double share, final boolean additive)
    {
        kind = with;
        rate = share;
        isAdditive = additive;
    }

    /**
     * Nothing passes any more, so that what is under way arrives and the books can be closed.
     */
    public void close()
    {
        isClosed = true;
    }

    /**
     * Frames, and rests of datagrams that are none, that a node was handed.
     *
     * @param node number of it.
     * @return how many.
     */
    public long framesTo(final int node)
    {
        return framesTo[node];
    }

    /**
     * How often it has tampered.
     *
     * @return how often.
     */
    public long tampered()
    {
        return tampered;
    }

    @Override
    public int onTransit(final int from, final int to, final MutableDirectBuffer buffer, final int length)
    {
        if (isClosed || to < 0 || to >= framesTo.length)
        {
            return DROP;
        }
        final byte[] original = new byte[length];
        buffer.getBytes(0, original);
        keep(original);
        if (random.nextDouble() >= rate)
        {
            return pass(to, buffer, length);
        }
        tampered++;
        final int changed = change(from, to, length, original);
        if (isAdditive)
        {
            if (changed >= 0)
            {
                inject(from, to, scratch, changed, random.nextLong(5_000_000L));
            }
            return pass(to, buffer, length);
        }
        if (changed < 0)
        {
            return kind == Kind.DELAY ? DROP : pass(to, buffer, length);
        }
        buffer.putBytes(0, scratch, 0, changed);
        return pass(to, buffer, changed);
    }

    private int change(final int from, final int to, final int length, final byte[] original)
    {
        scratch.putBytes(0, original);
        switch (kind)
        {
            case TRUNCATE:
                return random.nextInt(length);

            case FLIP:
                for (int i = 0, flips = 1 + random.nextInt(8); i < flips; i++)
                {
                    // An odd number of different positions at least once: two flips of one bit are none.
                    final int bit = (random.nextInt(length) * 8 + i) % (length * 8);
                    scratch.putByte(bit / 8, (byte)(scratch.getByte(bit / 8) ^ 1 << (bit & 7)));
                }
                return length;

            case EXTEND:
                return fill(length, Math.min(MAX_LENGTH, length + 1 + random.nextInt(200)));

            case SPLICE:
                final byte[] other = any();
                final int cut = random.nextInt(Math.min(length, other.length));
                scratch.putBytes(cut, other, cut, other.length - cut);
                return other.length;

            case CONCATENATE:
                final byte[] second = any();
                final int fits = Math.min(MAX_LENGTH - length, second.length);
                scratch.putBytes(length, second, 0, fits);
                return length + fits;

            case DUPLICATE:
                inject(from, to, scratch, length, random.nextLong(5_000_000L));
                return DROP;

            case REPLAY:
                replay(from, to);
                return DROP;

            case DELAY:
                inject(from, to, scratch, length, random.nextLong(MAX_DELAY_NS));
                return DROP;

            default:
                return fill(random.nextInt(Math.min(length, 20)), 1 + random.nextInt(1400));
        }
    }

    private int fill(final int begin, final int end)
    {
        for (int i = begin; i < end; i++)
        {
            scratch.putByte(i, (byte)random.nextLong());
        }
        return end;
    }

    private void replay(final int from, final int to)
    {
        final byte[] old = any();
        final boolean elsewhere = random.nextInt(4) == 0;
        final int source = elsewhere ? random.nextInt(framesTo.length + 3) : from;
        final int target = elsewhere ? random.nextInt(framesTo.length) : to;
        scratch.putBytes(0, old);
        inject(source, target, scratch, old.length, random.nextLong(MAX_DELAY_NS));
    }

    private void inject(
        final int from, final int to, final DirectBuffer buffer, final int length, final long delayNs)
    {
        count(to, buffer, length);
        network.inject(from, to, buffer, 0, length, delayNs);
    }

    private int pass(final int to, final DirectBuffer buffer, final int length)
    {
        count(to, buffer, length);
        return length;
    }

    private void count(final int to, final DirectBuffer buffer, final int length)
    {
        framesTo[to] += pieces(buffer, length);
    }

    /**
     * Frames that a datagram holds, and one for a rest that is none: where it ends can not be known.
     *
     * @param buffer holds the datagram.
     * @param length of it.
     * @return 1 or more.
     */
    public static int pieces(final DirectBuffer buffer, final int length)
    {
        int position = 0;
        int pieces = 0;
        do
        {
            pieces++;
            final int left = length - position;
            if (left < FrameTypes.FRAME_HEADER_LENGTH || null != FrameFlyweight.validate(buffer, position, left))
            {
                return pieces;
            }
            position += FrameFlyweight.frameLength(buffer, position);
        }
        while (position < length);
        return pieces;
    }

    private void keep(final byte[] datagram)
    {
        if (kept.size() < KEPT)
        {
            kept.add(datagram);
        }
        else
        {
            kept.set(random.nextInt(KEPT), datagram);
        }
    }

    private byte[] any()
    {
        final byte[] datagram = kept.get(random.nextInt(kept.size()));
        return Arrays.copyOf(datagram, datagram.length);
    }
}
