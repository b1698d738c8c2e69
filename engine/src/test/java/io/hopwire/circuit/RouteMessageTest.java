package io.hopwire.circuit;

import io.hopwire.spi.Limits;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a request for a route, and its answer, may carry for the destination.
 */
class RouteMessageTest
{
    private static final int ACK_FIELDS = 7;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2 * Limits.MAX_ROUTE_HANDSHAKE]);
    private final UnsafeBuffer handshake = new UnsafeBuffer(new byte[Limits.MAX_ROUTE_HANDSHAKE + 1]);
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final RouteMessage message = new RouteMessage();

    @Test
    void takesAHandshakeAsLongAsARelayKeepsAndNoLongerOne()
    {
        for (final int length : new int[]{0, 1, Limits.MAX_ROUTE_HANDSHAKE})
        {
            request().putBinary(handshake, 0, length);
            assertTrue(decodeRequest(), length + " bytes");
            assertEquals(length, message.handshakeLength);
            ack().putBinary(handshake, 0, length);
            assertTrue(decodeAck(), length + " bytes");
            assertEquals(length, message.handshakeLength);
        }
        request().putBinary(handshake, 0, Limits.MAX_ROUTE_HANDSHAKE + 1);
        assertFalse(decodeRequest());
        ack().putBinary(handshake, 0, Limits.MAX_ROUTE_HANDSHAKE + 1);
        assertFalse(decodeAck());
    }

    @Test
    void takesNoHandshakeThatIsNone()
    {
        request().putString("handshake");
        assertFalse(decodeRequest());
        request();
        assertFalse(decodeRequest());
        ack().putLong(1);
        assertFalse(decodeAck());
    }

    private MsgPackEncoder request()
    {
        return encoder().putArrayHeader(9).putLong(7).putLong(1).putBoolean(false).putLong(3).putLong(0).putLong(5)
            .putLong(11).putLong(Limits.DEFAULT_MTU);
    }

    private MsgPackEncoder ack()
    {
        return encoder().putLong(7).putLong(1).putLong(11).putLong(3).putLong(Limits.DEFAULT_MTU);
    }

    private MsgPackEncoder encoder()
    {
        return encoder.wrap(buffer, 0, buffer.capacity());
    }

    private boolean decodeRequest()
    {
        return message.decodeRequest(new MsgPackDecoder().wrap(buffer, 0, encoder.length()));
    }

    private boolean decodeAck()
    {
        return message.decodeAck(new MsgPackDecoder().wrap(buffer, 0, encoder.length()), ACK_FIELDS);
    }
}
