package io.hopwire.benchmarks;

import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.compress.Codecs;
import io.hopwire.wire.compress.TransmissionPacker;
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

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A transmission compressed and decompressed, header and all, in each way that seed 004 numbers and by LZ4; beside the
 * latter the library's Java, which makes a table for each.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class CompressionBenchmark
{
    private static final String PORTABLE = "lz4-java";

    /**
     * Name of the compression.
     */
    @Param({"lz4", PORTABLE, "snappy", "zlib", "gzip", "lzma", "bz2"})
    public String compression;

    /**
     * Bits of an address: twelve alike messages between two nodes, which fill a frame, or would take six of them.
     */
    @Param({"256", "2160"})
    public int beta;

    private final UnsafeBuffer keys = new UnsafeBuffer(new byte[1280]);
    private final UnsafeBuffer plain = new UnsafeBuffer(new byte[Limits.MAX_COMPRESSED_TRANSMISSION]);
    private final UnsafeBuffer packed = new UnsafeBuffer(new byte[2 * Limits.MAX_COMPRESSED_TRANSMISSION]);
    private final MsgPackEncoder payload = new MsgPackEncoder();
    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private final Random random = new Random(5);
    private TransmissionPacker packer;
    private int number;
    private int length;
    private int packedLength;

    /**
     * Makes the transmission, and sees that it comes back.
     */
    @Setup
    public void setUp()
    {
        final boolean isPortable = PORTABLE.equals(compression);
        packer = new TransmissionPacker(new Codecs(isPortable));
        number = Codecs.byName(isPortable ? "lz4" : compression);
        final byte[] addresses = new byte[2 * beta / Byte.SIZE];
        random.nextBytes(keys.byteArray());
        random.nextBytes(addresses);
        encoder.wrap(plain, 0, plain.capacity(), beta);
        for (int i = 0; i < 12; i++)
        {
            message(new UnsafeBuffer(addresses), i);
        }
        length = encoder.finish();
        packedLength = pack();
        packed.putBytes(0, packer.packed(), 0, packedLength);
        if (null != unpack() || length != packer.unpackedLength() || 0 != packInVain())
        {
            throw new IllegalStateException("what is to be measured does not work");
        }
        // Into the log beside the figures: what it is worth is no time.
        System.out.println("beta " + beta + " by " + compression + ": " + length + " to " + packedLength + " bytes");
    }

    @Benchmark
    public int pack()
    {
        return packer.pack(number, plain, 0, length, length);
    }

    /** What does not get shorter, as an answer to FIND_NODE, which is mostly keys. */
    @Benchmark
    public int packInVain()
    {
        return packer.pack(number, keys, 0, keys.capacity(), keys.capacity());
    }

    @Benchmark
    public RejectCode unpack()
    {
        return packer.unpack(1 << number, packed, 0, packedLength);
    }

    private void message(final UnsafeBuffer addresses, final int i)
    {
        final int at = encoder.beginMessage(addresses, 0, addresses, beta / Byte.SIZE, Operation.SPEAK, false);
        payload.wrap(plain, at, encoder.payloadCapacity());
        payload.putArrayHeader(2).putString("price 4711." + i + " volume 20").putLong(1_700_000_000_000_000L + i);
        encoder.commitMessage(payload.length());
    }
}
