/**
 * {@link io.hopwire.core.NodeCore}: one single-threaded state machine that is told inputs and time, and writes its
 * outputs into memory it is lent. Dispatch, timers and the table of components.
 */
package io.hopwire.core;
