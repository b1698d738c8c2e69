package io.hopwire.sim;

import io.hopwire.component.payload.WhisperSettings;
import io.hopwire.component.payload.WhisperSizes;
import io.hopwire.crypto.BoxKind;
import io.hopwire.crypto.SealedBoxes;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.routing.Distance;
import io.hopwire.sim.check.SimChecks;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.WhisperCodes;
import io.hopwire.spi.WhisperCommand;
import io.hopwire.test.Allocations;
import io.hopwire.test.Figures;
import io.hopwire.wire.Compression;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * WHISPERs between keys of RSA, in each manner, over each kind of network: who hears them, who can have written them,
 * how long they are, and what a flood of them costs.
 */
@Tag("simulation")
class RsaWhisperTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int BETA = 2160;
    private static final int HEADER = 546;
    private static final int BOX = TransmissionFlyweight.HEADER_LENGTH + HEADER;
    private static final int SIGNATURE = 256;

    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[1400]);
    private WhisperNetwork net;
    private long said;

    @AfterEach
    void nothingIsAmiss()
    {
        SimChecks.standard().forEach((check) -> assertNull(check.check(net.network), check.toString()));
    }

    @ParameterizedTest
    @CsvSource({"false, UDP", "false, TCP", "true, UDP", "true, TCP"})
    void goesOverALinkAndByOthers(final boolean isBare, final SimSockets sockets)
    {
        net = new WhisperNetwork(SimConfig.of(1).withScheme(IdentitySchemes.RSA_2048).withNullCrypto(true))
            .sockets(sockets);
        for (int i = 0; i < 4; i++)
        {
            net.add((config) -> config.discovery(false).set(NodeSettings.BARE_NETWORK, isBare));
        }
        for (int i = 1; i < 4; i++)
        {
            net.link(i - 1, i);
        }
        net.network.run(5 * SECOND);
        final List<String> seen = new ArrayList<>();
        net.network.onTransit((from, to, buffer, length) ->
        {
            seen.add(buffer.getStringWithoutLengthAscii(0, length));
            return length;
        });
        // Three links, along which the distance falls in one direction at least.
        final boolean isForth = isDownhill(0, 3);
        final int from = isForth ? 0 : isDownhill(3, 0) ? 3 : -1;
        net.assertArrived(net.whisper(0, 2, "between us", WhisperCommand.RECURSIVE), WhisperCommand.RECURSIVE);
        assertEquals(1, net.heard(2).size());
        assertEquals(net.network.node(0).name(), net.heard(2).get(0).from());
        assertArrayEquals(bytes(WhisperNetwork.text("between us")), net.heard(2).get(0).value());
        assertEquals(1, net.count(1, SystemCounter.WHISPERS_PASSED));
        if (from >= 0)
        {
            net.assertArrived(
                net.whisper(from, 3 - from, "between us", WhisperCommand.RECURSIVE), WhisperCommand.RECURSIVE);
        }
        assertTrue(seen.stream().noneMatch((datagram) -> datagram.contains("between us")));
        net.assertArrived(net.whisper(1, 0, "to you", WhisperCommand.ANY), WhisperCommand.DIRECT);
        assertEquals("to you", text(net.heard(0).get(net.heard(0).size() - 1)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findsEverybodyInEachManner(final boolean isBare)
    {
        net = WhisperNetwork.grown(
            16, rsa(5), (config) -> config.set(NodeSettings.BARE_NETWORK, isBare));
        for (int i = 0; i < 3; i++)
        {
            net.join((config) -> config.role(LinkRole.ENDPOINT).set(NodeSettings.BARE_NETWORK, isBare));
        }
        net.network.run(20 * SECOND);
        final SimRandom random = new SimRandom(5);
        final int[] ways = new int[4];
        int arrived = 0;
        for (int i = 0; i < 36; i++)
        {
            final int manner = new int[]{
                WhisperCommand.ANY, WhisperCommand.ITERATIVE, WhisperCommand.RECURSIVE}[i % 3];
            final int from = random.nextInt(19);
            final int to = (from + 1 + random.nextInt(18)) % 19;
            final int before = net.heard(to).size();
            final RecordingEvents.Whispered end = net.await(net.whisper(from, to, "here", manner));
            final boolean isThere = WhisperCodes.OK == end.code();
            final String what = WhisperCommand.nameOf(manner) + " from " + from + " to " + to;
            // Who is asked in a bare network names as few as one message has room for: by others some find no way.
            final boolean mayFail = isBare && WhisperCommand.RECURSIVE == manner;
            assertTrue(isThere || mayFail, what + ": " + WhisperCodes.name(end.code()));
            assertEquals(before + (isThere ? 1 : 0), net.heard(to).size(), what);
            assertTrue(!isThere || net.network.node(from).name() == net.heard(to).get(before).from(), what);
            ways[end.manner()] += isThere ? 1 : 0;
            arrived += isThere ? 1 : 0;
        }
        assertTrue(arrived >= 32, "arrived " + arrived);
        assertTrue(ways[WhisperCommand.RECURSIVE] > 0, "by others");
        assertTrue(ways[WhisperCommand.DIRECT] > 0, "by a link");
    }

    /** Over links that carry no more than every link does; and over those that carry more. */
    @Test
    void isAsLongAsItsWayCarries()
    {
        final WhisperSizes sizes = sizes(false);
        assertEquals(217, sizes.valueEverywhere());
        assertEquals(796, sizes.longestValue());
        net = WhisperNetwork.line(3, rsa(1).with((path) -> path.withMtu(1200)), (config) -> config);
        net.network.run(60 * SECOND);
        assertEquals("ok", whisper(2, sizes.valueEverywhere(), WhisperCommand.RECURSIVE));
        assertEquals("too long for any way there is to the key",
            whisper(2, sizes.valueEverywhere() + 1, WhisperCommand.RECURSIVE));
        assertEquals("ok", whisper(1, 500, WhisperCommand.ANY));
        assertEquals("too long for any way there is to the key", whisper(1, 796, WhisperCommand.ANY));

        net = WhisperNetwork.line(3, rsa(1), (config) -> config);
        assertEquals("ok", whisper(2, sizes.valueEverywhere() + 208, WhisperCommand.RECURSIVE));
        assertEquals("too long for any way there is to the key",
            whisper(2, sizes.valueEverywhere() + 209, WhisperCommand.RECURSIVE));
        assertEquals("ok", whisper(1, 796, WhisperCommand.ANY));
        assertEquals("too long for any way there is to the key", whisper(1, 797, WhisperCommand.ANY));
        assertEquals(1, net.heard(2).size());
        assertEquals(1, net.heard(1).size());
    }

    /** Bare networks begin no path with a probe: over UDP a datagram of 1,200 bytes, over TCP all that is agreed on. */
    @Test
    void isLongerOverTcpInABareNetwork()
    {
        final WhisperSizes sizes = sizes(true);
        assertEquals(457, sizes.longestValue());
        for (final SimSockets sockets : new SimSockets[]{SimSockets.UDP, SimSockets.TCP})
        {
            net = new WhisperNetwork(rsa(1).withNullCrypto(true)).sockets(sockets);
            for (int i = 0; i < 3; i++)
            {
                net.add((config) -> config.discovery(false).set(NodeSettings.BARE_NETWORK, true));
            }
            net.link(0, 1);
            net.link(1, 2);
            net.network.run(5 * SECOND);
            assertEquals("ok", whisper(2, sizes.valueEverywhere(), WhisperCommand.RECURSIVE));
            final String longest = whisper(2, sizes.longestValue(), WhisperCommand.RECURSIVE);
            assertEquals(SimSockets.TCP == sockets ? "ok" : "too long for any way there is to the key", longest);
            assertEquals("too long for any way there is to the key",
                whisper(2, sizes.longestValue() + 1, WhisperCommand.RECURSIVE));
        }
    }

    /** Whoever it is from must have signed it, for exactly this destination, and lately. */
    @Test
    void nobodySaysItInTheNameOfAnother()
    {
        net = WhisperNetwork.line(4, rsa(1), (config) -> config);
        net.link(1, 3);
        net.network.run(5 * SECOND);
        // As it should be: of node 0, by node 1, to node 2.
        final int good = seal(0, 0, 2, "true");
        final byte[] genuine = new byte[good];
        frame.getBytes(0, genuine);
        say(1, 2, good);
        assertEquals(1, net.heard(2).size());
        assertEquals(net.network.node(0).name(), net.heard(2).get(0).from());
        // Sealed and signed by node 1, in the name of node 0.
        say(1, 2, seal(1, 0, 2, "forged"));
        assertEquals(1, net.count(2, RejectCode.WHISPER_BOX));
        // Node 0's box in the name of node 1, with and without a signature of node 1; and for node 3.
        frame.putBytes(0, genuine);
        MessageFlyweight.putFrom(frame, 6, BETA, net.network.node(1).publicKey(), 0);
        say(1, 2, good);
        assertEquals(2, net.count(2, RejectCode.WHISPER_BOX));
        frame.putBytes(0, genuine);
        MessageFlyweight.putTo(frame, 6, BETA, net.network.node(3).publicKey(), 0);
        say(1, 3, good);
        assertEquals(1, net.count(3, RejectCode.WHISPER_BOX));
        // Another signature of the same sender.
        frame.putBytes(0, genuine);
        final int other = seal(0, 0, 2, "other");
        final byte[] signature = new byte[SIGNATURE];
        frame.getBytes(other - SIGNATURE, signature);
        frame.putBytes(0, genuine);
        frame.putBytes(good - SIGNATURE, signature);
        say(1, 2, good);
        assertEquals(3, net.count(2, RejectCode.WHISPER_BOX));
        // The same once more is acknowledged, and not heard again; nor when its way back is forgotten, nor later.
        for (final long waitS : new long[]{1, 25, 30, 70})
        {
            net.network.run(waitS * SECOND);
            frame.putBytes(0, genuine);
            say(1, 2, good);
        }
        assertEquals(1, net.heard(2).size());
        assertEquals(0, net.heard(3).size());
        assertTrue(net.count(2, RejectCode.WHISPER_EXPIRED) > 0);
    }

    /** What is no such box costs no work of the worker. */
    @Test
    void whatIsNoBoxIsNotOpened()
    {
        net = WhisperNetwork.line(3, rsa(1), (config) -> config);
        final int good = seal(0, 0, 2, "true");
        final byte[] genuine = new byte[good];
        frame.getBytes(0, genuine);
        final int boxLength = good - BOX;
        int refused = 0;
        for (final int length : new int[]{0, 1, 16, 256, 273, 272 + SIGNATURE, boxLength - 1})
        {
            frame.putBytes(0, genuine);
            say(1, 2, resize(length));
            assertEquals(++refused, net.count(2, RejectCode.WHISPER_BOX), "length " + length);
        }
        for (final BoxKind kind : BoxKind.values())
        {
            frame.putBytes(0, genuine);
            frame.putByte(BOX, (byte)kind.id());
            say(1, 2, resize(boxLength));
            refused += kind.isOfRsa() ? 0 : 1;
            assertEquals(refused, net.count(2, RejectCode.WHISPER_BOX), kind.name());
        }
        assertEquals(1, net.count(2, RejectCode.WHISPER_UNPROVED));
        assertEquals(1, net.heard(2).size(), "the whole one, of the right kind");
    }

    /** A neighbour may have so many opened, all together more, and others are heard meanwhile. */
    @Test
    void aFloodHasItsShare()
    {
        net = WhisperNetwork.still(4, rsa(1), (config) -> config.set(WhisperSettings.RSA_PER_LINK, 20));
        net.link(0, 1);
        net.link(1, 2);
        net.link(3, 2);
        net.network.run(5 * SECOND);
        final int good = seal(0, 0, 2, "true");
        int message = 0;
        final long beganNs = net.network.nowNs();
        for (int i = 0; i < 300; i++)
        {
            // Each is another one, for all that node 2 can tell before it has looked at the signature.
            frame.putByte(good - 1, (byte)i);
            frame.putByte(good - 2, (byte)(i >> 8));
            say(1, 2, good);
            if (150 == i)
            {
                message = net.whisper(3, 2, "honest", WhisperCommand.ANY);
            }
            net.network.run(SECOND / 300);
        }
        // As many at once as in a second, and those of the time that it took.
        final long share = 20 + 20 * (net.network.nowNs() - beganNs) / SECOND + 1;
        final long opened = net.count(2, RejectCode.WHISPER_BOX);
        assertTrue(opened > 20 && opened <= share, opened + " were opened of 300, of a share of " + share);
        assertEquals(300, opened + net.count(2, RejectCode.WHISPER_LIMIT));
        assertEquals(WhisperCodes.OK, net.await(message).code());
        assertEquals(1, net.heard(2).size());
        // Sealed ones of others, too.
        net.assertArrived(net.whisper(3, 1, "honest", WhisperCommand.RECURSIVE), WhisperCommand.RECURSIVE);
    }

    @Test
    void refusingAllocatesNothing()
    {
        net = WhisperNetwork.line(3, rsa(1), (config) -> config.set(WhisperSettings.RSA_PER_LINK, 1));
        final int good = seal(0, 0, 2, "true");
        final byte[] genuine = new byte[good];
        frame.getBytes(0, genuine);
        // Cut; of a kind for other keys; and beyond its neighbour's share.
        final int[] lengths = {272, good - BOX, good - BOX};
        final int[] kinds = {6, 2, 6};
        final Runnable send = () -> sendOnce(1, 2, BOX + lengths[(int)(said % 3)]);
        final long minimum = Allocations.minimumPerRound(50, 10, 1, () ->
        {
            for (int i = 0; i < 60; i++)
            {
                said++;
                frame.putByte(BOX, (byte)kinds[(int)(said % 3)]);
                frame.putLong(BOX + 200, said);
                resize(lengths[(int)(said % 3)]);
                net.network.schedule(0, send);
                net.network.run(SECOND / 200);
            }
        });
        Figures.say("refusals of WHISPERs of RSA: %d B a round of 60", minimum);
        assertTrue(net.count(2, RejectCode.WHISPER_BOX) >= 2400);
        assertTrue(net.count(2, RejectCode.WHISPER_LIMIT) >= 1000);
        assertTrue(minimum <= 0, "allocated " + minimum);
    }

    private String whisper(final int to, final int length, final int manner)
    {
        final byte[] value = new byte[length];
        final int head = length < 258 ? 2 : 3;
        new MsgPackEncoder().wrap(new UnsafeBuffer(value), 0, length).putBinaryHeader(length - head);
        value[length - 1] = 7;
        final int code = net.await(
            net.whisper(0, net.network.node(to).publicKey(), new UnsafeBuffer(value), manner)).code();
        if (WhisperCodes.OK == code)
        {
            assertArrayEquals(value, net.heard(to).get(net.heard(to).size() - 1).value());
        }
        return WhisperCodes.name(code);
    }

    /** A whole transmission: sealed by one, in a name, for another. */
    private int seal(final int by, final int name, final int to, final String text)
    {
        final UnsafeBuffer plain = new UnsafeBuffer(new byte[200]);
        final DirectBuffer value = WhisperNetwork.text(text);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(plain, 0, 200);
        encoder.putArrayHeader(3).putEncoded(value, 0, value.capacity()).putLong(net.network.nowNs() / 1000)
            .putBinary(new UnsafeBuffer(new byte[16]), 0, 16);
        final SealedBoxes boxes = net.network.node(by).newBoxes();
        MessageFlyweight.putFrom(frame, 6, BETA, net.network.node(name).publicKey(), 0);
        MessageFlyweight.putTo(frame, 6, BETA, net.network.node(to).publicKey(), 0);
        MessageFlyweight.putOptions(frame, 6, BETA, Operation.WHISPER, true);
        final int whole = resize(boxes.lengthOf(encoder.length()));
        assertTrue(boxes.peer(net.network.node(to).publicKey(), 0));
        boxes.associate(frame, 6, HEADER);
        assertEquals(whole - BOX, boxes.seal(plain, 0, encoder.length(), frame, BOX));
        return whole;
    }

    private int resize(final int boxLength)
    {
        TransmissionFlyweight.write(frame, 0, Compression.NONE, HEADER + boxLength);
        MessageFlyweight.putPayloadLength(frame, 6, BETA, boxLength);
        return BOX + boxLength;
    }

    private void say(final int from, final int to, final int length)
    {
        net.network.schedule(0, () -> sendOnce(from, to, length));
        net.network.run(SECOND / 1000);
        net.network.run(SECOND / 100);
    }

    private void sendOnce(final int from, final int to, final int length)
    {
        final Link link = net.network.node(from).links().byKey(net.network.node(to).publicKey(), 0);
        net.network.node(from).links().send(link, frame, 0, length, net.network.nowNs());
    }

    /** Whether each node along the line is closer to the other end than the one before, from the first relay on. */
    private boolean isDownhill(final int from, final int to)
    {
        final UnsafeBuffer ids = new UnsafeBuffer(new byte[96]);
        final int step = Integer.signum(to - from);
        net.network.space().nodeId(net.network.node(to).publicKey(), 0, ids, 0);
        net.network.space().nodeId(net.network.node(from + step).publicKey(), 0, ids, 32);
        net.network.space().nodeId(net.network.node(from + 2 * step).publicKey(), 0, ids, 64);
        return Distance.closer(ids, 64, ids, 32, ids, 0);
    }

    private static SimConfig rsa(final long seed)
    {
        return SimConfig.of(seed).withScheme(IdentitySchemes.RSA_2048);
    }

    private static WhisperSizes sizes(final boolean isBare)
    {
        return WhisperSizes.of(
            IdentitySchemes.RSA_2048, Settings.DEFAULTS.with(NodeSettings.BARE_NETWORK, isBare));
    }

    private static String text(final RecordingEvents.Shout heard)
    {
        return new String(heard.value(), 1, heard.value().length - 1, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(final DirectBuffer buffer)
    {
        final byte[] bytes = new byte[buffer.capacity()];
        buffer.getBytes(0, bytes);
        return bytes;
    }
}
