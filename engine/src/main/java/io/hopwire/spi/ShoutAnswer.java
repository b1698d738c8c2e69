package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * The body of an answer to {@link Commands#SHOUT}, or {@link Commands#SPEAK}.
 */
public final class ShoutAnswer
{
    /** Bytes of the body. */
    public static final int LENGTH = SIZE_OF_LONG + 2 * SIZE_OF_INT;

    private static final int NUMBER_OFFSET = 0;
    private static final int NEIGHBOURS_OFFSET = NUMBER_OFFSET + SIZE_OF_LONG;

    private static final int ACKNOWLEDGED_OFFSET = NEIGHBOURS_OFFSET + SIZE_OF_INT;

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
     * @param number       of the message.
     * @param neighbours   that it goes to.
     * @param acknowledged by how many of them; 0 of a SHOUT.
     * @return this.
     */
    public ShoutAnswer put(final long number, final int neighbours, final int acknowledged)
    {
        buffer.putInt(ACKNOWLEDGED_OFFSET, acknowledged);
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

    /** {@return how many neighbours have acknowledged a SPEAK} */
    public int acknowledged()
    {
        return buffer.getInt(ACKNOWLEDGED_OFFSET);
    }
}
