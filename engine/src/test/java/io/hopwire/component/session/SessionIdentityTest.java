package io.hopwire.component.session;

import io.hopwire.crypto.HandshakeMemory;
import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.identity.ForgedScheme;
import io.hopwire.crypto.identity.ForgedScheme.Lie;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sessions of Ed25519 addresses, set up by the worker of production, with peers who are not who they say they are.
 */
class SessionIdentityTest
{
    private final SessionNet net = new SessionNet(12);
    private final HopwireCrypto crypto = new HopwireCrypto();

    @ParameterizedTest
    @EnumSource(Lie.class)
    void refusesAClientThatIsNotVouchedFor(final Lie lie)
    {
        final SessionNode client = node(new ForgedScheme(lie));
        final SessionNode server = node(IdentitySchemes.ED25519);
        client.connect(1, server, 1, 1);
        net.run(6 * SessionNet.SECOND);
        if (Lie.NONE == lie || Lie.SIGNED_BY_ANOTHER == lie)
        {
            // That other one does vouch for this static key, so it is who calls.
            assertArrayEquals(
                Lie.NONE == lie ? client.key.byteArray() : ForgedScheme.anothersAddress(),
                server.app.peer().key.byteArray());
            assertEquals(0, server.counters.rejected());
            return;
        }
        assertTrue(server.counters.get(RejectCode.HANDSHAKE_CERTIFICATE) > 0);
        assertEquals(server.counters.rejected(), server.counters.get(RejectCode.HANDSHAKE_CERTIFICATE));
        assertTrue(server.app.peers.isEmpty() && client.app.peers.isEmpty());
        assertEquals(SessionCodes.REFUSED, client.app.failure(1).reason());
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void refusesAServerThatIsNotVouchedFor(final Lie lie)
    {
        final SessionNode client = node(IdentitySchemes.ED25519);
        final SessionNode server = node(new ForgedScheme(lie));
        client.connect(1, server, 1, 1);
        net.run(6 * SessionNet.SECOND);
        if (Lie.NONE == lie)
        {
            assertEquals(1, client.app.peers.size());
            assertEquals(0, client.counters.rejected());
            return;
        }
        assertTrue(client.counters.get(RejectCode.HANDSHAKE_CERTIFICATE) > 0);
        assertEquals(client.counters.rejected(), client.counters.get(RejectCode.HANDSHAKE_CERTIFICATE));
        assertTrue(client.app.peers.isEmpty());
        // Whoever answered may stand between us and the server, which may still answer itself.
        assertEquals(SessionCodes.TIMEOUT, client.app.failure(1).reason());
    }

    private SessionNode node(final IdentityScheme scheme)
    {
        final SessionNode node = net.node(Settings.DEFAULTS);
        final byte[] privateKey = new byte[scheme.privateKeyLength()];
        net.random.nextBytes(privateKey);
        final byte[] address = new byte[scheme.addressLength()];
        scheme.address(privateKey, crypto, address);
        node.key.putBytes(0, address);
        final HandshakeWorker worker =
            new HandshakeWorker(new HandshakeMemory(crypto, 16), node, scheme, privateKey, 16);
        node.worker = new TestWorker(address, 1)
        {
            @Override
            int execute(final UnsafeBuffer in, final MutableDirectBuffer out)
            {
                return worker.execute(in, 0, in.capacity(), out, 0);
            }
        };
        node.component.listen(true);
        return node;
    }
}
