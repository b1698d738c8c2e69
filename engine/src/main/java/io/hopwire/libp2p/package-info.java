/**
 * libp2p as the public specification has it (<a href="https://github.com/libp2p/specs">libp2p/specs</a>,
 * <a href="https://github.com/multiformats">multiformats</a>), so that programs nobody here wrote can talk to ours.
 * A core beside the engine's own: {@link io.hopwire.libp2p.HostCore}. Only who hosts it knows it, and it knows only the
 * contract of cores, their timers, {@code spi}, {@code wire} and {@code crypto}.
 * <pre>
 *   HostCore ── Upgrader      connection of bytes ─► /noise ─► muxer ─► NetConnection; key agreements and signatures by
 *      │          │           requests to a HostWorker
 *      │       PeerDialer     addresses of a peer, one after the other; who waits for a connection
 *      │       ConnectionTable, ConnectedPeers    connections by address, handle and peer; limits, deadlines, flush
 *      └────── NetStreams     NetStream: its protocol is negotiated, then it is its StreamHandler's
 *              PeerStore      what is known of peers
 * </pre>
 * <p>
 * Its parts are packages with arrows that point downward: {@code wire} (numbers and protobuf), {@code pipe} (the
 * seam between the layers of a connection), {@code identity} (keys and peer ids), {@code address} (multiaddrs),
 * {@code negotiate}, {@code secure}, {@code mux} and {@code identify}. All are state machines or pure functions on lent
 * buffers, for one thread each; what comes from the network is answered by a value, never by an exception.
 */
package io.hopwire.libp2p;
