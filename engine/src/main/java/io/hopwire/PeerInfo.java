package io.hopwire;

/**
 * A link to a neighbour, as it was when it came up.
 *
 * @param key     public key of the neighbour.
 * @param address where its datagrams come from, {@code host:port}.
 * @param relay   true if it forwards for others, false for an endpoint at the edge.
 * @param rttNs   round trip measured in the handshake, in nanoseconds.
 */
public record PeerInfo(PublicKey key, String address, boolean relay, long rttNs)
{
}
