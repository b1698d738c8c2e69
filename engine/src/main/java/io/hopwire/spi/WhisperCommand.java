package io.hopwire.spi;

import org.agrona.DirectBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * {@link Commands#WHISPER}: a message for one key.
 */
public final class WhisperCommand extends Commands.Command<WhisperCommand>
{
    /** In whichever manner is right: the specification's decision. */
    public static final int ANY = 0;
    /** Only by a link to the key, or to an address that is known. */
    public static final int DIRECT = 1;
    /** Look the key up first, then dial it; or hand the message to those closest to it, where it can not be dialled. */
    public static final int ITERATIVE = 2;
    /** Hand it to the neighbour closest to the key, sealed. */
    public static final int RECURSIVE = 3;

    private static final int TIMEOUT_OFFSET = Commands.FIELDS_OFFSET;
    private static final int MANNER_OFFSET = TIMEOUT_OFFSET + SIZE_OF_LONG;
    private static final int KEY_LENGTH_OFFSET = MANNER_OFFSET + SIZE_OF_INT;

    /** Offset of the key. */
    public static final int KEY_OFFSET = KEY_LENGTH_OFFSET + SIZE_OF_INT;

    private static final String[] MANNERS = {"any", "direct", "iterative", "recursive"};

    /** To wrap commands. */
    public WhisperCommand()
    {
    }

    /**
     * A new command, in any manner, for as long as the node's settings say.
     *
     * @param key   of the destination, all of the buffer.
     * @param value one value of msgpack, all of the buffer.
     */
    public WhisperCommand(final DirectBuffer key, final DirectBuffer value)
    {
        super(KEY_OFFSET + key.capacity() + value.capacity());
        buffer.putInt(KEY_LENGTH_OFFSET, key.capacity());
        buffer.putBytes(KEY_OFFSET, key, 0, key.capacity());
        putKey(KEY_OFFSET + key.capacity(), value);
    }

    /**
     * Set the time-out.
     *
     * @param value nanoseconds after which it is not known what became of it; 0 for the node's default.
     * @return this.
     */
    public WhisperCommand timeoutNs(final long value)
    {
        buffer.putLong(TIMEOUT_OFFSET, value);
        return this;
    }

    /**
     * Set the manner.
     *
     * @param value one of the constants.
     * @return this.
     */
    public WhisperCommand manner(final int value)
    {
        buffer.putInt(MANNER_OFFSET, value);
        return this;
    }

    /** {@return nanoseconds after which to give up; 0 for the node's default} */
    public long timeoutNs()
    {
        return buffer.getLong(TIMEOUT_OFFSET);
    }

    /** {@return how it is to go} */
    public int manner()
    {
        return buffer.getInt(MANNER_OFFSET);
    }

    /** {@return bytes of the key} */
    public int keyLength()
    {
        return buffer.getInt(KEY_LENGTH_OFFSET);
    }

    /** {@return where the value begins} */
    public int valueOffset()
    {
        return KEY_OFFSET + keyLength();
    }

    /** {@return bytes of the value} */
    public int valueLength()
    {
        return buffer.capacity() - valueOffset();
    }

    /**
     * For people.
     *
     * @param manner one of the constants.
     * @return its name.
     */
    public static String nameOf(final int manner)
    {
        return manner >= 0 && manner < MANNERS.length ? MANNERS[manner] : "manner " + manner;
    }

    @Override
    int leastLength()
    {
        return KEY_OFFSET;
    }

    @Override
    WhisperCommand self()
    {
        return this;
    }
}
