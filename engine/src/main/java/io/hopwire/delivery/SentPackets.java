package io.hopwire.delivery;

import java.util.Arrays;

/**
 * The packets that ask for an acknowledgement, in the order in which they left, each with what it carried: numbers
 * that its user gave and gets back when the packet is acknowledged or lost. A packet is lost once one sent
 * {@link #PACKET_THRESHOLD} packets later is acknowledged, or one sent later and time enough has passed (RFC 9002,
 * section 6.1). What is lost is remembered for a while: if its acknowledgement comes after all, the repetition was
 * needless, and nobody needs to wait for it.
 * <pre>
 *        base               lost                 end
 *    ....|  L  A  L  L  A   | F  A  F  F  F  F   |
 *           lost or acked     in flight or acked
 * </pre>
 * A packet that was skipped is one that never left. Who acknowledges it makes acknowledgements up.
 * <p>
 * Results lie in a list, valid until the next call of a method that fills it.
 */
public final class SentPackets
{
    /** Reordering that is not taken for loss. */
    public static final int PACKET_THRESHOLD = 3;
    /** Nothing to wait for. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int INITIAL_PACKETS = 16;
    private static final int CHECK_MASK = 63;
    private static final byte IN_FLIGHT = 1;
    private static final byte LOST = 2;
    private static final byte ACKED = 3;
    private static final byte SKIPPED = 4;

    private final CongestionControl congestion;
    private final int maxPackets;

    private long[] numbers = new long[INITIAL_PACKETS];
    private long[] sentNs = new long[INITIAL_PACKETS];
    private int[] lengths = new int[INITIAL_PACKETS];
    private byte[] states = new byte[INITIAL_PACKETS];
    /** Position in the contents behind the last of a packet. */
    private long[] ends = new long[INITIAL_PACKETS];
    private long base;
    private long lost;
    private long end;

    private long[] contents = new long[INITIAL_PACKETS];
    private long firstContent;
    private long nextContent;

    private long[] results = new long[INITIAL_PACKETS];
    private long[] resultNumbers = new long[INITIAL_PACKETS];
    private boolean[] resultLost = new boolean[INITIAL_PACKETS];
    private int resultCount;

    private int packetsInFlight;
    private long bytesInFlight;
    private int skipped;
    private long newestAcked = -1;
    private long told = -1;
    private long sampleSentNs;
    private boolean hasSample;

    /**
     * Without packets.
     *
     * @param maxPackets packets remembered at most, a power of two of {@value #INITIAL_PACKETS} or more.
     * @param congestion told of every packet.
     */
    public SentPackets(final int maxPackets, final CongestionControl congestion)
    {
        assert maxPackets >= INITIAL_PACKETS && Integer.bitCount(maxPackets) == 1;
        this.maxPackets = maxPackets;
        this.congestion = congestion;
    }

    /**
     * Whether another packet can be remembered. Where not, the oldest is still in flight.
     *
     * @return true if there is room.
     */
    public boolean hasRoom()
    {
        return end - base < maxPackets || states[index(base)] != IN_FLIGHT;
    }

    /**
     * {@return whether the congestion window has room for another packet}
     */
    public boolean maySend()
    {
        return congestion.maySend(packetsInFlight, bytesInFlight);
    }

    /**
     * The next packet will carry this.
     *
     * @param content a number that means something to the caller.
     */
    public void carry(final long content)
    {
        if (nextContent - firstContent == contents.length)
        {
            growContents();
        }
        contents[(int)nextContent & contents.length - 1] = content;
        nextContent++;
    }

    /**
     * A packet left, with all that was to be carried.
     *
     * @param packetNumber its number, above all before.
     * @param length       bytes that count as in flight.
     * @param nowNs        when.
     */
    public void onSent(final long packetNumber, final int length, final long nowNs)
    {
        append(packetNumber, length, nowNs, IN_FLIGHT);
        packetsInFlight++;
        bytesInFlight += length;
        congestion.onSent(length);
        assert 0 != (end & CHECK_MASK) || isConsistent();
    }

    /**
     * No packet has this number.
     *
     * @param packetNumber the number, above all before.
     * @param nowNs        now.
     */
    public void onSkipped(final long packetNumber, final long nowNs)
    {
        if (hasRoom())
        {
            append(packetNumber, 0, nowNs, SKIPPED);
            skipped++;
        }
    }

    /**
     * Whether an acknowledgement names only what was sent.
     *
     * @param ack        what it says.
     * @param nextNumber number of the next packet.
     * @return false if its sender lies.
     */
    public boolean isPossible(final AckCursor ack, final long nextNumber)
    {
        return ack.isPossible(nextNumber) && (skipped == 0 || !namesSkipped(ack));
    }

