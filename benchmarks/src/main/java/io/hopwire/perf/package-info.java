/**
 * Comparisons with other systems: a controller ({@link io.hopwire.perf.Echo}, {@link io.hopwire.perf.Throughput},
 * {@link io.hopwire.perf.Relay}) starts a pair of pinned JVMs ({@link io.hopwire.perf.Worker}) for each system and has
 * the pairs measure one after the other, in rounds, so that drift of the machine hits all alike.
 */
package io.hopwire.perf;
