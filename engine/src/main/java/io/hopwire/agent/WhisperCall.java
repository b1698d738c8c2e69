package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.WhisperHandler;
import io.hopwire.Whispered;
import io.hopwire.core.ShoutValue;
import io.hopwire.spi.Commands;
import io.hopwire.spi.WhisperAnswer;
import io.hopwire.spi.WhisperCodes;
import io.hopwire.spi.WhisperCommand;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A message for one key, from its thread to the node and back.
 */
final class WhisperCall extends PendingCommand
{
    private static final Whispered.Manner[] MANNERS =
    {
        null, Whispered.Manner.DIRECT, Whispered.Manner.ITERATIVE, Whispered.Manner.RECURSIVE
    };

    private final WhisperHandler handlerOrNull;

    private WhisperCall(final PublicKey to, final DirectBuffer value, final WhisperHandler handlerOrNull)
    {
        super(Commands.WHISPER, new WhisperCommand(new UnsafeBuffer(to.toBytes()), value).buffer());
        this.handlerOrNull = handlerOrNull;
    }

    /**
     * A call.
     *
     * @param to            whose message it is.
     * @param content       what.
     * @param kind          {@link ShoutValue#BYTES} or {@link ShoutValue#TEXT}.
     * @param most          bytes of the content.
     * @param handlerOrNull hears how it ended; null where somebody waits.
     * @return not handed over yet.
     */
    static WhisperCall of(
        final PublicKey to, final byte[] content, final int kind, final int most, final WhisperHandler handlerOrNull)
    {
        if (content.length > most)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION,
                "a message of " + content.length + " bytes is longer than " + most + " bytes");
        }
        return new WhisperCall(to, ShoutValue.of(content, kind), handlerOrNull);
    }

    @Override
    void onAnswer(
        final EngineSessions sessions, final int answer, final DirectBuffer buffer, final int offset, final int length)
    {
        super.onAnswer(sessions, answer, buffer, offset, length);
        if (null != handlerOrNull)
        {
            sessions.lateAnswers.add(this);
        }
    }

    @Override
    void tell()
    {
        Whispered whispered = null;
        HopwireException error = null;
        try
        {
            whispered = result();
        }
        catch (final HopwireException ex)
        {
            error = ex;
        }
        handlerOrNull.onWhispered(whispered, error);
    }

    /**
     * When it is answered.
     *
     * @return what became of it.
     * @throws HopwireException where it was refused.
     */
    Whispered result()
    {
        switch (code())
        {
            case WhisperCodes.OK:
                return ended(Whispered.Outcome.ACKNOWLEDGED, "");

            case WhisperCodes.UNREACHED:
            case WhisperCodes.NO_WAY:
                return ended(Whispered.Outcome.FAILED, WhisperCodes.name(code()));

            case WhisperCodes.UNKNOWN:
                return ended(Whispered.Outcome.UNKNOWN, WhisperCodes.name(code()));

            default:
                throw new HopwireException(
                    WhisperCodes.SELF == code() || WhisperCodes.BAD_KEY == code() ?
                    ErrorCategory.KEY : ErrorCategory.ENGINE,
                    "the message was refused: " + WhisperCodes.name(code()));
        }
    }

    private Whispered ended(final Whispered.Outcome outcome, final String reason)
    {
        final WhisperAnswer answer = new WhisperAnswer().wrap(body(), 0);
        return new Whispered(outcome, MANNERS[answer.manner()], answer.neighbours(), reason);
    }
}
