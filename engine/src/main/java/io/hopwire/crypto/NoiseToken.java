package io.hopwire.crypto;

/**
 * Tokens of Noise's message patterns (revision 34, section 7.1).
 */
enum NoiseToken
{
    /** Send an ephemeral key. */
    E,
    /** Send the static key, encrypted if there is a key already. */
    S,
    /** Agree: ephemeral with ephemeral. */
    EE,
    /** Agree: initiator's ephemeral with responder's static. */
    ES,
    /** Agree: initiator's static with responder's ephemeral. */
    SE,
    /** Agree: static with static. */
    SS,
    /** Mix a pre-shared key in. */
    PSK
}
