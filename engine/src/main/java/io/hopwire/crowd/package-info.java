/**
 * Who gives way where peers have taken all places that there are for them, and one more wants in. Keys cost nothing, so
 * what counts is where a peer is, how long it has been there, and what for. The same for links and handshakes of the
 * engine, for connections of TCP, and for those of libp2p.
 * <pre>
 *   PeerPlaces     what is made, and lasts: whoever has many competes with himself, what is idle goes first
 *   HalfOpenPeers  what is being made, and waits for its peer: the same, and the oldest goes first
 *   PeerCrowds     counts both by networks and hosts, whose hashes are keyed
 *   FairShare      what one may have of something that nobody can be put out of
 * </pre>
 * Each decision takes constant time, whatever peers do. Pure, and not thread-safe; nothing here allocates but for a
 * network that was not there before.
 */
package io.hopwire.crowd;
