package io.hopwire.transport;

import io.hopwire.spi.Outbox;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The ring of bytes against a queue of arrays.
 */
class SendSlabTest
{
    private static final int MTU = 1408;

    private record Datagram(int addressId, byte[] bytes)
    {
    }

    @Test
    void isAQueueWhateverTheLengths()
    {
        for (long seed = 1; seed <= 200; seed++)
        {
            final Model model = new Model(seed);
            for (int i = 0; i < 2_000; i++)
            {
                model.step();
            }
            model.drain();
        }
    }

    @Test
    void takesAsManyDatagramsAsSlotsWhereverTheRingStands()
    {
        final AddressTable addresses = addresses();
        for (int slots = 1; slots <= 64; slots *= 2)
        {
            final SendSlab slab = new SendSlab(slots, MTU, addresses);
            for (int shift = 0; shift < 3 * MTU; shift += 37)
            {
                for (int waiting = 0; waiting < slots; waiting++)
                {
                    assertEquals(slots - waiting, slab.free());
                    slab.tryClaim(MTU);
                    slab.commit(0, waiting == 0 ? Math.min(shift, MTU) : MTU);
                }
                assertEquals(Outbox.BACK_PRESSURED, slab.tryClaim(0));
                for (int waiting = slots; waiting > (0 == shift % 2 ? 0 : 1); waiting--)
                {
                    slab.remove();
                }
                while (slab.free() > 0 && slab.size() > 0)
                {
                    slab.tryClaim(MTU);
                    slab.commit(0, 1);
                }
                while (slab.size() > 0)
                {
                    slab.remove();
                }
            }
        }
    }

    @Test
    void runIsWhatOneSegmentedSendCanCarry()
    {
        final SendSlab slab = new SendSlab(128, MTU, addresses());
        assertRun(slab, 1, 64, 65_000, 100);
        assertRun(slab, 4, 64, 65_000, 100, 100, 100, 40);
        assertRun(slab, 3, 64, 65_000, 100, 100, 40, 40);
        assertRun(slab, 2, 64, 65_000, 100, 40, 100);
        assertRun(slab, 2, 64, 65_000, 100, 100, 101);
        assertRun(slab, 1, 64, 65_000, 100, 101, 101);
        assertRun(slab, 1, 64, 65_000, 0, 0, 0);
        assertRun(slab, 2, 64, 65_000, 5, 5, 0, 5);
        assertRun(slab, 3, 3, 65_000, 100, 100, 100, 100);
        assertRun(slab, 3, 64, 399, 100, 100, 100, 100);
        assertRun(slab, 1, 64, 99, 100, 100);
    }

    @Test
    void runEndsWhereTheAddressChangesAndWhereTheRingBegins()
    {
        final SendSlab slab = new SendSlab(4, MTU, addresses());
        commit(slab, 0, 100);
        commit(slab, 0, 100);
        commit(slab, 1, 100);
        commit(slab, 0, 100);
        assertEquals(2, slab.headRun(64, 65_000));
        assertEquals(200, slab.length(2));
        slab.remove();
        slab.remove();
        assertEquals(1, slab.headRun(64, 65_000));
        assertEquals(0, commit(slab, 1, MTU) - 400, "no gap");
        slab.remove();
        slab.remove();
        while (commit(slab, 1, MTU) != 0)
        {
            slab.remove();
        }
        assertEquals(1, slab.headRun(64, 65_000), "what lies at the end and what lies at the beginning");
        slab.remove();
        assertEquals(0, slab.headOffset());
    }

    @Test
    void startsOverWhenNothingWaits()
    {
        final SendSlab slab = new SendSlab(4, MTU, addresses());
        for (int i = 0; i < 10; i++)
        {
            assertEquals(0, commit(slab, 0, 64));
            slab.remove();
        }
        final int open = slab.tryClaim(10);
        slab.abort();
        assertEquals(open, commit(slab, 1, 10));
        slab.tryClaim(10);
        slab.remove();
        slab.commit(0, 10);
        assertEquals(10, slab.headOffset(), "a claim stays where it is");
        slab.remove();
        assertThrows(IllegalStateException.class, slab::remove);
    }

