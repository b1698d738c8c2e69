package io.hopwire.spi;

/**
 * How a network address is spoken to. The number is part of the address wherever it is written; see {@link Addresses}.
 */
public final class AddressKind
{
    /** Datagrams of UDP. */
    public static final int UDP = 0;

    /** A connection of TCP to a port that somebody listens on. */
    public static final int TCP = 1;

    /**
     * A connection of TCP that the other end opened. Its port is one that nobody listens on, so this address lives as
     * long as the connection, means nothing to anybody else, and is never written into a message.
     */
    public static final int TCP_ACCEPTED = 2;

    private static final String[] SCHEMES = {"", "tcp://", "tcp-accepted://"};

    private AddressKind()
    {
    }

    /**
     * Whether somebody else can be told an address of this kind, and reach it.
     *
     * @param kind any number, also one that came from the network.
     * @return false for a kind that only means something here, and for one that is not known.
     */
    public static boolean isDialable(final int kind)
    {
        return UDP == kind || TCP == kind;
    }

    /**
     * What stands in front of {@code host:port} where people read an address.
     *
     * @param kind one of the constants.
     * @return nothing for UDP, otherwise a scheme with its slashes.
     */
    public static String scheme(final int kind)
    {
        return SCHEMES[kind];
    }
}
