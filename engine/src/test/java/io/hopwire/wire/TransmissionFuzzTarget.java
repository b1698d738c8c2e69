package io.hopwire.wire;

import io.hopwire.spi.RejectCode;
import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Transmissions of seed 004. The first byte chooses the length of addresses. What is taken is, written again, the same.
 */
public final class TransmissionFuzzTarget
{
    private static final int[] BETAS = {256, 2160, 64};

    private TransmissionFuzzTarget()
    {
    }

    /**
     * Reads as the engine does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final TransmissionParser parser = new TransmissionParser();
        return (input, length) -> null == parser.wrap(input, 0, length, BETAS[0]);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        if (0 == data.length)
        {
            return;
        }
        final int beta = BETAS[(data[0] & 0xFF) % BETAS.length];
        final int length = data.length - 1;
        final UnsafeBuffer input = new UnsafeBuffer(data, 1, length);
        final TransmissionParser parser = new TransmissionParser();
        final RejectCode code = parser.wrap(input, 0, length, beta);
        if (null != code)
        {
            assertFalse(parser.next(), "nothing is read of what is refused");
            return;
        }
        final UnsafeBuffer again = new UnsafeBuffer(new byte[length]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(again, 0, length, beta);
        int count = 0;
        while (parser.next())
        {
            count++;
            assertTrue(parser.payloadOffset() + parser.payloadLength() <= length);
            assertTrue(encoder.addMessage(input, parser.messageOffset(), parser.messageLength()));
            Operation.name(parser.operation());
            parser.isEncrypted();
        }
        assertEquals(count, parser.messageCount());
        assertEquals(length, encoder.finish());
        assertEquals(input, again);
        assertNull(parser.wrap(input, 0, length, beta));
    }
}
