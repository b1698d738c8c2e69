/**
 * The other host of the core: whole networks in one thread and in virtual time, a function of their seed. Ships with
 * the engine, so that users can simulate what they build on it.
 */
package io.hopwire.sim;
