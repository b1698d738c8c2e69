package io.hopwire.benchmarks;

import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePacker;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.core.buffer.ArrayBufferInput;
import org.msgpack.core.buffer.MessageBuffer;
import org.msgpack.core.buffer.MessageBufferOutput;
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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A request encoded and decoded, against msgpack-core, whose packers and unpackers are kept. It is measured twice: as
 * its own documentation has it, and in place, with a sink and a source of our own, strings as bytes and payloads read
 * into one array, which is the least that its API can be made to do.
 * <pre>
 *   findNode   [sequence, address of 32 bytes, contacts wanted]
 *   map        {"op": "put", "key": 16 bytes, "ttl": 3600, "last": true}
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class MsgPackBenchmark
{
    private static final String FIND_NODE = "findNode";
    private static final int CAPACITY = 8192;
    private static final int ADDRESS_LENGTH = 32;
    private static final int KEY_LENGTH = 16;
    private static final int WANTED = 20;
    private static final int TTL = 3600;
    private static final int FIND_NODE_FIELDS = 3;
    private static final int MAP_PAIRS = 4;
    private static final byte[] OP = ascii("op");
    private static final byte[] PUT = ascii("put");
    private static final byte[] KEY = ascii("key");
    private static final byte[] TTL_KEY = ascii("ttl");
    private static final byte[] LAST = ascii("last");

    /**
     * Which request.
     */
    @Param({FIND_NODE, "map"})
    public String message;

    private boolean findNode;
    private long sequence = 1_000_000;
    private final byte[] addressArray = new byte[ADDRESS_LENGTH];
    private final byte[] keyArray = new byte[KEY_LENGTH];

    private final UnsafeBuffer address = new UnsafeBuffer(ByteBuffer.allocateDirect(ADDRESS_LENGTH));
    private final UnsafeBuffer key = new UnsafeBuffer(ByteBuffer.allocateDirect(KEY_LENGTH));
    private final UnsafeBuffer output = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final UnsafeBuffer encoded = new UnsafeBuffer(ByteBuffer.allocateDirect(CAPACITY));
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private int encodedLength;

    private final MessageBufferPacker bufferPacker = MessagePack.newDefaultBufferPacker();
    private final FixedOutput fixedOutput = new FixedOutput();
    private final MessagePacker fixedPacker = MessagePack.newDefaultPacker(fixedOutput);
    private final byte[] scratch = new byte[CAPACITY];
    private byte[] encodedArray;
    private MessageBuffer encodedMessage;
    private ArrayBufferInput input;
    private MessageUnpacker unpacker;

    /**
     * Encodes what will be decoded. Everybody has to write the same bytes and to read the same values.
     */
    @Setup
    public void setUp() throws IOException
    {
        findNode = FIND_NODE.equals(message);
        Arrays.fill(addressArray, (byte)0x5a);
        Arrays.fill(keyArray, (byte)0xa5);
        address.putBytes(0, addressArray);
        key.putBytes(0, keyArray);

        encodedArray = encodeMsgpackCore();
        encodedMessage = MessageBuffer.wrap(encodedArray);
        input = new ArrayBufferInput(encodedArray);
        unpacker = MessagePack.newDefaultUnpacker(input);
        encodedLength = encodeHopwire();
        encoded.putBytes(0, output, 0, encodedLength);
        final byte[] ours = new byte[encodedLength];
        output.getBytes(0, ours);
        final byte[] inPlace = Arrays.copyOf(fixedOutput.array, encodeMsgpackCoreInPlace());
        if (!Arrays.equals(encodedArray, ours) || !Arrays.equals(encodedArray, inPlace) ||
            decodeHopwire() != decodeMsgpackCore() || decodeHopwire() != decodeMsgpackCoreInPlace())
        {
            throw new IllegalStateException("not the same thing is measured");
        }
    }

    @Benchmark
    @ComparedTo(value = "encodeMsgpackCore", goals = "0.33")
    public int encodeHopwire()
    {
        encoder.wrap(output, 0, CAPACITY);
        if (findNode)
        {
            encoder.putArrayHeader(FIND_NODE_FIELDS)
                .putLong(sequence)
                .putBinary(address, 0, ADDRESS_LENGTH)
                .putLong(WANTED);
        }
        else
        {
            encoder.putMapHeader(MAP_PAIRS)
                .putString("op").putString("put")
                .putString("key").putBinary(key, 0, KEY_LENGTH)
                .putString("ttl").putLong(TTL)
                .putString("last").putBoolean(true);
        }
        return encoder.length();
    }

    @Benchmark
    public byte[] encodeMsgpackCore() throws IOException
    {
        bufferPacker.clear();
        if (findNode)
        {
            bufferPacker.packArrayHeader(FIND_NODE_FIELDS).packLong(sequence);
            bufferPacker.packBinaryHeader(ADDRESS_LENGTH).writePayload(addressArray);
            bufferPacker.packInt(WANTED);
        }
        else
        {
            bufferPacker.packMapHeader(MAP_PAIRS).packString("op").packString("put").packString("key");
            bufferPacker.packBinaryHeader(KEY_LENGTH).writePayload(keyArray);
            bufferPacker.packString("ttl").packInt(TTL).packString("last").packBoolean(true);
        }
        return bufferPacker.toByteArray();
    }

    @Benchmark
    @ComparedTo("encodeMsgpackCore")
    public int encodeMsgpackCoreInPlace() throws IOException
    {
        fixedPacker.reset(fixedOutput);
        if (findNode)
        {
            fixedPacker.packArrayHeader(FIND_NODE_FIELDS).packLong(sequence);
            fixedPacker.packBinaryHeader(ADDRESS_LENGTH).writePayload(addressArray);
            fixedPacker.packInt(WANTED);
        }
        else
        {
            fixedPacker.packMapHeader(MAP_PAIRS);
            packRaw(OP);
            packRaw(PUT);
            packRaw(KEY);
            fixedPacker.packBinaryHeader(KEY_LENGTH).writePayload(keyArray);
            packRaw(TTL_KEY);
            fixedPacker.packInt(TTL);
            packRaw(LAST);
            fixedPacker.packBoolean(true);
        }
        fixedPacker.flush();
        return fixedOutput.length;
    }

    @Benchmark
    @ComparedTo(value = "decodeMsgpackCore", goals = "0.33")
    public long decodeHopwire()
    {
        decoder.wrap(encoded, 0, encodedLength);
        if (findNode)
        {
            return decoder.readArrayHeader() + decoder.readLong() + decoder.readBinary() + decoder.readLong();
        }
        long sum = decoder.readMapHeader();
        sum += decoder.readString() + decoder.readString();
        sum += decoder.readString() + decoder.readBinary();
        sum += decoder.readString() + decoder.readLong();
        sum += decoder.readString() + (decoder.readBoolean() ? 1 : 0);
        return sum;
    }

    @Benchmark
    public long decodeMsgpackCore() throws IOException
    {
        input.reset(encodedArray);
        unpacker.reset(input);
        if (findNode)
        {
            return unpacker.unpackArrayHeader() + unpacker.unpackLong() + unpackBinary() + unpacker.unpackInt();
        }
        long sum = unpacker.unpackMapHeader();
        sum += unpacker.unpackString().length() + unpacker.unpackString().length();
        sum += unpacker.unpackString().length() + unpackBinary();
        sum += unpacker.unpackString().length() + unpacker.unpackLong();
        sum += unpacker.unpackString().length() + (unpacker.unpackBoolean() ? 1 : 0);
        return sum;
    }

    @Benchmark
    @ComparedTo("decodeMsgpackCore")
    public long decodeMsgpackCoreInPlace() throws IOException
    {
        input.reset(encodedMessage);
        unpacker.reset(input);
        if (findNode)
        {
            return unpacker.unpackArrayHeader() + unpacker.unpackLong() + unpackRaw(unpacker.unpackBinaryHeader()) +
                unpacker.unpackInt();
        }
        long sum = unpacker.unpackMapHeader();
        sum += unpackRaw(unpacker.unpackRawStringHeader()) + unpackRaw(unpacker.unpackRawStringHeader());
        sum += unpackRaw(unpacker.unpackRawStringHeader()) + unpackRaw(unpacker.unpackBinaryHeader());
        sum += unpackRaw(unpacker.unpackRawStringHeader()) + unpacker.unpackLong();
        sum += unpackRaw(unpacker.unpackRawStringHeader()) + (unpacker.unpackBoolean() ? 1 : 0);
        return sum;
    }

    private void packRaw(final byte[] text) throws IOException
    {
        fixedPacker.packRawStringHeader(text.length).writePayload(text);
    }

    private int unpackBinary() throws IOException
    {
        return unpacker.readPayload(unpacker.unpackBinaryHeader()).length;
    }

    private int unpackRaw(final int length) throws IOException
    {
        unpacker.readPayload(scratch, 0, length);
        return length;
    }

    private static byte[] ascii(final String text)
    {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Takes one message, always into the same array.
     */
    private static final class FixedOutput implements MessageBufferOutput
    {
        private final byte[] array = new byte[CAPACITY];
        private final MessageBuffer buffer = MessageBuffer.wrap(array);
        private int length;

        @Override
        public MessageBuffer next(final int minimumSize)
        {
            return buffer;
        }

        @Override
        public void writeBuffer(final int written)
        {
            length = written;
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int count)
        {
            throw new UnsupportedOperationException("longer than the buffer");
        }

        @Override
        public void add(final byte[] bytes, final int offset, final int count)
        {
            throw new UnsupportedOperationException("longer than the buffer");
        }

        @Override
        public void flush()
        {
            // it is where it belongs
        }

        @Override
        public void close()
        {
            // nothing to close
        }
    }
}
