/**
 * The shell's sockets. Everything above the kernel's datagrams and below the core: a table of addresses, memory to read
 * into and to write from, and the one non-blocking UDP socket that serves every peer of a node.
 * <p>
 * A {@link io.hopwire.transport.UdpTransport} belongs to the thread that runs the core; nothing here is thread-safe.
 * It has two ways to the kernel, each the other's oracle in tests: the natives behind
 * {@link java.nio.channels.DatagramChannel}, which read and write raw socket addresses and allocate nothing, and the
 * channel's public methods where the JVM does not open the former.
 */
package io.hopwire.transport;
