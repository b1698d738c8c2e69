package io.hopwire.transport;

import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Which calls the sender makes, against a kernel of our own.
 */
class DatagramSenderTest
{
    private static final int MTU = 1408;
    private static final int ADDRESSES = 32;

    private final Counters counters = new Counters(new UnsafeBuffer(ByteBuffer.allocateDirect(Counters.LENGTH)));
    private final AddressTable addresses = new AddressTable(ADDRESSES, false, 1, 2);
    private final SendSlab slab = new SendSlab(256, MTU, addresses);
    private final Kernel kernel = new Kernel();
    private final DatagramSender sender = new DatagramSender(kernel, slab, addresses, null, counters);

    @BeforeEach
    void know()
    {
        for (int port = 1; port <= ADDRESSES; port++)
        {
            addresses.intern(new InetSocketAddress(TransportFixture.address("127.0.0.1"), port));
        }
    }

    @Test
    void oneAddressAndOneLengthIsOneCall()
    {
        commit(0, 100, 100, 100, 30);
        assertEquals(4, sender.flush());
        assertEquals(List.of("cut 100", "0: 100 100 100 30"), kernel.takeCalls());
        assertEquals(4, counters.get(SystemCounter.DATAGRAMS_SENT));
        assertEquals(330, counters.get(SystemCounter.BYTES_SENT));
        assertEquals(1, counters.get(SystemCounter.SEGMENTED_SENDS));
    }

    @Test
    void pathOfFewHopsIsLimitedForItselfAlone()
    {
        commit(0, 100);
        commit(addresses.path(0, 2), 100, 100);
        commit(0, 100, 100);
        assertEquals(5, sender.flush());
        assertEquals(List.of("0: 100", "ttl 2", "0: 100", "ttl 0", "ttl 2", "0: 100", "ttl 0", "cut 100", "0: 100 100"),
            kernel.takeCalls());
        assertEquals(0, addresses.retains(0), "given back by whichever path it went");
    }

    @Test
    void socketGetsItsOwnLimitBackThoughTheSendFails()
    {
        kernel.unreachable = true;
        commit(addresses.path(3, 1), 100);
        assertEquals(0, sender.flush());
        kernel.unreachable = false;
        commit(3, 100);
        assertEquals(1, sender.flush());
        assertEquals(List.of("ttl 1", "ttl 0", "3: 100"), kernel.takeCalls());
    }

    @Test
    void lengthOfSegmentsIsSetOnlyWhenItMustChange()
    {
        commit(0, 100);
        commit(0, 100, 100);
        commit(1, 100, 100, 100);
        commit(0, 99);
        commit(1, 100);
        commit(0, 1);
        commit(1, 0);
        commit(0, 101);
        commit(1, 1408);
        commit(0, 7, 7);
        assertEquals(14, sender.flush());
        assertEquals(List.of("cut 100", "0: 100 100 100", "1: 100 100 100", "0: 99", "1: 100", "0: 1", "1: ",
            "cut 0", "0: 101", "1: 1408", "cut 7", "0: 7 7"), kernel.takeCalls());
        for (int i = 0; i < 100; i++)
        {
            commit(i & 1, 7, 7, 7);
            sender.flush();
        }
        assertEquals(100, kernel.takeCalls().size(), "one call each and none to set");
    }

    @Test
    void singlesNeverSetAnything()
    {
        for (int i = 0; i < 20; i++)
        {
            commit(i & 1, 100 * (i % 3));
        }
        assertEquals(20, sender.flush());
        assertEquals(20, kernel.takeCalls().size());
        assertEquals(0, counters.get(SystemCounter.SEGMENTED_SENDS));
    }

    @Test
    void callsStayBelowTheKernelsLimits()
    {
        commit(0, filled(70, 10));
        commit(1, filled(60, 1400));
        assertEquals(130, sender.flush());
        final int[] segments = kernel.takeCalls().stream()
            .filter((call) -> !call.startsWith("cut")).mapToInt((call) -> call.split(" ").length - 1).toArray();
        assertEquals("[64, 6, 46, 14]", Arrays.toString(segments));
    }

    @Test
    void whatTheKernelHasNoRoomForStaysWhole()
    {
        commit(0, 100, 100, 100);
        kernel.room = 0;
        assertEquals(0, sender.flush());
        assertEquals(3, slab.size());
        commit(0, 100);
        kernel.room = Integer.MAX_VALUE;
        assertEquals(4, sender.flush());
        assertEquals(List.of("cut 100", "0: 100 100 100 100"), kernel.takeCalls());
    }

