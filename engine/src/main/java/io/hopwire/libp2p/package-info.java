/**
 * libp2p as the public specification has it (<a href="https://github.com/libp2p/specs">libp2p/specs</a>,
 * <a href="https://github.com/multiformats">multiformats</a>), so that programs nobody here wrote can talk to ours.
 * A core beside the engine's own: nothing else of the engine knows it, and it knows only the contract of cores,
 * {@code spi}, {@code wire} and {@code crypto}.
 * <p>
 * Its parts are packages with arrows that point downward: {@code wire} (numbers and protobuf), {@code pipe} (the
 * seam between the layers of a connection), {@code identity} (keys and peer ids), {@code address} (multiaddrs),
 * {@code negotiate}, {@code secure}, {@code mux} and {@code identify}. All are state machines or pure functions on lent
 * buffers, for one thread each; what comes from the network is answered by a value, never by an exception.
 */
package io.hopwire.libp2p;
