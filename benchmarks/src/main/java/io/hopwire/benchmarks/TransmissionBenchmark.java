package io.hopwire.benchmarks;

import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.TransmissionParser;
import org.agrona.concurrent.UnsafeBuffer;
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
import java.util.concurrent.TimeUnit;

/**
 * Headers of seed 004: a transmission of one message written, and read, at both lengths of addresses.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class TransmissionBenchmark
{
    private static final int CAPACITY = 1408;

    /**
     * Bits of an address: headers of messages have 70 bytes, or 546.
     */
    @Param({"256", "2160"})
    public int beta;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final UnsafeBuffer read = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final UnsafeBuffer addresses = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private final TransmissionParser parser = new TransmissionParser();
    private int length;

    /**
     * A transmission to be read.
     */
    @Setup
    public void setUp()
    {
        length = encode();
        read.putBytes(0, buffer, 0, length);
        if (decode() <= 0)
        {
            throw new IllegalStateException("what is to be measured does not work");
        }
    }

    @Benchmark
    public int encode()
    {
        encoder.wrap(buffer, 0, CAPACITY, beta);
        encoder.beginMessage(addresses, 0, addresses, beta / Byte.SIZE, Operation.PING, false);
        encoder.commitMessage(1);
        return encoder.finish();
    }

    @Benchmark
    public int decode()
    {
        int sum = null == parser.wrap(read, 0, length, beta) ? 0 : -CAPACITY;
        while (parser.next())
        {
            sum += parser.fromOffset() + parser.toOffset() + parser.operation() + parser.payloadLength();
        }
        return sum;
    }
}
