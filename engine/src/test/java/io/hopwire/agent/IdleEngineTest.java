package io.hopwire.agent;

import io.hopwire.Engine;
import io.hopwire.ListenSession;
import io.hopwire.spi.SystemCounter;
import io.hopwire.transport.AddressText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Properties;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * An engine with nothing to do stands still: its duty cycles are counted, not the time they take.
 */
@Timeout(120)
class IdleEngineTest
{
    private static final int COMMANDS = 50;
    private static final int LOOKS = 200;
    /* Spins, yields and the look at the command, with room for a wait that the second of looking around ends. */
    private static final long MOST_CYCLES_PER_COMMAND = 100;

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = {"SHARED", "DEDICATED"})
    void standsStillBetweenTwoCommands(final ThreadingMode mode)
    {
        try (Engine engine = launch(mode))
        {
            awaitStandstill(engine);
            final long before = cycles(engine);
            for (int i = 0; i < COMMANDS; i++)
            {
                final ListenSession listener = engine.localEndpoint().listen();
                awaitStandstill(engine);
                listener.close();
                awaitStandstill(engine);
            }
            final long perCommand = (cycles(engine) - before) / (2 * COMMANDS);
            assertTrue(perCommand > 0, "a command takes a duty cycle");
            assertTrue(perCommand < MOST_CYCLES_PER_COMMAND, () -> perCommand + " duty cycles a command");
        }
    }

    @Test
    void standsStillBesideAnIdleConnection() throws IOException
    {
        try (Engine engine = launch(ThreadingMode.SHARED))
        {
            final InetSocketAddress address = AddressText.parseBind(engine.tcpAddress()).resolve();
            try (Socket peer = new Socket(address.getAddress(), address.getPort()))
            {
                awaitCount(engine, SystemCounter.CONNECTIONS_OPEN);
                awaitStandstill(engine);
                assertTrue(peer.isConnected());
            }
            awaitCount(engine, SystemCounter.CONNECTIONS_CLOSED);
            awaitStandstill(engine);
        }
    }

    private static void awaitCount(final Engine engine, final SystemCounter counter)
    {
        while (1 != engine.counters().get(counter.label()))
        {
            Thread.yield();
        }
    }

    /**
     * The counter does not move while this thread gives its processor away again and again. A thread that parks for
     * 100 &#181;s at a time never lets that happen.
     */
    private static void awaitStandstill(final Engine engine)
    {
        for (int i = 0; i < LOOKS; i++)
        {
            final long before = cycles(engine);
            final long startNs = System.nanoTime();
            while (System.nanoTime() - startNs < 20 * AgentWait.RETRY_NS)
            {
                Thread.yield();
            }
            if (before == cycles(engine))
            {
                return;
            }
        }
        throw new AssertionError("an idle engine does not stand still");
    }

    private static long cycles(final Engine engine)
    {
        return engine.counters().get(SystemCounter.DUTY_CYCLES.label());
    }

    private static Engine launch(final ThreadingMode mode)
    {
        final EngineContext context = new EngineContext(new Properties())
            .bindAddress("127.0.0.1:0,tcp://127.0.0.1:0")
            .set(EngineSettings.COUNTERS_FILE, false)
            .threadingMode(mode)
            .notePrinter((line) ->
            {
            });
        return HopwireEngine.launch(context, (config, crypto, services) ->
        {
            final FakeCore core = new FakeCore(services.events());
            core.glanceNs = Long.MAX_VALUE / 4;
            return core;
        });
    }
}
