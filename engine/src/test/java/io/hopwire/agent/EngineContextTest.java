package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.PrivateKey;
import io.hopwire.circuit.CircuitSettings;
import io.hopwire.component.discovery.DiscoverySettings;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.LinkSettings;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;
import io.hopwire.transport.TransportSettings;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        assertNull(context.privateKey);
        assertEquals("hopwire", context.get(NodeSettings.NETWORK));
        assertEquals("0.0.0.0:0", context.bind.toString());
        assertTrue(context.bootstrap.isEmpty());
        assertEquals(NodeRole.ENDPOINT, context.get(EngineSettings.ROLE));
        assertTrue(context.get(NodeSettings.DISCOVERY));
        assertTrue(context.get(TransportSettings.RAW_SOCKETS));
        assertTrue(context.get(EngineSettings.COUNTERS_FILE));
        assertEquals(ThreadingMode.SHARED, context.get(EngineSettings.THREADING));
        assertInstanceOf(BlockingIdleStrategy.class, context.nodeIdleStrategy);
        assertEquals(Limits.DEFAULT_MTU, context.get(NodeSettings.MTU));
        assertTrue(context.get(TransportSettings.UDP_OFFLOAD));
        assertEquals(1 << 18, context.get(NodeSettings.SESSION_WINDOW));
        assertEquals(TimeUnit.SECONDS.toNanos(5), context.get(EngineSettings.CONNECT_TIMEOUT));
        assertEquals(Limits.REKEY_AFTER_FRAMES, context.get(LinkSettings.REKEY_AFTER_FRAMES));
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
            "session.timeout", "11s", "session.window", "64k",
            "max.links", "10", "max.outgoing.links", "5", "max.sessions", "6", "max.circuits", "7",
            "max.addresses", "32", "rekey.after.frames", "1000", "command.buffer", "256k");
        final EngineContext context = context().conclude();
        assertEquals(KEY, context.privateKey.toHex());
        assertEquals("lan", context.get(NodeSettings.NETWORK));
        assertEquals("[::1]:4000", context.bind.toString());
        assertEquals("[a:1, " + KEY + "@b:2]", context.bootstrap.toString());
        assertEquals(NodeRole.RELAY, context.get(EngineSettings.ROLE));
        assertFalse(context.get(NodeSettings.DISCOVERY));
        assertEquals("n1", context.get(EngineSettings.NAME));
        assertEquals(ThreadingMode.DEDICATED, context.get(EngineSettings.THREADING));
        assertInstanceOf(BusySpinIdleStrategy.class, context.nodeIdleStrategy);
        assertInstanceOf(SleepingIdleStrategy.class, context.workerIdleStrategy);
        assertFalse(context.get(TransportSettings.RAW_SOCKETS));
        assertFalse(context.get(TransportSettings.UDP_OFFLOAD));
        assertFalse(context.get(EngineSettings.COUNTERS_FILE));
        assertEquals("/x/y", context.get(EngineSettings.COUNTERS_DIR));
        assertEquals("1300 1048576 65536 262144 65536 10 5 6 7 32 1000 250000000 7000000000 0 2000000000 " +
            "20000000000 9000000000 11000000000",
            Stream.of(
                NodeSettings.MTU, TransportSettings.RECEIVE_BUFFER, TransportSettings.SEND_BUFFER,
                EngineSettings.COMMAND_BUFFER, NodeSettings.SESSION_WINDOW, LinkSettings.MAX_LINKS,
                DiscoverySettings.MAX_OUTGOING_LINKS, SessionSettings.MAX_SESSIONS, CircuitSettings.MAX_CIRCUITS,
                TransportSettings.MAX_ADDRESSES, LinkSettings.REKEY_AFTER_FRAMES, EngineSettings.CONNECT_TIMEOUT,
                EngineSettings.WRITE_TIMEOUT, EngineSettings.LINGER, LinkSettings.KEEPALIVE, LinkSettings.IDLE_PING,
                LinkSettings.LIVENESS_TIMEOUT, SessionSettings.TIMEOUT)
                .map((setting) -> context.get(setting).toString()).collect(Collectors.joining(" ")));
    }

    @Test
    void everySettingIsReadFromThePropertyOfItsName()
    {
        for (final SettingGroup group : EngineSettings.GROUPS)
        {
            for (final Setting<?> setting : group.settings())
            {
                properties.clear();
                properties.setProperty(setting.name(), null == setting.defaultValue() ? KEY : setting.defaultText());
                final EngineContext context = context();
                assertTrue(context.settings.isSet(setting), setting.name());
                assertEquals(
                    null == setting.defaultValue() ? KEY : setting.defaultValue(), context.get(setting),
                    setting.name());
            }
        }
    }

    @Test
    void settersWinOverProperties()
    {
        set("network", "a", "mtu", "1300", "threading.mode", "dedicated", "node.idle.strategy", "yield",
            "bootstrap", "a:1");
        final EngineContext context = context()
            .networkName("b")
            .threadingMode(ThreadingMode.INVOKER)
            .bootstrap("b:2,c:3")
            .set(NodeSettings.MTU, 1400)
            .set("max.links", "128")
            .set("hopwire.linger", "2s")
            .conclude();
        assertEquals("b", context.get(NodeSettings.NETWORK));
        assertEquals(1400, context.get(NodeSettings.MTU));
        assertEquals(128, context.get(LinkSettings.MAX_LINKS));
        assertEquals(2_000_000_000L, context.get(EngineSettings.LINGER));
        assertEquals(ThreadingMode.INVOKER, context.get(EngineSettings.THREADING));
        assertEquals("[a:1, b:2, c:3]", context.bootstrap.toString());
        assertInstanceOf(YieldingIdleStrategy.class, context.nodeIdleStrategy);
    }

    @Test
    void badPropertiesAreNamedWithTheirRange()
    {
        assertBadProperty("mtu", "big", "hopwire.mtu must be 1200 to 65504 bytes, found 'big'");
        assertBadProperty("mtu", "1199", "hopwire.mtu must be 1200 to 65504 bytes, found '1199'");
        assertBadProperty("mtu", "", "hopwire.mtu must be 1200 to 65504 bytes, found ''");
        assertBadProperty("socket.rcvbuf", "2x", "hopwire.socket.rcvbuf must be 1 to 1g bytes, found '2x'");
        assertBadProperty("socket.rcvbuf", "99999999999999999999g",
            "hopwire.socket.rcvbuf must be 1 to 1g bytes, found '99999999999999999999g'");
        assertBadProperty("socket.rcvbuf", "8589934593g",
            "hopwire.socket.rcvbuf must be 1 to 1g bytes, found '8589934593g'");
        assertBadProperty("connect.timeout", "soon", "hopwire.connect.timeout must be 1ms to 1h, found 'soon'");
        assertBadProperty("connect.timeout", "-5s", "hopwire.connect.timeout must be 1ms to 1h, found '-5s'");
        assertBadProperty("connect.timeout", "5", "hopwire.connect.timeout must be 1ms to 1h, found '5'");
        assertBadProperty("discovery", "yes", "hopwire.discovery must be true or false, found 'yes'");
        assertBadProperty("threading.mode", "many",
            "hopwire.threading.mode must be invoker, shared or dedicated, found 'many'");
        assertBadProperty("rekey.after.frames", "1e9",
            "hopwire.rekey.after.frames must be 1 to 8388608 frames, found '1e9'");
        assertBadProperty("name", "a/b", "hopwire.name must be 1 to 64 letters, digits, '.', '-' or '_', found 'a/b'");
        assertBadProperty("node.idle.strategy", "nap", "hopwire.node.idle.strategy must be " +
            IdleStrategies.NAMES.replace(", noop", " or noop") + ", found 'nap'");
    }

    @Test
    void badKeyIsAKeyErrorThatDoesNotShowTheKey()
    {
        set("private.key", "abc");
        final HopwireException ex = assertThrows(HopwireException.class, () -> context().conclude());
        assertEquals(ErrorCategory.KEY, ex.category());
        assertFalse(ex.getMessage().contains("abc"), ex.getMessage());
    }

    @Test
    void valuesAreChecked()
    {
        assertRefused((c) -> c.set(NodeSettings.MTU, 1199), "hopwire.mtu must be 1200 to 65504 bytes, found '1199'");
        assertRefused((c) -> c.set(NodeSettings.SESSION_WINDOW, 100),
            "hopwire.session.window must be a power of two, 2k to 64m bytes, found '100'");
        assertRefused((c) -> c.set(EngineSettings.COMMAND_BUFFER, 100_000),
            "hopwire.command.buffer must be a power of two, 32k to 1g bytes, found '100000'");
        assertRefused((c) -> c.set(EngineSettings.COMMAND_BUFFER, 65_536).set(NodeSettings.MTU, 9000),
            "hopwire.command.buffer must be at least 16 times hopwire.mtu, 144000 bytes, found 65536");
        assertRefused((c) -> c.set(DiscoverySettings.MAX_OUTGOING_LINKS, 2000),
            "hopwire.max.links must be at least hopwire.max.outgoing.links, which is 2000, found '1024'");
        assertRefused((c) -> c.set(LinkSettings.LIVENESS_TIMEOUT, 1_000_000_000L),
            "hopwire.liveness.timeout must be more than hopwire.keepalive.interval, which is 1s, found '1s'");
        assertRefused((c) -> c.set(LinkSettings.IDLE_PING, 999_000_000L),
            "hopwire.idle.ping.interval must be at least hopwire.keepalive.interval, which is 1s, found '999ms'");
        assertRefused((c) -> c.networkName(""), "hopwire.network must be 1 to 64 characters, found ''");
        assertRefused((c) -> c.role(null), "hopwire.role must be relay or endpoint, found 'null'");
        assertRefused((c) -> c.bootstrap("abcd@host:1"),
            "bootstrap peer abcd@host:1: public key must be 64 hexadecimal digits, found 4 characters");
        assertRefused((c) -> c.bootstrap("0g" + KEY.substring(2) + "@host:1"), "bootstrap peer 0g" + KEY.substring(2) +
            "@host:1: public key is not hexadecimal at character 2, found 'g'");
        assertConfigurationError(() -> context().bindAddress("nowhere").conclude());
        assertConfigurationError(() -> context().bootstrap("host:99999").conclude());
        assertConfigurationError(() -> context().bootstrap("host:0").conclude());
    }

    @Test
    void namesThatAreNoSettingAreReportedWithTheNearestOne()
    {
        set("max.link", "7", "test.scale", "3", "swarm.seeds", "30", "keepalive.intervall", "1s", "mtu", "1300");
        properties.setProperty("java.home", "/");
        assertEquals(List.of(
            "hopwire: property hopwire.keepalive.intervall is no setting and changes nothing; " +
            "the nearest name is hopwire.keepalive.interval",
            "hopwire: property hopwire.max.link is no setting and changes nothing; " +
            "the nearest name is hopwire.max.links"), context().notes);
        assertEquals("there is no setting hopwire.mtus; the nearest name is hopwire.mtu",
            assertConfigurationError(() -> context().set("mtus", "7")).getMessage());
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
        assertConfigurationError(() -> context.set(NodeSettings.MTU, 1400));
        assertConfigurationError(context::conclude);
    }

    @Test
    void refusesASchemeThatProvesNothing()
    {
        final String message = "the identity scheme string authenticates nobody: it is for tests, set " +
            "hopwire.unauthenticated.identities=true to use it";
        assertRefused((c) -> c.identityScheme(IdentitySchemes.STRING), message);
        assertRefused((c) -> c.set("identity.scheme", "string"), message);
        context().identityScheme(IdentitySchemes.string(270)).unauthenticatedIdentities(true).conclude();
        assertBadProperty(
            "identity.scheme", "rsa",
            "hopwire.identity.scheme must be x25519, ed25519, rsa2048 or string, found 'rsa'");
    }

    @Test
    void refusesKeysOfAnotherScheme()
    {
        set("identity.scheme", "ed25519");
        assertEquals("this private key is of the identity scheme x25519, and the node's is ed25519: all nodes of a " +
            "network have the same", assertKeyError((c) -> c.privateKey(new PrivateKey(KEY))));
        assertEquals("bootstrap peer " + KEY + "@host:1: this public key is of the identity scheme x25519, and the " +
            "node's is ed25519: all nodes of a network have the same",
            assertConfigurationError(() -> context().bootstrap(KEY + "@host:1").conclude()).getMessage());
        context().privateKey(new PrivateKey("ed25519:" + KEY)).bootstrap("ed25519:" + KEY + "@host:1").conclude();
        properties.clear();
        set("private.key", "ed25519:" + KEY);
        assertTrue(assertKeyError((c) -> {}).startsWith("this private key is of the identity scheme ed25519"));
        properties.clear();
        assertEquals("private key of string must be 540 hexadecimal digits, found 64", assertKeyError((c) -> c
            .identityScheme(IdentitySchemes.string(270)).unauthenticatedIdentities(true)
            .privateKey(new PrivateKey("string:" + KEY))));
    }

    private String assertKeyError(final Consumer<EngineContext> change)
    {
        final HopwireException ex = assertThrows(HopwireException.class, () ->
        {
            final EngineContext context = context();
            change.accept(context);
            context.conclude();
        });
        assertEquals(ErrorCategory.KEY, ex.category());
        assertFalse(ex.getMessage().contains(KEY), ex.getMessage());
        return ex.getMessage();
    }

    private EngineContext context()
    {
        return new EngineContext(properties);
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

    private void assertRefused(final Consumer<EngineContext> change, final String message)
    {
        assertEquals(message, assertConfigurationError(() ->
        {
            final EngineContext context = context();
            change.accept(context);
            context.conclude();
        }).getMessage());
    }

    private static HopwireException assertConfigurationError(final Runnable code)
    {
        final HopwireException ex = assertThrows(HopwireException.class, code::run);
        assertEquals(ErrorCategory.CONFIGURATION, ex.category());
        return ex;
    }
}