    @Test
    void pathThatTakesNoSegmentsGetsSingles()
    {
        kernel.smallPaths = 1;
        commit(0, 100, 100, 100);
        commit(1, 100, 100);
        assertEquals(5, sender.flush());
        assertEquals(List.of("cut 100", "cut 0", "0: 100", "0: 100", "0: 100", "cut 100", "1: 100 100"),
            kernel.takeCalls());
        assertEquals(1, counters.get(SystemCounter.SEGMENTED_SENDS_REFUSED));
        commit(0, 100, 100);
        assertEquals(2, sender.flush());
        assertEquals(List.of("cut 0", "0: 100", "0: 100"), kernel.takeCalls(), "remembered, also what is set");
        assertEquals(1, counters.get(SystemCounter.SEGMENTED_SENDS_REFUSED));
        assertEquals(0, counters.get(SystemCounter.SEND_ERRORS));
        assertNull(sender.note());
    }

    @Test
    void singleThatIsRefusedForWhatIsSetIsSentAgainWithout()
    {
        commit(1, 1400, 1400);
        sender.flush();
        kernel.takeCalls();
        kernel.smallPaths = 1;
        commit(0, 64);
        assertEquals(1, sender.flush());
        assertEquals(List.of("cut 0", "0: 64"), kernel.takeCalls());
        assertEquals(0, counters.get(SystemCounter.SEND_ERRORS));
    }

    @Test
    void roomThatEndsAmongTheSinglesIsGoneOnFromThere()
    {
        kernel.smallPaths = 1;
        kernel.room = 1;
        commit(0, 100, 100, 100);
        assertEquals(1, sender.flush());
        assertEquals(2, slab.size());
        kernel.room = Integer.MAX_VALUE;
        assertEquals(2, sender.flush());
        assertEquals(List.of("cut 100", "cut 0", "0: 100", "0: 100", "0: 100"), kernel.takeCalls());
    }

    @Test
    void unreachableAddressIsNotBlamedOnSegments()
    {
        kernel.unreachable = true;
        for (int i = 0; i < 20; i++)
        {
            commit(0, 100, 100);
            assertEquals(0, sender.flush());
        }
        assertEquals(40, counters.get(SystemCounter.SEND_ERRORS));
        assertNull(sender.note());
        kernel.unreachable = false;
        kernel.takeCalls();
        commit(0, 100, 100);
        assertEquals(2, sender.flush());
        assertEquals(List.of("cut 100", "0: 100 100"), kernel.takeCalls());
    }

    @Test
    void answerToAnEarlierDatagramIsNeitherARefusalNorALoss()
    {
        kernel.portUnreachable = 1;
        commit(0, 100, 100);
        commit(0, 300);
        assertEquals(3, sender.flush());
        assertEquals(List.of("cut 100", "0: 100 100", "cut 0", "0: 300"), kernel.takeCalls());
        kernel.portUnreachable = 1;
        commit(0, 64);
        assertEquals(1, sender.flush());
        assertEquals(0, counters.get(SystemCounter.SEND_ERRORS));
        kernel.portUnreachable = 2;
        commit(0, 100, 100);
        commit(1, 100);
        assertEquals(1, sender.flush());
        assertEquals(List.of("0: 64", "cut 100", "1: 100"), kernel.takeCalls());
        assertEquals(2, counters.get(SystemCounter.SEND_ERRORS));
        assertEquals(0, counters.get(SystemCounter.SEGMENTED_SENDS_REFUSED));
    }

    @Test
    void manyRefusalsInARowEndItForTheSocket()
    {
        kernel.smallPaths = ADDRESSES;
        for (int id = 0; id < ADDRESSES; id++)
        {
            commit(id, 100, 100);
            assertEquals(2, sender.flush());
        }
        assertEquals(DatagramSender.MAX_REFUSALS, counters.get(SystemCounter.SEGMENTED_SENDS_REFUSED));
        assertNotNull(sender.note());
        assertTrue(sender.note().contains("Invalid argument"), sender.note());
    }

    @Test
    void refusedAddressIsTriedAgainAfterTwiceAsManySinglesEachTime()
    {
        kernel.smallPaths = 1;
        provokeRefusal();
        assertEquals(AddressTable.FIRST_SINGLES / 2 + 1, flushesUntilRefused());
        assertEquals(AddressTable.FIRST_SINGLES + 1, flushesUntilRefused());
        assertEquals(2 * AddressTable.FIRST_SINGLES + 1, flushesUntilRefused());
        kernel.smallPaths = 0;
        assertTrue(untilCut() > 0, "the route is wide again, and the address segments again");
        kernel.smallPaths = 1;
        provokeRefusal();
        assertEquals(AddressTable.FIRST_SINGLES / 2 + 1, flushesUntilRefused(), "starts anew");
    }

    @Test
    void refusedSocketIsTriedAgain()
    {
        kernel.smallPaths = ADDRESSES;
        for (int id = 0; id < DatagramSender.MAX_REFUSALS; id++)
        {
            commit(id, 100, 100);
            sender.flush();
        }
        assertNotNull(sender.note());
        kernel.smallPaths = 0;
        assertTrue(untilCut() > 0);
        assertNull(sender.note());
    }

    @Test
    void optionThatCanNotBeSetIsARefusal()
    {
        kernel.optionFails = true;
        commit(0, 100, 100);
        assertEquals(2, sender.flush());
        assertEquals(List.of("cut 0", "0: 100", "0: 100"), kernel.takeCalls());
    }

