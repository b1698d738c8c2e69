package io.hopwire.sim.fault;

import io.hopwire.sim.SimRandom;
import io.hopwire.sim.nat.NatType;

import java.util.ArrayList;
import java.util.List;

import static io.hopwire.sim.fault.Fault.FOREVER;

/**
 * Draws a {@link FaultPlan} from a seed. Each kind of fault has its own stream of random numbers, so that its strength
 * does not depend on which others are switched on. The limits in here are those under which a network must recover once
 * all faults have stopped.
 */
final class FaultSwarm
{
    /** A plan is never shorter. */
    static final long MIN_DURATION_NS = 1_000_000_000L;

    private static final long MS = 1_000_000L;
    private static final double PER_MILLE = 1000;
    /** Times are drawn in steps of the duration divided by this. */
    private static final int STEPS = 200;
    private static final NatType[] OPEN_TO_UDP =
        { NatType.FULL_CONE, NatType.RESTRICTED_CONE, NatType.PORT_RESTRICTED_CONE, NatType.SYMMETRIC };
    /** Longest datagrams of Ethernet, of IPv6 at least, and of what lies between. */
    private static final int[] MTUS = { 1200, 1252, 1280, 1400, 1492 };

    private static final int ONE_HOSTILE_OF = 3;
    private static final int HOSTILE_KINDS = 5;

    private final SimRandom root;
    private final long durationNs;
    private final long stepNs;
    private final List<Fault> faults = new ArrayList<>();
    /** Stream of the kind that is being drawn. */
    private SimRandom random;
    private int kind;

    FaultSwarm(final long seed, final long durationNs)
    {
        if (durationNs < MIN_DURATION_NS || durationNs > FaultLimits.MAX_NS)
        {
            throw new IllegalArgumentException("duration of a swarm's plan: " + durationNs + " ns");
        }
        this.root = new SimRandom(SimRandom.mix(seed));
        this.durationNs = durationNs / MS * MS;
        this.stepNs = this.durationNs / STEPS / MS * MS;
    }

    List<Fault> draw()
    {
        conditions();
        nats();
        switched(() -> faults.add(new Fault.Skew(0, some(50, 300), ms(0, 10_000), random.nextInt(1001))));
        switched(() -> repeat(2, () -> faults.add(new Fault.Split(window(80), some(100, 500), isEven()))));
        switched(() -> repeat(3, () -> faults.add(new Fault.Clog(window(20), Fault.Paths.share(share(10, 200))))));
        switched(() -> repeat(3, () -> faults.add(new Fault.Crash(at(), some(50, 300), span(40), false))));
        switched(() -> faults.add(new Fault.Crash(at(), some(50, 200), span(40), true)));
        switched(() -> faults.add(new Fault.Crash(at(), some(10, 50), FOREVER, false)));
        switched(() -> repeat(3, () -> faults.add(new Fault.Pause(at(), some(50, 300), pause()))));
        switched(() -> faults.add(new Fault.Churn(Fault.Window.ALWAYS, share(50, 300), 60_000 * MS, isEven())));
        switched(() -> add(new FaultCondition.Spoof(
            Fault.Window.ALWAYS, Fault.Paths.ALL, share(5, 100), ms(0, 2000))));
        // Who can not reach each other must go through others: else small networks know no route of two hops.
        switched(() -> add(new FaultCondition.Loss(Fault.Window.ALWAYS, Fault.Paths.share(share(100, 400)), 1)));
        hostile();
        faults.add(new Fault.Spare(Fault.Nodes.range(0, 1)));
        faults.add(new Fault.Stop(durationNs));
        return faults;
    }

