/**
 * Runnable examples and the {@code hopwire} command.
 */
package io.hopwire.examples;
