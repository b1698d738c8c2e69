/**
 * Network address translators of a simulated network, by RFC 4787's kinds of mapping and filtering. They know numbers,
 * not nodes: an address is an int, laid out by {@link io.hopwire.sim.nat.SimAddress}, and time is an argument. The
 * lowest of the simulator's packages: it uses nothing of ours.
 */
package io.hopwire.sim.nat;
