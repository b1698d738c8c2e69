package io.hopwire.wire;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.NoiseHandshake;
import io.hopwire.crypto.NoiseProtocol;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A handshake of the conversation, read and made once more from the keys that both sides have: what is in it, and its
 * hash behind each message.
 */
final class WireHandshake
{
    final List<byte[]> payloads = new ArrayList<>();
    final List<byte[]> hashes = new ArrayList<>();
    final byte[] initiatorSends = new byte[32];
    final byte[] responderSends = new byte[32];

    WireHandshake(
        final boolean isIk,
        final String prologue,
        final WireNode initiator,
        final WireNode responder,
        final boolean isLink,
        final byte[]... messages)
    {
        final NoiseProtocol protocol = isIk ? NoiseProtocol.IK : NoiseProtocol.XX;
        final NoiseHandshake[] sides =
        {
            new NoiseHandshake(protocol, new HopwireCrypto()), new NoiseHandshake(protocol, new HopwireCrypto())
        };
        final UnsafeBuffer agreed = new UnsafeBuffer(prologue.getBytes(StandardCharsets.UTF_8));
        sides[0].start(protocol, true, agreed, 0, agreed.capacity(), new NoiseHandshake.Keys(
            initiator.privateKey, isLink ? initiator.linkEphemeral : initiator.sessionEphemeral,
            isIk ? responder.publicKey : null, null));
        sides[1].start(protocol, false, agreed, 0, agreed.capacity(), new NoiseHandshake.Keys(
            responder.privateKey, isLink ? responder.linkEphemeral : responder.sessionEphemeral, null, null));
        noteHash(sides[0]);
        for (int i = 0; i < messages.length; i++)
        {
            exchange(sides[i & 1], sides[1 - (i & 1)], messages[i]);
        }
        sides[0].split(initiatorSends, responderSends);
    }

    private void exchange(final NoiseHandshake writer, final NoiseHandshake reader, final byte[] message)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[message.length]);
        final UnsafeBuffer again = new UnsafeBuffer(new byte[message.length]);
        final int length = reader.readMessage(new UnsafeBuffer(message), 0, message.length, payload, 0);
        if (length < 0 || message.length != writer.writeMessage(payload, 0, length, again, 0) ||
            !Arrays.equals(message, again.byteArray()))
        {
            throw new AssertionError("the handshake is another one than that of the conversation");
        }
        payloads.add(Arrays.copyOf(payload.byteArray(), length));
        noteHash(writer);
    }

    private void noteHash(final NoiseHandshake side)
    {
        final byte[] hash = new byte[32];
        side.copyHandshakeHash(hash);
        hashes.add(hash);
    }
}
