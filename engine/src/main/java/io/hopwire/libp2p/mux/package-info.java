/**
 * Streams over one connection: {@link io.hopwire.libp2p.mux.Yamux}, which has windows, and
 * {@link io.hopwire.libp2p.mux.Mplex}, which has none. How they fit between the layers is told in
 * {@link io.hopwire.libp2p.pipe}.
 * <p>
 * A {@link io.hopwire.libp2p.mux.Muxer} is a state machine for one connection; all muxers of a thread share a
 * {@link io.hopwire.libp2p.mux.MuxMemory} and {@link io.hopwire.libp2p.mux.MuxLimits}. What a peer can make grow is:
 * streams, by {@code streams.inbound} and the bound of all; bytes that nobody reads, by window, connection and the
 * bound of all; the window of a stream that is read at once, by its setting and what connection and all may promise;
 * resets and answers to pings that wait, by queues whose end is the connection's. Nothing is kept for a
 * frame before its length, the state of its stream and its credit were looked at. The steady path allocates nothing.
 * <p>
 * Sources: <a href="https://github.com/libp2p/specs/blob/master/yamux/README.md">Yamux</a>,
 * <a href="https://github.com/libp2p/specs/blob/master/mplex/README.md">Mplex</a>. Threads: none; an instance belongs
 * to one.
 */
package io.hopwire.libp2p.mux;
