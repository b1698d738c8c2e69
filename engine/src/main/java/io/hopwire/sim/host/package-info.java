/**
 * Hosts of libp2p in virtual time: the same {@link io.hopwire.libp2p.HostCore} that an agent hosts, over connections of
 * TCP that are not there.
 * <pre>
 *   HostSwarm   draws hosts, paths, faults and streams from a seed, and looks whether all holds
 *   HostFlows   streams whose every byte is known: it arrives once and in order, or the stream says that it was reset
 *   SimHosts    the network: paths, hosts, connections that break, hosts that crash and come back
 *   SimHost     one host, and all that its core is lent
 *   SimPipe     a connection: delay, segments of any length, a window, half-close, reset
 * </pre>
 * Everything is a function of the seed. Not thread-safe.
 */
package io.hopwire.sim.host;
