package io.hopwire.sim;

import io.hopwire.component.session.Congestion;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.core.CoreConfig;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Transit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sessions whose route leads over a bottleneck: 10 Mbit/s behind a relay, with a queue that drops what comes when it is
 * full. A round trip takes 40 ms, so 50 kB are under way where nothing waits.
 */
class CongestionTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long BITS_PER_SECOND = 10_000_000L;
    private static final int QUEUE = 50_000;
    private static final int MESSAGES = 5_000;
    private static final int LENGTH = 1_000;
    /** Bytes of messages that the bottleneck carries in a second. */
    private static final double LIMIT = BITS_PER_SECOND / 8.0 * LENGTH / (LENGTH + 110);

    private final SimNetwork network = new SimNetwork(SimConfig.of(11).withNullCrypto(true));
    private final RecordingEvents serverEvents = new RecordingEvents();
    private final SimNode relay = network.addNode(c -> c.discovery(false), new RecordingEvents());
    private final SimNode server = network.addNode(c -> c.discovery(false).role(LinkRole.ENDPOINT), serverEvents);
    private final byte[] message = new byte[LENGTH];

    /** What it sends, and how far it is. */
    private final class Sender
    {
        private final RecordingEvents events = new RecordingEvents();
        private final SimNode node;
        private int session = -1;
        private int offered;

        Sender(final Congestion congestion)
        {
            node = network.addNode(c -> settings(c, congestion), events);
            node.bootstrapFrom(relay, true);
        }

        void connect()
        {
            final int before = serverEvents.accepted().size();
            node.command(Commands.CONNECT, 1, new Commands.Connect(server.publicKey())
                .transit(Transit.of(3, 1, 1, Transit.DUPLICATE)).timeoutNs(10 * SECOND));
            assertTrue(network.runUntil(() -> serverEvents.accepted().size() > before, 10 * SECOND));
            session = events.outcome(1).sessionId();
        }

        void offer(final int total)
        {
            while (offered < total && node.offer(session, message) > 0)
            {
                offered++;
            }
        }

        long acked()
        {
            return events.acked(session);
        }

        long repeated()
        {
            return node.counters().get(SystemCounter.MESSAGES_RETRANSMITTED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NEWRENO", "CUBIC"})
    void aSessionFillsABottleneckWithoutFloodingIt(final Congestion congestion)
    {
        final Sender sender = open(congestion);
        final double rate = transfer(sender, MESSAGES);
        assertTrue(rate > 0.85 * LIMIT, "rate " + rate / LIMIT + " repeated " + sender.repeated());
        assertTrue(sender.repeated() < MESSAGES / 25, "repeated " + sender.repeated());
        assertTrue(network.dropped(NetworkDrop.QUEUE) > 0, "the queue was full, or nothing is shown");
    }

    /** So much for what the other one is worth. */
    @Test
    void aFixedWindowThatIsLargerThanTheQueueFloodsIt()
    {
        final Sender sender = open(Congestion.FIXED);
        transfer(sender, MESSAGES);
        assertTrue(sender.repeated() > MESSAGES / 4, "repeated " + sender.repeated());
    }

    /** Jain's index of what each got, once all had time to find their share, is above 0.9. */
    @ParameterizedTest
    @CsvSource({"NEWRENO, NEWRENO", "CUBIC, CUBIC", "NEWRENO, CUBIC"})
    void sessionsThatShareABottleneckGetAboutAsMuchEach(final Congestion some, final Congestion others)
    {
        final Sender[] senders = {open(some), open(others), open(some), open(others)};
        final double[] got = new double[senders.length];
        for (int late = 0; late < senders.length; late++)
        {
            for (int i = 0; i < 200; i++)
            {
                for (int busy = 0; busy <= late; busy++)
                {
                    senders[busy].offer(Integer.MAX_VALUE);
                }
                network.run(10 * MILLI);
            }
        }
        for (int i = 0; i < senders.length; i++)
        {
            got[i] = -senders[i].acked();
        }
        for (int i = 0; i < 2_000; i++)
        {
            for (final Sender sender : senders)
            {
                sender.offer(Integer.MAX_VALUE);
            }
            network.run(10 * MILLI);
        }
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < senders.length; i++)
        {
            got[i] += senders[i].acked();
            sum += got[i];
            squares += got[i] * got[i];
        }
        final double index = sum * sum / (senders.length * squares);
        assertTrue(index > 0.9, "index " + index + " of " + Arrays.toString(got));
        assertTrue(sum * LENGTH / 20 > 0.85 * LIMIT, "together " + sum * LENGTH / 20 / LIMIT);
    }

    /** What leaves at a time is no more than a burst: the queue of the bottleneck stays short at first. */
    @Test
    void afterAPauseNoMoreThanABurstLeavesAtOnce()
    {
        final Sender sender = open(Congestion.NEWRENO);
        transfer(sender, MESSAGES);
        network.run(200 * MILLI);
        final long before = sender.node.counters().get(SystemCounter.DATAGRAMS_SENT);
        sender.offer(sender.offered + 200);
        network.run(MILLI / 2);
        final long atOnce = sender.node.counters().get(SystemCounter.DATAGRAMS_SENT) - before;
        assertTrue(atOnce >= 8 && atOnce <= 14, "at once " + atOnce);
    }

    /** A path that is dark for a while is no reason to be slow for long. */
    @ParameterizedTest
    @EnumSource(names = {"NEWRENO", "CUBIC"})
    void aSessionIsSoonAsFastAsBeforeOnceADarkPathIsLightAgain(final Congestion congestion)
    {
        final Sender sender = open(congestion);
        transfer(sender, MESSAGES);
        for (final long darkNs : new long[]{100 * MILLI, SECOND, 5 * SECOND})
        {
            sender.offer(sender.offered + 100);
            network.conditions(relay.index(), server.index(), PathConditions.QUIET.withLoss(1));
            network.run(darkNs);
            bottleneck();
            final long sinceNs = network.nowNs();
            final long acked = sender.acked();
            assertTrue(network.runUntil(() -> sender.acked() > acked, 3 * SECOND));
            transfer(sender, sender.offered);
            final double rate = transfer(sender, sender.offered + MESSAGES);
            assertTrue(rate > 0.8 * LIMIT, "dark " + darkNs / MILLI + " rate " + rate / LIMIT);
            assertTrue(network.nowNs() - sinceNs < 20 * SECOND);
        }
    }

    private static CoreConfig settings(final CoreConfig config, final Congestion congestion)
    {
        return config.discovery(false).role(LinkRole.ENDPOINT).set(SessionSettings.CONGESTION, congestion);
    }

    private Sender open(final Congestion congestion)
    {
        server.bootstrapFrom(relay, true);
        network.conditions(PathConditions.QUIET.withDelay(10 * MILLI, 0, 0));
        server.listen(true);
        network.run(SECOND);
        final Sender sender = new Sender(congestion);
        network.run(SECOND);
        sender.connect();
        bottleneck();
        return sender;
    }

    private void bottleneck()
    {
        network.conditions(relay.index(), server.index(),
            PathConditions.QUIET.withDelay(10 * MILLI, 0, 0).withRate(BITS_PER_SECOND, QUEUE));
    }

    /** Until so many were acknowledged; answers bytes of messages a second. */
    private double transfer(final Sender sender, final int total)
    {
        final long sinceNs = network.nowNs();
        final long before = sender.acked();
        assertTrue(network.runUntil(() ->
        {
            sender.offer(total);
            return sender.acked() >= total;
        }, 100 * SECOND));
        assertEquals(0, sender.node.counters().get(SystemCounter.MESSAGES_FAILED));
        return (sender.acked() - before) * (double)LENGTH * SECOND / (network.nowNs() - sinceNs);
    }
}
