package io.hopwire.crypto;

import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("fallback")
class NoiseVectorsTest
{
    private static final int KEY_LENGTH = NoiseHandshake.KEY_LENGTH;

    private final HopwireCrypto crypto = new HopwireCrypto();
    private final UnsafeBuffer wire = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer plain = new UnsafeBuffer(new byte[1024]);

    @Test
    void passesAllVectors()
    {
        final Map<String, Object> file = Vectors.load("noise.json");
        final List<Object> vectors = VectorJson.array(file.get("vectors"));
        assertEquals(file.get("count"), (long)vectors.size());
        assertEquals(188, vectors.size());
        for (final Object vector : vectors)
        {
            check(VectorJson.object(vector));
        }
    }

    private void check(final Map<String, Object> vector)
    {
        final String name = (String)vector.get("protocol_name");
        final NoiseProtocol protocol = new NoiseProtocol(name);
        final NoiseHandshake initiator = start(vector, protocol, true);
        final NoiseHandshake responder = start(vector, protocol, false);
        final List<Object> messages = VectorJson.array(vector.get("messages"));
        for (int i = 0; i < protocol.messageCount(); i++)
        {
            final boolean forth = (i & 1) == 0;
            handshake(
                name, VectorJson.object(messages.get(i)), forth ? initiator : responder, forth ? responder : initiator);
        }
        assertTrue(initiator.isFinished() && responder.isFinished(), name);
        if (null != vector.get("handshake_hash"))
        {
            final byte[] hash = new byte[KEY_LENGTH];
            initiator.copyHandshakeHash(hash);
            assertEquals(vector.get("handshake_hash"), hex(hash), name);
            responder.copyHandshakeHash(hash);
            assertEquals(vector.get("handshake_hash"), hex(hash), name);
        }
        transport(name, protocol, initiator, responder, messages);
    }

    private NoiseHandshake start(
        final Map<String, Object> vector, final NoiseProtocol protocol, final boolean initiator)
    {
        final String prefix = initiator ? "init_" : "resp_";
        final List<Object> pskTexts = VectorJson.array(vector.get(prefix + "psks"));
        final byte[][] psks = null == pskTexts ? null : pskTexts.stream().map(Vectors::hex).toArray(byte[][]::new);
        final UnsafeBuffer prologue = new UnsafeBuffer(hex(vector.get(prefix + "prologue")));
        final Object ephemeral = vector.get(prefix + "ephemeral");
        final NoiseHandshake handshake = new NoiseHandshake(protocol, crypto);
        handshake.start(
            protocol,
            initiator,
            prologue,
            0,
            prologue.capacity(),
            new NoiseHandshake.Keys(
                hexOrNull(vector.get(prefix + "static")),
                null == ephemeral ? new byte[KEY_LENGTH] : hex(ephemeral),
                hexOrNull(vector.get(prefix + "remote_static")),
                psks));
        return handshake;
    }

    private void handshake(
        final String name, final Map<String, Object> message, final NoiseHandshake writer, final NoiseHandshake reader)
    {
        final byte[] payload = hex(message.get("payload"));
        final byte[] expected = hex(message.get("ciphertext"));
        assertTrue(writer.isMyTurn(), name);
        assertFalse(reader.isMyTurn(), name);
        assertEquals(expected.length, writer.messageLength(payload.length), name);
        final int length = writer.writeMessage(new UnsafeBuffer(payload), 0, payload.length, wire, 3);
        assertArrayEquals(expected, bytes(wire, 3, length), name);
        final int read = reader.readMessage(wire, 3, length, plain, 5);
        assertArrayEquals(payload, bytes(plain, 5, read), name);
    }

    private void transport(
        final String name,
        final NoiseProtocol protocol,
        final NoiseHandshake initiator,
        final NoiseHandshake responder,
        final List<Object> messages)
    {
        final byte[][] keys = new byte[4][KEY_LENGTH];
        initiator.split(keys[0], keys[1]);
        responder.split(keys[2], keys[3]);
        assertArrayEquals(keys[0], keys[3], name);
        assertArrayEquals(keys[1], keys[2], name);
        final Aead aead = protocol.newAead(new CryptoScratch());
        final int[] counters = new int[2];
        for (int i = protocol.messageCount(); i < messages.size(); i++)
        {
            final int direction = protocol.pattern().isOneWay() ? 0 : i & 1;
            final byte[] payload = hex(VectorJson.object(messages.get(i)).get("payload"));
            aead.init(keys[direction], 0);
            final int length = aead.seal(
                counters[direction]++, new UnsafeBuffer(payload), 0, payload.length, wire, 0);
            assertEquals(VectorJson.object(messages.get(i)).get("ciphertext"), hex(bytes(wire, 0, length)), name);
        }
    }

    private static byte[] hexOrNull(final Object text)
    {
        return null == text ? null : hex(text);
    }

    private static byte[] bytes(final UnsafeBuffer buffer, final int offset, final int length)
    {
        assertTrue(length >= 0, "code " + length);
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }
}
