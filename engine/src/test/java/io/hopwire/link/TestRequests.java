package io.hopwire.link;

import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Requests;
import java.util.ArrayDeque;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A queue of slow work in memory that the test takes requests out of.
 */
public final class TestRequests implements Requests
{
    private final UnsafeBuffer memory = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private final HandshakeRequest header = new HandshakeRequest();
    private final int capacity;
    private int claimed = -1;
    private int inFlight;
    private int extraLoad;

    public TestRequests(final int capacity)
    {
        this.capacity = capacity;
    }

    @Override
    public int tryClaim(final int length)
    {
        if (claimed >= 0)
        {
            throw new AssertionError("two claims at a time");
        }
        if (inFlight >= capacity)
        {
            return BACK_PRESSURED;
        }
        claimed = length;
        return 0;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return memory;
    }

    @Override
    public void commit()
    {
        final byte[] request = new byte[claimed];
        memory.getBytes(0, request);
        queue.add(request);
        if (HandshakeRequest.DISCARD != header.wrap(memory, 0).op())
        {
            inFlight++;
        }
        claimed = -1;
    }

    @Override
    public void abort()
    {
        claimed = -1;
    }

    @Override
    public int inFlight()
    {
        return inFlight + extraLoad;
    }

    public byte[] poll()
    {
        return queue.poll();
    }

    public void answered()
    {
        inFlight--;
    }

    /**
     * Pretend that so many more are in flight.
     */
    public void extraLoad(final int load)
    {
        extraLoad = load;
    }
}
