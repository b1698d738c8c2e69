package io.hopwire.sim;

import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Requests;
import io.hopwire.spi.WorkHeader;
import io.hopwire.spi.Workers;
import org.agrona.MutableDirectBuffer;

/**
 * The slow work of one life of a simulated node: one worker, one piece of work after the other. Bounded as
 * {@link SimOutbox} is.
 */
final class SimWork implements Requests
{
    private static final int MAX_IN_FLIGHT = 1024;

    private final SimNetwork network;
    private final int index;
    private final int incarnation;
    private final HandshakeWorker handshakes;
    private final Workers workers;
    private int requestLength;
    private int inFlight;
    private int free = Integer.MAX_VALUE;

    SimWork(final SimNetwork network, final int index, final int incarnation, final HandshakeWorker handshakes)
    {
        this.network = network;
        this.index = index;
        this.incarnation = incarnation;
        this.handshakes = handshakes;
        workers = new Workers().register(WorkHeader.HANDSHAKE, handshakes);
    }

    /** An input begins. */
    void reserve()
    {
        free = Limits.MAX_REQUESTS_PER_INPUT;
    }

    /** It is over. */
    void release()
    {
        free = Integer.MAX_VALUE;
    }

    /** A result of it came back. */
    void onAnswered()
    {
        inFlight--;
    }

    /** Handshakes that the worker keeps. */
    int handshakes()
    {
        return handshakes.size();
    }

    @Override
    public int tryClaim(final int length)
    {
        assert free > 0 : "more than " + Limits.MAX_REQUESTS_PER_INPUT + " requests of one input";
        requestLength = length;
        return 0 == free || inFlight >= MAX_IN_FLIGHT || length > PacketPool.MAX_LENGTH ? BACK_PRESSURED : 0;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return network.request;
    }

    @Override
    public void commit()
    {
        free--;
        final int length = workers.execute(network.request, 0, requestLength, network.result, 0);
        if (length > 0)
        {
            inFlight++;
            network.onRequest(index, incarnation, length, inFlight);
        }
    }

    @Override
    public void abort()
    {
        // What was written is overwritten.
    }

    @Override
    public int inFlight()
    {
        return inFlight;
    }
}
