/**
 * Messages of seed 004 that carry something for applications: SHOUT, which reaches everybody, SPEAK, for neighbours,
 * and WHISPER, for one key. What is told of one is shown by {@link io.hopwire.spi.Events}; who wants to send one has a
 * command.
 */
package io.hopwire.component.payload;
