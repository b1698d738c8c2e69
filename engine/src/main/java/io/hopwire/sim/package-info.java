/**
 * The other host of the core: virtual time, seeded networks, faults, checkers. Ships in the main jar, so that users
 * simulate their own components.
 */
package io.hopwire.sim;
