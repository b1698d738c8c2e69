package io.hopwire.libp2p.negotiate;

import io.hopwire.libp2p.wire.UnsignedVarint;
import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NegotiationTest
{
    private static final String HELLO = "132f6d756c746973747265616d2f312e302e300a";
    private static final String NA = "036e610a";

    private final Initiator initiator = new Initiator();
    private final Responder responder = new Responder();

    @Test
    void linesAreThoseOfTheVectors()
    {
        final List<Object> rows = VectorJson.array(Vectors.load("libp2p-wire.json").get("multistream"));
        assertTrue(rows.size() >= 8);
        for (final Object row : rows)
        {
            final Map<String, Object> line = VectorJson.object(row);
            final byte[] bytes = Vectors.hex(line.get("bytes"));
            assertArrayEquals(bytes, ProtocolList.line((String)line.get("line")).byteArray());
            final LineReader reader = new LineReader();
            assertEquals(bytes.length, reader.read(new UnsafeBuffer(bytes), 0, bytes.length));
            assertTrue(reader.isWhole());
            assertEquals(line.get("line"),
                reader.buffer().getStringWithoutLengthAscii(reader.nameOffset(), reader.nameLength()));
        }
    }

    @Test
    void bothSidesBeginAtOnceAndTheInitiatorSuggestsWithIt()
    {
        initiator.start(list("/noise", "/tls/1.0.0"));
        assertFalse(initiator.mayGoAhead());
        assertEquals(HELLO + "072f6e6f6973650a", Vectors.hex(take(initiator)));
        responder.start(list("/noise"));
        assertEquals(HELLO, Vectors.hex(take(responder)));
    }

    @Test
    void theFirstSuggestionThatIsSupportedIsPicked()
    {
        for (int cut = 1; cut < 40; cut++)
        {
            initiator.start(list("/a", "/b", "/c", "/d"));
            responder.start(list("/d", "/c"));
            converse(cut);
            assertEquals(2, initiator.agreed());
            assertEquals(1, responder.agreed());
        }
    }

    @Test
    void whereNoneIsSupportedTheRefusalSaysSo()
    {
        initiator.start(list("/a", "/b"));
        responder.start(list("/c"));
        converse(7);
        assertEquals(NegotiateFault.NONE_SUPPORTED, initiator.fault());
        assertEquals("none of the suggested protocols is supported", initiator.fault().text());
        assertEquals(-1, initiator.agreed());
        assertNull(responder.fault());
        assertFalse(responder.isOver());
    }

    @Test
    void whatFollowsTheLineAgreedOnIsLeft()
    {
        responder.start(list("/x"));
        final byte[] bytes = Vectors.hex(HELLO + "032f780a" + "deadbeef");
        for (int cut = 0; cut <= bytes.length; cut++)
        {
            responder.start(list("/x"));
            final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
            int done = responder.onBytes(buffer, 0, cut);
            done += responder.onBytes(buffer, done, bytes.length - done);
            assertEquals(0, responder.agreed());
            assertEquals(bytes.length - 4, done);
            assertEquals(0, responder.onBytes(buffer, done, 4));
        }
    }

    @Test
    void whoSuggestsOneProtocolMayGoAhead()
    {
        initiator.start(list("/x"));
        assertTrue(initiator.mayGoAhead());
        final byte[] early = Vectors.hex(Vectors.hex(take(initiator)) + "cafe");
        responder.start(list("/y", "/x"));
        assertEquals(early.length - 2, responder.onBytes(new UnsafeBuffer(early), 0, early.length));
        assertEquals(1, responder.agreed());
        final byte[] answer = Vectors.hex(Vectors.hex(take(responder)) + "f00d");
        assertEquals(answer.length - 2, initiator.onBytes(new UnsafeBuffer(answer), 0, answer.length));
        assertEquals(0, initiator.agreed());
    }

    @Test
    void whatIsNoLineEndsIt()
    {
        refuses(NegotiateFault.LINE_LENGTH, "00");
        refuses(NegotiateFault.LINE_LENGTH, "ffffffffffffffffffff");
        refuses(NegotiateFault.LINE_LENGTH, "808080808000");
        refuses(NegotiateFault.LINE_LENGTH, "938000" + HELLO.substring(2));
        refuses(NegotiateFault.LINE_LENGTH, "8108" + "61".repeat(1025));
        refuses(NegotiateFault.LINE_LENGTH, "ffffffff07" + "61".repeat(100));
        refuses(NegotiateFault.LINE_LENGTH, "8080c0006161");
        refuses(NegotiateFault.LINE_END, HELLO.substring(0, 38) + "78");
        refuses(NegotiateFault.NOT_MULTISTREAM, line("/multistream/9.9.9"));
        refuses(NegotiateFault.NOT_MULTISTREAM, line("/noise"));
        refuses(NegotiateFault.NOT_MULTISTREAM, NA);
        refuses(NegotiateFault.LINE_LENGTH, HELLO + "00");
        refuses(NegotiateFault.LINE_END, HELLO + "0161");
    }

    @Test
    void anInitiatorTakesNoOtherAnswer()
    {
        for (final String answer : List.of("/b", "ls", "n", "/a ", "/multistream/1.0.0"))
        {
            initiator.start(list("/a", "/b"));
            feed(initiator, HELLO + line(answer));
            assertEquals(NegotiateFault.OTHER_ANSWER, initiator.fault());
        }
    }

    @Test
    void theLongestLineIsReadAndNotAvailable()
    {
        responder.start(list("/a"));
        take(responder);
        feed(responder, HELLO + line("x".repeat(1023)) + line("") + "05fffec0800a");
        assertEquals(NA.repeat(3), Vectors.hex(take(responder)));
        assertNull(responder.fault());
    }

    @Test
    void suggestionsHaveABound()
    {
        responder.start(list("/a"));
        for (int i = 0; i < Negotiation.MAX_SUGGESTIONS; i++)
        {
            feed(responder, (0 == i ? HELLO : "") + line("/nope/" + i));
            take(responder);
        }
        assertNull(responder.fault());
        feed(responder, line("/a"));
        assertEquals(NegotiateFault.TOO_MANY_SUGGESTIONS, responder.fault());
    }

    @Test
    void aResponderReadsNoMoreThanItCanAnswer()
    {
        final String name = "/" + "x".repeat(250);
        responder.start(list("/a", name + 1, name + 2, name + 3));
        final byte[] all = Vectors.hex(HELLO + line("ls").repeat(50) + line("/a") + "99");
        final UnsafeBuffer buffer = new UnsafeBuffer(all);
        int done = 0;
        final ByteArrayOutputStream said = new ByteArrayOutputStream();
        int rounds = 0;
        while (!responder.isOver() && rounds++ < 10_000)
        {
            done += responder.onBytes(buffer, done, all.length - done);
            // A peer that reads little by little.
            final byte[] some = new byte[Math.min(10, responder.outputLength())];
            responder.output().getBytes(responder.outputOffset(), some);
            said.writeBytes(some);
            responder.onOutputTaken(some.length);
        }
        said.writeBytes(take(responder));
        assertEquals(all.length - 1, done);
        final String lines = line("/a") + line(name + 1) + line(name + 2) + line(name + 3) + "0a";
        final int length = lines.length() / 2;
        final String answer = String.format("%02x%02x", length & 0x7F | 0x80, length >> 7) + lines;
        assertEquals(HELLO + answer.repeat(50) + line("/a"), Vectors.hex(said.toByteArray()));
    }

    @Test
    void listsWhatItSupports()
    {
        responder.start(list("/a", "/bc"));
        take(responder);
        feed(responder, HELLO + line("ls"));
        assertEquals("0a" + "032f610a" + "042f62630a" + "0a", Vectors.hex(take(responder)));
        feed(responder, line("/bc"));
        assertEquals(1, responder.agreed());

        final List<String> many = new ArrayList<>();
        for (int i = 0; i < 10; i++)
        {
            many.add("/" + i + "x".repeat(100));
        }
        responder.start(new ProtocolList(many));
        take(responder);
        feed(responder, HELLO + line("ls"));
        assertEquals(NA, Vectors.hex(take(responder)));
    }

    @Test
    void listsOfProtocolsAreChecked()
    {
        for (final List<String> wrong : List.of(
            List.<String>of(), List.of(""), List.of("/a", "/a"), List.of("/a\n"), List.of("x".repeat(257))))
        {
            assertThrows(IllegalArgumentException.class, () -> new ProtocolList(wrong));
        }
    }

    @Test
    void allocatesNothing()
    {
        final ProtocolList suggested = list("/yamux/1.0.0", "/mplex/6.7.0");
        final ProtocolList supported = list("/mplex/6.7.0", "/perf/1.0.0");
        assertEquals(0, Allocations.minimumPerRound(1000, () ->
        {
            initiator.start(suggested);
            responder.start(supported);
            for (int i = 0; i < 4; i++)
            {
                pass(initiator, responder, 11);
                pass(responder, initiator, 11);
            }
        }));
        assertEquals(1, initiator.agreed());
        assertEquals(0, responder.agreed());
    }

    private void converse(final int cut)
    {
        for (int i = 0; i < 10; i++)
        {
            pass(initiator, responder, cut);
            pass(responder, initiator, cut);
        }
    }

    private static void pass(final Negotiation from, final Negotiation to, final int cut)
    {
        while (from.outputLength() > 0)
        {
            final int length = Math.min(cut, from.outputLength());
            assertEquals(length, to.onBytes(from.output(), from.outputOffset(), length));
            from.onOutputTaken(length);
        }
    }

    private void refuses(final NegotiateFault fault, final String digits)
    {
        final byte[] bytes = Vectors.hex(digits);
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        for (int cut = 0; cut < Math.min(bytes.length, 50); cut++)
        {
            for (final Negotiation negotiation : List.of(initiator, responder))
            {
                negotiation.start(list("/a"));
                final int done = negotiation.onBytes(buffer, 0, cut);
                negotiation.onBytes(buffer, done, bytes.length - done);
                assertEquals(fault, negotiation.fault(), digits);
                assertEquals(-1, negotiation.agreed());
                assertTrue(negotiation.isOver());
                assertEquals(0, negotiation.onBytes(buffer, 0, bytes.length));
            }
        }
    }

    private static void feed(final Negotiation negotiation, final String digits)
    {
        final byte[] bytes = Vectors.hex(digits);
        negotiation.onBytes(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static byte[] take(final Negotiation negotiation)
    {
        final byte[] bytes = new byte[negotiation.outputLength()];
        negotiation.output().getBytes(negotiation.outputOffset(), bytes);
        negotiation.onOutputTaken(bytes.length);
        return bytes;
    }

    private static String line(final String text)
    {
        final byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        final UnsafeBuffer prefix = new UnsafeBuffer(new byte[9]);
        final int length = UnsignedVarint.put(prefix, 0, bytes.length);
        return Vectors.hex(prefix.byteArray()).substring(0, 2 * length) + Vectors.hex(bytes);
    }

    private static ProtocolList list(final String... names)
    {
        return new ProtocolList(List.of(names));
    }
}
