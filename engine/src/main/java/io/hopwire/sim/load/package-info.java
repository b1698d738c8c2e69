/**
 * Whole simulations. A {@link io.hopwire.sim.load.Simulation} puts a network, a load, a fault plan and all checks
 * together, or draws all of them from one seed; the load is what its nodes' applications do, with books of every
 * message. The highest of the simulator's packages: it uses all the others.
 */
package io.hopwire.sim.load;
