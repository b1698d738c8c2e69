package io.hopwire.benchmarks;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.NoiseHandshake;
import io.hopwire.crypto.NoiseProtocol;
import io.hopwire.crypto.X25519;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.crypto.KeyAgreement;

/**
 * What the worker does when a link or a session begins: whole handshakes, both sides of them in one thread, keys
 * derived at the end; and the key agreement that they consist of, against the JDK's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class HandshakeBenchmark
{
    private static final int KEY_LENGTH = NoiseHandshake.KEY_LENGTH;
    private static final int CAPACITY = 512;

    private final UnsafeBuffer wire = new UnsafeBuffer(new byte[CAPACITY]);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[CAPACITY]);
    private final UnsafeBuffer received = new UnsafeBuffer(new byte[CAPACITY]);
    private final byte[] initiatorStatic = new byte[KEY_LENGTH];
    private final byte[] initiatorEphemeral = new byte[KEY_LENGTH];
    private final byte[] responderStatic = new byte[KEY_LENGTH];
    private final byte[] responderEphemeral = new byte[KEY_LENGTH];
    private final byte[] responderPublic = new byte[KEY_LENGTH];
    private final byte[] shared = new byte[KEY_LENGTH];
    private final byte[] initiatorSends = new byte[KEY_LENGTH];
    private final byte[] initiatorReceives = new byte[KEY_LENGTH];
    private final byte[] responderSends = new byte[KEY_LENGTH];
    private final byte[] responderReceives = new byte[KEY_LENGTH];
    private final NoiseHandshake initiator = new NoiseHandshake(NoiseProtocol.IK, new HopwireCrypto());
    private final NoiseHandshake responder = new NoiseHandshake(NoiseProtocol.IK, new HopwireCrypto());
    private KeyAgreement jdk;
    private PrivateKey jdkPrivate;
    private PublicKey jdkPublic;

    /**
     * Draws all keys, and sees that everybody agrees on the same secrets.
     */
    @Setup
    public void setUp() throws GeneralSecurityException
    {
        final Random random = new Random(11);
        random.nextBytes(initiatorStatic);
        random.nextBytes(initiatorEphemeral);
        random.nextBytes(responderStatic);
        random.nextBytes(responderEphemeral);
        X25519.publicKey(responderStatic, responderPublic);

        final KeyFactory factory = KeyFactory.getInstance("X25519");
        jdk = KeyAgreement.getInstance("X25519");
        jdkPrivate = factory.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, initiatorStatic));
        jdkPublic = factory.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, coordinate()));
        agreeHopwire();
        noiseIk();
        if (!Arrays.equals(agreeJdk(), shared))
        {
            throw new IllegalStateException("the secrets differ");
        }
        noiseXx();
    }

    @Benchmark
    public void noiseIk()
    {
        handshake(NoiseProtocol.IK, responderPublic, 2);
    }

    @Benchmark
    public void noiseXx()
    {
        handshake(NoiseProtocol.XX, null, 3);
    }

    @Benchmark
    @ComparedTo("agreeJdk")
    public boolean agreeHopwire()
    {
        return X25519.agree(initiatorStatic, responderPublic, shared);
    }

    @Benchmark
    public byte[] agreeJdk() throws GeneralSecurityException
    {
        jdk.init(jdkPrivate);
        jdk.doPhase(jdkPublic, true);
        return jdk.generateSecret();
    }

    private void handshake(final NoiseProtocol protocol, final byte[] remoteStatic, final int messages)
    {
        initiator.start(
            protocol,
            true,
            payload,
            0,
            0,
            new NoiseHandshake.Keys(initiatorStatic, initiatorEphemeral, remoteStatic, null));
        responder.start(
            protocol, false, payload, 0, 0, new NoiseHandshake.Keys(responderStatic, responderEphemeral, null, null));
        for (int i = 0; i < messages; i++)
        {
            final NoiseHandshake from = (i & 1) == 0 ? initiator : responder;
            final NoiseHandshake to = (i & 1) == 0 ? responder : initiator;
            final int length = from.writeMessage(payload, 0, KEY_LENGTH, wire, 0);
            if (to.readMessage(wire, 0, length, received, 0) != KEY_LENGTH)
            {
                throw new IllegalStateException("message " + i + " is not understood");
            }
        }
        initiator.split(initiatorSends, initiatorReceives);
        responder.split(responderSends, responderReceives);
        if (!Arrays.equals(initiatorSends, responderReceives) || !Arrays.equals(initiatorReceives, responderSends))
        {
            throw new IllegalStateException("the keys differ");
        }
    }

    /**
     * The public key as the JDK wants it: little endian bytes, the highest bit ignored, as a number.
     */
    private BigInteger coordinate()
    {
        final byte[] bigEndian = new byte[KEY_LENGTH];
        for (int i = 0; i < KEY_LENGTH; i++)
        {
            bigEndian[i] = responderPublic[KEY_LENGTH - 1 - i];
        }
        bigEndian[0] &= 0x7f;
        return new BigInteger(1, bigEndian);
    }
}
