package io.hopwire.sim;

import io.hopwire.component.option.OptionSettings;
import io.hopwire.core.CoreConfig;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.sim.check.SimChecks;
import io.hopwire.spi.Commands;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.ShoutCodes;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Networks that speak seed 004's bare transmissions and nothing else: all operations, over UDP, over TCP and mixed.
 */
class BareNetworkTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int ELSEWHERE = 99;
    private static final DirectBuffer STRANGER = new UnsafeBuffer("a stranger, of thirty-two bytes.".getBytes());
    private static final byte EMPTY_ARRAY = (byte)0x90;

    private DhtNetwork dht = new DhtNetwork(SimConfig.of(1));
    private SimNetwork network = dht.network;
    private String compression = "none";

    @AfterEach
    void nothingIsAmiss()
    {
        SimChecks.standard().forEach((check) -> assertNull(check.check(network), check.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "lz4"})
    void everyOperationWorksInAMixedNetwork(final String preferred)
    {
        compression = preferred;
        grow(40);
        network.run(20 * SECOND);
        assertEquals(0, sum(SystemCounter.FRAMES_SEALED), "no frame of ours");
        assertEquals(0, sum(SystemCounter.HANDSHAKE_FRAMES));
        assertTrue(network.runUntil(this::isSymmetric, 60 * SECOND), "who has a link has one to somebody who has it");
        final int edges = edges();
        assertTrue(edges > 100, "links " + edges);

        shout(3, "to all");
        network.run(3 * SECOND);
        assertEquals(2L * edges - network.size() + 1, sum(SystemCounter.SHOUTS_SENT));
        for (int i = 0; i < network.size(); i++)
        {
            assertEquals(3 == i ? 0 : 1, events(i).shouts().size(), "node " + i);
        }

        final int neighbours = network.node(5).links().upCount();
        network.node(5).command(Commands.SPEAK, 77, new ShoutCommand(DhtNetwork.text("to you")));
        network.run(3 * SECOND);
        assertEquals(
            List.of(new RecordingEvents.Spoken(ShoutCodes.OK, neighbours, neighbours)), events(5).spoken());

        assertEquals(DhtCodes.OK, dht.put(7, "key", "one").code());
        assertEquals("one", dht.read(30, "key").text());
        assertEquals(DhtCodes.OK, dht.cas(31, "key", dht.read(31, "key").version(), "two").code());
        assertEquals("two", dht.readAny(12, "key").text());
        assertEquals("lz4".equals(preferred), sum(SystemCounter.TRANSMISSIONS_COMPRESSED) > 0);
    }

    /** Over connections, cut anywhere, a node that nobody can dial takes part as everybody else does. */
    @Test
    void whoCanOnlyInitiateIsReachedOverTheLinksItOpened()
    {
        add(SimSockets.TCP);
        for (int i = 1; i < 12; i++)
        {
            add(0 == i % 3 ? SimSockets.TCP_OUTGOING : SimSockets.TCP);
        }
        network.run(20 * SECOND);
        shout(1, "hello");
        network.run(2 * SECOND);
        for (int i = 0; i < network.size(); i++)
        {
            assertEquals(1 == i ? 0 : 1, events(i).shouts().size(), "node " + i);
        }
        assertEquals(DhtCodes.OK, dht.put(3, "key", "of one behind a wall").code());
        assertEquals("of one behind a wall", dht.read(4, "key").text());
        assertEquals(DhtCodes.OK, dht.put(4, "other", "for one behind a wall").code());
        assertEquals("for one behind a wall", dht.read(6, "other").text());
    }

    /** Both dial at once: two connections, one link at each end. */
    @Test
    void nodesThatDialEachOtherHaveOneLink()
    {
        final SimNode a = add(SimSockets.TCP);
        final SimNode b = add(SimSockets.TCP);
        a.bootstrapFrom(b, true);
        network.run(5 * SECOND);
        assertEquals(1, a.links().upCount());
        assertEquals(1, b.links().upCount());
        shout(0, "one way");
        shout(1, "the other");
        network.run(SECOND);
        assertEquals(1, events(0).shouts().size());
        assertEquals(1, events(1).shouts().size());
    }

    @Test
    void whoIsSilentIsGivenUpAndComesBack()
    {
        final SimNode a = add(SimSockets.UDP);
        final SimNode b = add(SimSockets.UDP);
        network.run(5 * SECOND);
        assertTrue(linkOf(a, b).rttNs() > 0, "measured by PING");
        network.run(60 * SECOND);
        assertEquals(1, a.links().upCount(), "idle, and asked now and then");
        b.crash();
        network.run(20 * SECOND);
        assertEquals(0, a.links().upCount());
        b.restart(true);
        network.run(20 * SECOND);
        assertEquals(1, a.links().upCount());
        shout(0, "again");
        network.run(SECOND);
        assertEquals(1, events(1).shouts().size());
    }

    @Test
    void anIdleLinkCostsTwoTransmissionsInTenSeconds()
    {
        final SimNode a = add(SimSockets.UDP);
        final SimNode b = add(SimSockets.UDP);
        network.run(30 * SECOND);
        final long before = network.sent();
        network.run(1000 * SECOND);
        final long sent = network.sent() - before;
        assertEquals(1, a.links().upCount());
        assertEquals(1, b.links().upCount());
        // Each end asks for itself, at most; discovery asks a little too.
        assertTrue(sent <= 500, "sent " + sent);
    }

    @Test
    void lossDoesNotEndALink()
    {
        dht = new DhtNetwork(SimConfig.of(5).with((path) -> path.withLoss(0.1)));
        network = dht.network;
        final SimNode a = add(SimSockets.UDP);
        final SimNode b = add(SimSockets.UDP);
        network.run(600 * SECOND);
        assertEquals(1, linkOf(a, b).openedNs() < network.nowNs() - 500 * SECOND ? 1 : 0, "the first link");
        assertEquals(1, b.links().upCount());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoMayBeAtSeveralPlacesIsSoughtAtEach(final boolean isKeyKnown)
    {
        final SimNode relay = add(SimSockets.UDP);
        final SimNode dead = add(SimSockets.UDP);
        dead.crash();
        final SimNode late = network.addNode(
            (config) -> config.discovery(false).set(NodeSettings.BARE_NETWORK, true), new RecordingEvents());
        late.command(Commands.BOOTSTRAP, -1, new Commands.Bootstrap(0, isKeyKnown ? relay.publicKey() : null)
            .add(dead.index()).add(relay.index()));
        assertTrue(network.runUntil(() -> null != linkOf(late, relay), 2 * SECOND), "not linked");
    }

    /** A key that is heard at one place is not believed at another one; there it may be anybody. */
    @Test
    void aSecondAddressOfAKeyIsRefusedWhileTheFirstOneAnswers()
    {
        final SimNode a = add(SimSockets.UDP);
        final SimNode b = add(SimSockets.UDP);
        network.run(5 * SECOND);
        final int address = linkOf(a, b).addressId();
        ping(a, b.publicKey());
        assertEquals(1, a.counters().get(RejectCode.LINK_ELSEWHERE));
        assertEquals(address, linkOf(a, b).addressId());
        assertEquals(1, a.links().upCount());
    }

    @Test
    void refusesWhatIsNoTransmission()
    {
        final SimNode a = add(SimSockets.UDP);
        final byte[][] wrong = {
            {}, {1, 2, 3}, {0, 8, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 9}, {0, 0, 0, 0, 0, 0}, {0, 0, -1, -1, -1, -1}};
        for (final byte[] bytes : wrong)
        {
            send(a, bytes);
        }
        assertEquals(0, a.links().upCount());
        assertEquals(wrong.length - 1, a.counters().get(RejectCode.FRAME_LENGTH));
        assertEquals(1, a.counters().get(RejectCode.TRANSMISSION), "no message");
        ping(a, a.publicKey());
        assertEquals(0, a.links().upCount(), "who says that he is we");
        ping(a, STRANGER);
        assertEquals(1, a.links().upCount());
        send(a, new byte[]{0, 7, 0, 0, 0, 1, 9});
        assertEquals(1, a.links().upCount(), "what is broken is refused, and no more");
        assertEquals(1, a.counters().get(RejectCode.COMPRESSION) + a.counters().get(RejectCode.COMPRESSED));
        // The checks know of no stranger, and would miss a node at his address.
        forget();
    }

    private void forget()
    {
        dht = new DhtNetwork(SimConfig.of(1));
        network = dht.network;
    }

    /** From an address at which no node is. */
    private void send(final SimNode to, final byte[] bytes)
    {
        network.inject(ELSEWHERE, to.index(), new UnsafeBuffer(bytes), 0, bytes.length, 1);
        network.run(SECOND / 10);
    }

    private void ping(final SimNode to, final DirectBuffer from)
    {
        final int room = 200;
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[room]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(buffer, 0, room, Byte.SIZE * network.space().length());
        final int at = encoder.beginMessage(from, 0, to.publicKey(), 0, Operation.PING, false);
        buffer.putByte(at, EMPTY_ARRAY);
        encoder.commitMessage(1);
        send(to, Arrays.copyOf(buffer.byteArray(), encoder.finish()));
    }

    private void grow(final int n)
    {
        final SimSockets[] kinds = {
            SimSockets.UDP_AND_TCP, SimSockets.UDP_AND_TCP, SimSockets.UDP, SimSockets.UDP_AND_TCP};
        for (int i = 0; i < n; i++)
        {
            add(kinds[i % kinds.length]);
            network.run(SECOND / 20);
        }
    }

    private SimNode add(final SimSockets sockets)
    {
        return dht.addNode(new NodeSetup()
        {
            @Override
            public void configure(final CoreConfig config)
            {
                config.role(LinkRole.RELAY).set(NodeSettings.BARE_NETWORK, true)
                    .set(OptionSettings.PREFERRED, compression);
            }

            @Override
            public SimSockets sockets(final int node)
            {
                return sockets;
            }
        });
    }

    private RecordingEvents events(final int node)
    {
        return (RecordingEvents)network.node(node).application();
    }

    private static Link linkOf(final SimNode from, final SimNode to)
    {
        return from.links().byKey(to.publicKey(), 0);
    }

    private void shout(final int node, final String text)
    {
        network.node(node).command(Commands.SHOUT, 1, new ShoutCommand(DhtNetwork.text(text)));
    }

    private int edges()
    {
        int ends = 0;
        for (int i = 0; i < network.size(); i++)
        {
            ends += network.node(i).links().upCount();
        }
        return ends / 2;
    }

    private boolean isSymmetric()
    {
        for (int i = 0; i < network.size(); i++)
        {
            final SimNode node = network.node(i);
            for (int j = 0; j < i; j++)
            {
                if (null == linkOf(node, network.node(j)) != (null == linkOf(network.node(j), node)))
                {
                    return false;
                }
            }
        }
        return true;
    }

    private long sum(final SystemCounter counter)
    {
        long sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += network.node(i).counters().get(counter);
        }
        return sum;
    }
}
