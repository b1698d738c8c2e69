package io.hopwire.crypto;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NoiseHandshakeTest
{
    private final HopwireCrypto crypto = new HopwireCrypto();
    private final UnsafeBuffer wire = new UnsafeBuffer(new byte[128 * 1024]);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[128 * 1024]);
    private final NoiseHandshake initiator = start(true, 1, 2);
    private final NoiseHandshake responder = start(false, 3, 4);

    @Test
    void keepsTheTurns()
    {
        assertEquals(NoiseHandshake.OUT_OF_TURN, initiator.readMessage(wire, 0, 96, payload, 0));
        assertEquals(NoiseHandshake.OUT_OF_TURN, responder.writeMessage(payload, 0, 0, wire, 0));
        final int length = initiator.writeMessage(payload, 0, 5, wire, 0);
        assertEquals(NoiseHandshake.OUT_OF_TURN, initiator.writeMessage(payload, 0, 5, wire, 0));
        assertEquals(5, responder.readMessage(wire, 0, length, payload, 0));
        assertEquals(NoiseHandshake.OUT_OF_TURN, responder.readMessage(wire, 0, length, payload, 0));
    }

    @Test
    void endsAfterTheLastMessage()
    {
        final byte[] key = new byte[32];
        assertThrows(IllegalStateException.class, () -> initiator.split(key, key));
        pass(initiator, responder);
        pass(responder, initiator);
        pass(initiator, responder);
        assertTrue(initiator.isFinished() && responder.isFinished());
        assertFalse(initiator.isMyTurn() || responder.isMyTurn());
        assertEquals(NoiseHandshake.OUT_OF_TURN, initiator.messageLength(0));
        assertEquals(NoiseHandshake.OUT_OF_TURN, initiator.writeMessage(payload, 0, 0, wire, 0));
        assertEquals(NoiseHandshake.OUT_OF_TURN, responder.readMessage(wire, 0, 96, payload, 0));
        initiator.split(key, new byte[32]);
        assertFalse(Arrays.equals(key, new byte[32]));
    }

    @Test
    void isDeadAfterABadMessage()
    {
        assertEquals(NoiseHandshake.INVALID_MESSAGE, responder.readMessage(wire, 0, 31, payload, 0));
        assertEquals(NoiseHandshake.OUT_OF_TURN, responder.readMessage(wire, 0, 32, payload, 0));
        assertFalse(responder.isFinished() || responder.isMyTurn() || responder.hasRemoteStatic());
    }

    @Test
    void refusesTooMuch()
    {
        assertEquals(NoiseHandshake.TOO_LONG, initiator.writeMessage(payload, 0, 65_504, wire, 0));
        assertEquals(65_535, initiator.writeMessage(payload, 0, 65_503, wire, 0));
        assertEquals(NoiseHandshake.INVALID_MESSAGE, responder.readMessage(wire, 0, 65_536, payload, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Noise_XX_25519_AESGCM", "Noise_XX_448_AESGCM_SHA256", "Noise_QQ_25519_AESGCM_SHA256",
        "Noise_XX_25519_DES_SHA256", "Noise_XX_25519_AESGCM_MD5", "Noise_XXpsk9_25519_AESGCM_SHA256", ""})
    void refusesUnknownProtocols(final String name)
    {
        assertThrows(IllegalArgumentException.class, () -> new NoiseProtocol(name));
    }

    private void pass(final NoiseHandshake from, final NoiseHandshake to)
    {
        final int length = from.writeMessage(payload, 0, 0, wire, 0);
        assertEquals(0, to.readMessage(wire, 0, length, payload, 0));
    }

    private NoiseHandshake start(final boolean isInitiator, final int staticSeed, final int ephemeralSeed)
    {
        final byte[] staticKey = new byte[32];
        final byte[] ephemeralKey = new byte[32];
        Arrays.fill(staticKey, (byte)staticSeed);
        Arrays.fill(ephemeralKey, (byte)ephemeralSeed);
        final NoiseHandshake handshake = new NoiseHandshake(NoiseProtocol.XX, crypto);
        handshake.start(
            NoiseProtocol.XX,
            isInitiator,
            payload,
            0,
            3,
            new NoiseHandshake.Keys(staticKey, ephemeralKey, null, null));
        return handshake;
    }
}
