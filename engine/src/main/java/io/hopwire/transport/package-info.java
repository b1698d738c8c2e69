/**
 * The shell's sockets. Everything above the kernel's datagrams and below the core: a table of addresses, memory to read
 * into and to write from, and the one non-blocking UDP socket that serves every peer of a node.
 * <p>
 * A {@link io.hopwire.transport.UdpTransport} belongs to the thread that runs the core; nothing here is thread-safe.
 * It has two ways to the kernel, each the other's oracle in tests: the natives behind
 * {@link java.nio.channels.DatagramChannel}, which read and write raw socket addresses and allocate nothing, and the
 * channel's public methods where the JVM does not open the former.
 * <p>
 * One call of the kernel carries many datagrams where it can (Linux, by the socket options UDP_SEGMENT and UDP_GRO):
 * {@link io.hopwire.transport.SendSlab} keeps what goes to one address in one piece of memory, and a
 * {@link io.hopwire.transport.DatagramSplitter} takes a read apart. Nothing ever waits for more to come.
 */
package io.hopwire.transport;
