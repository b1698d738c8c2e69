/**
 * What must hold in every simulated network at all times, and after all faults have ended. A check sees all nodes at
 * once through what the network and its nodes tell of themselves, and changes nothing. Uses the network and its NATs;
 * knows neither faults nor loads.
 */
package io.hopwire.sim.check;
