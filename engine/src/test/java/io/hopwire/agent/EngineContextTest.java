package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.Limits;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EngineContextTest
{
    private static final String KEY = "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed";

    private final Properties properties = new Properties();

    @Test
    void defaultsAreThoseOfTheTable()
    {
        final EngineContext context = context().conclude();
        final EngineTuning tuning = context.concludedTuning();
        assertNull(context.privateKey);
        assertEquals("hopwire", context.networkName);
        assertEquals("0.0.0.0:0", context.bind.toString());
        assertTrue(context.bootstrap.isEmpty());
        assertEquals(NodeRole.ENDPOINT, context.role);
        assertTrue(context.discovery);
        assertTrue(context.rawSockets);
        assertTrue(context.countersFile);
        assertEquals(ThreadingMode.SHARED, context.threadingMode);
        assertInstanceOf(BlockingIdleStrategy.class, context.nodeIdleStrategy);
        assertEquals(Limits.DEFAULT_MTU, tuning.mtu);
        assertTrue(tuning.udpOffload);
        assertEquals(128, tuning.sessionWindow);
        assertEquals(TimeUnit.SECONDS.toNanos(5), tuning.connectTimeoutNs);
        assertEquals(Limits.REKEY_AFTER_FRAMES, tuning.rekeyAfterFrames);
    }

    @Test
    void everyPropertyIsRead()
    {
        set("private.key", KEY, "network", "lan", "bind", "[::1]:4000", "bootstrap", "a:1, " + KEY + "@b:2",
            "role", "relay", "discovery", "false", "name", "n1", "threading.mode", "dedicated",
            "node.idle.strategy", "busy-spin", "worker.idle.strategy", "sleep", "mtu", "1300",
            "socket.rcvbuf", "1m", "socket.sndbuf", "64k", "raw.sockets", "FALSE", "udp.offload", "false",
            "counters.dir", "/x/y", "counters.file", "false", "connect.timeout", "250ms", "write.timeout", "7s",
            "linger", "0s", "keepalive.interval", "2s", "idle.ping.interval", "20s", "liveness.timeout", "9s",
            "session.timeout", "11s", "session.window", "64",
            "max.links", "10", "max.outgoing.links", "5", "max.sessions", "6", "max.circuits", "7",
            "max.addresses", "32", "rekey.after.frames", "1000", "command.buffer", "256k");
        final EngineContext context = context().conclude();
        final EngineTuning tuning = context.concludedTuning();
        assertEquals(KEY, context.privateKey.toHex());
        assertEquals("lan", context.networkName);
        assertEquals("[::1]:4000", context.bind.toString());
        assertEquals("[a:1, " + KEY + "@b:2]", context.bootstrap.toString());
        assertEquals(NodeRole.RELAY, context.role);
        assertFalse(context.discovery);
        assertEquals("n1", context.name);
        assertEquals(ThreadingMode.DEDICATED, context.threadingMode);
        assertInstanceOf(BusySpinIdleStrategy.class, context.nodeIdleStrategy);
        assertInstanceOf(SleepingIdleStrategy.class, context.workerIdleStrategy);
        assertFalse(context.rawSockets);
        assertFalse(tuning.udpOffload);
        assertFalse(context.countersFile);
        assertEquals(Path.of("/x/y"), context.countersDirectory);
        assertEquals("1300 1048576 65536 262144 64 10 5 6 7 32 1000 250000000 7000000000 0 2000000000 " +
            "20000000000 9000000000 11000000000",
            tuning.mtu + " " + tuning.receiveBufferLength + " " + tuning.sendBufferLength + " " +
            tuning.commandBufferLength + " " + tuning.sessionWindow + " " + tuning.maxLinks + " " +
            tuning.maxOutgoingLinks + " " + tuning.maxSessions + " " + tuning.maxCircuits + " " +
            tuning.maxAddresses + " " + tuning.rekeyAfterFrames + " " + tuning.connectTimeoutNs + " " +
            tuning.writeTimeoutNs + " " + tuning.lingerNs + " " + tuning.keepaliveIntervalNs + " " +
            tuning.idlePingIntervalNs + " " + tuning.livenessTimeoutNs + " " + tuning.sessionTimeoutNs);
    }

    @Test
    void settersWinOverProperties()
    {
        set("network", "a", "mtu", "1300", "threading.mode", "dedicated", "node.idle.strategy", "yield");
        final EngineContext context = context().networkName("b").threadingMode(ThreadingMode.INVOKER);
        context.tuning().mtu(1400);
        context.conclude();
        assertEquals("b", context.networkName);
        assertEquals(1400, context.concludedTuning().mtu);
        assertEquals(ThreadingMode.INVOKER, context.threadingMode);
        assertInstanceOf(YieldingIdleStrategy.class, context.nodeIdleStrategy);
    }

    @Test
    void badPropertiesAreNamed()
    {
        assertBadProperty("mtu", "big", "property hopwire.mtu must be a whole number, found 'big'");
        assertBadProperty("socket.rcvbuf", "2x",
            "property hopwire.socket.rcvbuf must be bytes, such as 65536, 64k or 2m, found '2x'");
        assertBadProperty("connect.timeout", "soon",
            "property hopwire.connect.timeout must be a duration, such as 5s or 250ms, found 'soon'");
        assertBadProperty("discovery", "yes", "property hopwire.discovery must be true or false, found 'yes'");
        assertBadProperty("threading.mode", "many",
            "property hopwire.threading.mode must be one of invoker shared dedicated, found 'many'");
        assertBadProperty("rekey.after.frames", "1e9",
            "property hopwire.rekey.after.frames must be a whole number, found '1e9'");
        assertBadProperty(
            "node.idle.strategy", "nap", "unknown idle strategy 'nap', known are: " + IdleStrategies.NAMES);
    }

    @Test
    void badKeyIsAKeyError()
    {
        set("private.key", "abc");
        assertEquals(ErrorCategory.KEY, assertThrows(HopwireException.class, this::context).category());
    }

    @Test
    void valuesAreChecked()
    {
        assertRefused(context(), (c) -> c.tuning().mtu(1199), "mtu must be 1200 to 65504, found 1199");
        assertRefused(context(), (c) -> c.tuning().sessionWindow(100), "sessionWindow must be a power of two");
        assertRefused(context(), (c) -> c.tuning().commandBufferLength(100_000),
            "commandBufferLength must be a power of two");
        assertRefused(context(), (c) -> c.tuning().maxOutgoingLinks(2000),
            "maxOutgoingLinks must be 1 to 1024, found 2000");
        assertRefused(context(), (c) -> c.tuning().livenessTimeoutNs(1),
            "livenessTimeoutNs must be 1000000001 to " + Long.MAX_VALUE / 4 + ", found 1");
        assertRefused(context(), (c) -> c.tuning().idlePingIntervalNs(999_999_999),
            "idlePingIntervalNs must be 1000000000 to " + Long.MAX_VALUE / 4 + ", found 999999999");
        assertRefused(context(), (c) -> c.networkName(""), "networkName must have 1 to 64 characters");
        assertRefused(context(), (c) -> c.bootstrap("abcd@host:1"),
            "the key of a bootstrap peer must be 64 hexadecimal digits: abcd@host:1");
        assertConfigurationError(() -> context().bindAddress("nowhere").conclude());
        assertConfigurationError(() -> context().bootstrap("host:99999").conclude());
        assertConfigurationError(() -> context().bootstrap("host:0").conclude());
    }

    @Test
    void oneIdleStrategyCanNotServeTwoThreads()
    {
        final BackoffIdleStrategy idle = new BackoffIdleStrategy();
        assertConfigurationError(() -> context().threadingMode(ThreadingMode.DEDICATED)
            .nodeIdleStrategy(idle).workerIdleStrategy(idle).conclude());
        context().threadingMode(ThreadingMode.SHARED).nodeIdleStrategy(idle).workerIdleStrategy(idle).conclude();
    }

    @Test
    void frozenOnceConcluded()
    {
        final EngineContext context = context().conclude();
        assertConfigurationError(() -> context.networkName("x"));
        assertConfigurationError(context::tuning);
        assertConfigurationError(context::conclude);
    }

    private EngineContext context()
    {
        return new EngineContext(new EngineProperties(properties));
    }

    private void set(final String... namesAndValues)
    {
        for (int i = 0; i < namesAndValues.length; i += 2)
        {
            properties.setProperty("hopwire." + namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    private void assertBadProperty(final String name, final String value, final String message)
    {
        properties.clear();
        set(name, value);
        assertEquals(message, assertConfigurationError(() -> context().conclude()).getMessage());
    }

    private static void assertRefused(
        final EngineContext context, final Consumer<EngineContext> change, final String message)
    {
        change.accept(context);
        assertEquals(message, assertConfigurationError(context::conclude).getMessage());
    }

    private static HopwireException assertConfigurationError(final Runnable code)
    {
        final HopwireException ex = assertThrows(HopwireException.class, code::run);
        assertEquals(ErrorCategory.CONFIGURATION, ex.category());
        return ex;
    }

    @Test
    void refusesAddressesOfAnotherLengthAndThoseThatProveNothing()
    {
        final HopwireException longer = assertThrows(
            HopwireException.class,
            () -> new EngineContext().identityScheme(IdentitySchemes.string(270)).conclude());
        assertTrue(longer.getMessage().contains("2160 bits"), longer.getMessage());
        final HopwireException unproved = assertThrows(
            HopwireException.class, () -> new EngineContext().identityScheme(IdentitySchemes.STRING).conclude());
        assertTrue(unproved.getMessage().contains("unauthenticatedIdentities"), unproved.getMessage());
        new EngineContext().identityScheme(IdentitySchemes.STRING).unauthenticatedIdentities(true).conclude();
    }
}
