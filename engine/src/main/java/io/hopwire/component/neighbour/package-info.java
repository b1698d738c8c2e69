/**
 * Hosts the user's own protocols between neighbours: {@link io.hopwire.spi.Component}.
 */
package io.hopwire.component.neighbour;
