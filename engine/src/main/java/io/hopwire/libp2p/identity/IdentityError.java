package io.hopwire.libp2p.identity;

/**
 * Why a peer's key, id or signature is not taken.
 */
public enum IdentityError
{
    /** Nothing is wrong. */
    NONE,
    /** Not the protobuf message that was expected, or one with too many fields. */
    PROTOBUF,
    /** A field that must be there is not. */
    MISSING,
    /** A field that can be there once is there again. */
    DUPLICATE,
    /** More of something than is taken here. */
    TOO_MANY,
    /** A key that is not encoded as libp2p wants it: canonically, type and data and nothing else. */
    KEY_ENCODING,
    /** A type of keys that nobody here knows. */
    KEY_TYPE,
    /** A key that is too long or too short for its type. */
    KEY_LENGTH,
    /** Bytes that are no key of their type: no point of the curve, no modulus, another curve. */
    KEY,
    /** A signature that the key did not make, or not over this. */
    SIGNATURE,
    /** Not a multihash. */
    MULTIHASH,
    /** A multihash that is no peer's id. */
    PEER_ID,
    /** Somebody else than who was expected. */
    WRONG_PEER,
    /** An envelope that holds another kind of thing. */
    PAYLOAD_TYPE
}
