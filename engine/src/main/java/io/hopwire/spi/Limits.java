package io.hopwire.spi;

/**
 * Every limit of the engine that is part of the wire format or of the core's contract. What an embedder may change is a
 * {@link Setting}.
 */
public final class Limits
{
    /**
     * Datagrams that one input may cause the core to send. The host reserves as many slots before it calls.
     */
    public static final int MAX_DATAGRAMS_PER_INPUT = 64;

    /**
     * Datagrams of sessions among those that a flush may cause: from there on no session begins to send. The last one
     * may have sent a packet, and acknowledged one, by each of its routes.
     */
    public static final int MAX_DATAGRAMS_OF_SESSIONS = MAX_DATAGRAMS_PER_INPUT / 2;

    /**
     * Datagrams of broadcasts among those that a flush may cause.
     */
    public static final int MAX_DATAGRAMS_OF_BROADCASTS = MAX_DATAGRAMS_PER_INPUT / 8;

    /**
     * Datagrams of SPEAKs among those that a flush may cause.
     */
    public static final int MAX_DATAGRAMS_OF_SPEAKS = MAX_DATAGRAMS_PER_INPUT / 16;

    /**
     * Slow requests that one input may cause.
     */
    public static final int MAX_REQUESTS_PER_INPUT = 8;

    /**
     * Default length of the largest datagram in bytes. Fits an Ethernet frame with room for a tunnel, as Aeron's.
     */
    public static final int DEFAULT_MTU = 1408;

    /**
     * Smallest configurable datagram: what every IPv6 path carries, less headers.
     */
    public static final int MIN_MTU = 1200;

    /**
     * Largest configurable datagram: what UDP over IPv4 carries, rounded down to a multiple of 32.
     */
    public static final int MAX_MTU = 65_504;

    /**
     * Largest request to, or result from, the slow worker.
     */
    public static final int MAX_SLOW_WORK_LENGTH = 2048;

    /**
     * Longest payload inside a Noise handshake message: a certificate of 526 bytes, as RSA's, and room for what comes.
     */
    public static final int MAX_HANDSHAKE_PAYLOAD = 1024;

    /**
     * Longest Noise message of a handshake: two keys, one of them sealed, and the longest payload, sealed. Its frame
     * fits the smallest datagram.
     */
    public static final int MAX_HANDSHAKE_MESSAGE = 32 + 48 + MAX_HANDSHAKE_PAYLOAD + 16;

    /**
     * Longest Noise message that a search for a route carries; each relay keeps it for as long as the search lasts.
     */
    public static final int MAX_ROUTE_HANDSHAKE = 512;

    /**
     * First messages of sessions that wait for the worker at a time: some 40 ms of key agreements. They fit the ring to
     * it, so that what else comes need not wait until there is room.
     */
    public static final int MAX_KEY_AGREEMENTS = 128;

    /**
     * Longest early data of a connect: fits the search for a route beside a certificate of an Ed25519 key.
     */
    public static final int MAX_EARLY_DATA = 256;

    /**
     * Most hops a route may have, whatever its configuration says: a hop budget is one byte on the wire.
     */
    public static final int MAX_HOPS = 32;

    /**
     * Most redundant routes that one session may ask for.
     */
    public static final int MAX_ROUTES = 8;

    /**
     * Frames of AES-GCM under one key before a new one is made.
     */
    public static final long REKEY_AFTER_FRAMES = 1L << 23;

    /**
     * Frames under one key after which sealing is refused.
     */
    public static final long REJECT_AFTER_FRAMES = (1L << 23) + (1L << 20);

    /**
     * Tries to forge a frame or a packet after which a key is no longer used: what ChaCha20-Poly1305 allows (RFC 9001,
     * section 6.6), which is less than AES-GCM does.
     */
    public static final long MAX_FORGERIES = 1L << 36;

    /**
     * Deepest nesting of msgpack arrays and maps that a decoder follows.
     */
    public static final int MSGPACK_MAX_DEPTH = 16;

    /**
     * Components of the user's that one node can host: their number has 6 bits on the wire.
     */
    public static final int MAX_COMPONENTS = 64;

    /**
     * Things of one kind, as handshakes and keypairs, that a node keeps to use them again.
     */
    public static final int MAX_KEPT = 16;

    /**
     * Ranges of packet numbers that a receiver remembers and tells. One more lost packet than that within what a sender
     * has in flight, and some of it is sent once more than needed.
     */
    public static final int MAX_ACK_RANGES = 64;

    /**
     * Bytes of a message that need not wait for others: it fits one packet of every path, whatever it finds there.
     */
    public static final int MAX_UNORDERED_LENGTH = 1024;

    /**
     * Bytes of a session's datagrams that wait for a packet.
     */
    public static final int MAX_QUEUED_DATAGRAM_BYTES = 64 << 10;

    /**
     * Ranges of a stream that a receiver keeps behind holes. What would be one more comes again.
     */
    public static final int MAX_STREAM_RANGES = 256;

    /**
     * Addresses at which one configured peer is sought, of both families together: what a name resolves to beyond them
     * is left out.
     */
    public static final int MAX_ADDRESSES_OF_PEER = 8;

    /**
     * Most bytes that a compressed transmission has before it is compressed, its header included: twelve frames of the
     * default length. Longer ones are sent as they are.
     */
    public static final int MAX_COMPRESSED_TRANSMISSION = 16 << 10;

    /**
     * Most messages of a compressed transmission: each may be answered by a datagram, and all of them are one input.
     */
    public static final int MAX_COMPRESSED_MESSAGES = MAX_DATAGRAMS_PER_INPUT / 2;

    private Limits()
    {
    }
}
