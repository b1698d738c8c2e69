package io.hopwire.agent;

import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.Shout;
import io.hopwire.component.option.OptionSettings;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whole engines whose users want it compress what they say to each other.
 */
@Timeout(120)
@Tag("fallback")
class EngineCompressionTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int LENGTH = 800;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "tcp://127.0.0.1:0"})
    void speakIsCompressedOverLinksOfEachKind(final String bind)
    {
        try (Engine relay = HopwireEngine.launch(context(bind).role(NodeRole.RELAY));
            Engine other = HopwireEngine.launch(context(bind).bootstrap(relay.localAddress())))
        {
            final AtomicReference<String> heard = new AtomicReference<>("");
            relay.speakHandler((shout) -> heard.set(text(shout)));
            // Asked in turn: first whether it is taken, then that it be used; on a slow machine more than once.
            await(() -> count(relay, SystemCounter.OPTIONS_SET) >= 2 && count(other, SystemCounter.OPTIONS_SET) >= 2);
            final String text = "again and ".repeat(LENGTH / 10);
            assertEquals(1, other.speak(text));
            await(() -> !heard.get().isEmpty());
            assertEquals(text, heard.get());
            assertTrue(count(other, SystemCounter.TRANSMISSIONS_COMPRESSED) >= 1);
            assertTrue(count(other, SystemCounter.COMPRESSION_BYTES_SAVED) > LENGTH / 2);
            assertTrue(count(relay, SystemCounter.TRANSMISSIONS_DECOMPRESSED) >= 1);
        }
    }

    @Test
    void aCompressionThatThereIsNoneOfIsRefusedBeforeAnythingStarts()
    {
        final EngineContext wrong = context("127.0.0.1:0").set(OptionSettings.ACCEPTED, "lz4,zip");
        final String message = assertThrows(HopwireException.class, wrong::conclude).getMessage();
        assertTrue(message.startsWith("hopwire.compression.accepted: no compression is named 'zip'"), message);
    }

    private static EngineContext context(final String bind)
    {
        return new EngineContext(new Properties())
            .udp(!bind.startsWith("tcp"))
            .bindAddress(bind)
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter((line) ->
            {
            })
            .set(OptionSettings.PREFERRED, "lz4");
    }

    private static long count(final Engine engine, final SystemCounter counter)
    {
        return engine.counters().get(counter.label());
    }

    private static String text(final Shout shout)
    {
        final byte[] bytes = new byte[shout.length()];
        shout.buffer().getBytes(shout.offset(), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + LATE_NS;
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "it takes too long");
            Thread.onSpinWait();
        }
    }
}
