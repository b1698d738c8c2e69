package io.hopwire.circuit;

import org.agrona.DirectBuffer;

/**
 * What somebody wants of a route, to be handed to {@link Circuits#request}. One object serves for all requests of one
 * asker: {@link #to} begins a new one, and whoever is asked has read all of it before anybody is called back.
 * <p>
 * Not thread-safe.
 */
public final class RouteRequest
{
    /** Greatest number of an attempt: a session may look for routes for as long as it lives. */
    public static final int MAX_ATTEMPT = 0x3FFF_FFFF;

    private DirectBuffer target;
    private int targetOffset;
    private long groupId;
    private int attempt;
    private int maxHops;
    private long timeoutNs;
    private DirectBuffer handshake;
    private int handshakeOffset;
    private int handshakeLength;

    /**
     * Nothing is wanted yet.
     */
    public RouteRequest()
    {
    }

    /**
     * A new request, which is a probe until {@link #handshake} is called.
     *
     * @param buffer holds the address of the far end.
     * @param offset its first byte.
     * @return this.
     */
    public RouteRequest to(final DirectBuffer buffer, final int offset)
    {
        target = buffer;
        targetOffset = offset;
        handshake = null;
        handshakeOffset = 0;
        handshakeLength = 0;
        return this;
    }

    /**
     * Which attempt at a route of a session it is.
     *
     * @param id     random; what the redundant routes of one session have in common.
     * @param number 0 to {@link #MAX_ATTEMPT}. A relay takes part in one attempt of a group at a time. Where it is
     *               even, every relay asks its neighbours in the order of their distance to the target, the way through
     *               a network that is ordered by distance. Where it is odd, each asks in an order of its own, which
     *               leads elsewhere with each attempt.
     * @return this.
     */
    public RouteRequest attempt(final long id, final int number)
    {
        groupId = id;
        attempt = number;
        return this;
    }

    /**
     * How far to look, and how long.
     *
     * @param hops   most links of the route, 1 or more.
     * @param waitNs when to give up, from now.
     * @return this.
     */
    public RouteRequest within(final int hops, final long waitNs)
    {
        maxHops = hops;
        timeoutNs = waitNs;
        return this;
    }

    /**
     * A circuit is wanted, not only the number of hops.
     *
     * @param buffer holds the first end-to-end handshake message, which goes along with the request.
     * @param offset its first byte.
     * @param length its bytes.
     * @return this.
     */
    public RouteRequest handshake(final DirectBuffer buffer, final int offset, final int length)
    {
        handshake = buffer;
        handshakeOffset = offset;
        handshakeLength = length;
        return this;
    }

    /** {@return what holds the address of the far end} */
    public DirectBuffer target()
    {
        return target;
    }

    /** {@return its first byte} */
    public int targetOffset()
    {
        return targetOffset;
    }

    /** {@return what the redundant routes of one session have in common} */
    public long groupId()
    {
        return groupId;
    }

    /** {@return which attempt it is, 0 to {@link #MAX_ATTEMPT}} */
    public int attempt()
    {
        return attempt;
    }

    /** {@return most links of the route} */
    public int maxHops()
    {
        return maxHops;
    }

    /** {@return nanoseconds from now after which to give up} */
    public long timeoutNs()
    {
        return timeoutNs;
    }

    /** {@return whether only the number of hops is wanted: no circuit is made, the answer's circuit id is -1} */
    public boolean isProbe()
    {
        return null == handshake;
    }

    /** {@return what holds the first end-to-end handshake message; null for a probe} */
    public DirectBuffer handshake()
    {
        return handshake;
    }

    /** {@return its first byte} */
    public int handshakeOffset()
    {
        return handshakeOffset;
    }

    /** {@return its bytes; 0 for a probe} */
    public int handshakeLength()
    {
        return handshakeLength;
    }
}