    private static void assertRun(
        final SendSlab slab, final int expected, final int maxDatagrams, final int maxLength, final int... lengths)
    {
        for (final int length : lengths)
        {
            commit(slab, 0, length);
        }
        assertEquals(expected, slab.headRun(maxDatagrams, maxLength), Arrays.toString(lengths));
        assertEquals(Arrays.stream(lengths).limit(expected).sum(), slab.length(expected));
        while (slab.size() > 0)
        {
            slab.remove();
        }
    }

    private static int commit(final SendSlab slab, final int addressId, final int length)
    {
        final int offset = slab.tryClaim(length);
        assertTrue(offset >= 0);
        slab.commit(addressId, length);
        return offset;
    }

    private static AddressTable addresses()
    {
        final AddressTable addresses = new AddressTable(8, true, 1, 2);
        final InetAddress host = TransportFixture.address("127.0.0.1");
        for (int port = 1; port <= 3; port++)
        {
            assertEquals(port - 1, addresses.intern(new InetSocketAddress(host, port)));
        }
        return addresses;
    }

    private static final class Model
    {
        private final Random random;
        private final String message;
        private final int slots;
        private final int longest;
        private final SendSlab slab;
        private final ArrayDeque<Datagram> queue = new ArrayDeque<>();

        Model(final long seed)
        {
            random = new Random(seed);
            message = "seed " + seed;
            slots = 1 << random.nextInt(7);
            longest = random.nextBoolean() ? MTU : 1 + random.nextInt(100);
            slab = new SendSlab(slots, MTU, addresses());
        }

        void step()
        {
            assertEquals(slots - queue.size(), slab.free(), message);
            assertEquals(queue.size(), slab.size(), message);
            if (random.nextInt(slots + 1) > 0 || queue.isEmpty())
            {
                claim();
            }
            else
            {
                for (int i = random.nextInt(queue.size() + 1); i > 0; i--)
                {
                    remove();
                }
            }
        }

        void drain()
        {
            while (!queue.isEmpty())
            {
                remove();
            }
            assertEquals(0, slab.size(), message);
        }

        private void claim()
        {
            final byte[] bytes = new byte[random.nextInt(4) > 0 ? longest : random.nextInt(longest + 1)];
            final int claimed = bytes.length + random.nextInt(MTU + 1 - bytes.length);
            final int offset = slab.tryClaim(claimed);
            if (queue.size() == slots)
            {
                assertEquals(Outbox.BACK_PRESSURED, offset, message);
                return;
            }
            assertTrue(offset >= 0 && offset + claimed <= slab.buffer().capacity(), message);
            random.nextBytes(bytes);
            slab.buffer().setMemory(offset, claimed, (byte)0xAA);
            slab.buffer().putBytes(offset, bytes);
            if (random.nextInt(8) == 0)
            {
                slab.abort();
                return;
            }
            final Datagram datagram = new Datagram(random.nextInt(8) == 0 ? random.nextInt(3) : 0, bytes);
            slab.commit(datagram.addressId, bytes.length);
            queue.add(datagram);
        }

        private void remove()
        {
            final Datagram datagram = queue.peek();
            assertEquals(datagram.addressId, slab.headPathId(), message);
            assertEquals(datagram.bytes.length, slab.headLength(), message);
            checkRun();
            queue.remove();
            slab.remove();
        }

        private void checkRun()
        {
            final int run = slab.headRun(DatagramSender.MAX_SEGMENTS, DatagramSender.MAX_RUN_LENGTH);
            assertTrue(run >= 1 && run <= Math.min(queue.size(), DatagramSender.MAX_SEGMENTS), message);
            final Iterator<Datagram> datagrams = queue.iterator();
            int offset = slab.headOffset();
            for (int i = 0; i < run; i++)
            {
                final Datagram datagram = datagrams.next();
                assertEquals(slab.headPathId(), datagram.addressId, message);
                final boolean fits = i + 1 < run ?
                    datagram.bytes.length == slab.headLength() : datagram.bytes.length <= slab.headLength();
                assertTrue(fits, message);
                final byte[] found = new byte[datagram.bytes.length];
                slab.buffer().getBytes(offset, found);
                assertArrayEquals(datagram.bytes, found, message);
                offset += found.length;
            }
            assertEquals(offset - slab.headOffset(), slab.length(run), message);
            assertTrue(offset - slab.headOffset() <= DatagramSender.MAX_RUN_LENGTH, message);
        }
    }
}
