package io.hopwire.sim;

import io.hopwire.component.payload.Broadcasts;
import io.hopwire.component.payload.BroadcastSettings;
import io.hopwire.core.CoreConfig;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Commands;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.ShoutCodes;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * SHOUTs in networks of which every link is known: how many messages one makes, who hears it, and what strangers can
 * make of it.
 */
class BroadcastTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MICRO = 1000;
    private static final int SEEDS = 20 * Integer.getInteger("hopwire.test.scale", 1);

    private final List<RecordingEvents> events = new ArrayList<>();
    private SimNetwork network;
    private int edges;

    @Test
    void makesTwiceTheLinksLessTheOthersOnAnyConnectedGraph()
    {
        for (long seed = 1; seed <= SEEDS; seed++)
        {
            final BroadcastTest test = new BroadcastTest();
            test.randomGraph(seed);
            final String where = "seed " + seed;
            final int origin = (int)(seed % test.network.size());
            test.shout(origin, "to all");
            test.network.run(2 * SECOND);
            assertEquals(2L * test.edges - test.network.size() + 1, test.sent(), where);
            test.assertEachHeardOnce(origin, where);
        }
    }

    /** The specification's special case: every node opens as many links as it may. */
    @Test
    void makesWhatTheSpecificationSaysWhereEveryNodeOpensAllItsLinks()
    {
        for (final int ell : new int[]{1, 2, 4})
        {
            final int n = 24;
            final BroadcastTest test = new BroadcastTest();
            test.nodes(n, 7, config -> config);
            for (int i = 0; i < n; i++)
            {
                for (int j = 1; j <= ell; j++)
                {
                    test.link(i, (i + j) % n);
                }
            }
            test.network.run(5 * SECOND);
            test.shout(3, "to all");
            test.network.run(2 * SECOND);
            assertEquals((2L * ell - 1) * n + 1, test.sent(), "ell " + ell);
            test.assertEachHeardOnce(3, "ell " + ell);
        }
    }

    /** A message is known again by its number: equal ones are different ones. */
    @Test
    void carriesEqualMessagesOfOneMoment()
    {
        line(3);
        for (int i = 0; i < 50; i++)
        {
            shout(0, "same");
        }
        network.run(SECOND);
        for (int i = 1; i < 3; i++)
        {
            assertEquals(50, events.get(i).shouts().size());
            assertEquals(50, events.get(i).shouts().stream().map(RecordingEvents.Shout::number).distinct().count());
        }
    }

    @Test
    void carriesTheLongestAndRefusesLonger()
    {
        line(2);
        final int longest = Broadcasts.maxValueLength(network.space().length());
        final byte[] value = binary(longest);
        command(0, value);
        command(0, binary(longest + 1));
        command(0, new byte[]{(byte)0xc1});
        command(0, new byte[]{1, 2});
        network.run(SECOND);
        assertEquals(
            List.of(ShoutCodes.OK, ShoutCodes.TOO_LONG, ShoutCodes.MALFORMED, ShoutCodes.MALFORMED),
            events.get(0).shoutCodes());
        assertEquals(1, events.get(1).shouts().size());
        assertArrayEquals(value, events.get(1).shouts().get(0).value());
        assertEquals(network.node(0).name(), events.get(1).shouts().get(0).from());
    }

    @Test
    void limitsWhatOneSenderSays()
    {
        nodes(2, 1, config -> config.set(BroadcastSettings.PER_ORIGIN, 10));
        link(0, 1);
        network.run(5 * SECOND);
        for (int i = 0; i < 30; i++)
        {
            shout(0, "again");
        }
        network.run(SECOND / 100);
        assertEquals(10, events.get(1).shouts().size());
        assertEquals(20, events.get(0).shoutCodes().stream().filter(c -> c == ShoutCodes.BACK_PRESSURED).count());
        network.run(SECOND);
        shout(0, "later");
        network.run(SECOND);
        assertEquals(11, events.get(1).shouts().size());
    }

    /** A neighbour that follows the format and nothing else. */
    @Test
    void passesNothingOnThatIsOldOrTooMuch()
    {
        nodes(3, 1, config -> config.set(BroadcastSettings.PER_LINK, 100).set(BroadcastSettings.PER_ORIGIN, 50));
        link(0, 1);
        link(1, 2);
        network.run(5 * SECOND);
        final long nowUs = network.nowNs() / MICRO;
        final long lifetimeUs = 30_000_000;
        send(0, 1, nowUs - lifetimeUs - 1_000_000, 7);
        send(0, 1, nowUs + lifetimeUs + 1_000_000, 7);
        send(0, 1, Long.MAX_VALUE, 7);
        network.run(SECOND);
        assertEquals(3, network.node(1).counters().get(RejectCode.SHOUT_EXPIRED));
        for (int i = 0; i < 100; i++)
        {
            send(0, 1, nowUs, 7);
        }
        network.run(SECOND);
        assertEquals(99, network.node(1).counters().get(SystemCounter.SHOUTS_SEEN));
        assertEquals(1, events.get(2).shouts().size());
        for (int i = 0; i < 300; i++)
        {
            send(0, 1, nowUs + 1 + i, i);
        }
        network.run(SECOND);
        assertEquals(100, events.get(2).shouts().size(), 3, "of one neighbour, under whatever name");
        assertTrue(network.node(1).counters().get(RejectCode.SHOUT_RATE) > 190);
    }

    /** Nothing proves a name, so a flood in somebody's must not silence him where he is heard by another link. */
    @Test
    void aFloodInTheNameOfAnotherDoesNotSilenceHim()
    {
        nodes(3, 1, config -> config.set(BroadcastSettings.PER_ORIGIN, 10));
        link(0, 1);
        link(1, 2);
        network.run(5 * SECOND);
        final long nowUs = network.nowNs() / MICRO;
        for (int i = 0; i < 50; i++)
        {
            sendAs(0, 1, nowUs + i, network.node(2).publicKey());
        }
        network.run(SECOND / 100);
        assertEquals(40, network.node(1).counters().get(RejectCode.SHOUT_RATE));
        shout(2, "it is me");
        network.run(SECOND / 10);
        assertEquals(11, events.get(1).shouts().size());
        assertEquals(1, events.get(0).shouts().size());
    }

    /** Liars on a few links must not fill the memory of what was seen, without which nothing is taken. */
    @Test
    void whatAFewNeighboursMaySayFitsWhatIsRemembered()
    {
        final long seconds = 2 * BroadcastSettings.LIFETIME.defaultValue() / SECOND;
        final long most = BroadcastSettings.PER_LINK.defaultValue() * seconds;
        assertTrue(BroadcastSettings.MAX_SEEN.defaultValue() >= 16 * most, "neighbours that flood at the same time");
    }

    @Test
    void passesNoRecordingOnWhenItHasBeenForgotten()
    {
        nodes(3, 1, config -> config.set(BroadcastSettings.LIFETIME, 2 * SECOND));
        link(0, 1);
        link(1, 2);
        network.run(5 * SECOND);
        final long nowUs = network.nowNs() / MICRO;
        for (int i = 0; i < 200; i++)
        {
            // Up to as far ahead as it is taken.
            send(0, 1, nowUs + 1_999_000, 7);
            network.run(SECOND / 10);
        }
        assertEquals(1, events.get(1).shouts().size());
        assertEquals(1, events.get(2).shouts().size());
        final long again = network.node(1).counters().get(SystemCounter.SHOUTS_SEEN);
        assertEquals(199, again + network.node(1).counters().get(RejectCode.SHOUT_EXPIRED));
        assertTrue(again >= 39, "as long as it may be taken it is remembered");
    }

    @Test
    void refusesWhatIsNoShout()
    {
        line(3);
        final byte[][] payloads = {
            {}, {(byte)0x90}, {(byte)0x91, 1}, {(byte)0x92, 1}, {(byte)0x93, 1, 1, 1}, {(byte)0x92, 1, (byte)0xff},
            {(byte)0x92, 1, (byte)0xa1, 'a'}, {(byte)0x92, (byte)0x81, 1, 1, 1}, {(byte)0x92, (byte)0xc7, 1, 1, 1, 1},
            {(byte)0xdd, -1, -1, -1, -1}, {(byte)0x92, 1, 1, 1}};
        for (final byte[] payload : payloads)
        {
            sendPayload(0, 1, new UnsafeBuffer(payload), payload.length, named(0));
        }
        network.run(SECOND);
        assertEquals(payloads.length, network.node(1).counters().get(RejectCode.PAYLOAD));
        assertEquals(0, events.get(1).shouts().size() + events.get(2).shouts().size());
    }

    /** As many links as many inputs need: nobody is left out, however the links are sent to. */
    @Test
    void reachesMoreNeighboursThanOneInputCanReach()
    {
        final int n = 150;
        nodes(n, 1, config -> config);
        for (int i = 1; i < n; i++)
        {
            link(0, i);
        }
        network.run(20 * SECOND);
        for (int i = 0; i < 40; i++)
        {
            shout(0, "to all " + i);
        }
        shout(5, "from one");
        network.run(SECOND);
        for (int i = 1; i < n; i++)
        {
            assertEquals(5 == i ? 40 : 41, events.get(i).shouts().size(), "node " + i);
        }
    }

    private void randomGraph(final long seed)
    {
        final SimRandom random = new SimRandom(seed);
        final int n = 2 + random.nextInt(30);
        nodes(n, seed, config -> config);
        final boolean[][] linked = new boolean[n][n];
        for (int i = 1; i < n; i++)
        {
            connect(linked, i, random.nextInt(i));
        }
        for (int i = random.nextInt(2 * n); i > 0; i--)
        {
            connect(linked, random.nextInt(n), random.nextInt(n));
        }
        network.run(5 * SECOND);
    }

    private void connect(final boolean[][] linked, final int a, final int b)
    {
        if (a != b && !linked[a][b])
        {
            linked[a][b] = true;
            linked[b][a] = true;
            link(a, b);
        }
    }

    private void line(final int n)
    {
        nodes(n, 1, config -> config);
        for (int i = 1; i < n; i++)
        {
            link(i, i - 1);
        }
        network.run(5 * SECOND);
    }

    private void nodes(final int n, final long seed, final UnaryOperator<CoreConfig> setup)
    {
        network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
        for (int i = 0; i < n; i++)
        {
            events.add(new RecordingEvents());
            network.addNode(config -> setup.apply(config.discovery(false)), events.get(i));
        }
    }

    private void link(final int from, final int to)
    {
        network.node(from).bootstrapFrom(network.node(to), true);
        edges++;
    }

    private void shout(final int node, final String text)
    {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[100]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(value, 0, 100).putString(text);
        final byte[] bytes = new byte[encoder.length()];
        value.getBytes(0, bytes);
        command(node, bytes);
    }

    private void command(final int node, final byte[] value)
    {
        network.node(node).command(Commands.SHOUT, 1, new ShoutCommand(new UnsafeBuffer(value)));
    }

    private static byte[] binary(final int length)
    {
        final byte[] value = new byte[length];
        new MsgPackEncoder().wrap(new UnsafeBuffer(value), 0, length).putBinaryHeader(length - 3);
        value[length - 1] = 7;
        return value;
    }

    /** In the name of somebody who does not exist. */
    private void send(final int from, final int to, final long number, final int name)
    {
        sendAs(from, to, number, named(name));
    }

    private UnsafeBuffer named(final int name)
    {
        final UnsafeBuffer sender = new UnsafeBuffer(new byte[network.space().length()]);
        sender.putInt(0, name);
        return sender;
    }

    private void sendAs(final int from, final int to, final long number, final DirectBuffer sender)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[100]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(payload, 0, 100);
        encoder.putArrayHeader(2).putString("forged").putLong(number);
        sendPayload(from, to, payload, encoder.length(), sender);
    }

    private void sendPayload(
        final int from, final int to, final UnsafeBuffer payload, final int length, final DirectBuffer sender)
    {
        sendPayload(network, Operation.SHOUT, from, to, new UnsafeBuffer(payload, 0, length), sender);
    }

    static void sendPayload(
        final SimNetwork network,
        final int operation,
        final int from,
        final int to,
        final DirectBuffer payload,
        final DirectBuffer sender)
    {
        sendPayload(network, operation, new int[]{from, to}, payload, sender, sender);
    }

    /** A message in the name of whomever. */
    static void sendPayload(
        final SimNetwork network,
        final int operation,
        final int[] link,
        final DirectBuffer payload,
        final DirectBuffer sender,
        final DirectBuffer destination)
    {
        final int from = link[0];
        final int to = link[1];
        final int length = payload.capacity();
        final LinkTable links = network.node(from).links();
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[1000]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(frame, 0, 1000, Byte.SIZE * network.space().length());
        final int at = encoder.beginMessage(sender, 0, destination, 0, operation, false);
        frame.putBytes(at, payload, 0, length);
        encoder.commitMessage(length);
        final int whole = encoder.finish();
        network.schedule(0, () ->
        {
            final Link over = links.byKey(network.node(to).publicKey(), 0);
            assertEquals(0, links.send(over, frame, 0, whole, network.nowNs()));
        });
        network.run(1);
    }

    private long sent()
    {
        long sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += network.node(i).counters().get(SystemCounter.SHOUTS_SENT);
        }
        return sum;
    }

    private void assertEachHeardOnce(final int origin, final String where)
    {
        for (int i = 0; i < network.size(); i++)
        {
            assertEquals(i == origin ? 0 : 1, events.get(i).shouts().size(), where + ", node " + i);
        }
    }
}
