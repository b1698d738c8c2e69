/**
 * Who a peer of libp2p is: keys of four kinds, the peer ids that they make, and how a key vouches for what was said.
 * <ul>
 * <li>{@link io.hopwire.libp2p.identity.PeerKey} is a public key, {@link io.hopwire.libp2p.identity.HostKey} our own
 * private one; both have a protobuf form. Ed25519, secp256k1, ECDSA (P-256 only) and RSA (2,048 to 8,192 bits).</li>
 * <li>{@link io.hopwire.libp2p.identity.PeerId} is the multihash of a public key's protobuf, or that protobuf itself
 * where it is short, and is written in base58btc or as a CIDv1.</li>
 * <li>{@link io.hopwire.libp2p.identity.NoisePayload} vouches for a static key inside of a Noise handshake,
 * {@link io.hopwire.libp2p.identity.SignedEnvelope} for anything anywhere.</li>
 * </ul>
 * What the network sends is first looked at without allocation ({@code check}, {@code wrap}): structure, lengths,
 * counts, answered by an {@link io.hopwire.libp2p.identity.IdentityError}. What costs an exponentiation, and allocates,
 * is apart from that ({@code decode}, {@code verify}, {@code sign}) and belongs on a worker. Keys and ids are immutable
 * and may be shared; readers belong to one thread. Limits stand in {@link io.hopwire.libp2p.wire.Libp2pLimits}.
 * <p>
 * Signatures are deterministic, ECDSA's by RFC 6979, so that a simulation repeats.
 * <p>
 * Sources: libp2p/specs peer-ids, noise, RFC 0002; multiformats multibase, multihash, cid.
 */
package io.hopwire.libp2p.identity;
