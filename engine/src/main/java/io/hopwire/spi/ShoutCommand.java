package io.hopwire.spi;

import org.agrona.DirectBuffer;

/**
 * {@link Commands#SHOUT}, or {@link Commands#SPEAK}.
 */
public final class ShoutCommand extends Commands.Command<ShoutCommand>
{
    /** Offset of the value. */
    public static final int VALUE_OFFSET = Commands.FIELDS_OFFSET;

    /** To wrap commands. */
    public ShoutCommand()
    {
    }

    /**
     * A new command.
     *
     * @param value one value of msgpack, all of the buffer.
     */
    public ShoutCommand(final DirectBuffer value)
    {
        super(VALUE_OFFSET + value.capacity());
        putKey(VALUE_OFFSET, value);
    }

    /** {@return bytes of the value} */
    public int valueLength()
    {
        return buffer.capacity() - VALUE_OFFSET;
    }

    @Override
    int leastLength()
    {
        return VALUE_OFFSET;
    }

    @Override
    ShoutCommand self()
    {
        return this;
    }
}
