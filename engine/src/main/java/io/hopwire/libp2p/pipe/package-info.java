/**
 * The seam between the layers of a libp2p connection: who calls whom, who owns which memory, and how a slow reader
 * slows its writer down.
 * <pre>
 *                 bytes in                                        bytes out
 *   handler       onData(stream, buffer, offset, length)          write(stream, ...) takes what there is credit and
 *   of a stream   answers how much it took           ▲            room for; onWritable(stream) follows    │
 *                                                    │                                                    ▼
 *   mux           onBytes: takes all; what a handler did          frames, straight into the sink below; control
 *   (Yamux,       not take lies in blocks of the stream,          frames first, out of bounded places
 *   Mplex)        bounded by the window         ▲                                                         │
 *                                               │                                                         ▼
 *   secure        onBytes: takes all; opens each record in        plaintext is written where it will be sealed, in
 *   (records)     place, gathers one that was cut    ▲            the sink below; flush() seals a record        │
 *                                                    │                                                          ▼
 *   host          what the socket read: lent, mutable until       a {@link io.hopwire.spi.ByteSink} over what
 *                 the call returns                                waits for the socket
 * </pre>
 * {@code negotiate} speaks before each of the upper two and at the beginning of each stream, with the same two sides:
 * it takes bytes in until something is agreed on and leaves the rest, which is the next layer's.
 * <p>
 * <b>Memory.</b> Bytes in are lent for the call. Bytes out lie in the sink of the host from the first write on;
 * nothing in between keeps a copy. What has to be kept, which is what handlers do not take, belongs to the memory that
 * all muxers of a thread share, within a bound for each connection and each stream.
 * <p>
 * <b>Back-pressure, in.</b> A handler that takes less than it is given is not given more until it asks; its peer may
 * send what is left of the window, and gets more only as the handler takes. Nothing stops the connection, so other
 * streams go on. Mplex has no windows: a stream whose bound is reached is reset.
 * <p>
 * <b>Back-pressure, out.</b> A sink without room makes {@code write} take nothing. When there is room again the host
 * calls {@code flush}: control frames leave first, then each stream that waits is told in turn. Control frames wait in
 * bounded places: a few bits in each stream, a queue of resets, a queue of answers to pings. A peer that fills one of
 * these by not reading, or does not read for too long, loses the connection.
 * <p>
 * <b>Calls back.</b> Handlers may call whatever they like, also close the stream or fail the connection that calls
 * them; each layer looks again after each call.
 * <p>
 * <b>Time</b> comes in as {@code nowNs}; there is one deadline to ask each layer for. Nothing here is thread-safe: all
 * layers of a connection belong to one thread.
 */
package io.hopwire.libp2p.pipe;
