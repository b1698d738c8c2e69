package io.hopwire.benchmarks;

import io.hopwire.spi.RejectCode;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * What every packet costs before any key is touched: its header is written and checked, its payload encoded and
 * decoded.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class WireBenchmark
{
    private static final int PAYLOAD_LENGTH = 64;
    private static final int CAPACITY = 256;

    private final UnsafeBuffer frame = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final UnsafeBuffer payload = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final UnsafeBuffer binary = new UnsafeBuffer(ByteBuffer.allocateDirect(PAYLOAD_LENGTH));
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final int frameLength;
    private final int payloadLength;
    private long counter;

    /**
     * One data frame and one payload, ready to be read.
     */
    public WireBenchmark()
    {
        frameLength = FrameFlyweight.putDataHeader(frame, 0, 1, 1, PAYLOAD_LENGTH);
        payloadLength = encodePayload();
        if (null != validateDataFrame() || decodePayload() != PAYLOAD_LENGTH + 1)
        {
            throw new IllegalStateException("what is to be measured does not work");
        }
    }

    @Benchmark
    public int writeDataHeader()
    {
        return FrameFlyweight.putDataHeader(frame, 0, 1, ++counter, PAYLOAD_LENGTH);
    }

    @Benchmark
    public RejectCode validateDataFrame()
    {
        return FrameFlyweight.validate(frame, 0, frameLength);
    }

    @Benchmark
    public int encodePayload()
    {
        encoder.wrap(payload, 0, CAPACITY).putArrayHeader(2).putLong(1).putBinary(binary, 0, PAYLOAD_LENGTH);
        return encoder.length();
    }

    @Benchmark
    public long decodePayload()
    {
        decoder.wrap(payload, 0, payloadLength);
        decoder.readArrayHeader();
        final long number = decoder.readLong();
        return number + decoder.readBinary();
    }
}
