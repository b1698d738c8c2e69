/**
 * The shell's disk: pairs of bytes in a file of LMDB, by the optional library lmdbjava, written by a thread of its own.
 */
package io.hopwire.store;
