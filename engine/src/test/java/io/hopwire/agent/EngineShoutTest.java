package io.hopwire.agent;

import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.PublicKey;
import io.hopwire.Shout;
import io.hopwire.Whispered;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whole engines in a line, of which one tells everybody something.
 */
@Timeout(120)
class EngineShoutTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);

    private final List<Engine> engines = new ArrayList<>();
    private final List<ConcurrentLinkedQueue<String>> heard = new ArrayList<>();
    private IdentityScheme scheme = IdentitySchemes.X25519;
    private boolean isBare;
    private ThreadingMode mode;

    @AfterEach
    void after()
    {
        engines.forEach(Engine::close);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void everybodyButTheSenderHearsItOnce(final ThreadingMode threading)
    {
        line(threading);
        assertEquals(1, engines.get(0).shout("to all"));
        assertEquals(1, engines.get(2).shout(new byte[]{1, 2, 3}));
        assertEquals(1, engines.get(0).shout(""));
        final String text = engines.get(0).publicKey() + " TEXT to all";
        final String bytes = engines.get(2).publicKey() + " BYTES 123";
        final String empty = engines.get(0).publicKey() + " TEXT ";
        await(() -> heard.get(0).size() == 1 && heard.get(1).size() == 3 && heard.get(2).size() == 2);
        assertEquals(List.of(bytes), List.copyOf(heard.get(0)));
        assertTrue(heard.get(1).containsAll(List.of(text, bytes, empty)), heard.get(1)::toString);
        assertEquals(List.of(text, empty), List.copyOf(heard.get(2)));
    }

    /** An invoked engine waits within the call, and the others are not invoked meanwhile. */
    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, mode = EnumSource.Mode.EXCLUDE, names = "INVOKER")
    void neighboursHearWhatIsForThemAndAcknowledgeIt(final ThreadingMode threading)
    {
        line(threading);
        for (int i = 0; i < engines.size(); i++)
        {
            final ConcurrentLinkedQueue<String> lines = heard.get(i);
            engines.get(i).speakHandler((shout) -> lines.add(text(shout)));
        }
        assertEquals(1, engines.get(0).speak("to you"));
        assertEquals(2, engines.get(1).speak(new byte[]{4, 5}));
        await(() -> heard.get(0).size() == 1 && heard.get(1).size() == 1 && heard.get(2).size() == 1);
        assertEquals(engines.get(0).publicKey() + " TEXT to you", heard.get(1).peek());
        assertEquals(engines.get(1).publicKey() + " BYTES 45", heard.get(2).peek());
        assertThrows(
            HopwireException.class, () -> engines.get(0).speak("x".repeat(engines.get(0).maxShoutLength() + 1)));
    }

    /** Between the first and the last is the relay, and the last one has no address that anybody could dial. */
    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, mode = EnumSource.Mode.EXCLUDE, names = "INVOKER")
    void oneKeyHearsWhatIsForIt(final ThreadingMode threading)
    {
        line(threading);
        for (int i = 0; i < engines.size(); i++)
        {
            final ConcurrentLinkedQueue<String> lines = heard.get(i);
            engines.get(i).whisperHandler((shout) -> lines.add(text(shout)));
        }
        final Engine first = engines.get(0);
        final PublicKey last = engines.get(2).publicKey();
        final Whispered byRelay = first.whisper(last, "x".repeat(first.maxWhisperLength()));
        assertEquals(Whispered.Outcome.ACKNOWLEDGED, byRelay.outcome(), byRelay::toString);
        assertEquals(Whispered.Manner.RECURSIVE, byRelay.manner());
        final Whispered direct = first.whisper(engines.get(1).publicKey(), new byte[]{4, 5});
        assertEquals(Whispered.Outcome.ACKNOWLEDGED, direct.outcome(), direct::toString);
        assertEquals(Whispered.Manner.DIRECT, direct.manner());
        await(() -> heard.get(2).size() == 1 && heard.get(1).size() == 1);
        assertEquals(first.publicKey() + " TEXT " + "x".repeat(first.maxWhisperLength()), heard.get(2).poll());
        assertEquals(first.publicKey() + " BYTES 45", heard.get(1).poll());
        final Whispered nobody = first.whisper(KeyPairs.publicKey(
            IdentitySchemes.X25519, new HopwireCrypto(), KeyPairs.generate()), "anybody?");
        assertEquals(Whispered.Outcome.FAILED, nobody.outcome(), nobody::toString);
        assertThrows(HopwireException.class, () -> first.whisper(first.publicKey(), "myself"));
        assertThrows(HopwireException.class, () -> first.whisper(last, new byte[first.maxWhisperLength() + 1]));
        assertThrows(HopwireException.class, () -> first.whisper(null, "nobody"));
    }

    /** The same between keys of RSA, over encrypted links and bare; a long text needs links that carry it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneKeyOfRsaHearsWhatIsForIt(final boolean isBareNetwork)
    {
        scheme = IdentitySchemes.RSA_2048;
        isBare = isBareNetwork;
        line(ThreadingMode.SHARED);
        final Engine first = engines.get(0);
        final Engine last = engines.get(2);
        last.whisperHandler((shout) -> heard.get(2).add(text(shout)));
        assertEquals(214, first.maxWhisperLength());
        final Whispered byRelay = first.whisper(last.publicKey(), "x".repeat(first.maxWhisperLength()));
        assertEquals(Whispered.Outcome.ACKNOWLEDGED, byRelay.outcome(), byRelay::toString);
        // In a bare network it may have been looked up, and dialled where it spoke from.
        assertTrue(isBare || Whispered.Manner.RECURSIVE == byRelay.manner(), byRelay::toString);
        await(() -> heard.get(2).size() == 1);
        assertEquals(first.publicKey() + " TEXT " + "x".repeat(first.maxWhisperLength()), heard.get(2).poll());
        final Whispered direct = first.whisper(engines.get(1).publicKey(), new byte[isBare ? 214 : 700]);
        assertEquals(Whispered.Outcome.ACKNOWLEDGED, direct.outcome(), direct::toString);
        assertEquals(Whispered.Manner.DIRECT, direct.manner());
        final HopwireException refused = assertThrows(
            HopwireException.class, () -> first.whisper(last.publicKey(), new byte[isBare ? 300 : 600]));
        assertTrue(refused.getMessage().contains("too long for any way there is to the key"), refused::getMessage);
        assertThrows(HopwireException.class, () -> first.whisper(last.publicKey(), new byte[800]));
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void whoDoesNotWaitIsToldLater(final ThreadingMode threading)
    {
        line(threading);
        final AtomicReference<Whispered> told = new AtomicReference<>();
        final Engine last = engines.get(2);
        last.whisperHandler((shout) -> heard.get(2).add(text(shout)));
        engines.get(0).whisper(last.publicKey(), new byte[]{6}, (whispered, error) -> told.set(whispered));
        await(() -> null != told.get() && heard.get(2).size() == 1);
        assertEquals(Whispered.Outcome.ACKNOWLEDGED, told.get().outcome());
        assertEquals(engines.get(0).publicKey() + " BYTES 6", heard.get(2).poll());
        assertThrows(
            HopwireException.class,
            () -> last.whisper(last.publicKey(), new byte[last.maxWhisperLength() + 1], (whispered, error) ->
            {
            }));
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void theLongestArrivesAndLongerOnesAreRefused(final ThreadingMode threading)
    {
        line(threading);
        final int longest = engines.get(0).maxShoutLength();
        assertEquals(1, engines.get(0).shout("x".repeat(longest)));
        await(() -> heard.get(2).size() == 1);
        assertTrue(heard.get(2).peek().endsWith(" TEXT " + "x".repeat(longest)));
        assertThrows(HopwireException.class, () -> engines.get(0).shout("x".repeat(longest + 1)));
        assertThrows(HopwireException.class, () -> engines.get(0).shout(new byte[10_000_000]));
        assertThrows(HopwireException.class, () -> engines.get(0).shout((String)null));
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void whoDoesNotListenPassesItOnAllTheSame(final ThreadingMode threading)
    {
        line(threading);
        engines.get(1).shoutHandler(null);
        for (int i = 0; i < 200; i++)
        {
            engines.get(0).shout("number " + i);
        }
        await(() -> heard.get(2).size() == 200);
        assertEquals(0, heard.get(1).size());
        assertEquals(200, engines.get(1).counters().get(SystemCounter.SHOUTS_TAKEN.label()));
        engines.get(0).close();
        assertThrows(HopwireException.class, () -> engines.get(0).shout("closed"));
    }

    private void line(final ThreadingMode threading)
    {
        mode = threading;
        final Engine relay = HopwireEngine.launch(context().role(NodeRole.RELAY));
        final Engine first = HopwireEngine.launch(context().bootstrap(relay.localAddress()));
        final Engine last = HopwireEngine.launch(context().bootstrap(relay.localAddress()));
        engines.addAll(List.of(first, relay, last));
        for (int i = 0; i < engines.size(); i++)
        {
            final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
            heard.add(lines);
            engines.get(i).shoutHandler((shout) -> lines.add(text(shout)));
        }
        await(() -> engines.get(1).links().size() == 2 && !engines.get(0).links().isEmpty() &&
            !engines.get(2).links().isEmpty());
    }

    private EngineContext context()
    {
        return new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0")
            .set(EngineSettings.COUNTERS_FILE, false)
            .set(EngineSettings.THREADING, mode)
            .set(NodeSettings.BARE_NETWORK, isBare)
            .identityScheme(scheme)
            .notePrinter((line) ->
            {
            });
    }

    private static String text(final Shout shout)
    {
        final byte[] bytes = new byte[shout.length()];
        shout.buffer().getBytes(shout.offset(), bytes);
        final StringBuilder digits = new StringBuilder();
        for (final byte each : bytes)
        {
            digits.append(each);
        }
        return shout.from() + " " + shout.kind() + " " + (Shout.Kind.TEXT == shout.kind() ?
            new String(bytes, StandardCharsets.UTF_8) : digits.toString());
    }

    private void await(final BooleanSupplier condition)
    {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - startNs < LATE_NS, heard::toString);
            if (ThreadingMode.INVOKER == mode)
            {
                engines.stream().filter(Engine::isRunning).forEach(Engine::doWork);
            }
            else
            {
                Thread.onSpinWait();
            }
        }
    }
}