    /**
     * An acknowledgement came, new or old. The results are what packets carried that it was the first to acknowledge.
     *
     * @param ack one that {@link #isPossible}.
     */
    public void onAck(final AckCursor ack)
    {
        resultCount = 0;
        hasSample = false;
        ack.rewind();
        while (base < end && ack.next() && ack.last() >= numbers[index(base)])
        {
            acknowledge(ack.first(), ack.last());
        }
        if (ack.isComplete())
        {
            told = Math.max(told, ack.newest());
        }
        leave();
        assert 0 != (end & CHECK_MASK) || isConsistent();
    }

    /**
     * Declare lost what must be by now; the results are what it carried.
     *
     * @param nowNs       now.
     * @param lossDelayNs of {@link RttEstimator#lossDelayNs()}.
     * @return when to look again, or {@link #NEVER}.
     */
    public long detectLosses(final long nowNs, final long lossDelayNs)
    {
        resultCount = 0;
        while (lost < end)
        {
            final int index = index(lost);
            if (states[index] == IN_FLIGHT)
            {
                if (numbers[index] >= told)
                {
                    return NEVER;
                }
                if (numbers[index] > told - PACKET_THRESHOLD && sentNs[index] + lossDelayNs - nowNs > 0)
                {
                    return sentNs[index] + lossDelayNs;
                }
                lose(index);
                congestion.onLost(lengths[index], sentNs[index], nowNs);
            }
            lost++;
        }
        return NEVER;
    }

    /**
     * Nothing was heard for a probe timeout: take the oldest packets for lost, though they may only be late. The
     * results are what they carried.
     *
     * @param count most packets.
     * @param nowNs now.
     */
    public void onProbeTimeout(final int count, final long nowNs)
    {
        resultCount = 0;
        int left = count;
        while (lost < end && left > 0)
        {
            if (states[index(lost)] == IN_FLIGHT)
            {
                lose(index(lost));
                left--;
            }
            lost++;
        }
        congestion.onProbeTimeout(nowNs);
    }

    /**
     * Whoever has not acknowledged a lost packet by now will not.
     *
     * @param beforeNs packets sent until then are forgotten.
     */
    public void forgetLost(final long beforeNs)
    {
        while (base < lost && (isOver(index(base)) ||
            (states[index(base)] == LOST && sentNs[index(base)] - beforeNs <= 0)))
        {
            forgetOldest();
        }
    }

    /**
     * Lowest number that an acknowledgement of would be of use.
     *
     * @param nextNumber number of the next packet.
     * @return the number, at most that one.
     */
    public long floor(final long nextNumber)
    {
        return base == end ? nextNumber : numbers[index(base)];
    }

    /**
     * {@return how many results there are}
     */
    public int results()
    {
        return resultCount;
    }

    /**
     * What a packet carried.
     *
     * @param index of the result.
     * @return the caller's number.
     */
    public long result(final int index)
    {
        return results[index];
    }

    /**
     * The packet that carried it.
     *
     * @param index of the result.
     * @return its number.
     */
    public long resultNumber(final int index)
    {
        return resultNumbers[index];
    }

    /**
     * Whether the packet that carried it was taken for lost: where it was acknowledged after all, wrongly.
     *
     * @param index of the result.
     * @return true if it was.
     */
    public boolean wasLost(final int index)
    {
        return resultLost[index];
    }

    /**
     * Whether the last {@link #onAck} acknowledged a packet newer than all acknowledged before: only such a one
     * measures a round trip.
     *
     * @return true if there is a {@link #sampleSentNs()}.
     */
    public boolean hasSample()
    {
        return hasSample;
    }

    /**
     * {@return when the newest packet that the last acknowledgement named was sent}
     */
    public long sampleSentNs()
    {
        return sampleSentNs;
    }

    /**
     * {@return packets in flight}
     */
    public int packetsInFlight()
    {
        return packetsInFlight;
    }

    /**
     * {@return bytes in flight}
     */
    public long bytesInFlight()
    {
        return bytesInFlight;
    }

    /**
     * {@return packets remembered}
     */
    public int size()
    {
        return (int)(end - base);
    }

    private boolean namesSkipped(final AckCursor ack)
    {
        ack.rewind();
        while (ack.next() && ack.last() >= numbers[index(base)])
        {
            for (long i = find(ack.first()); i < end && numbers[index(i)] <= ack.last(); i++)
            {
                if (states[index(i)] == SKIPPED)
                {
                    return true;
                }
            }
        }
        return false;
    }

