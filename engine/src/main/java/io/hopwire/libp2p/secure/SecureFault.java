package io.hopwire.libp2p.secure;

/**
 * Why a channel can not be, or can be no longer. The connection ends with each.
 */
public enum SecureFault
{
    /** A message of the handshake without a byte, or longer than allowed. */
    HANDSHAKE_LENGTH,
    /** A message of the handshake too short, not authentic, or with a key that makes a zero secret. */
    HANDSHAKE_INVALID,
    /** A record shorter than its tag. */
    RECORD_LENGTH,
    /** A record that is not authentic: forged, changed, lost, repeated or in another order. */
    AUTHENTICATION,
    /** As many records were sent, or came, as a key may protect. */
    KEY_USED_UP,
    /** No memory to put a record together that was cut. */
    MEMORY
}
