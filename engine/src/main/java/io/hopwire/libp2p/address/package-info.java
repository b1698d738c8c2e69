/**
 * Where a peer of libp2p is: multiaddrs, as bytes and as text.
 * <p>
 * What the network sends is read by a {@link io.hopwire.libp2p.address.MultiaddrReader}, without allocation, and
 * answered by an {@link io.hopwire.libp2p.address.AddressError}. A {@link io.hopwire.libp2p.address.Multiaddr} is a
 * value for those who keep one or show it to people: immutable, for any thread. All protocols of the table of
 * multiformats are known by their names and sizes; whether anybody here can dial them is another question.
 * <p>
 * Limits stand in {@link io.hopwire.libp2p.wire.Libp2pLimits}. Source:
 * <a href="https://github.com/multiformats/multiaddr">multiformats/multiaddr</a>.
 */
package io.hopwire.libp2p.address;
