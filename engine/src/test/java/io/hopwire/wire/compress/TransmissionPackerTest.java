package io.hopwire.wire.compress;

import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.test.Allocations;
import io.hopwire.wire.Compression;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.TransmissionFlyweight;
import io.hopwire.wire.TransmissionParser;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TransmissionPackerTest
{
    private static final int OFFSET = 10;
    private static final int ALL = 0x7f;
    private static final int BETA = 256;

    private final TransmissionPacker packer = new TransmissionPacker(new Codecs(false));
    private final TransmissionPacker receiver = new TransmissionPacker(new Codecs(false));
    private final UnsafeBuffer plain = new UnsafeBuffer(new byte[OFFSET + Limits.MAX_COMPRESSED_TRANSMISSION]);
    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private final TransmissionParser parser = new TransmissionParser();
    private final Random random = new Random(3);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void makesOfATransmissionAShorterOneAndBack(final int compression)
    {
        for (final int beta : new int[]{256, 2160})
        {
            final int length = transmission(beta, 12);
            final int packed = packer.pack(compression, plain, OFFSET, length, 1376);
            assertTrue(packed > 0 && packed < length / 2, packed + " of " + length);
            assertEquals(compression, TransmissionFlyweight.compression(packer.packed(), 0));
            assertEquals(packed - 6, TransmissionFlyweight.remainingLength(packer.packed(), 0));
            assertNull(receiver.unpack(ALL, packer.packed(), 0, packed));
            assertEquals(length, receiver.unpackedLength());
            assertEquals(0, compare(receiver.unpacked(), length));
            assertNull(parser.wrap(receiver.unpacked(), 0, length, beta));
        }
    }

    @Test
    void packsWhatLiesOutsideOfTheHeapWithoutTouchingWhatWasUnpacked()
    {
        final int length = transmission(BETA, 12);
        final UnsafeBuffer direct = new UnsafeBuffer(ByteBuffer.allocateDirect(plain.capacity()));
        direct.putBytes(0, plain, 0, plain.capacity());
        final int packed = packer.pack(Compression.LZ4, direct, OFFSET, length, 1376);
        assertNull(packer.unpack(ALL, new UnsafeBuffer(copy(packer.packed(), packed)), 0, packed));
        direct.setMemory(OFFSET + 100, 700, (byte)7);
        assertTrue(packer.pack(Compression.LZ4, direct, OFFSET, length, 1376) > 0);
        assertEquals(0, compare(packer.unpacked(), length));
    }

    @Test
    void leavesAsItIsWhatDoesNotGetShorterOrIsStillTooLong()
    {
        final int length = transmission(BETA, 12);
        final int packed = packer.pack(Compression.LZ4, plain, OFFSET, length, length);
        assertEquals(packed, packer.pack(Compression.LZ4, plain, OFFSET, length, packed));
        assertEquals(0, packer.pack(Compression.LZ4, plain, OFFSET, length, packed - 1));
        final byte[] noise = new byte[1000];
        random.nextBytes(noise);
        plain.putBytes(OFFSET + 6, noise);
        plain.setMemory(OFFSET + 6 + 960, 40, (byte)0);
        TransmissionFlyweight.write(plain, OFFSET, 0, 1000);
        assertEquals(0, packer.pack(Compression.LZ4, plain, OFFSET, 1006, 1376));
    }

    @Test
    void refusesWhatItIsNotToTake()
    {
        final int length = transmission(BETA, 12);
        final int packed = packer.pack(Compression.LZ4, plain, OFFSET, length, 1376);
        final UnsafeBuffer bytes = new UnsafeBuffer(copy(packer.packed(), packed));
        assertEquals(RejectCode.COMPRESSION, receiver.unpack(ALL & ~(1 << Compression.LZ4), bytes, 0, packed));
        for (int cut = 0; cut < packed; cut++)
        {
            assertEquals(RejectCode.TRANSMISSION, receiver.unpack(ALL, bytes, 0, cut));
        }
        for (int bit = 0; bit < 13; bit++)
        {
            bytes.putByte(bit >> 3, (byte)(bytes.getByte(bit >> 3) ^ 0x80 >> (bit & 7)));
            assertEquals(RejectCode.TRANSMISSION, receiver.unpack(ALL, bytes, 0, packed));
            bytes.putByte(bit >> 3, (byte)(bytes.getByte(bit >> 3) ^ 0x80 >> (bit & 7)));
        }
        bytes.putByte(1, (byte)Compression.RESERVED);
        assertEquals(RejectCode.COMPRESSION, receiver.unpack(ALL, bytes, 0, packed));
        bytes.putByte(1, (byte)Compression.ZLIB);
        assertEquals(RejectCode.COMPRESSED, receiver.unpack(ALL, bytes, 0, packed));
        bytes.putByte(1, (byte)Compression.LZ4);
        TransmissionFlyweight.write(bytes, 0, Compression.LZ4, packed - 7);
        assertEquals(RejectCode.COMPRESSED, receiver.unpack(ALL, bytes, 0, packed - 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6})
    void takesWhatIsAsLongAsItMayBeAndNoMore(final int compression)
    {
        final Codec codec = new Codecs(false).get(compression);
        for (int over = 0; over <= 1; over++)
        {
            final byte[] body = new byte[Limits.MAX_COMPRESSED_TRANSMISSION - 6 + over];
            final byte[] bomb = new byte[6 + codec.maxCompressedLength(body.length)];
            final int length = codec.compress(body, 0, body.length, bomb, 6);
            final UnsafeBuffer bytes = new UnsafeBuffer(bomb);
            TransmissionFlyweight.write(bytes, 0, compression, length);
            assertEquals(
                0 == over ? null : RejectCode.COMPRESSION_BOMB, receiver.unpack(ALL, bytes, 0, 6 + length));
        }
    }

    @Test
    void allocatesNothingForGoodNorForBad()
    {
        final int length = transmission(BETA, 12);
        final UnsafeBuffer bad = new UnsafeBuffer(new byte[200]);
        TransmissionFlyweight.write(bad, 0, Compression.LZ4, 194);
        bad.setMemory(6, 194, (byte)0xff);
        assertEquals(0, Allocations.minimumPerRound(2000, () ->
        {
            final int packed = packer.pack(Compression.LZ4, plain, OFFSET, length, 1376);
            final RejectCode good = receiver.unpack(ALL, packer.packed(), 0, packed);
            if (null != good || RejectCode.COMPRESSION_BOMB != receiver.unpack(ALL, bad, 0, 200))
            {
                throw new AssertionError();
            }
        }));
    }

    private int transmission(final int beta, final int messages)
    {
        final byte[] keys = new byte[2 * beta / 8];
        random.nextBytes(keys);
        final UnsafeBuffer addresses = new UnsafeBuffer(keys);
        final MsgPackEncoder payload = new MsgPackEncoder();
        encoder.wrap(plain, OFFSET, Limits.MAX_COMPRESSED_TRANSMISSION, beta);
        for (int i = 0; i < messages; i++)
        {
            final int offset = encoder.beginMessage(addresses, 0, addresses, beta / 8, Operation.SPEAK, false);
            payload.wrap(plain, offset, encoder.payloadCapacity()).putArrayHeader(2).putLong(i).putLong(77_777L + i);
            encoder.commitMessage(payload.length());
        }
        return encoder.finish();
    }

    private int compare(final UnsafeBuffer unpacked, final int length)
    {
        return new UnsafeBuffer(plain, OFFSET, length).compareTo(new UnsafeBuffer(unpacked, 0, length));
    }

    private static byte[] copy(final UnsafeBuffer buffer, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
