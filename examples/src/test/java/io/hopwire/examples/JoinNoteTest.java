package io.hopwire.examples;

import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JoinNoteTest
{
    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Map<String, Long> counts = new HashMap<>();
    private final JoinNote note = newNote("10.0.0.1:4001");
    private long nowNs;
    private int links;

    @Test
    void silenceIsToldAfterSomeSecondsAndThenEverMoreRarely()
    {
        run(note, 4);
        assertEquals(List.of(), lines());
        run(note, 2);
        assertEquals(List.of("hopwire: not joined yet: no answer from 10.0.0.1:4001: nobody is there, " +
            "or a node of another network than 'here'; still trying"), lines());
        run(note, 14);
        assertEquals(2, lines().size(), "after 15 s");
        run(note, 3580);
        assertEquals(11, lines().size(), "after 35, 75, 155, 315, 635 s, and then every ten minutes");
    }

    @Test
    void joinIsToldOnce()
    {
        run(note, 6);
        links = 2;
        run(note, 100);
        links = 5;
        run(note, 100);
        assertEquals(2, lines().size());
        assertEquals("hopwire: joined: 2 links", lines().get(1));
    }

    @Test
    void lossOfAllLinksIsToldWhenItLasts()
    {
        links = 1;
        run(note, 100);
        assertEquals(List.of("hopwire: joined: 1 link"), lines());
        links = 0;
        run(note, 3);
        links = 1;
        run(note, 3);
        assertEquals(1, lines().size());
        links = 0;
        run(note, 6);
        assertTrue(lines().get(1).startsWith("hopwire: not joined any more: no answer from "), this::text);
        links = 1;
        run(note, 6);
        assertEquals("hopwire: joined again: 1 link", lines().get(2));
    }

    @Test
    void reasonIsToldWhereOneIsKnown()
    {
        assertReason(SystemCounter.LINKS_TO_SELF.label(), "this node itself is at 10.0.0.1:4001");
        assertReason(RejectCode.HANDSHAKE_REFUSED.label(), "refused, it speaks another version: 10.0.0.1:4001");
        assertReason(RejectCode.HANDSHAKE_CERTIFICATE.label(), "another key answers than was asked for");
        assertReason(SystemCounter.CONNECTIONS_OPEN.label(), "a connection, but no answer from 10.0.0.1:4001");
        assertReason(SystemCounter.KEY_ELSEWHERE.label(), "another node has the key of this one");
    }

    @Test
    void duplicateKeyIsToldOnceEvenWhereNothingIsAwaited()
    {
        final JoinNote alone = newNote(null);
        run(alone, 1000);
        assertEquals(List.of(), lines());
        counts.put(SystemCounter.KEY_ELSEWHERE.label(), 1L);
        run(alone, 1);
        counts.put(SystemCounter.KEY_ELSEWHERE.label(), 7L);
        run(alone, 1000);
        assertEquals(1, lines().size(), this::text);
        assertTrue(text().startsWith("hopwire: duplicate key: "), this::text);
    }

    private void assertReason(final String label, final String reason)
    {
        bytes.reset();
        counts.clear();
        counts.put(label, 1L);
        run(newNote("10.0.0.1:4001"), 6);
        assertTrue(lines().get(lines().size() - 1).startsWith("hopwire: not joined yet: " + reason), this::text);
    }

    private void run(final JoinNote noted, final int seconds)
    {
        for (final long endNs = nowNs + seconds * SECOND; nowNs < endNs; nowNs += SECOND / 10)
        {
            noted.poll(nowNs);
        }
    }

    private JoinNote newNote(final String bootstrap)
    {
        return new JoinNote(
            new JoinNote.View()
            {
                @Override
                public int links()
                {
                    return links;
                }

                @Override
                public long count(final String label)
                {
                    return counts.getOrDefault(label, 0L);
                }
            },
            bootstrap, "here", new PrintStream(bytes, true, UTF_8), nowNs);
    }

    private String text()
    {
        return bytes.toString(UTF_8);
    }

    private List<String> lines()
    {
        return text().lines().toList();
    }
}
