package io.hopwire.libp2p.identify;

/**
 * Why a message of identify is not taken.
 */
public enum IdentifyError
{
    /** Nothing is wrong. */
    NONE,
    /** Longer than is taken here. */
    TOO_LONG,
    /** More addresses, protocols or fields than are taken here. */
    TOO_MANY,
    /** Not the protobuf message that was expected. */
    PROTOBUF,
    /** A public key that is none, or is not the peer's. */
    KEY,
    /** The name of a protocol that is empty or too long. */
    PROTOCOL,
    /** A record of addresses that is not of the peer who signed it, or is not whole. */
    RECORD
}
