package io.hopwire.wire;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.BoxKind;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.X25519Boxes;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.EntropySource;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A message from one node to another whose payload is a sealed box.
 */
final class WireSealedBox
{
    private static final int ADDRESS = 32;
    private static final int HEADER = 2 * ADDRESS + 6;
    private static final byte EPHEMERAL = 0x54;
    private static final byte[] INFO = "hopwire/1 sealed box hopwire".getBytes(US_ASCII);
    private static final byte[] PLAIN =
    {
        (byte)0x93, (byte)0xa2, 'h', 'i', (byte)0xcf, 0, 6, 10, 0x24, 0x18, 0x47, 0x24, (byte)0xc0, (byte)0xc4, 16,
        0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53, 0x53
    };

    private WireSealedBox()
    {
    }

    static void describe(final WireExample example, final WireNode from, final WireNode to, final BoxKind kind)
    {
        final byte[] ephemeral = new byte[ADDRESS];
        Arrays.fill(ephemeral, EPHEMERAL);
        final byte[] message = message(from, to, kind);
        example.put(ephemeral, "ephemeral private key")
            .put(INFO, "info: \"" + new String(INFO, US_ASCII) + '"')
            .put(PLAIN, "plaintext: [message, number, secret]")
            .split(
            message, ADDRESS, "from", ADDRESS, "to", 2, "WHISPER, encrypted", 4,
            "length of the payload; all up to here is associated data", 1, "kind", ADDRESS, "encapsulated key",
            PLAIN.length, "ciphertext", "tag");
    }

    private static byte[] message(final WireNode from, final WireNode to, final BoxKind kind)
    {
        final int length = HEADER + 1 + ADDRESS + PLAIN.length + Aead.TAG_LENGTH;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[6 + length]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(buffer, 0, buffer.capacity(), Byte.SIZE * ADDRESS);
        final int payload = encoder.beginMessage(
            new UnsafeBuffer(from.publicKey), 0, new UnsafeBuffer(to.publicKey), 0, Operation.WHISPER, true);
        encoder.commitMessage(length - HEADER);
        encoder.finish();

        final X25519Boxes sender = boxes(from, kind);
        sender.peer(new UnsafeBuffer(to.publicKey), 0);
        sender.associate(buffer, payload - HEADER, HEADER);
        final int sealed = sender.seal(new UnsafeBuffer(PLAIN), 0, PLAIN.length, buffer, payload);
        final UnsafeBuffer opened = new UnsafeBuffer(new byte[PLAIN.length]);
        final X25519Boxes recipient = boxes(to, BoxKind.X25519_CHACHA20);
        recipient.peer(new UnsafeBuffer(from.publicKey), 0);
        recipient.associate(buffer, payload - HEADER, HEADER);
        if (PLAIN.length != recipient.open(buffer, payload, sealed, opened, 0))
        {
            throw new AssertionError("it does not open");
        }
        return Arrays.copyOfRange(buffer.byteArray(), payload - HEADER, payload + sealed);
    }

    private static X25519Boxes boxes(final WireNode of, final BoxKind kind)
    {
        return new X25519Boxes(
            new HopwireCrypto(), new Fixed(), new X25519Boxes.Owner(IdentitySchemes.X25519, of.privateKey, INFO), kind);
    }

    /** What the document says that is drawn. */
    private static final class Fixed implements EntropySource
    {
        @Override
        public void nextBytes(final byte[] dst, final int offset, final int length)
        {
            Arrays.fill(dst, offset, offset + length, EPHEMERAL);
        }

        @Override
        public long nextLong()
        {
            throw new AssertionError("nothing but keys is drawn");
        }
    }
}