    private void acknowledge(final long first, final long last)
    {
        for (long i = find(first); i < end && numbers[index(i)] <= last; i++)
        {
            final int index = index(i);
            final byte state = states[index];
            if (state == IN_FLIGHT)
            {
                packetsInFlight--;
                bytesInFlight -= lengths[index];
                congestion.onAcked(lengths[index], sentNs[index], bytesInFlight);
            }
            if (state != ACKED)
            {
                states[index] = ACKED;
                sample(index);
                addResults(i, state == LOST);
            }
        }
    }

    private void sample(final int index)
    {
        if (numbers[index] > newestAcked)
        {
            newestAcked = numbers[index];
            sampleSentNs = sentNs[index];
            hasSample = true;
        }
    }

    private void lose(final int index)
    {
        states[index] = LOST;
        packetsInFlight--;
        bytesInFlight -= lengths[index];
        addResults(lost, true);
    }

    private void addResults(final long packet, final boolean isLost)
    {
        final long to = ends[index(packet)];
        for (long i = packet == base ? firstContent : ends[index(packet - 1)]; i < to; i++)
        {
            results[resultCount] = contents[(int)i & contents.length - 1];
            resultLost[resultCount] = isLost;
            resultNumbers[resultCount++] = numbers[index(packet)];
        }
    }

    /**
     * What is acknowledged, or skipped and passed over, needs not be remembered.
     */
    private void leave()
    {
        while (base < end && isOver(index(base)))
        {
            forgetOldest();
        }
    }

    private boolean isOver(final int index)
    {
        return states[index] == ACKED || (states[index] == SKIPPED && numbers[index] < told);
    }

    private void forgetOldest()
    {
        final int index = index(base);
        assert states[index] != IN_FLIGHT;
        skipped -= states[index] == SKIPPED ? 1 : 0;
        firstContent = ends[index];
        base++;
        lost = Math.max(lost, base);
    }

    private void append(final long packetNumber, final int length, final long nowNs, final byte state)
    {
        assert base == end || packetNumber > numbers[index(end - 1)];
        if (end - base == maxPackets)
        {
            forgetOldest();
        }
        else if (end - base == numbers.length)
        {
            growPackets();
        }
        final int index = index(end);
        numbers[index] = packetNumber;
        sentNs[index] = nowNs;
        lengths[index] = length;
        states[index] = state;
        ends[index] = nextContent;
        end++;
    }

    /** The oldest packet whose number is not below this one. */
    private long find(final long packetNumber)
    {
        long low = base;
        long high = end;
        if (low < high && numbers[index(low)] >= packetNumber)
        {
            return low;
        }
        while (low < high)
        {
            final long middle = low + (high - low >> 1);
            if (numbers[index(middle)] < packetNumber)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    private int index(final long packet)
    {
        return (int)packet & numbers.length - 1;
    }

    private void growPackets()
    {
        final int[] oldLengths = lengths;
        final byte[] oldStates = states;
        final int mask = numbers.length - 1;
        numbers = grown(numbers, base);
        sentNs = grown(sentNs, base);
        ends = grown(ends, base);
        lengths = new int[numbers.length];
        states = new byte[numbers.length];
        for (long i = base; i < end; i++)
        {
            lengths[index(i)] = oldLengths[(int)i & mask];
            states[index(i)] = oldStates[(int)i & mask];
        }
    }

    private void growContents()
    {
        contents = grown(contents, firstContent);
        results = Arrays.copyOf(results, contents.length);
        resultNumbers = Arrays.copyOf(resultNumbers, contents.length);
        resultLost = Arrays.copyOf(resultLost, contents.length);
    }

    /** Twice as long a ring, full from a position on. */
    private static long[] grown(final long[] ring, final long from)
    {
        final long[] grown = new long[ring.length * 2];
        for (long i = from; i < from + ring.length; i++)
        {
            grown[(int)i & grown.length - 1] = ring[(int)i & ring.length - 1];
        }
        return grown;
    }

    private boolean isConsistent()
    {
        int packets = 0;
        long bytes = 0;
        for (long i = base; i < end; i++)
        {
            final boolean inFlight = states[index(i)] == IN_FLIGHT;
            packets += inFlight ? 1 : 0;
            bytes += inFlight ? lengths[index(i)] : 0;
            if ((inFlight && i < lost) || (states[index(i)] == LOST && i >= lost))
            {
                return false;
            }
        }
        return base <= lost && lost <= end && packets == packetsInFlight && bytes == bytesInFlight;
    }
}
