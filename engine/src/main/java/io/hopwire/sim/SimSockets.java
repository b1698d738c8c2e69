package io.hopwire.sim;

import io.hopwire.spi.AddressKind;

/**
 * What the sockets of a simulated node are.
 */
public enum SimSockets
{
    /** Datagrams, and no connections. */
    UDP(1 << AddressKind.UDP, false),
    /** Datagrams, and connections that it opens and accepts. */
    UDP_AND_TCP(1 << AddressKind.UDP | 1 << AddressKind.TCP, true),
    /** Connections that it opens and accepts, and no datagrams. */
    TCP(1 << AddressKind.TCP, true),
    /** Only connections that it opens itself, as behind a wall that lets nothing else through. */
    TCP_OUTGOING(1 << AddressKind.TCP, false);

    private final int kinds;
    private final boolean accepts;

    SimSockets(final int kinds, final boolean accepts)
    {
        this.kinds = kinds;
        this.accepts = accepts;
    }

    /** {@return whether it sends to, and maybe receives from, addresses of UDP} */
    public boolean hasUdp()
    {
        return speaks(AddressKind.UDP);
    }

    /** {@return whether others can open connections to it} */
    public boolean accepts()
    {
        return accepts;
    }

    /**
     * Whether it can begin to speak to an address.
     *
     * @param kind one of {@link AddressKind}.
     * @return true if so.
     */
    public boolean speaks(final int kind)
    {
        return 0 != (kinds & 1 << kind);
    }
}
