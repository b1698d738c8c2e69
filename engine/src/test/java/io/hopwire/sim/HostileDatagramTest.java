package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Tamperer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Truncated, flipped, lengthened, spliced, repeated, late and random datagrams while links come up (both handshakes),
 * while a route is searched and the session set up, while messages flow and while all is taken down.
 * <p>
 * What is sent in addition must hurt nothing: every message arrives once and in order. Where it takes the place of
 * the true datagram it is a loss besides, and everything arrives or both ends are told. Either way the books balance
 * at every node: frames handed to it = opened + taken as handshakes + rejected by a code of the link layer; and
 * nothing that was tampered with is seen above the link layer.
 */
class HostileDatagramTest
{
    private static final double SCALE = Double.parseDouble(System.getProperty("hopwire.test.scale", "1"));
    private static final long SECOND = 1_000_000_000L;
    private static final int MESSAGES = 60;
    /** Codes up to this one are the link layer's. */
    private static final int LAST_OF_LINK = RejectCode.LINK_LIMIT.id();
    /** What only a liar can cause, or a broken cipher. */
    private static final RejectCode[] IMPOSSIBLE = {
        RejectCode.TRANSMISSION, RejectCode.PAYLOAD, RejectCode.OPERATION, RejectCode.CELL, RejectCode.COMPRESSION,
        RejectCode.SESSION_AUTHENTICATION, RejectCode.SESSION_WINDOW, RejectCode.HOP_LIMIT};

    private enum Stage
    {
        LINKS, ROUTE, MESSAGES, END
    }

    @Test
    void isNotHurtByWhatIsSentInAddition()
    {
        final int seeds = (int)Math.max(1, Math.round(3 * SCALE));
        for (final Stage stage : Stage.values())
        {
            for (final Tamperer.Kind kind : Tamperer.Kind.values())
            {
                for (long seed = 1; seed <= seeds; seed++)
                {
                    new Scenario(stage, kind, true, seed).run();
                }
            }
        }
    }

    @Test
    void survivesOrSayWhyWhereItTakesThePlaceOfTheTruth()
    {
        final int seeds = (int)Math.max(1, Math.round(3 * SCALE));
        for (final Stage stage : Stage.values())
        {
            for (final Tamperer.Kind kind : Tamperer.Kind.values())
            {
                for (long seed = 1; seed <= seeds; seed++)
                {
                    new Scenario(stage, kind, false, 1000 + seed).run();
                }
            }
        }
    }

    /** Client, two relays and server; one link in two is opened without knowing the key. */
    private static final class Scenario
    {
        private final Stage attacked;
        private final Tamperer.Kind kind;
        private final boolean additive;
        private final long seed;
        private final SimNetwork network;
        private final RecordingEvents client = new RecordingEvents();
        private final RecordingEvents server = new RecordingEvents();
        private final List<SimNode> nodes = new ArrayList<>();
        private final Tamperer tamperer;

