package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;

/**
 * The body of an answer to {@link Commands#FIND}, where it found somebody: nodes that were asked and have answered.
 */
public final class FindAnswer
{
    /** Offset of the first contact. */
    public static final int CONTACTS_OFFSET = 2 * SIZE_OF_INT;

    private FindAnswer()
    {
    }

    /**
     * Write what is in front of the contacts.
     *
     * @param buffer    to write to, from its first byte.
     * @param hops      see {@link #hops}.
     * @param questions see {@link #questions}.
     */
    public static void putHeader(final UnsafeBuffer buffer, final int hops, final int questions)
    {
        buffer.putInt(0, hops);
        buffer.putInt(SIZE_OF_INT, questions);
    }

    /**
     * The longest chain of answers that led to one of the nodes: 1 for a node that we knew ourselves, and for any
     * other one more than for the node that named it first.
     *
     * @param buffer holds the answer.
     * @param offset first byte.
     * @return hops.
     */
    public static int hops(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset);
    }

    /**
     * Questions that were asked.
     *
     * @param buffer holds the answer.
     * @param offset first byte.
     * @return questions, repeated ones included.
     */
    public static int questions(final DirectBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + SIZE_OF_INT);
    }

    /**
     * Nodes that were found: the network's k, or all there are where it is smaller.
     *
     * @param length        bytes of the answer.
     * @param addressLength bytes of an address.
     * @return nodes, 1 or more.
     */
    public static int count(final int length, final int addressLength)
    {
        return (length - CONTACTS_OFFSET) / FoundContact.length(addressLength);
    }
}
