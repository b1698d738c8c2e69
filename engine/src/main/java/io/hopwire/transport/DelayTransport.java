package io.hopwire.transport;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A long way in front of a short one: hands over each datagram some time after it came. With a jitter, datagrams
 * overtake each other as the seed decides. What comes while there is no room is lost, as in a router. For tests and
 * demonstrations: it looks at all it holds for each datagram, and leaves garbage for each poll.
 */
public final class DelayTransport extends ForwardingTransport
{
    private static final long EMPTY = Long.MAX_VALUE;
    private static final int NONE = -1;

    private final int mtu;
    private final long delayNs;
    private final long jitterNs;
    private final NanoClock clock;
    private final SplittableRandom random;
    private final UnsafeBuffer slab;
    private final long[] dueNs;
    private final long[] numbers;
    private final int[] addressIds;
    private final int[] lengths;
    private int held;
    private long received;
    private long lost;

    /**
     * Delay what arrives.
     *
     * @param delegate that does the work.
     * @param delay    how long, and how many.
     * @param mtu      bytes of the largest datagram.
     * @param clock    to measure the delay by.
     * @param seed     of the jitter.
     */
    public DelayTransport(
        final DatagramTransport delegate, final Delay delay, final int mtu, final NanoClock clock, final long seed)
    {
        super(delegate);
        this.mtu = mtu;
        this.clock = clock;
        delayNs = delay.delayNs();
        jitterNs = delay.jitterNs();
        random = new SplittableRandom(seed);
        slab = new UnsafeBuffer(ByteBuffer.allocateDirect(Math.multiplyExact(mtu, delay.capacity())));
        dueNs = new long[delay.capacity()];
        Arrays.fill(dueNs, EMPTY);
        numbers = new long[delay.capacity()];
        addressIds = new int[delay.capacity()];
        lengths = new int[delay.capacity()];
    }

    /**
     * How datagrams are delayed.
     *
     * @param delayNs  least time, nanoseconds.
     * @param jitterNs most time beyond that, each amount of it as likely as another; 0 keeps the order.
     * @param capacity datagrams that are held at a time.
     */
    public record Delay(long delayNs, long jitterNs, int capacity)
    {
        /**
         * Check the ranges.
         *
         * @param delayNs  least time, nanoseconds.
         * @param jitterNs most time beyond that.
         * @param capacity datagrams that are held at a time.
         */
        public Delay
        {
            if (delayNs < 0 || jitterNs < 0 || capacity < 1)
            {
                throw new TransportException(TransportException.Reason.CONFIGURATION,
                    "a delay must not be negative, and must have room for a datagram: " +
                    delayNs + " ns, " + jitterNs + " ns, " + capacity);
            }
        }
    }

    /**
     * Datagrams that found no room.
     *
     * @return how many.
     */
    public long lost()
    {
        return lost;
    }

    /**
     * Datagrams that came and are not handed over yet.
     *
     * @return how many.
     */
    public int held()
    {
        return held;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int poll(final DatagramHandler handler, final int limit)
    {
        final long nowNs = clock.nanoTime();
        super.poll((addressId, buffer, offset, length) -> hold(addressId, buffer, offset, length, nowNs), limit);
        int handedOver = 0;
        while (handedOver < limit && handOverDue(handler, nowNs))
        {
            handedOver++;
        }
        return handedOver;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public boolean isPending()
    {
        return held > 0 || super.isPending();
    }

    private void hold(
        final int addressId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int slot = held == dueNs.length ? NONE : emptySlot();
        if (NONE == slot)
        {
            lost++;
            return;
        }
        held++;
        slab.putBytes(slot * mtu, buffer, offset, length);
        lengths[slot] = length;
        addressIds[slot] = addressId;
        numbers[slot] = received++;
        dueNs[slot] = nowNs + delayNs + (jitterNs > 0 ? random.nextLong(jitterNs + 1) : 0);
        addresses().retain(addressId);
    }

    private boolean handOverDue(final DatagramHandler handler, final long nowNs)
    {
        final int slot = 0 == held ? NONE : firstDue(nowNs);
        if (NONE == slot)
        {
            return false;
        }
        held--;
        dueNs[slot] = EMPTY;
        try
        {
            handler.onDatagram(addressIds[slot], slab, slot * mtu, lengths[slot]);
        }
        finally
        {
            addresses().release(addressIds[slot]);
        }
        return true;
    }

    private int emptySlot()
    {
        int slot = 0;
        while (EMPTY != dueNs[slot])
        {
            slot++;
        }
        return slot;
    }

    private int firstDue(final long nowNs)
    {
        int first = NONE;
        for (int i = 0; i < dueNs.length; i++)
        {
            final boolean isDue = EMPTY != dueNs[i] && dueNs[i] - nowNs <= 0;
            if (isDue && (NONE == first || dueNs[i] < dueNs[first] ||
                dueNs[i] == dueNs[first] && numbers[i] < numbers[first]))
            {
                first = i;
            }
        }
        return first;
    }
}
