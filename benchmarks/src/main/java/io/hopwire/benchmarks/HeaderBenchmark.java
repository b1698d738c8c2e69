package io.hopwire.benchmarks;

import io.hopwire.codec.CellHeaderDecoder;
import io.hopwire.codec.CellHeaderEncoder;
import io.hopwire.codec.DataHeaderDecoder;
import io.hopwire.codec.DataHeaderEncoder;
import io.hopwire.delivery.AckCursor;
import io.hopwire.delivery.AckRanges;
import io.hopwire.delivery.DeliveryHeader;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
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
 * The headers of a packet, written and read: what it costs before any key is touched. Frame headers go through {@link
 * FrameFlyweight}, which needs nothing to be wrapped; beside it the generated SBE flyweights of the same layout.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class HeaderBenchmark
{
    private static final int CAPACITY = 256;
    private static final int PLAINTEXT_LENGTH = 64;

    private final UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final UnsafeBuffer frame = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final DataHeaderEncoder dataEncoder = new DataHeaderEncoder();
    private final DataHeaderDecoder dataDecoder = new DataHeaderDecoder();
    private final CellHeaderEncoder cellEncoder = new CellHeaderEncoder();
    private final CellHeaderDecoder cellDecoder = new CellHeaderDecoder();
    private final AckRanges acks = new AckRanges(Limits.MAX_ACK_RANGES);
    private final AckCursor ack = new AckCursor();
    private final int frameLength;
    private long counter;

    /**
     * A data frame to be read.
     */
    public HeaderBenchmark()
    {
        frameLength = FrameFlyweight.putDataHeader(frame, 0, 1, 1, PLAINTEXT_LENGTH);
        if (null != validateFrame() || decodeFrame() != decodeFrameSbe())
        {
            throw new IllegalStateException("what is to be measured does not work");
        }
    }

    @Benchmark
    @ComparedTo("encodeFrameSbe")
    public int encodeFrame()
    {
        return FrameFlyweight.putDataHeader(buffer, 0, 1, ++counter, PLAINTEXT_LENGTH);
    }

    @Benchmark
    public DataHeaderEncoder encodeFrameSbe()
    {
        return dataEncoder.wrap(buffer, 0)
            .frameType((short)FrameTypes.DATA)
            .version((short)FrameTypes.VERSION)
            .frameLength(FrameTypes.DATA_OVERHEAD + PLAINTEXT_LENGTH)
            .receiverIndex(1)
            .counter(++counter);
    }

    @Benchmark
    public RejectCode validateFrame()
    {
        return FrameFlyweight.validate(frame, 0, frameLength);
    }

    @Benchmark
    @ComparedTo("decodeFrameSbe")
    public long decodeFrame()
    {
        return FrameFlyweight.frameType(frame, 0) + FrameFlyweight.version(frame, 0) +
            FrameFlyweight.frameLength(frame, 0) + FrameFlyweight.receiverIndex(frame, 0) +
            FrameFlyweight.counter(frame, 0);
    }

    @Benchmark
    public long decodeFrameSbe()
    {
        dataDecoder.wrap(frame, 0, DataHeaderDecoder.BLOCK_LENGTH, DataHeaderDecoder.SCHEMA_VERSION);
        return dataDecoder.frameType() + dataDecoder.version() + dataDecoder.frameLength() +
            dataDecoder.receiverIndex() + dataDecoder.counter();
    }

    @Benchmark
    public CellHeaderEncoder encodeCell()
    {
        return cellEncoder.wrap(buffer, 0).kind((short)1).hopBudget((short)2).flags(0).label(++counter);
    }

    @Benchmark
    public long decodeCell()
    {
        cellDecoder.wrap(frame, 0, CellHeaderDecoder.BLOCK_LENGTH, CellHeaderDecoder.SCHEMA_VERSION);
        return cellDecoder.kind() + cellDecoder.hopBudget() + cellDecoder.flags() + cellDecoder.label();
    }

    @Benchmark
    public int encodeDelivery()
    {
        acks.add(++counter);
        DeliveryHeader.write(buffer, 0, counter, counter, counter);
        return DeliveryHeader.write(buffer, 0, acks, CAPACITY, false);
    }

    @Benchmark
    public long decodeDelivery()
    {
        return DeliveryHeader.length(frame, 0, CAPACITY) + DeliveryHeader.credit(frame, 0) +
            DeliveryHeader.floor(frame, 0, counter) + ack.wrap(frame, 0, counter).newest();
    }
}
