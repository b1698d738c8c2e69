package io.hopwire.component.session;

import io.hopwire.crypto.Aead;
import io.hopwire.delivery.DeliveryHeader;
import org.agrona.BitUtil;

/**
 * A packet of a session: the body of a cell. Little endian.
 * <pre>
 *    0                 4                      18 + 4 r                  n - 16            n
 *   +-----------------+----------------------+-------------------------+-----------------+
 *   | packet number   | DeliveryHeader with  | frames, none or more    | tag, 16 bytes   |
 *   |                 | r further ranges     |                         |                 |
 *   +-----------------+----------------------+-------------------------+-----------------+
 *    low half, readable \___________________ encrypted ______________/
 *
 *   frames
 *   +---+-----------------+------------------------------+
 *   | 1 | offset, 4       | stream, to the packet's end  |
 *   +---+-----------------+-----------+------------------+
 *   | 2 | offset, 4       | length, 2 | stream           |
 *   +---+-----------------+-----------+------------------+
 *   | 3 | ping, 4         |                                      4: the same, pong
 *   +---+-----------------+
 *   | 5 | flags |                                              close
 *   +---+-------+---------+------------+
 *   | 6 | version, 4      | Transit, 4 |                         tune
 *   +---+-----------------+------------+
 *   | 7 | version, 4      |                                      tuned
 *   +---+-----------------+-----------+------------------+
 *   | 8 | offset, 4       | length, 2 | messages         |       that need no order
 *   +---+-----------+-----+-----------+------------------+
 *   | 9 | length, 2 | messages        |                          datagrams
 *   +---+-----------+-----------------+
 * </pre>
 * Flags of a close: 1, it answers one; 2, all messages of the sender have been acknowledged, and nothing was to follow
 * them: the stream is whole; 4, the sender needs the session's place for another.
 * <p>
 * The nonce is the whole packet number: of the numbers with that low half the one nearest to what is expected, as in
 * RFC 9000, appendix A.3. There is no associated data: the only readable field is part of the nonce, so a change of it
 * fails the tag. A number is used once; what was lost leaves again in a packet of another.
 * <p>
 * The stream of a direction has all its messages, each behind a {@link io.hopwire.delivery.MessageHeader}. The offset,
 * again the low half, says where in the stream the frame's bytes belong; they may be many messages or a part of one. A
 * message of 64 bytes and its acknowledgement make a link's plaintext of 112 bytes: more would cost {@code GHash}
 * another stride on each link. Messages that need no order lie in a stream of their own, which is never cut within one,
 * and each is handed on when it comes; the credit is that of both. Datagrams are sent once and have no offset, and who
 * has no room for them drops them; their packet is acknowledged like others. A packet without frames only acknowledges,
 * and is not acknowledged for its own sake.
 */
final class SessionPacket
{
    static final int SEALED_OFFSET = BitUtil.SIZE_OF_INT;
    /** Shortest packet. */
    static final int MIN_LENGTH = SEALED_OFFSET + DeliveryHeader.LENGTH + Aead.TAG_LENGTH;
    /** Type and offset, or number. */
    static final int FRAME_HEADER_LENGTH = 1 + BitUtil.SIZE_OF_INT;
    /** What a packet of one frame has besides the stream. */
    static final int OVERHEAD = MIN_LENGTH + FRAME_HEADER_LENGTH;
    /** Further ranges beside a frame: where that is not enough, packets without frames tell all. */
    static final int MAX_RANGES_BESIDE = 4;

    /** No frame: the packet only says what every header does. */
    static final int ACK = 0;
    /** A range of the stream that ends with its packet. */
    static final int STREAM = 1;
    /** A range of the stream that tells its length. */
    static final int STREAM_OF_LENGTH = 2;
    /** Demands a {@link #PONG} with the same number. */
    static final int PING = 3;
    /** Answers a {@link #PING}. */
    static final int PONG = 4;
    /** The sender ends the session. */
    static final int CLOSE = 5;
    /** What the sender demands of the session's routes, for both ends; see {@link SessionTuner}. */
    static final int TUNE = 6;
    /** Answers a {@link #TUNE}. */
    static final int TUNED = 7;
    /** Whole messages that need no order. */
    static final int UNORDERED = 8;
    /** Whole messages that are not sent again. */
    static final int DATAGRAMS = 9;

    /** Of a {@link #CLOSE}: answers one. */
    static final int FLAG_ANSWER = 1;
    /** Of a {@link #CLOSE}: the end of a stream that is whole, not one that was broken off. */
    static final int FLAG_END = 2;
    /** Of a {@link #CLOSE}: the sender needs the place of the session for another. */
    static final int FLAG_DISPLACED = 4;

    private SessionPacket()
    {
    }

    /** {@return whether a frame has messages, or parts of some} */
    static boolean hasMessages(final int type)
    {
        return type == STREAM || tellsLength(type);
    }

    /** {@return whether a frame is answered at once} */
    static boolean isAnswered(final int type)
    {
        return type == PING || type == TUNE || type == CLOSE;
    }

    /** {@return whether the last two bytes of a frame's header say how many follow} */
    static boolean tellsLength(final int type)
    {
        return type == STREAM_OF_LENGTH || type == UNORDERED || type == DATAGRAMS;
    }

    /**
     * Bytes of a frame in front of its bytes of the stream.
     *
     * @param type of the frame.
     * @return bytes; 0 for a type that nobody knows.
     */
    static int frameHeaderLength(final int type)
    {
        switch (type)
        {
            case STREAM:
            case PING:
            case PONG:
            case TUNED:
                return FRAME_HEADER_LENGTH;

            case TUNE:
                return FRAME_HEADER_LENGTH + BitUtil.SIZE_OF_INT;

            case STREAM_OF_LENGTH:
            case UNORDERED:
                return FRAME_HEADER_LENGTH + BitUtil.SIZE_OF_SHORT;

            case DATAGRAMS:
                return 1 + BitUtil.SIZE_OF_SHORT;

            case CLOSE:
                return 2;

            default:
                return 0;
        }
    }
}
