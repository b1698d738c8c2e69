package io.hopwire.circuit;

import io.hopwire.spi.Limits;
import io.hopwire.test.FuzzTarget;
import io.hopwire.wire.MsgPackDecoder;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Requests for routes, and what they are answered.
 */
public final class RouteFuzzTarget
{
    private RouteFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final MsgPackDecoder decoder = new MsgPackDecoder();
        final RouteMessage message = new RouteMessage();
        return (input, length) ->
        {
            boolean isRead = message.decodeRequest(decoder.wrap(input, 0, length));
            decoder.wrap(input, 0, length);
            isRead |= message.decodeAck(decoder, fields(decoder));
            decoder.wrap(input, 0, length);
            return message.decodeNack(decoder, fields(decoder)) | isRead;
        };
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final UnsafeBuffer input = new UnsafeBuffer(data);
        final MsgPackDecoder decoder = new MsgPackDecoder();
        final RouteMessage message = new RouteMessage();
        if (message.decodeRequest(decoder.wrap(input, 0, data.length)))
        {
            assertTrue(message.budget >= 0 && message.hops >= 0 && message.budget + message.hops <= Limits.MAX_HOPS);
            assertTrue(message.tokens >= 0 && message.tokens <= 255);
            inside(message, data.length);
        }
        decoder.wrap(input, 0, data.length);
        if (message.decodeAck(decoder, fields(decoder)))
        {
            inside(message, data.length);
        }
        decoder.wrap(input, 0, data.length);
        if (message.decodeNack(decoder, fields(decoder)))
        {
            assertTrue(message.reason >= 0 && message.tokens >= 0);
        }
    }

    private static int fields(final MsgPackDecoder decoder)
    {
        final int fields = decoder.readArrayHeader();
        decoder.readLong();
        return fields;
    }

    private static void inside(final RouteMessage message, final int length)
    {
        assertTrue(message.room >= 0 && message.room <= Limits.MAX_MTU);
        assertTrue(message.handshakeLength <= RouteSearch.MAX_HANDSHAKE);
        assertTrue(message.handshakeOffset + message.handshakeLength <= length);
    }
}
