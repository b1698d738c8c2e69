package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.link.Link;
import io.hopwire.spi.Component;
import io.hopwire.spi.ComponentServices;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.Peer;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Allocations;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Protocols of the user's own between two neighbours.
 */
class ComponentTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NUMBER = 5;

    private final SimNetwork network = new SimNetwork(SimConfig.of(11).with(path -> path.withDelay(100_000L, 0, 0)));
    private final Recorder left = new Recorder();
    private final Recorder right = new Recorder();
    private SimNode leftNode;
    private SimNode rightNode;
    private boolean isBare;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void carriesMessagesInOrderAndManyInOneDatagram(final boolean isBareNetwork)
    {
        isBare = isBareNetwork;
        link();
        final long datagrams = rightNode.counters().get(SystemCounter.DATAGRAMS_RECEIVED);
        final List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++)
        {
            expected.add("message " + i);
            assertEquals(0, left.send("message " + i));
        }
        leftNode.touch();
        network.run(SECOND / 1000);
        assertEquals(expected, right.messages);
        // The header of each CUSTOM names both ends.
        assertEquals(datagrams + (isBare ? 2 : 1), rightNode.counters().get(SystemCounter.DATAGRAMS_RECEIVED));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void carriesEveryLengthThatFitsAndRefuseLongerOnes(final boolean isBareNetwork)
    {
        isBare = isBareNetwork;
        link();
        final int longest = left.services.maxMessageLength(left.peer);
        assertTrue(longest > (isBare ? 1100 : 1300), "longest " + longest);
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[longest + 1]);
        assertEquals(ComponentServices.TOO_LONG, left.services.offer(left.peer, bytes, 0, longest + 1));
        assertEquals(ComponentServices.TOO_LONG, left.services.tryClaim(left.peer, -1));
        final Random random = new Random(1);
        for (int i = 0; i < 500; i++)
        {
            final int length = 0 == i ? longest : 1 == i ? 0 : random.nextInt(longest + 1);
            right.lastLength = -1;
            assertEquals(0, left.services.offer(left.peer, bytes, 0, length));
            if (random.nextBoolean())
            {
                leftNode.touch();
                network.run(SECOND / 1000);
                assertEquals(length, right.lastLength);
            }
        }
        leftNode.touch();
        network.run(SECOND / 1000);
        assertEquals(500, right.messages.size());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsWhenThePeerIsGone(final boolean isBareNetwork)
    {
        isBare = isBareNetwork;
        link();
        rightNode.shutDown();
        network.run(SECOND);
        assertFalse(left.peer.isUp());
        assertEquals(1, left.disconnects);
        assertEquals(ComponentServices.NOT_CONNECTED, left.send("too late"));
        assertTrue(right.closed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void countsMessagesForNobody(final boolean isBareNetwork)
    {
        isBare = isBareNetwork;
        leftNode = network.addNode(
            config -> configure(config).component(NUMBER, () -> left), new RecordingEvents());
        rightNode = network.addNode(this::configure, new RecordingEvents());
        leftNode.bootstrapFrom(rightNode, true);
        network.run(SECOND);
        assertEquals(0, left.send("is anybody there?"));
        leftNode.touch();
        network.run(SECOND / 1000);
        assertEquals(1, rightNode.counters().get(RejectCode.COMPONENT));
    }

    @Test
    void deliversWhatIsWellFormedInFrontOfWhatIsNot()
    {
        link();
        final byte[][] frames =
        {
            {(byte)(128 + NUMBER)}, {(byte)(128 + NUMBER), 0}, {(byte)(128 + NUMBER), 0, 0},
            {(byte)(128 + NUMBER), 1, 0, 0}, {(byte)(128 + NUMBER), 0, 1, 0}, {(byte)(128 + NUMBER), 0, -1, -1, 7},
            {-1, 0, 0, 0}, {(byte)(128 + NUMBER), 0, 1, 0, 'a', 1}, {(byte)(128 + NUMBER), 0, 1, 0, 'b', 2, 0, 'c'}
        };
        for (int i = 0; i < frames.length; i++)
        {
            sendFrame(frames[i]);
            assertEquals(i + 1, rightNode.counters().get(RejectCode.COMPONENT), "frame " + i);
        }
        assertEquals(List.of("a", "b"), right.messages);
        // The first message of somebody new had to come again with a cookie.
        final long cookies = rightNode.counters().get(RejectCode.HANDSHAKE_COOKIE);
        assertEquals(frames.length, rightNode.counters().rejected() - cookies);
    }

    private void sendFrame(final byte[] plaintext)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(plaintext);
        final Link link = leftNode.links().upLink(0);
        assertEquals(0, leftNode.links().send(link, buffer, 0, plaintext.length, network.nowNs()));
        leftNode.touch();
        network.run(SECOND / 1000);
    }

    @Test
    void refusesNumbersThatAreOutOfRangeOrTaken()
    {
        assertThrows(IllegalArgumentException.class, () -> network.addNode(
            config -> config.component(64, () -> left), new RecordingEvents()));
        assertThrows(IllegalArgumentException.class, () -> network.addNode(
            config -> config.component(1, () -> left).component(1, () -> right), new RecordingEvents()));
    }

    @Test
    void speaksPlaintextOnlyWhereBothSidesAskedForIt()
    {
        leftNode = network.addNode(
            config -> config.discovery(false).set(NodeSettings.PLAINTEXT_LINKS, true).component(NUMBER, () -> left),
            new RecordingEvents());
        rightNode = network.addNode(
            config -> config.discovery(false).component(NUMBER, () -> right), new RecordingEvents());
        final Recorder third = new Recorder();
        final SimNode thirdNode = network.addNode(
            config -> config.discovery(false).set(NodeSettings.PLAINTEXT_LINKS, true).component(NUMBER, () -> third),
            new RecordingEvents());
        leftNode.bootstrapFrom(rightNode, true);
        network.run(10 * SECOND);
        assertEquals(0, leftNode.links().upCount());
        assertTrue(rightNode.counters().get(RejectCode.HANDSHAKE_MAC) > 0);
        leftNode.bootstrapFrom(thirdNode, true);
        network.run(SECOND);
        assertEquals(0, left.send("in the clear"));
        leftNode.touch();
        network.run(SECOND);
        assertEquals(List.of("in the clear"), third.messages);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void allocatesNothing(final boolean isBareNetwork)
    {
        isBare = isBareNetwork;
        link();
        right.echo = true;
        left.quiet = true;
        right.quiet = true;
        final UnsafeBuffer message = new UnsafeBuffer(new byte[64]);
        final long minimum = Allocations.minimumPerRound(20, 10, 1, () ->
        {
            for (int i = 0; i < 500; i++)
            {
                left.services.offer(left.peer, message, 0, 64);
                left.services.offer(left.peer, message, 0, 64);
                leftNode.touch();
                network.run(SECOND / 1000);
            }
        });
        assertEquals(0, minimum);
        assertEquals(30 * 500 * 2, left.received);
    }

    /** Whoever speaks seed 004 and not our frames reaches a component by its CUSTOM, over a link too. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void hearsCustomOfSeed004(final boolean isBareNetwork)
    {
        isBare = isBareNetwork;
        link();
        custom(0x92, NUMBER, 0xc4, 2, 'h', 'i');
        assertEquals(List.of("hi"), right.messages);
        custom(0x92, NUMBER, 0xc4, 3, 'h', 'i');
        custom(0x92, NUMBER, 0xa2, 'h', 'i');
        custom(0x93, NUMBER, 0xc4, 0, 1);
        custom(0x91, NUMBER);
        custom(0x92, NUMBER, 0xc4, 0, 1);
        custom(0xc0);
        custom();
        assertEquals(7, rightNode.counters().get(RejectCode.PAYLOAD));
        custom(0x92, NUMBER + 1, 0xc4, 0);
        custom(0x92, 0xcd, 0xff, 0xff, 0xc4, 0);
        custom(0x92, 0xff, 0xc4, 0);
        assertEquals(3, rightNode.counters().get(RejectCode.COMPONENT));
        assertEquals(List.of("hi"), right.messages);
        assertTrue(right.peer.isUp());
    }

    private void custom(final int... payload)
    {
        final byte[] bytes = new byte[payload.length];
        for (int i = 0; i < bytes.length; i++)
        {
            bytes[i] = (byte)payload[i];
        }
        BroadcastTest.sendPayload(
            network, Operation.CUSTOM, leftNode.index(), rightNode.index(), new UnsafeBuffer(bytes),
            leftNode.publicKey());
        network.run(SECOND / 100);
    }

    private CoreConfig configure(final CoreConfig config)
    {
        return config.discovery(false).set(NodeSettings.BARE_NETWORK, isBare);
    }

    private void link()
    {
        leftNode = network.addNode(
            config -> configure(config).component(NUMBER, () -> left), new RecordingEvents());
        rightNode = network.addNode(
            config -> configure(config).component(NUMBER, () -> right), new RecordingEvents());
        leftNode.bootstrapFrom(rightNode, true);
        network.run(SECOND);
        assertTrue(left.peer.isUp());
        assertEquals(0, left.peer.peerKey().compareTo(new UnsafeBuffer(rightNode.publicKey())));
    }

    private static final class Recorder implements Component
    {
        private final List<String> messages = new ArrayList<>();
        private ComponentServices services;
        private Peer peer;
        private int disconnects;
        private int lastLength = -1;
        private long received;
        private boolean echo;
        private boolean quiet;
        private boolean closed;

        int send(final String text)
        {
            final int claim = services.tryClaim(peer, text.length());
            if (claim >= 0)
            {
                services.buffer().putStringWithoutLengthAscii(claim, text);
                services.commit();
                return 0;
            }
            return claim;
        }

        @Override
        public void onStart(final ComponentServices lent)
        {
            services = lent;
        }

        @Override
        public void onPeerConnect(final Peer connected, final long nowNs)
        {
            peer = connected;
        }

        @Override
        public void onPeerDisconnect(final Peer gone, final long nowNs)
        {
            disconnects++;
        }

        @Override
        public void onMessage(
            final Peer from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            received++;
            lastLength = length;
            if (!quiet)
            {
                messages.add(buffer.getStringWithoutLengthAscii(offset, length));
            }
            if (echo && 0 != services.offer(from, buffer, offset, length))
            {
                throw new IllegalStateException("no room for an echo");
            }
        }

        @Override
        public boolean onClose(final long nowNs)
        {
            closed = true;
            return false;
        }
    }
}
