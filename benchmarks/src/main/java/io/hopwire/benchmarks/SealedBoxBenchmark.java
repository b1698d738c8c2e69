package io.hopwire.benchmarks;

import io.hopwire.crypto.BoxKind;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.RsaBoxes;
import io.hopwire.crypto.SealedBoxes;
import io.hopwire.crypto.X25519;
import io.hopwire.crypto.X25519Boxes;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.EntropySource;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A message for a key that there is no link to: sealed and opened, by kind; and the same HPKE by Bouncy Castle.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class SealedBoxBenchmark
{
    private static final byte[] INFO = "hopwire/1 sealed box hopwire".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int KEY_LENGTH = X25519.KEY_LENGTH;

    /**
     * Bytes of the message.
     */
    @Param({"64", "1024"})
    public int length;

    /**
     * Kind of box.
     */
    @Param({"X25519_CHACHA20", "X25519_CHACHA20_FROM", "X25519_AES_256", "RSA_2048", "RSA_2048_FROM"})
    public BoxKind kind;

    private final UnsafeBuffer plain = new UnsafeBuffer(new byte[2048]);
    private final UnsafeBuffer box = new UnsafeBuffer(new byte[4096]);
    private final UnsafeBuffer opened = new UnsafeBuffer(new byte[2048]);
    private final UnsafeBuffer sealed = new UnsafeBuffer(new byte[4096]);
    private final HPKE bouncyCastle =
        new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_CHACHA20_POLY1305);
    private AsymmetricCipherKeyPair bouncyCastleKey;
    private byte[] text;
    private SealedBoxes sender;
    private SealedBoxes recipient;
    private int sealedLength;

    /**
     * Draws keys, and sees that what is sealed is opened.
     */
    @Setup
    public void setUp() throws InvalidCipherTextException
    {
        final Entropy entropy = new Entropy();
        if (kind.isOfRsa())
        {
            rsa(entropy);
        }
        else
        {
            x25519(entropy);
        }
        bouncyCastleKey = bouncyCastle.generatePrivateKey();
        text = new byte[length];
        sealedLength = sender.seal(plain, 0, length, sealed, 0);
        if (length != open() || length != sealAndOpenBouncyCastle())
        {
            throw new IllegalStateException("the box does not open");
        }
    }

    @Benchmark
    public int seal()
    {
        return sender.seal(plain, 0, length, box, 0);
    }

    @Benchmark
    public int open()
    {
        return recipient.open(sealed, 0, sealedLength, opened, 0);
    }

    @Benchmark
    @ComparedTo("sealAndOpenBouncyCastle")
    public int sealAndOpen()
    {
        return recipient.open(box, 0, seal(), opened, 0);
    }

    /**
     * HPKE of its own, always with ChaCha20-Poly1305.
     */
    @Benchmark
    public int sealAndOpenBouncyCastle() throws InvalidCipherTextException
    {
        final byte[][] made =
            bouncyCastle.seal(bouncyCastleKey.getPublic(), INFO, NOTHING, text, null, null, null);
        return bouncyCastle.open(made[1], bouncyCastleKey, INFO, NOTHING, made[0], null, null, null).length;
    }

    private void x25519(final Entropy entropy)
    {
        final byte[] ours = new byte[KEY_LENGTH];
        final byte[] theirs = new byte[KEY_LENGTH];
        entropy.nextBytes(ours, 0, KEY_LENGTH);
        entropy.nextBytes(theirs, 0, KEY_LENGTH);
        sender = boxes(entropy, ours);
        recipient = boxes(entropy, theirs);
        sender.peer(address(theirs), 0);
        recipient.peer(address(ours), 0);
    }

    private X25519Boxes boxes(final Entropy entropy, final byte[] privateKey)
    {
        return new X25519Boxes(
            new HopwireCrypto(), entropy, new X25519Boxes.Owner(IdentitySchemes.X25519, privateKey, INFO), kind);
    }

    private static UnsafeBuffer address(final byte[] privateKey)
    {
        final byte[] publicKey = new byte[KEY_LENGTH];
        X25519.publicKey(privateKey, publicKey);
        return new UnsafeBuffer(publicKey);
    }

    private void rsa(final Entropy entropy)
    {
        final byte[] ours = rsaKey(entropy);
        final byte[] theirs = rsaKey(entropy);
        sender = new RsaBoxes(entropy, ours, INFO, kind);
        recipient = new RsaBoxes(entropy, theirs, INFO, kind);
        sender.peer(rsaAddress(theirs), 0);
        recipient.peer(rsaAddress(ours), 0);
    }

    private static byte[] rsaKey(final Entropy entropy)
    {
        final byte[] key = new byte[IdentitySchemes.RSA_2048.privateKeyLength()];
        IdentitySchemes.RSA_2048.newPrivateKey(entropy, key);
        return key;
    }

    private static UnsafeBuffer rsaAddress(final byte[] privateKey)
    {
        final byte[] address = new byte[IdentitySchemes.RSA_2048.addressLength()];
        IdentitySchemes.RSA_2048.address(privateKey, new HopwireCrypto(), address);
        return new UnsafeBuffer(address);
    }

    /**
     * Costs next to nothing.
     */
    private static final class Entropy implements EntropySource
    {
        private final Random random = new Random(5);

        @Override
        public void nextBytes(final byte[] dst, final int offset, final int length)
        {
            for (int i = 0; i < length; i++)
            {
                dst[offset + i] = (byte)random.nextInt();
            }
        }

        @Override
        public long nextLong()
        {
            return random.nextLong();
        }
    }
}
