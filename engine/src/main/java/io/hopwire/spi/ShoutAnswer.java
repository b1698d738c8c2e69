package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * The body of an answer to {@link Commands#SHOUT}.
 */
public final class ShoutAnswer
{
    /** Bytes of the body. */
    public static final int LENGTH = SIZE_OF_LONG + SIZE_OF_INT;

    private static final int NUMBER_OFFSET = 0;
    private static final int NEIGHBOURS_OFFSET = NUMBER_OFFSET + SIZE_OF_LONG;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);

    /** With memory of its own. */
    public ShoutAnswer()
    {
    }

    /**
     * Look at an answer.
     *
     * @param source holds it.
     * @param offset first byte.
     * @return this.
     */
    public ShoutAnswer wrap(final DirectBuffer source, final int offset)
    {
        buffer.wrap(source, offset, LENGTH);
        return this;
    }

    /**
     * Write an answer.
     *
     * @param number     of the message.
     * @param neighbours that it goes to.
     * @return this.
     */
    public ShoutAnswer put(final long number, final int neighbours)
    {
        buffer.putLong(NUMBER_OFFSET, number);
        buffer.putInt(NEIGHBOURS_OFFSET, neighbours);
        return this;
    }

    /** {@return the memory of the answer} */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /** {@return number of the message, 0 where it was refused} */
    public long number()
    {
        return buffer.getLong(NUMBER_OFFSET);
    }

    /** {@return how many neighbours it goes to at first} */
    public int neighbours()
    {
        return buffer.getInt(NEIGHBOURS_OFFSET);
    }
}
