package io.hopwire.perf;

/**
 * What a flood on loopback is made of.
 */
enum FloodKind
{
    /** Random bytes. */
    RANDOM,
    /** First messages of handshakes with a MAC that is wrong: anybody can send them who does not know the key. */
    SPOOFED_INITIATION,
    /** The same with a MAC that is right, each of another key: whoever knows the key of the node can send them. */
    INITIATION
}
