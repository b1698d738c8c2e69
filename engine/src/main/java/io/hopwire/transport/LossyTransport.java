package io.hopwire.transport;

import io.hopwire.spi.Outbox;
import org.agrona.MutableDirectBuffer;

import java.util.SplittableRandom;

/**
 * A bad network in front of a good one: loses datagrams at random, on their way in and on their way out. The same seed
 * loses the same ones of the same sequence. For tests and demonstrations: it leaves garbage for each poll.
 */
public final class LossyTransport extends ForwardingTransport
{
    private static final int ALL_KINDS = -1;

    private final double loss;
    private final int kinds;
    private final SplittableRandom random;
    private final LossyOutbox outbox;
    private long lost;

    /**
     * Lose datagrams whatever kind of address they come from or go to.
     *
     * @param delegate that does the work.
     * @param loss     chance of each datagram to be lost, 0 to 1.
     * @param seed     of the choice.
     */
    public LossyTransport(final DatagramTransport delegate, final double loss, final long seed)
    {
        this(delegate, loss, seed, ALL_KINDS);
    }

    /**
     * Lose datagrams of some kinds of address: with a loss of 1, what a wall does that lets nothing of them through.
     *
     * @param delegate that does the work.
     * @param loss     chance of each datagram to be lost, 0 to 1.
     * @param seed     of the choice.
     * @param kinds    one bit for each of {@link io.hopwire.spi.AddressKind}.
     */
    public LossyTransport(final DatagramTransport delegate, final double loss, final long seed, final int kinds)
    {
        super(delegate);
        if (!(loss >= 0 && loss <= 1))
        {
            throw new TransportException(
                TransportException.Reason.CONFIGURATION, "loss must be a chance from 0 to 1: " + loss);
        }
        this.loss = loss;
        this.kinds = kinds;
        random = new SplittableRandom(seed);
        outbox = new LossyOutbox(delegate.outbox());
    }

    /**
     * Datagrams lost so far.
     *
     * @return how many, both ways together.
     */
    public long lost()
    {
        return lost;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int poll(final DatagramHandler handler, final int limit)
    {
        return super.poll((addressId, buffer, offset, length) ->
        {
            if (!isLost(addressId))
            {
                handler.onDatagram(addressId, buffer, offset, length);
            }
        }, limit);
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public Outbox outbox()
    {
        return outbox;
    }

    private boolean isLost(final int pathId)
    {
        final boolean isLost = 0 != (kinds & 1 << PathId.kind(pathId)) && random.nextDouble() < loss;
        lost += isLost ? 1 : 0;
        return isLost;
    }

    private final class LossyOutbox implements Outbox
    {
        private final Outbox delegate;

        LossyOutbox(final Outbox delegate)
        {
            this.delegate = delegate;
        }

        @Override
        public int tryClaim(final int maxLength)
        {
            return delegate.tryClaim(maxLength);
        }

        @Override
        public MutableDirectBuffer buffer()
        {
            return delegate.buffer();
        }

        @Override
        public void commit(final int pathId, final int length)
        {
            if (isLost(pathId))
            {
                delegate.abort();
            }
            else
            {
                delegate.commit(pathId, length);
            }
        }

        @Override
        public void abort()
        {
            delegate.abort();
        }
    }
}
