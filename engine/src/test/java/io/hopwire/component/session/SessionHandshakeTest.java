package io.hopwire.component.session;

import io.hopwire.crypto.HandshakeWorker;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sessions set up by the worker of production, with Noise IK over X25519.
 */
class SessionHandshakeTest
{
    private final SessionNet net = new SessionNet(11);
    private final HopwireCrypto crypto = new HopwireCrypto();
    private final SessionNode client = node();
    private final SessionNode server = node();

    private SessionNode node()
    {
        final SessionNode node = net.node(Settings.DEFAULTS);
        final byte[] privateKey = new byte[32];
        net.random.nextBytes(privateKey);
        final byte[] publicKey = new byte[32];
        crypto.publicKey(privateKey, publicKey);
        node.key.putBytes(0, publicKey);
        final HandshakeWorker worker = new HandshakeWorker(crypto, node, privateKey, 16);
        node.worker = new TestWorker(publicKey, 1)
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

    @Test
    void bothEndsGetKeysThatFitAndTheServerLearnsWhoCalls()
    {
        net.loss = 0.1;
        client.connect(1, server, 2, 3);
        net.await(5 * SessionNet.SECOND, () -> !client.app.peers.isEmpty() && !server.app.peers.isEmpty());
        assertTrue(server.app.peer().key.equals(client.key));
        net.await(30 * SessionNet.SECOND, () ->
        {
            client.app.offerUpTo(client.app.peer(), 500);
            server.app.offerUpTo(server.app.peer(), 500);
            return client.app.peer().out.acked == 500 && server.app.peer().out.acked == 500;
        });
        assertEquals(0, client.counters.get(RejectCode.SESSION_AUTHENTICATION));
        assertEquals(0, server.counters.get(RejectCode.SESSION_AUTHENTICATION));
        client.component.close(client.app.peer().sessionId, net.nowNs);
        net.run(5 * SessionNet.SECOND);
        assertEquals(SessionCodes.CLOSED_BY_US, client.app.peer().reason);
        assertTrue(server.app.peer().out.ended);
    }

    @Test
    void whoDoesNotHaveThePrivateKeyIsRefused()
    {
        final SessionNode impostor = node();
        impostor.key.putBytes(0, server.key, 0, 32);
        server.kill();
        client.connect(1, server, 1, 1);
        net.run(6 * SessionNet.SECOND);
        assertEquals(SessionCodes.REFUSED, client.app.failure(1).reason());
        assertTrue(impostor.counters.get(RejectCode.SESSION_HANDSHAKE) > 0);
        assertTrue(impostor.app.peers.isEmpty());
    }

    @Test
    void aSpoiltAnswerIsTriedAgain()
    {
        final TestWorker honest = server.worker;
        server.worker = new TestWorker(new byte[32], 1)
        {
            private int calls;

            @Override
            int execute(final UnsafeBuffer in, final MutableDirectBuffer out)
            {
                final int length = honest.execute(in, out);
                if (calls++ < 2)
                {
                    out.putByte(length - 1, (byte)(out.getByte(length - 1) ^ 1));
                }
                return length;
            }
        };
        client.connect(1, server, 1, 1);
        net.run(4 * SessionNet.SECOND);
        assertEquals(2, client.counters.get(RejectCode.SESSION_HANDSHAKE));
        assertEquals(1, client.app.peers.size());
        assertEquals(1, server.app.peers.size());
    }
}
