package io.hopwire.component.session;

import io.hopwire.codec.SessionHeaderDecoder;
import io.hopwire.crypto.Aead;
import org.agrona.BitUtil;

/**
 * A packet of a session: the body of a cell. Little endian.
 * <pre>
 *    0                 4                     24                        n - 16            n
 *   +-----------------+---------------------+-------------------------+-----------------+
 *   | packet number   | header, 20 bytes    | message                 | tag, 16 bytes   |
 *   +-----------------+---------------------+-------------------------+-----------------+
 *    low half, readable \_______________ encrypted __________________/
 * </pre>
 * The nonce is the whole packet number: of the numbers with that low half the one nearest to what is expected, as in
 * RFC 9000, appendix A.3. There is no associated data: the only readable field is part of the nonce, so a change of it
 * fails the tag. Four bytes less have a message of 64 bytes, sealed twice, hashed in one stride of {@code GHash} less,
 * on each link.
 */
final class SessionPacket
{
    static final int SEALED_OFFSET = BitUtil.SIZE_OF_INT;
    static final int HEADER_LENGTH = SessionHeaderDecoder.BLOCK_LENGTH;
    static final int MESSAGE_OFFSET = SEALED_OFFSET + HEADER_LENGTH;
    static final int OVERHEAD = MESSAGE_OFFSET + Aead.TAG_LENGTH;

    /** A message. */
    static final short MESSAGE = 1;
    /**
     * Nothing but what every header carries, and as sequence the low half of the newest packet number received: with it
     * the sender knows which copy of a message arrived.
     */
    static final short ACK = 2;
    /** Demands a {@link #PONG} with the same sequence. */
    static final short PING = 3;
    /** Answers a {@link #PING}. */
    static final short PONG = 4;
    /** The sender ends the session. */
    static final short CLOSE = 5;

    /** Of a {@link #CLOSE}: answers one. */
    static final short FLAG_ANSWER = 1;

    /** No message was received for longer than an acknowledgement may wait: this one measures no round trip. */
    static final short FLAG_STALE = 2;

    private SessionPacket()
    {
    }
}
