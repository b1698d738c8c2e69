package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;

/**
 * The body of an answer to {@link Commands#CONNECT}.
 */
public final class ConnectAnswer
{
    /** Bytes of the body. */
    public static final int LENGTH = 3 * SIZE_OF_INT + Limits.MAX_ROUTES;

    private static final int SESSION_OFFSET = 0;
    private static final int HOPS_OFFSET = SESSION_OFFSET + SIZE_OF_INT;
    private static final int ROUTES_OFFSET = HOPS_OFFSET + SIZE_OF_INT;
    private static final int ROUTE_HOPS_OFFSET = ROUTES_OFFSET + SIZE_OF_INT;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);

    /** With memory of its own. */
    public ConnectAnswer()
    {
    }

    /**
     * Look at an answer.
     *
     * @param source holds it.
     * @param offset first byte.
     * @return this.
     */
    public ConnectAnswer wrap(final DirectBuffer source, final int offset)
    {
        buffer.wrap(source, offset, LENGTH);
        return this;
    }

    /**
     * Write an answer.
     *
     * @param sessionId of the new session, or -1.
     * @param hops      of its longest route, or of the shortest that was found.
     * @param routes    that carry it, or that were found within the limits.
     * @return this.
     */
    public ConnectAnswer put(final int sessionId, final int hops, final int routes)
    {
        buffer.putInt(SESSION_OFFSET, sessionId);
        buffer.putInt(HOPS_OFFSET, hops);
        buffer.putInt(ROUTES_OFFSET, routes);
        return this;
    }

    /**
     * Write that no route was found.
     */
    public void clear()
    {
        buffer.setMemory(0, LENGTH, (byte)0);
    }

    /**
     * Write the hops of one of the routes that were found.
     *
     * @param route from 0, below {@link Limits#MAX_ROUTES}.
     * @param hops  of it.
     */
    public void routeHops(final int route, final int hops)
    {
        buffer.putByte(ROUTE_HOPS_OFFSET + route, (byte)hops);
    }

    /**
     * Hops of one of the routes that were found, where they were too few.
     *
     * @param route from 0, below {@link Limits#MAX_ROUTES}.
     * @return its hops; 0 where nothing is said of it.
     */
    public int routeHops(final int route)
    {
        return buffer.getByte(ROUTE_HOPS_OFFSET + route);
    }

    /**
     * The memory of the answer.
     *
     * @return the memory of the answer.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * The new session, or -1.
     *
     * @return the new session, or -1.
     */
    public int sessionId()
    {
        return buffer.getInt(SESSION_OFFSET);
    }

    /**
     * Hops of its longest route, or of the shortest that was found.
     *
     * @return hops of its longest route, or of the shortest that was found.
     */
    public int hops()
    {
        return buffer.getInt(HOPS_OFFSET);
    }

    /**
     * Routes that carry it, or that were found within the limits.
     *
     * @return routes that carry it, or that were found within the limits.
     */
    public int routes()
    {
        return buffer.getInt(ROUTES_OFFSET);
    }
}
