package io.hopwire.sim;

import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.FrameTypes;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A relay on the route that takes part honestly until the session is open, and then drops, flips, repeats, delays or
 * mixes up the cells it should forward. What it sends is authentic on its link. No message that it altered is accepted,
 * none arrives twice, and where another route is there nothing stops.
 * <p>
 * Without cryptography, so that the test can read and write cells in the relay's place; tags are still checked.
 */
class LyingRelayTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int CELL_HEADER = 8;
    private static final int MESSAGES = 100;
    private static final double[] SHARES = {0.01, 0.1, 0.5, 1};

    private enum Lie
    {
        DROP, FLIP, REPLAY, DELAY, MIX
    }

    @Test
    void deliversAllWhereTheRelayLiesNowAndThen()
    {
        for (int i = 0; i < 2 * Lie.values().length; i++)
        {
            final Lie lie = Lie.values()[i / 2];
            final double share = i % 2 == 0 ? 0.3 : 0.05;
            for (long seed = 1; seed <= 5; seed++)
            {
                final Scenario net = new Scenario(seed, 1, 1, lie, share);
                assertTrue(net.exchange(30 * SECOND), net.where("not all arrived"));
                net.assertUnaltered();
                assertTrue(net.client.closed().isEmpty(), net.where("closed"));
                assertTrue(net.lies > 0, net.where("no lie was told"));
                if (lie == Lie.FLIP || lie == Lie.MIX)
                {
                    assertTrue(net.rejects(RejectCode.SESSION_AUTHENTICATION) > 0, net.where("nothing was noticed"));
                }
                if (lie == Lie.REPLAY)
                {
                    assertTrue(net.rejects(RejectCode.SESSION_REPLAY) > 0, net.where("nothing was noticed"));
                }
            }
        }
    }

    @Test
    void tellsBothEndsWhereTheOnlyRelayAlwaysLies()
    {
        for (int i = 0; i < 12; i++)
        {
            final Scenario net = new Scenario(1 + i / 3, 1, 1, new Lie[]{Lie.DROP, Lie.FLIP, Lie.MIX}[i % 3], 1);
            net.exchange(60 * SECOND);
            net.network.run(60 * SECOND);
            net.assertPrefix();
            assertEquals(1, net.client.closed().size(), net.where("the client was not told"));
            final RecordingEvents.Closed end = net.client.closed().get(0);
            assertTrue(end.unknown() > 0, net.where("messages ended in silence"));
            assertEquals(1, net.server.closed().size(), net.where("the server was not told"));
            net.assertOneGaveUpAndTheOtherWasTold(end.reason(), net.server.closed().get(0).reason());
            assertEquals(0, net.openCircuits(), net.where("circuits leak"));
        }
    }

    @Test
    void goesOnAtOnceOverTheOtherRoute()
    {
        for (final double share : SHARES)
        {
            for (final Lie lie : Lie.values())
            {
                long gapNs = 0;
                for (long seed = 1; seed <= 3; seed++)
                {
                    final Scenario net = new Scenario(seed, 2, 2, lie, share);
                    assertTrue(net.exchange(3 * SECOND), net.where("took longer than 3 s"));
                    net.network.run(30 * SECOND);
                    net.assertUnaltered();
                    assertTrue(net.client.closed().isEmpty(), net.where("closed"));
                    assertEquals(0, net.clientNode.counters().get(SystemCounter.MESSAGES_FAILED));
                    gapNs = Math.max(gapNs, net.longestGapNs);
                }
                Figures.say("a relay on one of two routes: %s %.0f %%: altered 0, longest gap %d ms",
                    lie, 100 * share, gapNs / 1_000_000L);
            }
        }
    }

    /**
     * There is a way round it, but the session has one route. It asks for another one when this one is silent, whoever
     * of both has something to say.
     */
    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void leavesTheOnlyRouteWhereNothingComesThrough(final boolean isClient, final boolean isServer)
    {
        for (final Lie lie : new Lie[]{Lie.DROP, Lie.FLIP, Lie.MIX})
        {
            long gapNs = 0;
            int crossed = 0;
            for (long seed = 1; seed <= 10; seed++)
            {
                final Scenario net = new Scenario(seed, 2, 1, lie, 1);
                gapNs = Math.max(gapNs, net.longestGap(isClient, isServer));
                assertTrue(net.client.closed().isEmpty() && net.server.closed().isEmpty(), net.where("closed"));
                crossed += net.lies > 0 ? 1 : 0;
            }
            assertTrue(crossed >= 3, "routes over the relay that lies: " + crossed);
            Figures.say("a relay on the only route of a session, another one could be had, %s: %s 100 %%: altered 0, " +
                "longest gap %d ms", isClient ? isServer ? "both write" : "the client writes" : "the server writes",
                lie, gapNs / 1_000_000L);
            assertTrue(gapNs <= 3 * SECOND, lie + ": gap of " + gapNs);
        }
    }

    /** Client, server, and chains of two relays, of which the first of the first chain lies. */
    private static final class Scenario
    {
        private final long seed;
        private final Lie lie;
        private final SimNetwork network;
        private final RecordingEvents client = new RecordingEvents();
        private final RecordingEvents server = new RecordingEvents();
        private final SimNode clientNode;
        private final SimNode serverNode;
        private final SimNode liar;
        private final SimRandom random;
        private final double share;
        private final UnsafeBuffer last = new UnsafeBuffer(new byte[TransitFilter.MAX_LENGTH]);
        private int lastLength;
        private boolean isLying;
        private boolean isSending;
        private long lies;
        private int offered;
        private int came;
        private long cameNs;
        private long longestGapNs;

        private Scenario(
            final long seed, final int chains, final int routes, final Lie lie, final double share)
        {
            this.seed = seed;
            this.lie = lie;
            this.share = share;
            random = new SimRandom(seed);
            network = new SimNetwork(SimConfig.of(seed).withNullCrypto(true));
            clientNode = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), client);
            serverNode = network.addNode(c -> c.role(LinkRole.ENDPOINT).discovery(false), server);
            serverNode.listen(true);
            for (int i = 0; i < chains; i++)
            {
                final SimNode near = network.addNode(c -> c.discovery(false), new RecordingEvents());
                final SimNode far = network.addNode(c -> c.discovery(false), new RecordingEvents());
                clientNode.bootstrapFrom(near, true);
                near.bootstrapFrom(far, true);
                serverNode.bootstrapFrom(far, true);
            }
            liar = network.node(2);
            network.run(2 * SECOND);
            network.onTransit(this::onTransit);
            clientNode.connect(1, serverNode, 3, routes, routes, 10 * SECOND);
            assertTrue(network.runUntil(() -> null != client.outcome(1), 11 * SECOND));
            assertEquals(routes, client.outcome(1).routes(), where("routes"));
            network.run(SECOND / 10);
            isLying = true;
        }

        /** Neither hears the other: who waited longer gives up first. */
        private void assertOneGaveUpAndTheOtherWasTold(final int ofClient, final int ofServer)
        {
            final String reasons = where(SessionCodes.name(ofClient) + " and " + SessionCodes.name(ofServer));
            assertTrue(ofClient == SessionCodes.TIMEOUT || ofServer == SessionCodes.TIMEOUT, reasons);
            assertTrue(ofClient == SessionCodes.TIMEOUT || ofClient == SessionCodes.ROUTE_LOST, reasons);
            assertTrue(ofServer == SessionCodes.TIMEOUT || ofServer == SessionCodes.ROUTE_LOST, reasons);
        }

        private int onTransit(final int from, final int to, final MutableDirectBuffer buffer, final int length)
        {
            final int offset = FrameTypes.DATA_HEADER_LENGTH;
            final boolean isCell = from == liar.index() && !isSending && isLying &&
                FrameFlyweight.frameType(buffer, 0) == FrameTypes.DATA &&
                length > FrameTypes.DATA_OVERHEAD + CELL_HEADER && buffer.getByte(offset) == FrameKinds.CELL_DATA;
            if (!isCell || random.nextDouble() >= share)
            {
                return length;
            }
            lies++;
            final byte[] cell = new byte[length - FrameTypes.DATA_OVERHEAD];
            buffer.getBytes(offset, cell);
            return lie(to, cell) ? length : TransitFilter.DROP;
        }

        /** Whether the cell itself goes on, too. */
        private boolean lie(final int to, final byte[] cell)
        {
            switch (lie)
            {
                case FLIP:
                    cell[CELL_HEADER + random.nextInt(cell.length - CELL_HEADER)] ^= (byte)(1 << random.nextInt(8));
                    send(to, cell, 0);
                    return false;

                case REPLAY:
                    send(to, cell, random.nextLong(SECOND / 2));
                    return true;

                case DELAY:
                    send(to, cell, random.nextLong(SECOND / 20));
                    return false;

                case MIX:
                    // The label of this cell and the body of one that was under way before, whichever way it went.
                    final byte[] mixed = new byte[Math.max(cell.length, lastLength)];
                    last.getBytes(0, mixed, 0, lastLength);
                    System.arraycopy(cell, 0, mixed, 0, Math.min(CELL_HEADER + 8, cell.length));
                    last.putBytes(0, cell);
                    lastLength = cell.length;
                    send(to, mixed, 0);
                    return false;

                default:
                    return false;
            }
        }

        private void send(final int to, final byte[] cell, final long delayNs)
        {
            network.schedule(delayNs, () ->
            {
                final LinkTable links = liar.links();
                final Link link = links.byKey(network.node(to).publicKey(), 0);
                final int offset = null == link ? -1 : links.tryClaim(link, cell.length);
                if (offset >= 0)
                {
                    isSending = true;
                    links.claimBuffer().putBytes(offset, cell);
                    links.commit(link, cell.length, network.nowNs());
                    isSending = false;
                }
            });
        }

        /** Each of both, or one, writes each 20 ms. {@return the longest time in which nothing came of either} */
        private long longestGap(final boolean isClient, final boolean isServer)
        {
            final long untilNs = network.nowNs() + 10 * SECOND;
            final long[] gapsNs = new long[2];
            final long[] atNs = {network.nowNs(), network.nowNs()};
            final int[] had = new int[2];
            final byte[] message = new byte[60];
            int sent = 0;
            while (network.nowNs() < untilNs)
            {
                sent += isClient && clientNode.offer(client.outcome(1).sessionId(), message) > 0 ? 1 : 0;
                sent += isServer && serverNode.offer(server.accepted().get(0), message) > 0 ? 1 : 0;
                for (int i = 0; i < 20; i++)
                {
                    network.run(SECOND / 1000);
                    gap(server.messages().size(), 0, had, atNs, gapsNs);
                    gap(client.messages().size(), 1, had, atNs, gapsNs);
                }
            }
            final int all = sent;
            assertTrue(network.runUntil(
                () -> server.messages().size() + client.messages().size() == all, SECOND), where("not all arrived"));
            return Math.max(isClient ? gapsNs[0] : 0, isServer ? gapsNs[1] : 0);
        }

        private void gap(final int count, final int end, final int[] had, final long[] atNs, final long[] gapsNs)
        {
            if (count > had[end])
            {
                had[end] = count;
                gapsNs[end] = Math.max(gapsNs[end], network.nowNs() - atNs[end]);
                atNs[end] = network.nowNs();
            }
        }

        private boolean exchange(final long maxNs)
        {
            cameNs = network.nowNs();
            while (offered < MESSAGES && client.closed().isEmpty())
            {
                final UnsafeBuffer message = new UnsafeBuffer(new byte[60]);
                message.putInt(0, offered);
                offered += clientNode.offer(client.outcome(1).sessionId(), message.byteArray()) > 0 ? 1 : 0;
                network.runUntil(this::noteGap, SECOND / 200);
            }
            return network.runUntil(() -> noteGap() || server.messages().size() == MESSAGES, maxNs);
        }

        /** {@return false, so that the network goes on} */
        private boolean noteGap()
        {
            if (server.messages().size() > came)
            {
                came = server.messages().size();
                longestGapNs = Math.max(longestGapNs, network.nowNs() - cameNs);
                cameNs = network.nowNs();
            }
            return false;
        }

        private void assertUnaltered()
        {
            assertEquals(MESSAGES, server.messages().size(), where("messages"));
            assertPrefix();
        }

        private void assertPrefix()
        {
            for (int i = 0; i < server.messages().size(); i++)
            {
                final byte[] message = server.messages().get(i);
                assertEquals(60, message.length, where("message " + i));
                assertEquals(i, new UnsafeBuffer(message).getInt(0), where("message " + i));
            }
        }

        private long rejects(final RejectCode code)
        {
            return clientNode.counters().get(code) + serverNode.counters().get(code);
        }

        private long openCircuits()
        {
            long sum = 0;
            for (int i = 0; i < network.size(); i++)
            {
                sum += network.node(i).counters().get(SystemCounter.CIRCUITS_OPEN);
            }
            return sum;
        }

        private String where(final String what)
        {
            return lie + ", seed " + seed + ", at " + (network.nowNs() - SimNetwork.START_NS) / 1_000_000L + " ms: " +
                what;
        }
    }
}
