/**
 * Cryptography as pure functions on buffers: AEAD without allocation, key agreement, Noise handshakes, keyed hashes,
 * and the slow worker that keeps key agreement off the duty cycle. No clock, no thread, no randomness of its own.
 */
package io.hopwire.crypto;
