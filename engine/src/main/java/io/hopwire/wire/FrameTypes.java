package io.hopwire.wire;

import io.hopwire.codec.CookieFrameDecoder;
import io.hopwire.codec.DataHeaderDecoder;
import io.hopwire.codec.FrameHeaderDecoder;
import io.hopwire.codec.HandshakeHeaderDecoder;

/**
 * Types of link frames, and the lengths of what is fixed in them. A type is the first byte of the datagram, the version
 * is the second.
 */
public final class FrameTypes
{
    /** Version of the wire format. */
    public static final int VERSION = 1;

    /** First message of Noise IK: the peer's key is known. */
    public static final int INITIATION_IK = 1;
    /** Second and last message of Noise IK. */
    public static final int RESPONSE_IK = 2;
    /** First message of Noise XX: only the peer's network address is known. */
    public static final int XX_1 = 3;
    /** Second message of Noise XX. */
    public static final int XX_2 = 4;
    /** Third and last message of Noise XX. */
    public static final int XX_3 = 5;
    /** Demand for a proof of address, instead of an answer. */
    public static final int COOKIE = 6;
    /** Encrypted frame of a link that is up. */
    public static final int DATA = 7;

    /** Bytes that every frame begins with. */
    public static final int FRAME_HEADER_LENGTH = FrameHeaderDecoder.BLOCK_LENGTH;
    /** Bytes of the header of a handshake frame. */
    public static final int HANDSHAKE_HEADER_LENGTH = HandshakeHeaderDecoder.BLOCK_LENGTH;
    /** Bytes of a cookie frame, all of it. */
    public static final int COOKIE_FRAME_LENGTH = CookieFrameDecoder.BLOCK_LENGTH;
    /** Bytes of the header of a data frame. */
    public static final int DATA_HEADER_LENGTH = DataHeaderDecoder.BLOCK_LENGTH;

    /** Bytes of the tag that ends a data frame, AES-GCM and ChaCha20-Poly1305 alike. */
    public static final int TAG_LENGTH = 16;
    /** Bytes of each of the two MACs that end a handshake frame. */
    public static final int MAC_LENGTH = 16;
    /** Bytes of a handshake frame that are not its Noise message. */
    public static final int HANDSHAKE_OVERHEAD = HANDSHAKE_HEADER_LENGTH + 2 * MAC_LENGTH;
    /** Bytes of a data frame that are not its plaintext. */
    public static final int DATA_OVERHEAD = DATA_HEADER_LENGTH + TAG_LENGTH;

    /** Largest frame: its length has 16 bits. */
    public static final int MAX_FRAME_LENGTH = 0xffff;

    private static final int KEY_LENGTH = 32;
    private static final int SEALED_KEY_LENGTH = KEY_LENGTH + TAG_LENGTH;

    private static final String[] NAMES =
    {
        "UNKNOWN", "INITIATION_IK", "RESPONSE_IK", "XX_1", "XX_2", "XX_3", "COOKIE", "DATA"
    };

    /** By type; the Noise message of a handshake frame counted with an empty payload. */
    private static final int[] MIN_FRAME_LENGTHS =
    {
        Integer.MAX_VALUE,
        HANDSHAKE_OVERHEAD + KEY_LENGTH + SEALED_KEY_LENGTH + TAG_LENGTH,
        HANDSHAKE_OVERHEAD + KEY_LENGTH + TAG_LENGTH,
        HANDSHAKE_OVERHEAD + KEY_LENGTH,
        HANDSHAKE_OVERHEAD + KEY_LENGTH + SEALED_KEY_LENGTH + TAG_LENGTH,
        HANDSHAKE_OVERHEAD + SEALED_KEY_LENGTH + TAG_LENGTH,
        COOKIE_FRAME_LENGTH,
        DATA_OVERHEAD
    };

    private FrameTypes()
    {
    }

    /**
     * Is there such a type?
     *
     * @param type of a frame.
     * @return true if so.
     */
    public static boolean isKnown(final int type)
    {
        return type >= INITIATION_IK && type <= DATA;
    }

    /**
     * Is it a type that carries a Noise handshake message?
     *
     * @param type of a frame.
     * @return true if so.
     */
    public static boolean isHandshake(final int type)
    {
        return type >= INITIATION_IK && type <= XX_3;
    }

    /**
     * Bytes that a frame has at least.
     *
     * @param type of a frame, a known one.
     * @return bytes of the shortest frame of that type.
     */
    public static int minFrameLength(final int type)
    {
        return MIN_FRAME_LENGTHS[type];
    }

    /**
     * For people.
     *
     * @param type of a frame, any number.
     * @return its name.
     */
    public static String name(final int type)
    {
        return NAMES[isKnown(type) ? type : 0];
    }
}
