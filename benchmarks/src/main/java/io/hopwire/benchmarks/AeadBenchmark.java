package io.hopwire.benchmarks;

import io.hopwire.crypto.Aead;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * One packet sealed, or opened, under one 256-bit key and a nonce of its own, without associated data: as every hop
 * does it. Ours works on direct buffers, as packets lie; the others on arrays, which suits them best. All keep their
 * cipher object, and BouncyCastle its key schedule; packets to open are valid and come from a ring, sealed by ours, so
 * that all prove to be the same cipher. Warm-up is long because the JDK's own ciphers need it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class AeadBenchmark
{
    private static final int PACKETS = 64;
    private static final int NONCE_LENGTH = 12;
    private static final int NONCE_COUNTER_OFFSET = 4;
    private static final int ALIGNMENT = 64;

    /**
     * Name of the cipher.
     */
    @Param({Aeads.AES_GCM, Aeads.CHACHA})
    public String cipher;

    /**
     * Bytes of plaintext.
     */
    @Param({"64", "256", "1200"})
    public int length;

    private final byte[] key = new byte[Aead.KEY_LENGTH];
    private final byte[] nonce = new byte[NONCE_LENGTH];
    private final UnsafeBuffer nonceBuffer = new UnsafeBuffer(nonce);
    private boolean aes;
    private ByteOrder nonceOrder;
    private Aead aead;
    private Cipher sunJce;
    private SecretKeySpec sunJceKey;
    private AEADCipher bouncyCastle;
    private UnsafeBuffer plaintext;
    private UnsafeBuffer output;
    private UnsafeBuffer sealed;
    private byte[] plaintextArray;
    private byte[] outputArray;
    private byte[] sealedArray;
    private int stride;
    private int packet;
    private long counter;

    /**
     * Seals the packets that are going to be opened, and tries everything once.
     */
    @Setup
    public void setUp() throws GeneralSecurityException, InvalidCipherTextException
    {
        final Random random = new Random(7);
        random.nextBytes(key);
        aes = Aeads.isAes(cipher);
        nonceOrder = aes ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        aead = Aeads.hopwire(cipher);
        aead.init(key, 0);
        sunJce = Aeads.sunJce(cipher);
        sunJceKey = new SecretKeySpec(key, Aeads.keyName(cipher));
        bouncyCastle = Aeads.bouncyCastle(cipher);
        bouncyCastle.init(true, new AEADParameters(new KeyParameter(key), Byte.SIZE * Aead.TAG_LENGTH, nonce));

        stride = (length + Aead.TAG_LENGTH + ALIGNMENT - 1) & -ALIGNMENT;
        plaintextArray = new byte[length];
        outputArray = new byte[stride];
        sealedArray = new byte[PACKETS * stride];
        random.nextBytes(plaintextArray);
        plaintext = direct(length);
        plaintext.putBytes(0, plaintextArray);
        output = direct(stride);
        sealed = direct(sealedArray.length);
        for (int i = 0; i < PACKETS; i++)
        {
            aead.seal(i, plaintext, 0, length, sealed, i * stride);
        }
        sealed.getBytes(0, sealedArray);
        counter = PACKETS;
        tryAll();
    }

    @Benchmark
    @ComparedTo(value = "sealSunJce", goals = {"cipher=" + Aeads.CHACHA + " length=64: 0.50",
        "cipher=" + Aeads.AES_GCM + " length=64: 0.60", "cipher=" + Aeads.AES_GCM + " length=1200: 0.95"})
    public int sealHopwire()
    {
        return aead.seal(counter++, plaintext, 0, length, output, 0);
    }

    @Benchmark
    @ComparedTo(value = "openSunJce", goals = {"cipher=" + Aeads.CHACHA + " length=64: 0.50",
        "cipher=" + Aeads.AES_GCM + " length=64: 0.60", "cipher=" + Aeads.AES_GCM + " length=1200: 0.95"})
    public int openHopwire()
    {
        final int next = nextPacket();
        return checked(aead.open(
            next, sealed, next * stride, length + Aead.TAG_LENGTH, output, 0), length);
    }

    @Benchmark
    public int sealSunJce() throws GeneralSecurityException
    {
        putNonce(counter++);
        sunJce.init(Cipher.ENCRYPT_MODE, sunJceKey, Aeads.parameters(aes, nonce));
        return sunJce.doFinal(plaintextArray, 0, length, outputArray, 0);
    }

    @Benchmark
    public int openSunJce() throws GeneralSecurityException
    {
        final int next = nextPacket();
        putNonce(next);
        sunJce.init(Cipher.DECRYPT_MODE, sunJceKey, Aeads.parameters(aes, nonce));
        return sunJce.doFinal(sealedArray, next * stride, length + Aead.TAG_LENGTH, outputArray, 0);
    }

    @Benchmark
    @ComparedTo("sealSunJce")
    public int sealBouncyCastle() throws InvalidCipherTextException
    {
        putNonce(counter++);
        return bouncyCastle(true, plaintextArray, 0, length);
    }

    @Benchmark
    @ComparedTo("openSunJce")
    public int openBouncyCastle() throws InvalidCipherTextException
    {
        final int next = nextPacket();
        putNonce(next);
        return bouncyCastle(false, sealedArray, next * stride, length + Aead.TAG_LENGTH);
    }

    private int bouncyCastle(final boolean seal, final byte[] input, final int offset, final int inputLength)
        throws InvalidCipherTextException
    {
        bouncyCastle.init(seal, new AEADParameters(null, Byte.SIZE * Aead.TAG_LENGTH, nonce));
        final int written = bouncyCastle.processBytes(input, offset, inputLength, outputArray, 0);
        return written + bouncyCastle.doFinal(outputArray, written);
    }

    private int nextPacket()
    {
        packet = (packet + 1) & (PACKETS - 1);
        return packet;
    }

    private void putNonce(final long value)
    {
        nonceBuffer.putLong(NONCE_COUNTER_OFFSET, value, nonceOrder);
    }

    private void tryAll() throws GeneralSecurityException, InvalidCipherTextException
    {
        checked(openHopwire(), length);
        final byte[] opened = new byte[length];
        output.getBytes(0, opened);
        check(opened);
        checked(openSunJce(), length);
        check(Arrays.copyOf(outputArray, length));
        checked(openBouncyCastle(), length);
        check(Arrays.copyOf(outputArray, length));
        checked(sealHopwire(), length + Aead.TAG_LENGTH);
        checked(sealSunJce(), length + Aead.TAG_LENGTH);
        checked(sealBouncyCastle(), length + Aead.TAG_LENGTH);
    }

    private void check(final byte[] opened)
    {
        if (!Arrays.equals(plaintextArray, opened))
        {
            throw new IllegalStateException("opened to something else than was sealed");
        }
    }

    private static int checked(final int found, final int expected)
    {
        if (found != expected)
        {
            throw new IllegalStateException("found " + found + " instead of " + expected);
        }
        return found;
    }

    private static UnsafeBuffer direct(final int capacity)
    {
        return new UnsafeBuffer(ByteBuffer.allocateDirect(capacity));
    }
}
