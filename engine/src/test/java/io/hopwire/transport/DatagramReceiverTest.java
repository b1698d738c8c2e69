package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * How reads are split, against a kernel of our own. A frame here is two bytes of magic, two of length, and whatever.
 */
class DatagramReceiverTest
{
    private static final int MTU = 1408;
    private static final short MAGIC = 0x5A01;
    private static final int MIN_FRAME = 8;

    private final Counters counters = new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH)));
    private final AddressTable addresses = new AddressTable(1, false, 1, 2);
    private final UnsafeBuffer slot = new UnsafeBuffer(ByteBuffer.allocateDirect(65_536));
    private final InetSocketAddress local = new InetSocketAddress(TransportFixture.address("127.0.0.1"), 1);
    private final Kernel kernel = new Kernel();
    private final DatagramReceiver receiver = new DatagramReceiver(
        kernel, slot, MTU, DatagramReceiverTest::lengthOf, addresses, counters, local);
    private final List<String> heard = new ArrayList<>();
    private final DatagramHandler frames = (addressId, buffer, offset, length) -> hear(buffer, offset, length);

    @Test
    void readIsSplitAndWhatIsLeftStaysForTheNextPoll()
    {
        final Random random = new Random(1);
        final List<byte[]> sent = genuine(random, 100, 7, 40);
        kernel.reads.add(join(sent));
        kernel.reads.add(join(genuine(random, 64, 1, 64)));
        assertEquals(3, receiver.poll(frames, 3));
        assertEquals(1, receiver.poll(frames, 1));
        assertEquals(1, kernel.calls);
        assertEquals(4, receiver.poll(frames, 100));
        assertEquals(3, kernel.calls);
        assertEquals(texts(sent), heard.subList(0, 7));
        assertEquals(8, counters.get(SystemCounter.DATAGRAMS_RECEIVED));
        assertEquals(704, counters.get(SystemCounter.BYTES_RECEIVED));
        assertEquals(1, counters.get(SystemCounter.COALESCED_READS));
    }

    @Test
    void sourceOfWhatIsLeftOutlastsTheDutyCycle()
    {
        kernel.reads.add(join(genuine(new Random(2), 100, 3, 100)));
        receiver.poll(frames, 1);
        addresses.nextCycle();
        addresses.nextCycle();
        assertEquals(Addresses.NULL_ID, other(), "the only room there is");
        receiver.poll(frames, 1);
        addresses.nextCycle();
        assertEquals(Addresses.NULL_ID, other());
        receiver.poll((addressId, buffer, offset, length) ->
            assertEquals(Addresses.NULL_ID, other(), "not before the end of this duty cycle"), 1);
        assertEquals(Addresses.NULL_ID, other());
        addresses.nextCycle();
        assertNotEquals(Addresses.NULL_ID, other());
    }

    @Test
    void sourceThatFindsNoRoomIsCountedForEachDatagram()
    {
        addresses.retain(other());
        kernel.reads.add(join(genuine(new Random(3), 100, 5, 100)));
        assertEquals(5, receiver.poll(frames, 10));
        assertEquals(5, counters.get(RejectCode.ADDRESS_LIMIT));
        assertTrue(heard.isEmpty());
    }

    @Test
    void emptyAndUnknownAndTooLongAreOneDatagram()
    {
        final int[] lengths = new int[4];
        final DatagramHandler note = (addressId, buffer, offset, length) -> lengths[length / 1000]++;
        final byte[] tooLong = frame(new Random(4), MTU + 1);
        kernel.reads.addAll(List.of(new byte[0], new byte[MTU], new byte[MTU + 1], new byte[60_000], tooLong));
        assertEquals(5, receiver.poll(note, 10));
        assertEquals("[1, 1, 0, 0]", Arrays.toString(lengths));
        assertEquals(3, counters.get(RejectCode.TRUNCATED));
        assertEquals(0, counters.get(SystemCounter.COALESCED_READS));
    }

    @Test
    void withoutSplitterAReadIsADatagram()
    {
        final DatagramReceiver whole = new DatagramReceiver(kernel, slot, MTU, null, addresses, counters, local);
        kernel.reads.add(join(genuine(new Random(5), 100, 7, 40)));
        assertEquals(1, whole.poll((addressId, buffer, offset, length) -> assertEquals(640, length), 10));
    }

    @Test
    void handlerThatThrowsLosesItsOwnDatagramOnly()
    {
        kernel.reads.add(join(genuine(new Random(6), 100, 3, 100)));
        assertThrows(IllegalStateException.class, () -> receiver.poll((addressId, buffer, offset, length) ->
        {
            throw new IllegalStateException("of the handler");
        }, 10));
        assertEquals(2, receiver.poll(frames, 10));
        assertEquals(3, counters.get(SystemCounter.DATAGRAMS_RECEIVED));
    }

    @Test
    void handlerMayCloseAmongTheDatagramsOfARead()
    {
        kernel.reads.add(join(genuine(new Random(7), 100, 3, 100)));
        assertEquals(1, receiver.poll((addressId, buffer, offset, length) -> receiver.close(), 10));
        assertEquals(0, receiver.poll(frames, 10));
        assertEquals(1, kernel.calls);
    }

    @Test
    void datagramsOfSeveralFramesAreSplitIntoThem()
    {
        for (long seed = 1; seed <= 200; seed++)
        {
            final Random random = new Random(seed);
            final int first = MIN_FRAME + random.nextInt(600);
            final int second = MIN_FRAME + random.nextInt(600);
            final List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++)
            {
                sent.add(frame(random, first));
                sent.add(frame(random, second));
            }
            poll(join(sent));
            assertEquals(texts(sent), heard, "seed " + seed);
        }
    }

    @Test
    void forgedDatagramCostsNoNeighbour()
    {
        for (long seed = 1; seed <= 20_000; seed++)
        {
            final Random random = new Random(seed);
            final int length = MIN_FRAME + random.nextInt(0 == seed % 2 ? 100 : MTU - MIN_FRAME);
            final int count = 3 + random.nextInt(Math.min(62, 65_000 / length - 2));
            final int last = MIN_FRAME + random.nextInt(length - MIN_FRAME + 1);
            final List<byte[]> sent = genuine(random, length, count, last);
            final int at = random.nextInt(3) == 0 ? 0 : random.nextInt(count);
            final byte[] forged = forged(random, sent.get(at).length, length * count);
            final boolean hidesAll = 0 == at && lengthOf(new UnsafeBuffer(forged), 0, 65_536) >=
                sent.stream().mapToInt((bytes) -> bytes.length).sum();
            sent.set(at, forged);
            poll(join(sent));
            sent.remove(at);
            final List<String> expected = texts(sent);
            final List<String> found = new ArrayList<>(heard);
            found.retainAll(expected);
            if (!hidesAll)
            {
                assertEquals(expected, found, "seed " + seed + " forged " + at + " of " + count + " × " + length);
            }
            assertEquals(0, receiver.poll(frames, 1), "nothing is left");
        }
    }

    @Test
    void whateverIsReadIsHandedOverOrCountedByteByByte()
    {
        long bytes = 0;
        for (long seed = 1; seed <= 2_000; seed++)
        {
            final Random random = new Random(seed);
            final byte[] read = new byte[random.nextInt(5_000)];
            random.nextBytes(read);
            final UnsafeBuffer view = new UnsafeBuffer(read);
            for (int i = random.nextInt(50); i > 0 && read.length > MIN_FRAME; i--)
            {
                putHeader(view, random.nextInt(read.length - MIN_FRAME), random.nextInt(3_000));
            }
            kernel.reads.add(read);
            final int[] next = new int[1];
            final long truncated = counters.get(RejectCode.TRUNCATED);
            final int polled = receiver.poll((addressId, buffer, offset, length) ->
            {
                assertTrue(offset >= next[0] && length <= MTU && (length > 0 || 0 == read.length));
                next[0] = offset + length;
            }, Integer.MAX_VALUE);
            bytes += read.length;
            assertTrue(polled > 0);
            assertEquals(bytes, counters.get(SystemCounter.BYTES_RECEIVED), "seed " + seed);
            assertTrue(next[0] == read.length || counters.get(RejectCode.TRUNCATED) > truncated, "seed " + seed);
        }
    }

    private void poll(final byte[] read)
    {
        heard.clear();
        kernel.reads.add(read);
        receiver.poll(frames, Integer.MAX_VALUE);
        addresses.nextCycle();
    }

    /**
     * Reads frame behind frame, as the core does.
     */
    private void hear(final DirectBuffer buffer, final int offset, final int length)
    {
        int position = offset;
        int told = lengthOf(buffer, position, length);
        while (told > 0)
        {
            heard.add(text(buffer, position, told));
            position += told;
            told = lengthOf(buffer, position, offset + length - position);
        }
    }

    private int other()
    {
        return addresses.intern(new InetSocketAddress(TransportFixture.address("127.0.0.1"), 99));
    }

    private static int lengthOf(final DirectBuffer buffer, final int offset, final int remaining)
    {
        if (remaining < MIN_FRAME || buffer.getShort(offset, ByteOrder.BIG_ENDIAN) != MAGIC)
        {
            return 0;
        }
        final int length = buffer.getShort(offset + 2, ByteOrder.BIG_ENDIAN) & 0xFFFF;
        return length >= MIN_FRAME && length <= remaining ? length : 0;
    }

    private static void putHeader(final UnsafeBuffer buffer, final int offset, final int length)
    {
        buffer.putShort(offset, MAGIC, ByteOrder.BIG_ENDIAN);
        buffer.putShort(offset + 2, (short)length, ByteOrder.BIG_ENDIAN);
    }

    private static byte[] frame(final Random random, final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        putHeader(new UnsafeBuffer(bytes), 0, length);
        return bytes;
    }

    private static List<byte[]> genuine(final Random random, final int length, final int count, final int last)
    {
        final List<byte[]> datagrams = new ArrayList<>();
        for (int i = 1; i <= count; i++)
        {
            datagrams.add(frame(random, i < count ? length : last));
        }
        return datagrams;
    }

    /**
     * As an attacker who knows how the splitting goes would write it.
     */
    private static byte[] forged(final Random random, final int length, final int total)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        final UnsafeBuffer view = new UnsafeBuffer(bytes);
        final int lie = switch (random.nextInt(6))
        {
            case 0 -> random.nextInt(0x10000);
            case 1 -> length * (1 + random.nextInt(8));
            case 2 -> total - random.nextInt(length);
            case 3 -> random.nextInt(2 * length);
            case 4 -> random.nextInt(length);
            default -> 0;
        };
        if (lie > 0)
        {
            putHeader(view, 0, lie);
        }
        return bytes;
    }

    private static byte[] join(final List<byte[]> datagrams)
    {
        final ByteArrayOutputStream joined = new ByteArrayOutputStream();
        datagrams.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    private static List<String> texts(final List<byte[]> datagrams)
    {
        final List<String> texts = new ArrayList<>();
        datagrams.forEach((bytes) -> texts.add(text(new UnsafeBuffer(bytes), 0, bytes.length)));
        return texts;
    }

    private static String text(final DirectBuffer buffer, final int offset, final int length)
    {
        int hash = 0;
        for (int i = 0; i < length; i++)
        {
            hash = 31 * hash + buffer.getByte(offset + i);
        }
        return length + "/" + Integer.toHexString(hash);
    }

    private final class Kernel implements DatagramIo
    {
        private final List<byte[]> reads = new ArrayList<>();
        private int calls;

        @Override
        public int receive()
        {
            calls++;
            if (reads.isEmpty())
            {
                return UNAVAILABLE;
            }
            final byte[] read = reads.remove(0);
            slot.putBytes(0, read);
            return read.length;
        }

        @Override
        public int internSource()
        {
            return addresses.intern(local);
        }

        @Override
        public int send(final int addressId, final int offset, final int length)
        {
            throw new AssertionError("nothing is sent");
        }

        @Override
        public void ttl(final int hops)
        {
            throw new AssertionError("nothing is sent");
        }

        @Override
        public void segmentLength(final int length)
        {
            throw new AssertionError("nothing is sent");
        }
    }
}
