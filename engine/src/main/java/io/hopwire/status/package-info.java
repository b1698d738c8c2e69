/**
 * What a running node shows to the outside, and the clock and the entropy that it is given: the counters file that
 * other processes map, the log of distinct errors inside it, monotonic epoch time, the operating system's randomness.
 */
package io.hopwire.status;
