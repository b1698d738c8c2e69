package io.hopwire.sim;

import io.hopwire.component.payload.WhisperSettings;
import io.hopwire.component.payload.WhisperSizes;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.LinkRole;
import io.hopwire.routing.Distance;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.WhisperCodes;
import io.hopwire.spi.WhisperCommand;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * WHISPERs in the three manners of the specification: who hears them, who can read them, and what the writer is told.
 */
class WhisperTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int SCALE = Integer.getInteger("hopwire.test.scale", 1);

    @Test
    void goesByTheLinkWhereThereIsOne()
    {
        final WhisperNetwork net = WhisperNetwork.line(3);
        net.assertArrived(net.whisper(0, 1, "to you", WhisperCommand.ANY), WhisperCommand.DIRECT);
        assertEquals(1, net.heard(1).size());
        assertEquals(net.network.node(0).name(), net.heard(1).get(0).from());
        assertArrayEquals(bytes(WhisperNetwork.text("to you")), net.heard(1).get(0).value());
        net.network.run(5 * SECOND);
        assertEquals(1, net.heard(1).size());
        assertEquals(0, net.heard(0).size() + net.heard(2).size());
        assertEquals(0, net.sum(SystemCounter.WHISPERS_PASSED));
    }

    /** Between two that are not linked it goes by the one between, who can not read it. */
    @Test
    void goesByOthersSealed()
    {
        final WhisperNetwork net = WhisperNetwork.line(3);
        final List<String> seen = new ArrayList<>();
        net.network.onTransit((from, to, buffer, length) ->
        {
            seen.add(buffer.getStringWithoutLengthAscii(0, length));
            return length;
        });
        net.assertArrived(net.whisper(0, 2, "between us", WhisperCommand.RECURSIVE), WhisperCommand.RECURSIVE);
        assertTrue(seen.stream().noneMatch(datagram -> datagram.contains("between us")));
        assertEquals(1, net.heard(2).size());
        assertEquals(net.network.node(0).name(), net.heard(2).get(0).from());
        assertEquals(0, net.heard(1).size());
        assertEquals(1, net.count(1, SystemCounter.WHISPERS_PASSED));
        assertEquals(1, net.count(0, SystemCounter.WHISPERS_SENT));
        // The same over a link: there it could be read, if links were not sealed, which in this network they are not.
        seen.clear();
        net.assertArrived(net.whisper(0, 1, "between us", WhisperCommand.ANY), WhisperCommand.DIRECT);
        assertTrue(seen.stream().anyMatch(datagram -> datagram.contains("between us")));
    }

    @Test
    void isSealedEvenForANeighbourWhereLinksAreNot()
    {
        final WhisperNetwork net = WhisperNetwork.still(2, config -> config.set(NodeSettings.PLAINTEXT_LINKS, true));
        net.link(0, 1);
        net.network.run(5 * SECOND);
        final List<String> seen = new ArrayList<>();
        net.network.onTransit((from, to, buffer, length) ->
        {
            seen.add(buffer.getStringWithoutLengthAscii(0, length));
            return length;
        });
        net.assertArrived(net.whisper(0, 1, "between us", WhisperCommand.ANY), WhisperCommand.DIRECT);
        assertEquals(1, net.heard(1).size());
        assertTrue(seen.stream().noneMatch(datagram -> datagram.contains("between us")));
    }

    /** Nor is one taken that is not sealed, for there nothing proves who it is from. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isSealedWhereNothingElseIs(final boolean isBare)
    {
        final WhisperNetwork net = WhisperNetwork.still(3, config -> config.set(
            isBare ? NodeSettings.BARE_NETWORK : NodeSettings.PLAINTEXT_LINKS, true));
        net.link(0, 1);
        net.link(1, 2);
        net.network.run(5 * SECOND);
        net.assertArrived(net.whisper(0, 1, "to you", WhisperCommand.ANY), WhisperCommand.DIRECT);
        net.assertArrived(net.whisper(0, 2, "to you", WhisperCommand.RECURSIVE), WhisperCommand.RECURSIVE);
        assertEquals(1, net.heard(1).size());
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[100]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(payload, 0, 100);
        encoder.putArrayHeader(3).putString("plain").putLong(net.network.nowNs() / 1000)
            .putBinary(new UnsafeBuffer(new byte[16]), 0, 16);
        send(
            net, new UnsafeBuffer(payload, 0, encoder.length()), net.network.node(0).publicKey(),
            net.network.node(1).publicKey());
        assertEquals(1, net.count(1, RejectCode.WHISPER_PLAIN));
        assertEquals(1, net.heard(1).size());
    }

    /** In networks where nodes find their places, each manner leads from anybody to anybody. */
    @Test
    void findsEverybodyInEachManner()
    {
        final WhisperNetwork net = WhisperNetwork.grown(60, SimConfig.of(5), config -> config);
        final SimRandom random = new SimRandom(5);
        for (final int manner : new int[]{
            WhisperCommand.ANY, WhisperCommand.ITERATIVE, WhisperCommand.RECURSIVE})
        {
            for (int i = 0; i < 40; i++)
            {
                final int from = random.nextInt(60);
                final int to = (from + 1 + random.nextInt(59)) % 60;
                final int before = net.heard(to).size();
                final RecordingEvents.Whispered end = net.await(net.whisper(from, to, "here", manner));
                final String what = WhisperCommand.nameOf(manner) + " from " + from + " to " + to;
                assertEquals("ok", WhisperCodes.name(end.code()), what);
                assertEquals(before + 1, net.heard(to).size(), what);
            }
        }
    }

    /** Who opens links and can not be dialled is reached over them, whether its key was looked up or not. */
    @Test
    void findsWhoCanNotBeDialled()
    {
        final WhisperNetwork net = WhisperNetwork.grown(60, SimConfig.of(6), config -> config);
        for (int i = 0; i < 10; i++)
        {
            net.join(config -> config.role(LinkRole.ENDPOINT));
        }
        net.network.run(20 * SECOND);
        int byOthers = 0;
        for (int i = 0; i < 10; i++)
        {
            for (final int manner : new int[]{WhisperCommand.ITERATIVE, WhisperCommand.RECURSIVE})
            {
                final RecordingEvents.Whispered end = net.await(net.whisper(60 + i, 60 + (i + 3) % 10, "in", manner));
                assertEquals("ok", WhisperCodes.name(end.code()), WhisperCommand.nameOf(manner) + " to " + i);
                byOthers += WhisperCommand.RECURSIVE == end.manner() ? 1 : 0;
            }
            assertEquals(2, net.heard(60 + (i + 3) % 10).size());
        }
        assertTrue(byOthers >= 18, "by others " + byOthers);
    }

    /** The specification prefers to look up where k-buckets are not full, and to pass on where they are. */
    @Test
    void decidesAsTheSpecificationSays()
    {
        final WhisperNetwork small = WhisperNetwork.grown(12, SimConfig.of(7), config -> config);
        small.join(config -> config.role(LinkRole.ENDPOINT));
        small.network.run(20 * SECOND);
        small.network.run(SECOND);
        final long asked = small.sum(SystemCounter.FIND_NODE_ANSWERED);
        assertEquals(WhisperCodes.OK, small.await(small.whisper(3, 12, "look", WhisperCommand.ANY)).code());
        final boolean wasLinked = small.end(1).manner() == WhisperCommand.DIRECT;
        assertTrue(wasLinked || small.sum(SystemCounter.FIND_NODE_ANSWERED) > asked, "nobody was looked up");

        final WhisperNetwork large = WhisperNetwork.grown(60, SimConfig.of(8), config ->
            config.set(io.hopwire.routing.RoutingSettings.BUCKET_SIZE, 2));
        int passedOn = 0;
        for (int i = 0; i < 20; i++)
        {
            passedOn += WhisperCommand.RECURSIVE ==
                large.await(large.whisper(i, 59 - i, "pass", WhisperCommand.ANY)).manner() ? 1 : 0;
        }
        assertTrue(passedOn > 0, "nothing was passed on");
    }

    /** While it dials whom the message is for, somebody else dials it: that is no reason to give up. */
    @Test
    void waitsForTheLinkThatItOpens()
    {
        final WhisperNetwork net = WhisperNetwork.grown(40, SimConfig.of(11), config -> config);
        int tried = 0;
        for (int from = 0; from < 20; from++)
        {
            final int to = knownAndUnlinked(net, from, true);
            final int third = knownAndUnlinked(net, from, false);
            if (to >= 0 && third >= 0 && to != third)
            {
                net.link(third, from);
                net.network.run(SECOND / 500);
                final RecordingEvents.Whispered end = net.await(net.whisper(from, to, "wait", WhisperCommand.DIRECT));
                assertEquals("ok", WhisperCodes.name(end.code()), "from " + from + " to " + to);
                tried++;
            }
        }
        assertTrue(tried >= 5, "tried " + tried);
    }

    /** Of links only a few are opened at one moment. */
    @Test
    void dialsManyOneAfterTheOther()
    {
        final WhisperNetwork net = WhisperNetwork.grown(60, SimConfig.of(12), config -> config);
        final List<Integer> messages = new ArrayList<>();
        for (int i = 0; i < 60 && messages.size() < 10; i++)
        {
            if (isKnownAndUnlinked(net, 7, i))
            {
                messages.add(net.whisper(7, i, "one of many", WhisperCommand.DIRECT));
            }
        }
        assertEquals(10, messages.size());
        for (final int message : messages)
        {
            net.assertArrived(message, WhisperCommand.DIRECT);
        }
    }

    private static boolean isKnownAndUnlinked(final WhisperNetwork net, final int from, final int to)
    {
        final SimNode node = net.network.node(from);
        final DirectBuffer key = net.network.node(to).publicKey();
        final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
        net.network.space().nodeId(key, 0, id, 0);
        final int record = node.routingTable().closest(id, 0);
        return to != from && null == node.links().anyByKey(key, 0) && record >= 0 &&
            0 == Distance.compareIds(node.routingTable().memory(), record, id, 0);
    }

    /** The first, or the last, node that one knows and has no link to; negative where there is none. */
    private static int knownAndUnlinked(final WhisperNetwork net, final int from, final boolean isFirst)
    {
        int found = -1;
        for (int i = 0; i < net.network.size(); i++)
        {
            if (isKnownAndUnlinked(net, from, i) && (found < 0 || !isFirst))
            {
                found = i;
            }
        }
        return found;
    }

    /** A tenth of everything is lost, answers too. */
    @Test
    void arrivesOnceAndIsAcknowledgedOverPathsThatLose()
    {
        for (long seed = 1; seed <= 3L * SCALE; seed++)
        {
            final WhisperNetwork net = WhisperNetwork.grown(
                30, SimConfig.of(seed).with(path -> path.withLoss(0.1).withDuplication(0.1)), config -> config);
            final List<Integer> messages = new ArrayList<>();
            for (int i = 0; i < 30; i++)
            {
                messages.add(net.whisper(i, (7 * i + 1) % 30 == i ? 0 : (7 * i + 1) % 30, "n" + i, i % 4));
                net.network.run(SECOND / 10);
            }
            net.network.run(30 * SECOND);
            int acknowledged = 0;
            for (int i = 0; i < 30; i++)
            {
                final int to = (7 * i + 1) % 30 == i ? 0 : (7 * i + 1) % 30;
                final byte[] value = bytes(WhisperNetwork.text("n" + i));
                final long heard = net.heard(to).stream().filter(
                    shout -> java.util.Arrays.equals(value, shout.value())).count();
                final boolean isAcknowledged = WhisperCodes.OK == net.end(messages.get(i)).code();
                assertTrue(heard <= 1, "seed " + seed + ", message " + i + " was heard " + heard + " times");
                assertTrue(!isAcknowledged || 1 == heard, "seed " + seed + ", message " + i + " was not heard");
                acknowledged += isAcknowledged ? 1 : 0;
            }
            // A manner that is forced may lead nowhere: the direct one, where there is no link.
            assertTrue(acknowledged >= 22, "seed " + seed + ": acknowledged " + acknowledged);
        }
    }

    @Test
    void tellsOfWhomItCanNotReach()
    {
        final WhisperNetwork net = WhisperNetwork.grown(30, SimConfig.of(9), config -> config);
        net.network.node(17).crash();
        final UnsafeBuffer nobody = new UnsafeBuffer(new byte[32]);
        nobody.putLong(3, 0x1234_5678_9abc_def0L);
        for (final int manner : new int[]{
            WhisperCommand.ANY, WhisperCommand.ITERATIVE, WhisperCommand.RECURSIVE, WhisperCommand.DIRECT})
        {
            final RecordingEvents.Whispered offline = net.await(net.whisper(2, 17, "are you there?", manner));
            assertTrue(
                WhisperCodes.UNKNOWN == offline.code() || WhisperCodes.NO_WAY == offline.code() ||
                WhisperCodes.UNREACHED == offline.code(), WhisperCodes.name(offline.code()));
            final RecordingEvents.Whispered nowhere =
                net.await(net.whisper(2, nobody, WhisperNetwork.text("anybody?"), manner));
            assertTrue(
                WhisperCodes.NO_WAY == nowhere.code() || WhisperCodes.UNREACHED == nowhere.code(),
                WhisperCommand.nameOf(manner) + " " + WhisperCodes.name(nowhere.code()));
        }
        assertEquals(0, net.sum(SystemCounter.WHISPERS_HEARD));
    }

    @Test
    void refusesWhatCanNotBe()
    {
        final WhisperNetwork net = WhisperNetwork.line(2);
        final DirectBuffer key = net.network.node(1).publicKey();
        final int longest = WhisperSizes.of(IdentitySchemes.X25519, Settings.DEFAULTS).longestValue();
        assertEquals(WhisperCodes.SELF, code(net, net.whisper(0, 0, "me", WhisperCommand.ANY)));
        assertEquals(
            WhisperCodes.BAD_KEY,
            code(net, net.whisper(0, new UnsafeBuffer(new byte[31]), WhisperNetwork.text("x"), WhisperCommand.ANY)));
        assertEquals(WhisperCodes.TOO_LONG, code(net, net.whisper(0, key, binary(longest + 1), WhisperCommand.ANY)));
        assertEquals(
            WhisperCodes.MALFORMED,
            code(net, net.whisper(0, key, new UnsafeBuffer(new byte[]{(byte)0xc1}), WhisperCommand.ANY)));
        assertEquals(WhisperCodes.OK, net.await(net.whisper(0, key, binary(longest), WhisperCommand.ANY)).code());
        final WhisperNetwork far = WhisperNetwork.line(3);
        assertEquals(WhisperCodes.OK, far.await(
            far.whisper(0, far.network.node(2).publicKey(), binary(longest), WhisperCommand.RECURSIVE)).code());
        // All zero is a point that nobody agrees on anything with.
        assertEquals(WhisperCodes.BAD_KEY, far.await(far.whisper(
            0, new UnsafeBuffer(new byte[32]), WhisperNetwork.text("x"), WhisperCommand.RECURSIVE)).code());
        final WhisperNetwork alone = WhisperNetwork.still(1, config -> config);
        assertEquals(
            WhisperCodes.UNREACHED, code(alone, alone.whisper(0, key, WhisperNetwork.text("x"), WhisperCommand.ANY)));
    }

    @Test
    void refusesMoreThanItSendsAtATime()
    {
        final WhisperNetwork net = WhisperNetwork.still(2, config -> config.set(WhisperSettings.AT_A_TIME, 4));
        net.link(0, 1);
        net.network.run(5 * SECOND);
        for (int i = 0; i < 6; i++)
        {
            net.whisper(0, 1, "n" + i, WhisperCommand.ANY);
        }
        net.network.run(5 * SECOND);
        for (int i = 1; i <= 6; i++)
        {
            assertEquals(i <= 4 ? WhisperCodes.OK : WhisperCodes.BACK_PRESSURED, net.end(i).code());
        }
        assertEquals(4, net.heard(1).size());
    }

    @Test
    void comesAgainWhereTheApplicationHasNoRoom()
    {
        for (final int to : new int[]{1, 2})
        {
            final WhisperNetwork net = WhisperNetwork.line(3);
            net.events.get(to).deaf(true);
            final int message = net.whisper(0, to, "listen", WhisperCommand.ANY);
            net.network.run(2 * SECOND);
            assertTrue(net.count(to, RejectCode.WHISPER_UNHEARD) >= 2);
            net.events.get(to).deaf(false);
            assertEquals(WhisperCodes.OK, net.await(message).code());
            assertEquals(1, net.heard(to).size());
        }
    }

    /** What is not sealed is for the neighbour itself, from the neighbour itself, or nothing. */
    @Test
    void passesNothingOnThatIsNotSealed()
    {
        final WhisperNetwork net = WhisperNetwork.line(3);
        final DirectBuffer zero = net.network.node(0).publicKey();
        final DirectBuffer two = net.network.node(2).publicKey();
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[100]);
        final UnsafeBuffer secret = new UnsafeBuffer(new byte[16]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(payload, 0, 100);
        encoder.putArrayHeader(3).putString("plain").putLong(net.network.nowNs() / 1000).putBinary(secret, 0, 16);
        final UnsafeBuffer plain = new UnsafeBuffer(payload, 0, encoder.length());
        send(net, plain, zero, two);
        assertEquals(1, net.count(1, RejectCode.WHISPER_PLAIN));
        assertEquals(0, net.count(1, SystemCounter.WHISPERS_PASSED));
        // In the name of another node, for the neighbour itself.
        send(net, plain, two, net.network.node(1).publicKey());
        assertEquals(2, net.count(1, RejectCode.WHISPER_PLAIN));
        send(net, plain, zero, net.network.node(1).publicKey());
        assertEquals(1, net.heard(1).size());
        send(net, new UnsafeBuffer(payload, 0, 3), zero, net.network.node(1).publicKey());
        assertEquals(1, net.count(1, RejectCode.PAYLOAD));
        assertEquals(0, net.heard(2).size());
        // Nobody waits for these answers.
        assertEquals(3, net.count(0, RejectCode.UNSOLICITED));
    }

    @Test
    void limitsWhatANeighbourSays()
    {
        final WhisperNetwork net = WhisperNetwork.still(3, config -> config.set(WhisperSettings.PER_ORIGIN, 5));
        net.link(0, 1);
        net.link(1, 2);
        net.network.run(5 * SECOND);
        for (int i = 0; i < 12; i++)
        {
            net.whisper(0, 2, "n" + i, WhisperCommand.RECURSIVE);
        }
        net.network.run(SECOND / 5);
        assertTrue(net.count(1, SystemCounter.WHISPERS_PASSED) <= 6);
        assertTrue(net.count(1, RejectCode.WHISPER_LIMIT) >= 6);
        net.network.run(25 * SECOND);
        assertEquals(12, net.heard(2).size());
        for (int i = 1; i <= 12; i++)
        {
            assertEquals(WhisperCodes.OK, net.end(i).code());
        }
    }

    @Test
    void saysNothingTwiceWhereTheWriterComesBackByAnotherWay()
    {
        final WhisperNetwork net = WhisperNetwork.still(4, config -> config);
        net.link(0, 1);
        net.link(0, 2);
        net.link(1, 3);
        net.link(2, 3);
        net.network.run(5 * SECOND);
        // The acknowledgements of the first way are lost, all of them.
        net.network.onTransit((from, to, buffer, length) ->
            (from == 1 && to == 0 || from == 2 && to == 0) && net.network.nowNs() % SECOND < 900_000_000L ?
            TransitFilter.DROP : length);
        final int message = net.whisper(0, 3, "once", WhisperCommand.RECURSIVE);
        final RecordingEvents.Whispered end = net.await(message);
        assertEquals(1, net.heard(3).size());
        assertNotEquals(WhisperCodes.NO_WAY, end.code());
        assertFalse(WhisperCodes.UNREACHED == end.code());
    }

    private static void send(
        final WhisperNetwork net, final DirectBuffer payload, final DirectBuffer from, final DirectBuffer to)
    {
        BroadcastTest.sendPayload(net.network, Operation.WHISPER, new int[]{0, 1}, payload, from, to);
        net.network.run(SECOND);
    }

    private static int code(final WhisperNetwork net, final int message)
    {
        net.network.run(SECOND / 100);
        return net.end(message).code();
    }

    private static DirectBuffer binary(final int length)
    {
        final byte[] value = new byte[length];
        new MsgPackEncoder().wrap(new UnsafeBuffer(value), 0, length).putBinaryHeader(length - 3);
        value[length - 1] = 7;
        return new UnsafeBuffer(value);
    }

    private static byte[] bytes(final DirectBuffer buffer)
    {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        assertFalse(new String(bytes, StandardCharsets.UTF_8).isEmpty());
        return bytes;
    }
}
