package io.hopwire.benchmarks;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.wire.FrameTypes;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * What a relay does with a datagram, without the sockets: {@code NodeCore.onDatagram}, from the frame's check to the
 * sealed frame in the outbox, labels, replay window, counters and all. Beside it the two operations of it that can not
 * be left out: the AES-GCM open and seal of as many bytes, over the same memory layout.
 * <p>
 * A relay opens a frame once only, so {@link #BATCH} datagrams are sealed by a real client before each measured
 * invocation, and after it a real server opens what the relay made of them and acknowledges: neither is timed, and both
 * check that every message arrived. The time is that of one datagram. The bytes allocated are those of all three nodes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class HopBenchmark
{
    /**
     * Datagrams in a row.
     */
    static final int BATCH = 256;

    /**
     * Three nodes with a session from end to end.
     */
    @State(Scope.Thread)
    public static class Chain
    {
        /**
         * Bytes of the message.
         */
        @Param({"64", "1024"})
        public int length;

        private HopChain chain;

        @Setup(Level.Trial)
        public void connect()
        {
            chain = new HopChain(length);
        }

        @Setup(Level.Invocation)
        public void seal()
        {
            chain.offer(BATCH);
        }

        @TearDown(Level.Invocation)
        public void deliver()
        {
            chain.relayed();
            chain.settle();
        }
    }

    /**
     * Sealed packets of the same length as those of the chain.
     */
    @State(Scope.Thread)
    public static class Packets
    {
        /**
         * Bytes of the message.
         */
        @Param({"64", "1024"})
        public int length;

        private final Aead opening = newAead();
        private final Aead sealing = newAead();
        private UnsafeBuffer plaintext;
        private UnsafeBuffer input;
        private UnsafeBuffer output;
        private int plaintextLength;
        private int stride;
        private long counter;

        @Setup(Level.Trial)
        public void allocate()
        {
            plaintextLength = new HopChain(length).offer(1) - FrameTypes.DATA_OVERHEAD;
            stride = BitUtil.align(plaintextLength + FrameTypes.DATA_OVERHEAD, BitUtil.CACHE_LINE_LENGTH);
            plaintext = direct(plaintextLength);
            input = direct(BATCH * stride);
            output = direct(BATCH * stride);
        }

        @Setup(Level.Invocation)
        public void seal()
        {
            for (int i = 0; i < BATCH; i++)
            {
                opening.seal(counter + i, plaintext, 0, plaintextLength, input, ciphertext(i));
            }
        }

        @TearDown(Level.Invocation)
        public void next()
        {
            counter += BATCH;
        }

        private int ciphertext(final int index)
        {
            return index * stride + FrameTypes.DATA_HEADER_LENGTH;
        }

        private static Aead newAead()
        {
            final Aead aead = new HopwireCrypto().newAead();
            aead.init(new byte[Aead.KEY_LENGTH], 0);
            return aead;
        }

        private static UnsafeBuffer direct(final int capacity)
        {
            return new UnsafeBuffer(ByteBuffer.allocateDirect(capacity));
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    @ComparedTo(value = "openAndSeal", goals = "length=64: 1.50")
    public void hop(final Chain chain)
    {
        for (int i = 0; i < BATCH; i++)
        {
            hopOne(chain, i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void openAndSeal(final Packets packets)
    {
        for (int i = 0; i < BATCH; i++)
        {
            openAndSealOne(packets, i);
        }
    }

    // Neither is inlined: what the compiler makes of a packet may not depend on the loop around it.
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static void hopOne(final Chain state, final int index)
    {
        state.chain.relayOne(index);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private static void openAndSealOne(final Packets packets, final int index)
    {
        final int offset = packets.ciphertext(index);
        final long counter = packets.counter + index;
        final int length = packets.opening.open(
            counter, packets.input, offset, packets.plaintextLength + Aead.TAG_LENGTH,
            packets.input, offset);
        if (length != packets.plaintextLength)
        {
            throw new IllegalStateException("a packet that is not opened");
        }
        packets.sealing.seal(counter, packets.input, offset, length, packets.output, offset);
    }
}
