/**
 * The network's table of values: FIND_VALUE and STORE of seed 004, with versions, locks and changes of maps, decided by
 * a majority of the nodes closest to a key.
 */
package io.hopwire.component.dht;
