package io.hopwire.libp2p.negotiate;

import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Lines of multistream-select, read by both sides: however they are cut, the same comes of them.
 */
public final class NegotiationFuzzTarget
{
    private static final ProtocolList PROTOCOLS = new ProtocolList(List.of("/noise", "/a"));

    private NegotiationFuzzTarget()
    {
    }

    /**
     * Reads as a host does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final Responder responder = new Responder();
        return (input, length) ->
        {
            responder.start(PROTOCOLS);
            feed(responder, input, length, length);
            return null == responder.fault();
        };
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        compare(new Responder(), new Responder(), data);
        compare(new Initiator(), new Initiator(), data);
    }

    private static void compare(final Negotiation whole, final Negotiation cut, final byte[] data)
    {
        final UnsafeBuffer input = new UnsafeBuffer(data);
        whole.start(PROTOCOLS);
        cut.start(PROTOCOLS);
        final int taken = feed(whole, input, data.length, data.length);
        assertEquals(taken, feed(cut, input, data.length, 1));
        assertEquals(whole.agreed(), cut.agreed());
        assertEquals(whole.fault(), cut.fault());
        assertTrue(whole.isOver() || data.length == taken);
    }

    private static int feed(final Negotiation negotiation, final UnsafeBuffer input, final int length, final int step)
    {
        int done = 0;
        while (done < length && !negotiation.isOver())
        {
            done += negotiation.onBytes(input, done, Math.min(step, length - done));
            negotiation.onOutputTaken(negotiation.outputLength());
        }
        return done;
    }
}
