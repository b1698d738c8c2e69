package io.hopwire.libp2p.address;

/**
 * Why bytes are no multiaddr.
 */
public enum AddressError
{
    /** Nothing is wrong. */
    NONE,
    /** No component at all. */
    EMPTY,
    /** More bytes than are taken here. */
    TOO_LONG,
    /** More components than are taken here. */
    TOO_MANY,
    /** A code or a length that is no unsigned varint, or is cut. */
    VARINT,
    /** A protocol that nobody here knows. */
    PROTOCOL,
    /** A value that is longer than the address goes on. */
    TRUNCATED,
    /** A value that its protocol does not have. */
    VALUE,
    /** A component behind a path, which goes to the end. */
    BEHIND_PATH
}