        private Scenario(final Stage attacked, final Tamperer.Kind kind, final boolean additive, final long seed)
        {
            this.attacked = attacked;
            this.kind = kind;
            this.additive = additive;
            this.seed = seed;
            network = new SimNetwork(SimConfig.of(seed));
            nodes.add(network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), client));
            nodes.add(network.addNode(c -> c.discovery(false), new RecordingEvents()));
            nodes.add(network.addNode(c -> c.discovery(false), new RecordingEvents()));
            nodes.add(network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), server));
            tamperer = new Tamperer(network, seed * 31 + kind.ordinal());
            network.onTransit(tamperer);
        }

        private void run()
        {
            enter(Stage.LINKS);
            nodes.get(3).listen(true);
            nodes.get(0).bootstrapFrom(nodes.get(1), true);
            nodes.get(1).bootstrapFrom(nodes.get(2), seed % 2 == 0);
            nodes.get(3).bootstrapFrom(nodes.get(2), seed % 2 == 1);
            final boolean isUp = network.runUntil(
                () -> nodes.get(1).links().upCount() == 2 && nodes.get(2).links().upCount() == 2 &&
                    nodes.get(0).links().upCount() == 1 && nodes.get(3).links().upCount() == 1,
                60 * SECOND);
            check(isUp, "links are not up");

            enter(Stage.ROUTE);
            nodes.get(0).connect(1, nodes.get(3), 3, 1, 1, 30 * SECOND);
            check(network.runUntil(() -> null != client.outcome(1), 31 * SECOND), "connect hangs");
            check(client.outcome(1).code() == 0, "connect: " + SessionCodes.name(client.outcome(1).code()));

            enter(Stage.MESSAGES);
            exchange(client.outcome(1).sessionId());

            enter(Stage.END);
            nodes.get(0).close(client.outcome(1).sessionId());
            nodes.get(0).touch();
            check(
                network.runUntil(() -> !client.closed().isEmpty() && !server.closed().isEmpty(), 60 * SECOND),
                "end hangs");
            tamperer.tamper(kind, 0, true);
            network.run(60 * SECOND);
            checkNothingLeaks();
            tamperer.close();
            network.run(2 * SECOND);
            checkBooks();
        }

        private void enter(final Stage stage)
        {
            final double share = additive ? 0.5 : stage == Stage.MESSAGES ? 0.1 : 0.3;
            tamperer.tamper(kind, stage == attacked ? share : 0, additive);
        }

        private void exchange(final int sessionId)
        {
            int offered = 0;
            while (offered < MESSAGES && client.closed().isEmpty())
            {
                final UnsafeBuffer message = new UnsafeBuffer(new byte[8 + offered % 5 * 100]);
                message.putInt(0, offered);
                if (nodes.get(0).offer(sessionId, message.byteArray()) > 0)
                {
                    offered++;
                }
                network.run(20_000_000L);
            }
            network.runUntil(
                () -> server.messages().size() == MESSAGES || !client.closed().isEmpty(), 120 * SECOND);
            for (int i = 0; i < server.messages().size(); i++)
            {
                final byte[] message = server.messages().get(i);
                check(
                    new UnsafeBuffer(message).getInt(0) == i && message.length == 8 + i % 5 * 100,
                    "message " + i + " is not what was sent");
            }
            final boolean isToldSo = !client.closed().isEmpty() &&
                client.closed().get(0).reason() == SessionCodes.ROUTE_LOST &&
                client.closed().get(0).unknown() > 0;
            check(server.messages().size() == MESSAGES || (!additive && isToldSo), "messages are missing");
        }

        private void checkNothingLeaks()
        {
            for (final SimNode node : nodes)
            {
                check(node.counters().get(SystemCounter.CIRCUITS_OPEN) == 0, "circuits leak");
                check(node.counters().get(SystemCounter.SESSIONS_OPEN) == 0, "sessions leak");
            }
            check(client.closed().size() == 1 && server.closed().size() >= 1, "ends are not told once");
        }

        private void checkBooks()
        {
            for (final SimNode node : nodes)
            {
                final Counters counters = node.counters();
                long rejected = 0;
                for (int i = 0; i <= LAST_OF_LINK; i++)
                {
                    rejected += counters.get(RejectCode.get(i));
                }
                assertEquals(
                    tamperer.framesTo(node.index()),
                    counters.get(SystemCounter.FRAMES_OPENED) + counters.get(SystemCounter.HANDSHAKE_FRAMES) + rejected,
                    where("frames of node " + node.index()));
                for (final RejectCode code : IMPOSSIBLE)
                {
                    assertEquals(0, counters.get(code), where(code + " at node " + node.index()));
                }
            }
            check(tamperer.tampered() > 0 || attacked != Stage.MESSAGES, "nothing was tried");
        }

        private void check(final boolean condition, final String what)
        {
            assertTrue(condition, () -> where(what));
        }

        private String where(final String what)
        {
            return "stage " + attacked + ", " + kind + (additive ? " in addition" : " instead") + ", seed " + seed +
                ", at " + (network.nowNs() - SimNetwork.START_NS) / 1_000_000L + " ms: " + what;
        }
    }
}