    private void conditions()
    {
        begin();
        final long minNs = ms(1, 20);
        final long meanNs = isEven() ? 0 : minNs + ms(1, 40);
        add(new FaultCondition.Delay(Fault.Window.ALWAYS, Fault.Paths.ALL, minNs, meanNs, ms(0, 20)));
        switched(() -> add(new FaultCondition.Loss(Fault.Window.ALWAYS, Fault.Paths.ALL, share(10, 300))));
        switched(() -> add(new FaultCondition.Burst(
            Fault.Window.ALWAYS, Fault.Paths.ALL, share(1, 20), 2 + random.nextInt(31))));
        switched(() -> add(new FaultCondition.Duplicate(Fault.Window.ALWAYS, Fault.Paths.ALL, share(10, 500))));
        switched(() -> add(new FaultCondition.Reorder(
            Fault.Window.ALWAYS, Fault.Paths.ALL, share(10, 300), ms(1, 200))));
        switched(() -> add(new FaultCondition.Flip(Fault.Window.ALWAYS, Fault.Paths.ALL, share(1, 20))));
        switched(() -> add(new FaultCondition.Rate(
            Fault.Window.ALWAYS, Fault.Paths.ALL, 1_000_000L * (1 + random.nextInt(100)),
            1000 * (32 + random.nextInt(225)))));
        switched(() -> add(new FaultCondition.Mtu(
            Fault.Window.ALWAYS, Fault.Paths.ALL, MTUS[random.nextInt(MTUS.length)])));
        switched(() -> add(new FaultCondition.Loss(window(20), Fault.Paths.share(share(100, 1000)), share(300, 900))));
    }

    private void nats()
    {
        switched(() ->
        {
            repeat(2, () -> faults.add(new Fault.Natted(
                some(50, 350), OPEN_TO_UDP[random.nextInt(OPEN_TO_UDP.length)], isEven(),
                ms(30, 120) * 1000, isEven() ? 1 : 2 + random.nextInt(3))));
            if (isEven())
            {
                faults.add(new Fault.Reboot(at(), share(100, 1000)));
            }
        });
    }

    /**
     * One of three has hostile nodes, of one kind or two. In half of those nothing else goes wrong but that datagrams
     * take their time: there honest nodes must notice nothing.
     */
    private void hostile()
    {
        begin();
        if (random.nextInt(ONE_HOSTILE_OF) > 0)
        {
            return;
        }
        if (isEven())
        {
            faults.removeIf((fault) -> !(fault instanceof FaultCondition.Delay));
        }
        final int first = random.nextInt(HOSTILE_KINDS);
        faults.add(hostile(first));
        if (isEven())
        {
            faults.add(hostile((first + 1 + random.nextInt(HOSTILE_KINDS - 1)) % HOSTILE_KINDS));
        }
    }

    private Fault hostile(final int which)
    {
        final Fault.Window window = new Fault.Window(random.nextInt(STEPS / 2) * stepNs, FOREVER);
        final Fault.Nodes nodes = some(100, 300);
        final long perSecond = 5 + random.nextInt(36);
        switch (which)
        {
            case 0:
                return new FaultHostile.Attackers(window, nodes, 0 == random.nextInt(4), perSecond);

            case 1:
                return new FaultHostile.Liars(window, nodes);

            case 2:
                return new FaultHostile.Hoarders(window, nodes);

            case 3:
                return new FaultHostile.Greedy(window, nodes);

            default:
                return new FaultHostile.Unconfirmed(window, nodes, perSecond);
        }
    }

    private void begin()
    {
        random = root.fork(++kind);
    }

    private void switched(final Runnable draw)
    {
        begin();
        if (isEven())
        {
            draw.run();
        }
    }

    private void repeat(final int most, final Runnable draw)
    {
        for (int left = 1 + random.nextInt(most); left > 0; left--)
        {
            draw.run();
        }
    }

    private void add(final FaultCondition condition)
    {
        faults.add(condition);
    }

    private boolean isEven()
    {
        return random.nextInt(2) == 0;
    }

    private double share(final int minPerMille, final int maxPerMille)
    {
        return (minPerMille + random.nextInt(maxPerMille - minPerMille + 1)) / PER_MILLE;
    }

    private Fault.Nodes some(final int minPerMille, final int maxPerMille)
    {
        return Fault.Nodes.share(share(minPerMille, maxPerMille));
    }

    private long ms(final int min, final int max)
    {
        return (min + random.nextInt(max - min + 1)) * MS;
    }

    /** A moment in the first nine tenths. */
    private long at()
    {
        return random.nextInt(STEPS * 9 / 10) * stepNs;
    }

    private long span(final int maxSteps)
    {
        return (1 + random.nextInt(maxSteps)) * stepNs;
    }

    private long pause()
    {
        return Math.min(span(20), ms(100, 10_000));
    }

    private Fault.Window window(final int maxSteps)
    {
        final long fromNs = at();
        return new Fault.Window(fromNs, Math.min(durationNs, fromNs + span(maxSteps)));
    }
}
