package io.hopwire.wire;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.BoxKind;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.SealedBoxes;
import io.hopwire.crypto.X25519Boxes;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.crypto.identity.RsaKeys;
import io.hopwire.link.TestEntropy;
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
    private static final byte[] RSA_INFO = "hopwire/1 sealed box hopwire rsa2048270".getBytes(US_ASCII);
    private static final int RSA_HEADER = 2 * RsaKeys.ADDRESS_LENGTH + 6;
    private static final int INSIDE = 158;
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

    /** A text that is so long that some of it does not find room beside the key. */
    static void describeRsa(final WireExample example)
    {
        final byte[] fromKey = rsaKey(1);
        final byte[] toKey = rsaKey(2);
        final byte[] plain = longPlain();
        final byte[] drawn = new byte[ADDRESS];
        Arrays.fill(drawn, EPHEMERAL);
        final byte[] message = rsaMessage(fromKey, toKey, plain);
        example.put(fromKey, "private key of the sender").put(toKey, "private key of the recipient")
            .put(drawn, "key of AES-256-GCM, and the seed of OAEP")
            .put(RSA_INFO, "info: \"" + new String(RSA_INFO, US_ASCII) + '"')
            .put(plain, "plaintext: [message, number, secret]")
            .split(
            message, RsaKeys.ADDRESS_LENGTH, "from", RsaKeys.ADDRESS_LENGTH, "to", 2, "WHISPER, encrypted", 4,
            "length of the payload; all up to here is associated data", 1, "kind",
            RsaKeys.MODULUS_LENGTH, "RSA-OAEP of the key and the first 158 bytes", plain.length - INSIDE, "ciphertext",
            Aead.TAG_LENGTH, "tag", "signature");
    }

    private static byte[] rsaMessage(final byte[] fromKey, final byte[] toKey, final byte[] plain)
    {
        final SealedBoxes sender = rsaBoxes(fromKey);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[RSA_HEADER + sender.lengthOf(plain.length)]);
        final UnsafeBuffer from = address(fromKey);
        final UnsafeBuffer to = address(toKey);
        final int beta = Byte.SIZE * RsaKeys.ADDRESS_LENGTH;
        MessageFlyweight.putFrom(buffer, 0, beta, from, 0);
        MessageFlyweight.putTo(buffer, 0, beta, to, 0);
        MessageFlyweight.putOptions(buffer, 0, beta, Operation.WHISPER, true);
        MessageFlyweight.putPayloadLength(buffer, 0, beta, buffer.capacity() - RSA_HEADER);
        sender.peer(to, 0);
        sender.associate(buffer, 0, RSA_HEADER);
        final int sealed = sender.seal(new UnsafeBuffer(plain), 0, plain.length, buffer, RSA_HEADER);
        final UnsafeBuffer opened = new UnsafeBuffer(new byte[plain.length]);
        final SealedBoxes recipient = rsaBoxes(toKey);
        recipient.peer(from, 0);
        recipient.associate(buffer, 0, RSA_HEADER);
        if (plain.length != recipient.open(buffer, RSA_HEADER, sealed, opened, 0) ||
            !Arrays.equals(plain, opened.byteArray()))
        {
            throw new AssertionError("it does not open");
        }
        return buffer.byteArray();
    }

    private static SealedBoxes rsaBoxes(final byte[] key)
    {
        return SealedBoxes.of(
            new HopwireCrypto(), new Fixed(), new X25519Boxes.Owner(IdentitySchemes.RSA_2048, key, RSA_INFO));
    }

    private static byte[] rsaKey(final int seed)
    {
        final byte[] key = new byte[IdentitySchemes.RSA_2048.privateKeyLength()];
        IdentitySchemes.RSA_2048.newPrivateKey(new TestEntropy(seed), key);
        return key;
    }

    private static UnsafeBuffer address(final byte[] key)
    {
        final byte[] address = new byte[RsaKeys.ADDRESS_LENGTH];
        IdentitySchemes.RSA_2048.address(key, new HopwireCrypto(), address);
        return new UnsafeBuffer(address);
    }

    private static byte[] longPlain()
    {
        final byte[] text = "All of this is for one key alone, and who it is from is signed. "
            .repeat(2).concat("So it is.").getBytes(US_ASCII);
        final UnsafeBuffer plain = new UnsafeBuffer(new byte[text.length + 3 + PLAIN.length - 3]);
        plain.putByte(0, PLAIN[0]);
        plain.putByte(1, (byte)0xd9);
        plain.putByte(2, (byte)text.length);
        plain.putBytes(3, text);
        // Behind the short text: number and secret.
        plain.putBytes(3 + text.length, PLAIN, 4, PLAIN.length - 4);
        return Arrays.copyOf(plain.byteArray(), 3 + text.length + PLAIN.length - 4);
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
