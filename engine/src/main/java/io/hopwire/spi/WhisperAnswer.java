package io.hopwire.spi;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * The body of an answer to {@link Commands#WHISPER}.
 */
public final class WhisperAnswer
{
    /** Bytes of the body. */
    public static final int LENGTH = SIZE_OF_LONG + 2 * SIZE_OF_INT;

    private static final int NUMBER_OFFSET = 0;
    private static final int MANNER_OFFSET = NUMBER_OFFSET + SIZE_OF_LONG;
    private static final int NEIGHBOURS_OFFSET = MANNER_OFFSET + SIZE_OF_INT;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);

    /** With memory of its own. */
    public WhisperAnswer()
    {
    }

    /**
     * Look at an answer.
     *
     * @param source holds it.
     * @param offset first byte.
     * @return this.
     */
    public WhisperAnswer wrap(final DirectBuffer source, final int offset)
    {
        buffer.wrap(source, offset, LENGTH);
        return this;
    }

    /**
     * Write an answer.
     *
     * @param number     of the message.
     * @param manner     in which it went last, one of {@link WhisperCommand}; {@link WhisperCommand#ANY} for none.
     * @param neighbours that were handed it, one after the other.
     * @return this.
     */
    public WhisperAnswer put(final long number, final int manner, final int neighbours)
    {
        buffer.putLong(NUMBER_OFFSET, number);
        buffer.putInt(MANNER_OFFSET, manner);
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

    /** {@return in which manner it went last} */
    public int manner()
    {
        return buffer.getInt(MANNER_OFFSET);
    }

    /** {@return how many neighbours were handed it} */
    public int neighbours()
    {
        return buffer.getInt(NEIGHBOURS_OFFSET);
    }
}
