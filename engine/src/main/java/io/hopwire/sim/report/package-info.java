/**
 * What a simulation did and found, as plain data: figures, histograms, a course over time, the first failure. It says
 * nothing about how it is shown; the command line makes text, JSON and HTML of it. Uses the network's vocabulary and
 * nothing else of the simulator.
 */
package io.hopwire.sim.report;