    @Test
    void optionThatCanNotBeResetIsSaidBeforeAnythingIsCutWrongly()
    {
        commit(0, 100, 100);
        sender.flush();
        kernel.resetFails = true;
        commit(0, 200);
        assertThrows(TransportException.class, sender::flush);
        assertEquals(1, slab.size());
        kernel.resetFails = false;
        assertEquals(1, sender.flush());
        assertEquals(List.of("cut 100", "0: 100 100", "cut 0", "0: 200"), kernel.takeCalls());
    }

    @Test
    void whateverHappensOrderAndContentStay()
    {
        for (long seed = 1; seed <= 50; seed++)
        {
            final Random random = new Random(seed);
            final List<String> expected = new ArrayList<>();
            final List<String> sent = new ArrayList<>();
            kernel.smallPaths = random.nextInt(3);
            for (int i = 0; i < 300; i++)
            {
                final int addressId = random.nextInt(4);
                final int length = random.nextInt(3) * 700;
                for (int n = Math.min(slab.free(), random.nextInt(10)); n > 0; n--)
                {
                    commit(addressId, length);
                    expected.add(addressId + ":" + length);
                }
                kernel.room = random.nextInt(5);
                sender.flush();
            }
            kernel.room = Integer.MAX_VALUE;
            sender.flush();
            for (final String call : kernel.takeCalls())
            {
                final String[] words = call.split(" ", -1);
                for (int i = 1; i < words.length && !call.startsWith("cut"); i++)
                {
                    sent.add(words[0] + (words[i].isEmpty() ? "0" : words[i]));
                }
            }
            assertEquals(expected, sent, "seed " + seed);
        }
    }

    private void provokeRefusal()
    {
        commit(0, 100, 100);
        sender.flush();
        assertTrue(addresses.isSingle(0));
    }

    /**
     * Two datagrams a flush, and the pair that is refused.
     */
    private int flushesUntilRefused()
    {
        final long refused = counters.get(SystemCounter.SEGMENTED_SENDS_REFUSED);
        for (int i = 1; i <= 10_000; i++)
        {
            commit(0, 100, 100);
            sender.flush();
            kernel.takeCalls();
            if (counters.get(SystemCounter.SEGMENTED_SENDS_REFUSED) > refused)
            {
                return i;
            }
        }
        return -1;
    }

    private int untilCut()
    {
        final long cut = counters.get(SystemCounter.SEGMENTED_SENDS);
        for (int i = 1; i <= 10_000; i++)
        {
            commit(0, 100, 100);
            sender.flush();
            if (counters.get(SystemCounter.SEGMENTED_SENDS) > cut)
            {
                return i;
            }
        }
        return -1;
    }

    private static int[] filled(final int count, final int value)
    {
        final int[] values = new int[count];
        Arrays.fill(values, value);
        return values;
    }

    private void commit(final int addressId, final int... lengths)
    {
        for (final int length : lengths)
        {
            assertTrue(slab.tryClaim(length) >= 0);
            slab.commit(addressId, length);
        }
    }

    /**
     * Writes down what leaves, cut as Linux cuts it.
     */
    private static final class Kernel implements DatagramIo
    {
        private final List<String> calls = new ArrayList<>();
        private int segmentLength;
        private int room = Integer.MAX_VALUE;
        private int smallPaths;
        private int portUnreachable;
        private boolean unreachable;
        private boolean optionFails;
        private boolean resetFails;

        List<String> takeCalls()
        {
            final List<String> taken = List.copyOf(calls);
            calls.clear();
            return taken;
        }

        @Override
        public int receive()
        {
            return UNAVAILABLE;
        }

        @Override
        public int internSource()
        {
            throw new AssertionError("nothing was received");
        }

        @Override
        public int send(final int addressId, final int offset, final int length) throws IOException
        {
            if (portUnreachable > 0)
            {
                portUnreachable--;
                throw new PortUnreachableException();
            }
            if (unreachable)
            {
                throw new SocketException("Network is unreachable");
            }
            if (0 != segmentLength && addressId < smallPaths)
            {
                throw new SocketException("Invalid argument");
            }
            if (0 == room)
            {
                return UNAVAILABLE;
            }
            room--;
            final StringBuilder call = new StringBuilder(addressId + ":");
            final int step = 0 == segmentLength ? Math.max(1, length) : segmentLength;
            for (int position = 0; position < length; position += step)
            {
                call.append(' ').append(Math.min(step, length - position));
            }
            calls.add(0 == length ? addressId + ": " : call.toString());
            return length;
        }

        @Override
        public void ttl(final int hops)
        {
            calls.add("ttl " + hops);
        }

        @Override
        public void segmentLength(final int length) throws IOException
        {
            if (0 == length ? resetFails : optionFails)
            {
                throw new SocketException("Protocol not available");
            }
            segmentLength = length;
            calls.add("cut " + length);
        }
    }
}
