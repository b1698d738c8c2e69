/**
 * What protocol code is given and what it must never reach for: sinks, timers, entropy, addresses, counters, limits.
 * Interfaces and plain values only; depends on Agrona and nothing else.
 */
package io.hopwire.spi;
