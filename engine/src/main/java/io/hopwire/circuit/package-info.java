/**
 * Label-switched routes: set up on demand by a recursive search, then one table look-up per cell and hop.
 */
package io.hopwire.circuit;
