package io.hopwire.libp2p.wire;

/**
 * How much of what a peer sends is looked at. One place for the numbers, so that what a stranger can make us hold or
 * compute is an addition.
 */
public final class Libp2pLimits
{
    /** Least bits of an RSA modulus; below, somebody else may know its factors. */
    public static final int MIN_RSA_BITS = 2_048;
    /** Most bits of an RSA modulus: a signature of it takes half a millisecond to check. */
    public static final int MAX_RSA_BITS = 8_192;
    /** Most bytes of a public key's protobuf: RSA of {@link #MAX_RSA_BITS} with an exponent of 31 bits. */
    public static final int MAX_PUBLIC_KEY_LENGTH = 1_068;
    /** Most bytes of a signature: RSA of {@link #MAX_RSA_BITS}. */
    public static final int MAX_SIGNATURE_LENGTH = MAX_RSA_BITS / Byte.SIZE;

    /** Most bytes of a public key that a peer id holds itself, instead of its hash (peer-ids.md). */
    public static final int MAX_INLINED_KEY_LENGTH = 42;
    /** Most bytes of a digest in a multihash. */
    public static final int MAX_DIGEST_LENGTH = 128;
    /** Most characters of a text in a multibase. Some need a time that grows with the square of it. */
    public static final int MAX_MULTIBASE_LENGTH = 2_048;

    /** Most fields of a Noise payload, of its extensions, or of an envelope. */
    public static final int MAX_HANDSHAKE_FIELDS = 64;
    /** Most muxers that are taken from a Noise payload. */
    public static final int MAX_EARLY_MUXERS = 16;
    /** Most bytes of the name of a protocol. */
    public static final int MAX_PROTOCOL_LENGTH = 256;
    /** Most bytes of a message of the Noise handshake: the longest key and signature, muxers, and what others add. */
    public static final int MAX_NOISE_HANDSHAKE_MESSAGE = 8_192;
    /** Most bytes of a line of multistream-select, its newline among them. */
    public static final int MAX_NEGOTIATION_LINE = 1_024;
    /** Most protocols that a peer may suggest, one after the other, and times that it may ask for a list. */
    public static final int MAX_SUGGESTIONS = 256;

    /** Most bytes of a multiaddr. */
    public static final int MAX_MULTIADDR_LENGTH = 1_024;
    /** Most components of a multiaddr. */
    public static final int MAX_MULTIADDR_COMPONENTS = 32;

    /** Most bytes of an identify message. */
    public static final int MAX_IDENTIFY_LENGTH = 8_192;
    /** Most fields of an identify message, known or not. */
    public static final int MAX_IDENTIFY_FIELDS = 512;
    /** Most listen addresses of an identify message or of a peer record. */
    public static final int MAX_LISTEN_ADDRESSES = 128;
    /** Most protocols of an identify message. */
    public static final int MAX_PROTOCOLS = 256;

    private Libp2pLimits()
    {
    }
}
