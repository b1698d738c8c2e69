/**
 * Options of connections, seed 004: what two neighbours agree on about their link by SET_CONNECTION_OPT.
 */
package io.hopwire.component.option;
