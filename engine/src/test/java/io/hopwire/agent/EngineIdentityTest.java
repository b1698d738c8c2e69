package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.ListenSession;
import io.hopwire.PeerInfo;
import io.hopwire.PrivateKey;
import io.hopwire.PublicKey;
import io.hopwire.RouteHop;
import io.hopwire.Session;
import io.hopwire.StoreRequest;
import io.hopwire.StoredValue;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.status.CountersDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Engines on loopback whose addresses are something else than X25519 keys.
 */
@Timeout(120)
class EngineIdentityTest
{
    private static final PrivateKey OTHER_PRIVATE =
        new PrivateKey("dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed");
    private static final PublicKey OTHER =
        new PublicKey("a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a");
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(10);

    private final List<Engine> engines = new ArrayList<>();

    @TempDir
    private Path directory;

    static List<IdentityScheme> schemes()
    {
        return List.of(
            IdentitySchemes.ED25519,
            IdentitySchemes.STRING,
            IdentitySchemes.string(9),
            IdentitySchemes.string(IdentitySchemes.MAX_ADDRESS_LENGTH));
    }

    @AfterEach
    void close()
    {
        engines.forEach(Engine::close);
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void connectsThroughARelay(final IdentityScheme scheme)
    {
        final PrivateKey secret = KeyPairs.generate(scheme);
        final PublicKey address = KeyPairs.publicKey(scheme, secret);
        final Engine relay = launch(context(scheme).role(NodeRole.RELAY));
        final Engine server = launch(context(scheme).privateKey(secret).bootstrap(relay.localAddress())
            .set(EngineSettings.COUNTERS_FILE, true).set(EngineSettings.COUNTERS_DIR, directory.toString()));
        final Engine client = launch(context(scheme).bootstrap(relay.publicKey() + "@" + relay.localAddress()));
        assertEquals(address, server.publicKey());
        assertEquals(address, new PublicKey(address.toString()));
        assertEquals(address, new CountersDirectory(directory).live().get(0).nodeKey());
        assertTrue(server.awaitConnected(LATE_NS) && client.awaitConnected(LATE_NS));
        final ListenSession listening = server.endpoint(secret).listen();
        final Session session = client.endpoint(address).connect(new DataTransitConfiguration(4, 1, 1), LATE_NS);
        assertEquals(address, session.peer());
        session.write("hello".getBytes(US_ASCII));
        assertEquals("hello", new String(listening.read(true).binaryDataPayload(), US_ASCII));
        assertEquals(
            List.of(relay.publicKey(), address), session.trace(LATE_NS).stream().map(RouteHop::key).toList());
        assertEquals(List.of(relay.publicKey()), client.links().stream().map(PeerInfo::key).toList());
        assertKeyError("the identity scheme x25519", () -> server.endpoint(OTHER));
        assertKeyError("the identity scheme x25519", () -> server.endpoint(OTHER_PRIVATE));
    }

    /** Without sessions: their first message is sealed, and that can not be for a key of RSA. */
    @Test
    void keysOfRsaTakePartInAllElse()
    {
        final IdentityScheme scheme = IdentitySchemes.RSA_2048;
        final Engine relay = launch(context(scheme).role(NodeRole.RELAY));
        final PrivateKey secret = KeyPairs.generate(scheme);
        final Engine other = launch(
            context(scheme).privateKey(new PrivateKey(secret.toHex()))
                .bootstrap(relay.publicKey() + "@" + relay.localAddress()));
        assertTrue(other.awaitConnected(LATE_NS));
        assertEquals(KeyPairs.publicKey(secret), other.publicKey());
        assertEquals(other.publicKey(), new PublicKey(other.publicKey().toString()));
        assertEquals(540, other.publicKey().toString().length() - "rsa2048:".length());
        assertEquals(List.of(relay.publicKey()), other.links().stream().map(PeerInfo::key).toList());
        assertEquals(1, other.speak("to you"));
        final StoredValue value = StoredValue.of(new byte[]{1, 2, 3});
        other.store(StoreRequest.put("key", value));
        assertEquals(value, relay.store(StoreRequest.read("key")).value());
        final HopwireException ex = assertThrows(HopwireException.class,
            () -> other.endpoint(relay.publicKey()).connect(DataTransitConfiguration.DEFAULT));
        assertTrue(ex.getMessage().contains("no sessions between keys of rsa2048"), ex.getMessage());
        assertKeyError("nobody can have this public key",
            () -> other.endpoint(new PublicKey("rsa2048:" + "11".repeat(270))));
    }

    @Test
    void refusesAPrivateKeyAndAnAddressThatNobodyCanHave()
    {
        final PrivateKey secret = KeyPairs.generate(IdentitySchemes.ED25519);
        final Engine engine = launch(context(IdentitySchemes.ED25519).privateKey(secret));
        assertKeyError(
            "private key of this engine", () -> engine.endpoint(new PublicKey("ed25519", secret.toBytes())));
        // The neutral element: anybody could sign for it.
        assertKeyError("nobody can have this public key",
            () -> engine.endpoint(new PublicKey("ed25519:01" + "00".repeat(31))));
    }

    @Test
    void addressesOfOneSchemeMayDifferInLength()
    {
        final Engine engine = launch(context(IdentitySchemes.string(9)));
        assertKeyError("public key of string must be 18 hexadecimal digits, found 64",
            () -> engine.endpoint(new PublicKey("string", OTHER.toBytes())));
    }

    @Test
    void longestAddressIsTheSameForAll()
    {
        assertEquals(IdentitySchemes.MAX_ADDRESS_LENGTH, PublicKey.MAX_LENGTH);
    }

    private static void assertKeyError(final String message, final Runnable code)
    {
        final HopwireException ex = assertThrows(HopwireException.class, code::run);
        assertEquals(ErrorCategory.KEY, ex.category());
        assertTrue(ex.getMessage().contains(message), ex.getMessage());
    }

    private Engine launch(final EngineContext context)
    {
        final Engine engine = HopwireEngine.launch(context);
        engines.add(engine);
        return engine;
    }

    private static EngineContext context(final IdentityScheme scheme)
    {
        return new EngineContext(new Properties())
            .identityScheme(scheme)
            .unauthenticatedIdentities(true)
            .bindAddress("127.0.0.1:0")
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter((note) -> {});
    }
}
