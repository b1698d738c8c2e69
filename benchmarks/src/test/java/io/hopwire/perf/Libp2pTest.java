package io.hopwire.perf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class Libp2pTest
{
    private static final Libp2pSizes TINY = new Libp2pSizes(2, 20, 20, 500, 2, 10_000);
    private static final String JSON =
        "{\"runs\":1,\"muxer\":\"yamux\",\"dialMs\":{\"median\":4.5,\"min\":4,\"max\":5}," +
        "\"pingMedianUs\":{\"median\":130.25,\"min\":1,\"max\":2},\"pingP99Us\":{\"median\":400,\"min\":1,\"max\":2}," +
        "\"echo64PipelinedMsgPerS\":{\"median\":34000,\"min\":1,\"max\":2}," +
        "\"echo64SerialMsgPerS\":{\"median\":6000.5,\"min\":1,\"max\":2}," +
        "\"echo1MiBMs\":{\"median\":9,\"min\":1,\"max\":2},\"sinkMiBPerS\":{\"median\":273.1,\"min\":1,\"max\":2}}";

    /** What was sent is compared with what comes back, and counted, so a line there says that all arrived. */
    @ParameterizedTest
    @ValueSource(strings = {"yamux", "mplex"})
    void oneLineForTwoHostsOfOurs(final String muxer) throws IOException
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Libp2pRounds("yield", TINY, null, 1, 3600).run(muxer, 0, 2, new PrintStream(out, true, UTF_8));
        final String text = out.toString(UTF_8).strip();
        final String number = "=[0-9]+(\\.[0-9]+)?";
        assertTrue(text.matches(
            "libp2p pair=ours-ours muxer=" + muxer + " ping_p50_us" + number + " ping_p99_us" + number + " dial_ms" +
            number + " echo64_per_s" + number + " echo64_pipelined_per_s" + number + " bulk_mib_per_s" + number +
            " bytes_per_frame" + number), text);
    }

    @Test
    void aPeerThatIsGoneIsSaid()
    {
        final Libp2pServer server = new Libp2pServer("yamux", "yield");
        server.close();
        try (Libp2pClient client = new Libp2pClient("yamux", "yield"))
        {
            final IllegalStateException ex =
                assertThrows(IllegalStateException.class, () -> client.measure(server.address(), TINY, null));
            assertTrue(ex.getMessage().contains("CONNECTION_REFUSED"), ex.getMessage());
        }
    }

    @Test
    void readsWhatTheScriptSays() throws IOException
    {
        final Libp2pFigures figures = Libp2pScripts.figures(JSON);
        assertEquals(
            "libp2p pair=js-js muxer=yamux ping_p50_us=130.3 ping_p99_us=400.0 dial_ms=4.50 echo64_per_s=6001 " +
            "echo64_pipelined_per_s=34000 bulk_mib_per_s=273 bytes_per_frame=-", figures.line("js-js", "yamux"));
        assertThrows(IOException.class, () -> Libp2pScripts.figures(JSON.replace("sinkMiBPerS", "other")));
        assertFalse(new Libp2pScripts(Path.of("nowhere")).areThere());
    }

    @Test
    void comparesWithinEachRound()
    {
        final List<Libp2pFigures> ours = List.of(all(1), all(30), all(3));
        final List<Libp2pFigures> others = List.of(all(2), all(100), all(30));
        assertEquals(
            "ratio a/b muxer=mplex ping_p50=0.300 ping_p99=0.300 dial=0.300 echo64=0.30 echo64_pipelined=0.30 " +
            "bulk=0.30",
            Libp2pFigures.ratioLine("a/b", "mplex", ours, others));
        assertEquals(3, Libp2pFigures.median(ours).bulkMibPerS());
    }

    private static Libp2pFigures all(final double value)
    {
        return new Libp2pFigures(value, value, value, value, value, value, value);
    }
}
