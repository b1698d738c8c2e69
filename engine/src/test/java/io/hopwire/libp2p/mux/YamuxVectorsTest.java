package io.hopwire.libp2p.mux;

import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class YamuxVectorsTest
{
    @Test
    void headersAreAsOnTheWire()
    {
        check(YamuxHeader.WINDOW_UPDATE, YamuxHeader.SYN, 1, 0, "000100010000000100000000");
        check(YamuxHeader.DATA, YamuxHeader.SYN, 3, 20, "000000010000000300000014");
        check(YamuxHeader.PING, YamuxHeader.SYN, 0, 0xFFFF_FFFEL, "0002000100000000fffffffe");
        check(YamuxHeader.DATA, 0, 0xFFFF_FFFFL, 1, "00000000ffffffff00000001");
    }

    @Test
    void headersAreThoseOfTheVectors()
    {
        final List<Object> rows = VectorJson.array(Vectors.load("libp2p-wire.json").get("yamux"));
        assertTrue(rows.size() >= 13);
        for (final Object row : rows)
        {
            final Map<String, Object> header = VectorJson.object(row);
            check(
                number(header, "type"),
                number(header, "flags"),
                (Long)header.get("streamId"),
                (Long)header.get("length"),
                (String)header.get("header"));
        }
    }

    private static int number(final Map<String, Object> row, final String name)
    {
        return ((Long)row.get(name)).intValue();
    }

    private static void check(
        final int type, final int flags, final long stream, final long length, final String digits)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[YamuxHeader.LENGTH]);
        YamuxHeader.put(buffer, 0, type, flags, stream, length);
        assertEquals(digits, Vectors.hex(buffer.byteArray()));
        assertEquals(0, YamuxHeader.version(buffer, 0));
        assertEquals(type, YamuxHeader.type(buffer, 0));
        assertEquals(flags, YamuxHeader.flags(buffer, 0));
        assertEquals(stream, YamuxHeader.stream(buffer, 0));
        assertEquals(length, YamuxHeader.length(buffer, 0));
    }
}
