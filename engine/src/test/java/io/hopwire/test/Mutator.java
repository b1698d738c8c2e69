package io.hopwire.test;

import io.hopwire.sim.SimRandom;
import io.hopwire.sim.TransitFilter;
import io.hopwire.wire.FrameTypes;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Mutants of what was seen: cut off, made longer, spliced, with bytes and numbers changed for such as break parsers.
 */
public final class Mutator
{
    private static final int CORPUS = 400;

    /** The mutant that was made last. */
    public final UnsafeBuffer mutant = new UnsafeBuffer(new byte[TransitFilter.MAX_LENGTH]);
    private final SimRandom random;
    private final List<byte[]> corpus = new ArrayList<>();

    /**
     * Nothing seen yet.
     *
     * @param random decides on everything.
     */
    public Mutator(final SimRandom random)
    {
        this.random = random;
    }

    /**
     * Remember what mutants are made of.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     */
    public void remember(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        if (corpus.size() < CORPUS)
        {
            corpus.add(copy);
        }
        else
        {
            // In the place of one of its own kind, lest the many cells drive the few transmissions out.
            final int place = random.nextInt(CORPUS);
            final byte[] old = corpus.get(place);
            corpus.set(place, 0 < length && 0 < old.length && copy[0] == old[0] ? copy : old);
        }
    }

    /** {@return bytes of the next mutant, which is written} */
    public int mutate()
    {
        final byte[] parent = corpus.get(random.nextInt(corpus.size()));
        mutant.putBytes(0, parent);
        int length = parent.length;
        for (int rounds = random.nextInt(4); rounds >= 0; rounds--)
        {
            length = mutateOnce(length);
        }
        return length;
    }

    /** {@return bytes of the next mutant, as long as what it is made of, whose first ones are likely still right} */
    public int mutateInPlace()
    {
        final byte[] parent = corpus.get(random.nextInt(corpus.size()));
        mutant.putBytes(0, parent);
        for (int rounds = random.nextInt(2); rounds >= 0; rounds--)
        {
            final int at = Math.min(random.nextInt(parent.length), random.nextInt(parent.length + 8));
            final int value = random.nextInt(3);
            mutant.putByte(
                at, (byte)(value == 0 ? random.nextInt(40) : value == 1 ? random.nextInt() : mutant.getByte(at) + 1));
        }
        return parent.length;
    }

    private int mutateOnce(final int length)
    {
        final int at = length == 0 ? 0 : random.nextInt(length);
        switch (random.nextInt(9))
        {
            case 0:
                return at;

            case 1:
                final int longer = Math.min(mutant.capacity(), length + random.nextInt(64));
                random.nextBytes(mutant.byteArray(), length, longer - length);
                return longer;

            case 2:
                final byte[] other = corpus.get(random.nextInt(corpus.size()));
                final int tail = Math.min(other.length, mutant.capacity() - at);
                mutant.putBytes(at, other, other.length - tail, tail);
                return at + tail;

            case 3:
                mutant.putByte(at, (byte)random.nextInt(20));
                return length;

            case 4:
                mutant.putByte(at, (byte)-random.nextInt(4));
                return length;

            case 5:
                if (length >= 8)
                {
                    mutant.putLong(random.nextInt(length - 7), extreme(), ByteOrder.LITTLE_ENDIAN);
                }
                return length;

            case 6:
                // The length field agrees again, so that what is behind it is looked at.
                if (length >= FrameTypes.FRAME_HEADER_LENGTH)
                {
                    if (mutant.getByte(0) == 0)
                    {
                        mutant.putInt(2, length - 6, ByteOrder.BIG_ENDIAN);
                    }
                    else
                    {
                        mutant.putShort(2, (short)length, ByteOrder.LITTLE_ENDIAN);
                    }
                }
                return length;

            case 7:
                return length;

            default:
                if (length > 0)
                {
                    mutant.putByte(at, (byte)(mutant.getByte(at) ^ 1 << random.nextInt(8)));
                }
                return length;
        }
    }

    private long extreme()
    {
        final long[] values = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, (1L << 31) - 1, 1L << 31, 255};
        return values[random.nextInt(values.length)];
    }
}
