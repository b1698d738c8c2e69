/**
 * Messages of seed 004 that carry something for applications: SHOUT, which reaches everybody. What is told of one is
 * shown by {@link io.hopwire.spi.Events}; who wants to send one has a command.
 */
package io.hopwire.component.payload;
