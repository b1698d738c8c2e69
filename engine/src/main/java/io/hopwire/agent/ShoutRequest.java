package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.core.ShoutValue;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ShoutAnswer;
import io.hopwire.spi.ShoutCodes;
import io.hopwire.spi.ShoutCommand;
import org.agrona.DirectBuffer;

import java.nio.charset.StandardCharsets;

/**
 * To tell everybody something, or all neighbours: bytes or a text, as a value of msgpack.
 */
final class ShoutRequest extends PendingCommand
{
    private final int length;

    private ShoutRequest(final int type, final DirectBuffer value, final int length)
    {
        super(type, new ShoutCommand(value).buffer());
        this.length = length;
    }

    /**
     * Of bytes.
     *
     * @param type    {@link Commands#SHOUT} or {@link Commands#SPEAK}.
     * @param message what.
     * @return a request.
     */
    static ShoutRequest ofBytes(final int type, final byte[] message)
    {
        return new ShoutRequest(type, ShoutValue.of(message, ShoutValue.BYTES), message.length);
    }

    /**
     * Of a text.
     *
     * @param type {@link Commands#SHOUT} or {@link Commands#SPEAK}.
     * @param text what.
     * @return a request.
     */
    static ShoutRequest ofText(final int type, final String text)
    {
        final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return new ShoutRequest(type, ShoutValue.of(utf8, ShoutValue.TEXT), utf8.length);
    }

    /**
     * Before it is handed over: what is far too long does not even fit the queue.
     *
     * @param most bytes.
     * @return this.
     */
    ShoutRequest checkLength(final int most)
    {
        if (length > most)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION,
                "a message of " + length + " bytes is longer than " + most + " bytes");
        }
        return this;
    }

    /**
     * When it is answered.
     *
     * @return neighbours that it goes to.
     */
    int neighbours()
    {
        return answer().neighbours();
    }

    /**
     * When it is answered.
     *
     * @return neighbours that have acknowledged it.
     */
    int acknowledged()
    {
        return answer().acknowledged();
    }

    private ShoutAnswer answer()
    {
        if (ShoutCodes.OK != code())
        {
            throw new HopwireException(ErrorCategory.ENGINE, "the message was refused: " + ShoutCodes.name(code()));
        }
        return new ShoutAnswer().wrap(body(), 0);
    }
}
