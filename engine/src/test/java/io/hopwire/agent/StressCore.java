package io.hopwire.agent;

import io.hopwire.core.Core;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Events;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.TuneCommand;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * A core for races: writes down, as decimal digits, which message it was offered and when it was told to close. What a
 * datagram holds are messages, of session 1 where they are odd and of session 0 where not.
 */
final class StressCore implements Core
{
    static final int MESSAGE_LENGTH = 16;
    /** With the header that it has in a stream. */
    static final int RECORD_LENGTH = 1 + MESSAGE_LENGTH;
    static final int CLOSE = 9;
    static final int TORN = 8;

    Events events;
    boolean backPressured;
    int log;

    /**
     * What a message says whose bytes are all the same.
     */
    static int valueOf(final DirectBuffer buffer, final int offset, final int length)
    {
        final int value = buffer.getByte(offset);
        boolean whole = MESSAGE_LENGTH == length;
        for (int i = 0; i < length; i++)
        {
            whole &= value == buffer.getByte(offset + i);
        }
        return whole ? value : TORN;
    }

    @Override
    public void onDatagram(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        for (int i = 0; i < length; i += RECORD_LENGTH)
        {
            events.onStream(buffer.getByte(offset + i + 1) & 1, buffer, offset + i, RECORD_LENGTH);
        }
    }

    @Override
    public void onAddressClosed(final int addressId, final int reason, final long nowNs)
    {
    }

    @Override
    public void onResult(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
    }

    @Override
    public boolean flush(final long nowNs)
    {
        return false;
    }

    @Override
    public void onIdle()
    {
    }

    @Override
    public int onDeadline(final long nowNs)
    {
        return 0;
    }

    @Override
    public long nextDeadlineNs()
    {
        return Long.MAX_VALUE;
    }

    @Override
    public void onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (Commands.CLOSE == type)
        {
            log = 10 * log + CLOSE;
            events.onClosed(
                new Commands.OfSession().wrap(buffer, offset, length).sessionId(), SessionCodes.CLOSED_BY_US, 0);
        }
        if (Commands.TUNE == type)
        {
            final TuneCommand tune = new TuneCommand().wrap(buffer, offset, length);
            events.onTransit(tune.sessionId(), tune.transit(), false);
        }
        events.onAnswer(type, Commands.correlationId(buffer, offset), Commands.OK, buffer, offset, 0);
    }

    @Override
    public long offer(
        final int sessionId, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (backPressured)
        {
            return SessionCodes.BACK_PRESSURED;
        }
        log = 10 * log + valueOf(buffer, offset, length);
        return 0;
    }

    @Override
    public long offerAside(
        final int sessionId,
        final boolean isReliable,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        throw new UnsupportedOperationException("has only ordered messages");
    }

    @Override
    public int offerPart(
        final int sessionId,
        final int total,
        final int done,
        final DirectBuffer buffer,
        final int offset,
        final long nowNs)
    {
        throw new UnsupportedOperationException("has no long messages");
    }

    @Override
    public int maxMessageLength()
    {
        return MESSAGE_LENGTH;
    }

    @Override
    public int maxMessageLength(final int sessionId)
    {
        return MESSAGE_LENGTH;
    }

    @Override
    public boolean onClose(final long nowNs)
    {
        return false;
    }

    @Override
    public void inspect(final Inspector inspector)
    {
    }
}
