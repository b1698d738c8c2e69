package io.hopwire.sim;

import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.SystemCounter;
import org.agrona.MutableDirectBuffer;

/**
 * What a simulated node sends: datagrams leave as they are committed. Like an agent's it has room for what one input
 * may cause, and no more: an input that causes more is a bug of the core.
 */
final class SimOutbox implements Outbox
{
    private final SimNetwork network;
    private final int index;
    private final Counters counters;
    private int free = Integer.MAX_VALUE;

    SimOutbox(final SimNetwork network, final int index, final Counters counters)
    {
        this.network = network;
        this.index = index;
        this.counters = counters;
    }

    /** An input begins. */
    void reserve()
    {
        free = Limits.MAX_DATAGRAMS_PER_INPUT;
    }

    /** It is over; what is called besides, by a test, is not bounded. */
    void release()
    {
        free = Integer.MAX_VALUE;
    }

    @Override
    public int tryClaim(final int maxLength)
    {
        network.tampers.onClaim(index);
        assert free > 0 : "more than " + Limits.MAX_DATAGRAMS_PER_INPUT + " datagrams of one input";
        if (0 == free)
        {
            return BACK_PRESSURED;
        }
        assert Canary.fill(network.datagram, maxLength);
        return maxLength > PacketPool.MAX_LENGTH ? BACK_PRESSURED : 0;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return network.datagram;
    }

    @Override
    public void commit(final int addressId, final int length)
    {
        free--;
        assert Canary.find(network.datagram, length) < 0 : "sends bytes that nobody wrote, from " +
            Canary.find(network.datagram, length) + " of " + length;
        counters.increment(SystemCounter.DATAGRAMS_SENT);
        counters.add(SystemCounter.BYTES_SENT, length);
        network.departures().onSend(index, addressId, length);
    }

    @Override
    public void abort()
    {
        // What was written is overwritten.
    }
}
