/**
 * The other host of the core: whole networks in one thread and in virtual time, a function of their seed; it ships with
 * the engine, so that users can simulate what they build on it. Here are the network itself, its nodes, the paths
 * between them and the queue of events; what happens in and to a network has wings of its own.
 * <pre>
 *   load      a whole simulation: nodes join, look up, connect and talk under faults and checks
 *   fault     what goes wrong, as a text, and who lets it happen     check   what must hold at all times
 *   report    what came of a simulation
 *   sim       the network (this package)
 *   nat       address translators and the layout of addresses
 * </pre>
 * It may use {@code nat} and everything below the shell; each wing may use what stands below it, except that
 * {@code fault}, {@code check} and {@code report} do not know each other.
 */
package io.hopwire.sim;
