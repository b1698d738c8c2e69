package io.hopwire.spi;

import static org.agrona.BitUtil.SIZE_OF_INT;

/**
 * {@link Commands#TUNE}.
 */
public final class TuneCommand extends Commands.Command<TuneCommand>
{
    private static final int TRANSIT_OFFSET = Commands.FIELDS_OFFSET + SIZE_OF_INT;
    private static final int LENGTH = TRANSIT_OFFSET + SIZE_OF_INT;

    /** To wrap commands. */
    public TuneCommand()
    {
    }

    /**
     * A new command.
     *
     * @param sessionId of the session.
     * @param transit   a {@link Transit} that is valid.
     */
    public TuneCommand(final int sessionId, final int transit)
    {
        super(LENGTH);
        assert Transit.isValid(transit);
        buffer.putInt(Commands.FIELDS_OFFSET, sessionId);
        buffer.putInt(TRANSIT_OFFSET, transit);
    }

    /** {@return which session} */
    public int sessionId()
    {
        return buffer.getInt(Commands.FIELDS_OFFSET);
    }

    /** {@return what is demanded of the routes from now on, a {@link Transit}} */
    public int transit()
    {
        return buffer.getInt(TRANSIT_OFFSET);
    }

    @Override
    int leastLength()
    {
        return LENGTH;
    }

    @Override
    TuneCommand self()
    {
        return this;
    }
}
