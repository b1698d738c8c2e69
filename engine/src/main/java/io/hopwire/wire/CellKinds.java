package io.hopwire.wire;

/**
 * First byte of the plaintext of a link frame that is no transmission. A transmission begins with a zero.
 */
public final class CellKinds
{
    /** Not a kind: the plaintext is a transmission. */
    public static final int TRANSMISSION = 0;
    /** Cell that carries a session packet along a circuit. */
    public static final int DATA = 1;
    /** Cell that ends a circuit. */
    public static final int CLOSE = 2;
    /** Cell that asks every hop of a circuit for an answer. */
    public static final int TRACE = 3;
    /** Cell that answers a {@link #TRACE}. */
    public static final int TRACE_REPLY = 4;
    /** Not a cell but a frame of one hop: the peer ends the link. */
    public static final int LINK_CLOSE = 16;

    private CellKinds()
    {
    }
}
