package io.hopwire.component.session;

import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A receiver that has got everything, and acknowledges so that as much as possible looks lost: what it makes a sender
 * send, by each congestion control, whatever it acknowledges and how often.
 * <p>
 * By those of RFC 9002 no more than the smallest window of two packets in a round trip, after the first ones; by the
 * fixed one, which takes no loss for congestion, some repetitions for each packet that was acknowledged.
 */
class GreedyReceiverTest
{
    private static final long TIME_NS = Integer.getInteger("hopwire.test.greedy.seconds", 2) * SessionNet.SECOND;
    /** Round trips in which a window goes from whatever it was to the least, and what it sends in them. */
    private static final long FALL_PACKETS = 2 * 256;
    private static final int LEAST_PACKETS = 2;
    private static final int PROBES = 2;
    private static final int REPEATS_PER_ACK = 4;
    private static final int SPAN = 240;
    private static final int MAX_RANGES = 40;
    private static final int CREDIT = 200_000;

    /** What is acknowledged. */
    private enum Pattern
    {
        /** The newest packet, and none before it. */
        NEWEST,
        /** Every other one, the newest first. */
        EVERY_OTHER,
        /** Two of five, others each time. */
        ROTATING,
        /** The newest half, without its middle. */
        HALF_WITH_A_HOLE
    }

    private static Stream<Arguments> all()
    {
        return Arrays.stream(Congestion.values()).flatMap((congestion) -> Arrays.stream(Pattern.values()).flatMap(
            (pattern) -> Stream.of(2, 10).map((everyMs) -> Arguments.of(congestion, pattern, everyMs))));
    }

    private final SessionNet net = new SessionNet(99);
    private SessionNode server;
    private EvilPeer evil;
    private long cells;
    private long bytes;
    private int round;
    private final List<Long> came = new ArrayList<>();
    private final Set<Long> told = new HashSet<>();

    @ParameterizedTest
    @MethodSource("all")
    void causesNoMoreThanItsAcknowledgementsAreWorth(
        final Congestion congestion, final Pattern pattern, final int everyMs)
    {
        final Settings settings = Settings.DEFAULTS.with(SessionSettings.CONGESTION, congestion);
        final SessionNode client = net.node(settings);
        server = net.node(settings);
        evil = new EvilPeer(client, server);
        server.component.listen(true);
        client.connect(1, server, 1, 1);
        net.run(SessionNet.SECOND);
        server.app.peer().out.isLiedAbout = true;
        net.filter = (from, cell) ->
        {
            cells += from == server ? 1 : 0;
            bytes += from == server ? cell.capacity() : 0;
            if (from == server)
            {
                came.add((long)cell.getInt(0));
            }
            return false;
        };
        long acknowledged = 0;
        for (long ns = 0; ns < TIME_NS && server.app.peer().isOpen(); ns += everyMs * SessionNet.MILLI)
        {
            server.app.offerUpTo(server.app.peer(), 1_000_000);
            acknowledged += acknowledge(pattern);
            net.run(everyMs * SessionNet.MILLI);
        }
        final long repeated = server.counters.get(SystemCounter.MESSAGES_RETRANSMITTED);
        final long roundTrips = TIME_NS / (everyMs * SessionNet.MILLI);
        Figures.say("%s, %s every %d ms: %d packets, %.1f MB, %d repetitions, of %d acknowledged; open: %s",
            congestion, pattern, everyMs, cells, bytes / 1e6, repeated, acknowledged, server.app.peer().isOpen());
        assertTrue(server.app.peer().isOpen(), "found out, which no receiver of what came is");
        final long most = Congestion.FIXED == congestion ?
            FALL_PACKETS + REPEATS_PER_ACK * acknowledged + PROBES * roundTrips :
            FALL_PACKETS + (LEAST_PACKETS + PROBES) * roundTrips;
        assertTrue(repeated <= most, repeated + " repetitions, " + most + " at most");
    }

    /**
     * Only what came, for whoever names a number that was left out is found out.
     *
     * @return how many packets were named for the first time.
     */
    private int acknowledge(final Pattern pattern)
    {
        final int count = Math.min(SPAN, came.size());
        if (0 == count)
        {
            return 0;
        }
        round++;
        final List<Long> named = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            if (isNamed(pattern, i, count))
            {
                named.add(came.get(came.size() - 1 - i));
            }
        }
        final List<Integer> runs = new ArrayList<>();
        int run = 1;
        for (int i = 1; i < named.size() && runs.size() < 2 * MAX_RANGES; i++)
        {
            final long gap = named.get(i - 1) - named.get(i) - 1;
            if (0 == gap)
            {
                run++;
            }
            else
            {
                runs.add(run);
                runs.add((int)gap);
                run = 1;
            }
        }
        runs.add(run);
        int first = 0;
        for (final long number : named)
        {
            first += told.add(number) ? 1 : 0;
        }
        // With room for whatever may come.
        final long credit = server.component.table().bySlot(0).send.unsent() + CREDIT;
        evil.send(
            named.get(0), runs.get(0), credit, 0,
            runs.subList(1, runs.size()).stream().mapToInt(Integer::intValue).toArray());
        return first;
    }

    /** Of the packets that came, the newest being number 0. */
    private boolean isNamed(final Pattern pattern, final int i, final int count)
    {
        return 0 == i || switch (pattern)
        {
            case NEWEST -> false;
            case EVERY_OTHER -> 0 == i % 2;
            case ROTATING -> (i + round) % 5 < 2;
            case HALF_WITH_A_HOLE -> i < count / 2 && (i < count / 8 || i > count / 4);
        };
    }
}
