package io.hopwire.sim.fault;

import io.hopwire.sim.TransitFilter;
import io.hopwire.sim.nat.SimAddress;

import java.util.List;

/**
 * What makes sense in a {@link FaultPlan}.
 */
final class FaultLimits
{
    /** Longest duration that is not for ever: 10,000 hours. */
    static final long MAX_NS = 36_000_000_000_000_000L;

    /** Longest delay of a datagram, and longest jump of a clock. */
    static final long MAX_DELAY_NS = 3_600_000_000_000L;

    /** Greatest drift of a clock. */
    static final int MAX_PPM = 100_000;

    /** Fastest uplink. */
    static final long MAX_RATE = 1_000_000_000_000L;

    /** Most that a hostile node does in a second. */
    static final int MAX_EVENTS = 10_000;

    private FaultLimits()
    {
    }

    /**
     * What is wrong with an item, by itself or because of those before it.
     *
     * @return what was expected, or null where nothing is wrong.
     */
    static String problem(final List<Fault> faults, final int index)
    {
        final Fault fault = faults.get(index);
        final String own = problem(fault);
        return null != own ? own : contradiction(faults.subList(0, index), fault);
    }

    /**
     * When an item begins.
     */
    static long beginNs(final Fault fault)
    {
        if (fault instanceof final FaultCondition condition)
        {
            return condition.window().fromNs();
        }
        if (fault instanceof final FaultHostile hostile)
        {
            return hostile.window().fromNs();
        }
        if (fault instanceof final Fault.Split split)
        {
            return split.window().fromNs();
        }
        if (fault instanceof final Fault.Clog clog)
        {
            return clog.window().fromNs();
        }
        if (fault instanceof final Fault.Churn churn)
        {
            return churn.window().fromNs();
        }
        if (fault instanceof final Fault.Crash crash)
        {
            return crash.atNs();
        }
        if (fault instanceof final Fault.Pause pause)
        {
            return pause.atNs();
        }
        if (fault instanceof final Fault.Reboot reboot)
        {
            return reboot.atNs();
        }
        return fault instanceof final Fault.Skew skew ? skew.atNs() : 0;
    }

    private static String contradiction(final List<Fault> before, final Fault fault)
    {
        double natted = fault instanceof final Fault.Natted nat && nat.nodes().isShare() ? nat.nodes().share() : 0;
        long firstNs = beginNs(fault);
        long stopNs = fault instanceof final Fault.Stop stop ? stop.atNs() : Fault.FOREVER;
        for (final Fault other : before)
        {
            if (isSameCondition(other, fault) || (other instanceof Fault.Stop && fault instanceof Fault.Stop))
            {
                return "only one of its kind for the same time and place";
            }
            natted += other instanceof final Fault.Natted nat && nat.nodes().isShare() ? nat.nodes().share() : 0;
            firstNs = Math.max(firstNs, beginNs(other));
            stopNs = Math.min(stopNs, other instanceof final Fault.Stop stop ? stop.atNs() : Fault.FOREVER);
        }
        if (fault instanceof Fault.Natted && Math.round(natted * FaultUnits.SHARE_STEPS) > FaultUnits.SHARE_STEPS)
        {
            return "at most 1 as the sum of all shares of NATs";
        }
        return firstNs >= stopNs ? "nothing that begins when all faults have stopped" : null;
    }

    private static boolean isSameCondition(final Fault a, final Fault b)
    {
        return a.getClass() == b.getClass() && a instanceof final FaultCondition first &&
            b instanceof final FaultCondition second && first.window().equals(second.window()) &&
            first.paths().equals(second.paths());
    }

    private static String problem(final Fault fault)
    {
        if (fault instanceof final FaultCondition condition)
        {
            final String where = first(window(condition.window()), paths(condition.paths()));
            return null != where ? where : condition(condition);
        }
        if (fault instanceof final FaultHostile hostile)
        {
            return first(window(hostile.window()), nodes(hostile.nodes()), hostile(hostile));
        }
        if (fault instanceof final Fault.Split split)
        {
            return first(window(split.window()), nodes(split.nodes()));
        }
        if (fault instanceof final Fault.Clog clog)
        {
            return first(window(clog.window()), paths(clog.paths()));
        }
        if (fault instanceof final Fault.Churn churn)
        {
            return first(window(churn.window()), share(churn.share()), duration(churn.perNs(), 1_000_000L, MAX_NS));
        }
        return once(fault);
    }

    private static String once(final Fault fault)
    {
        if (fault instanceof final Fault.Crash crash)
        {
            final boolean isForEver = crash.downNs() == Fault.FOREVER;
            return first(
                time(crash.atNs()), nodes(crash.nodes()), isForEver ? null : duration(crash.downNs(), 1, MAX_NS),
                isForEver && crash.losesDisk() ? "no disk to lose for who never comes back" : null);
        }
        if (fault instanceof final Fault.Pause pause)
        {
            return first(time(pause.atNs()), nodes(pause.nodes()), duration(pause.durationNs(), 1, MAX_NS));
        }
        if (fault instanceof final Fault.Reboot reboot)
        {
            return first(time(reboot.atNs()), share(reboot.share()));
        }
        if (fault instanceof final Fault.Skew skew)
        {
            return first(
                time(skew.atNs()), nodes(skew.nodes()), duration(skew.byNs(), 0, MAX_DELAY_NS),
                number(skew.ppm(), 0, MAX_PPM, "ppm of drift"));
        }
        if (fault instanceof final Fault.Natted nat)
        {
            return first(
                nodes(nat.nodes()), duration(nat.timeoutNs(), 1, MAX_NS),
                number(nat.shared(), 1, SimAddress.MAX_NODES, "nodes behind a NAT"));
        }
        if (fault instanceof final Fault.Spare spare)
        {
            return spare.nodes().isShare() ? "nodes by number" : nodes(spare.nodes());
        }
        return duration(((Fault.Stop)fault).atNs(), 1, MAX_NS);
    }

    private static String hostile(final FaultHostile fault)
    {
        if (fault instanceof final FaultHostile.Attackers attackers)
        {
            return number(attackers.perSecond(), 1, MAX_EVENTS, "a second");
        }
        return fault instanceof final FaultHostile.Unconfirmed unconfirmed ?
            number(unconfirmed.perSecond(), 1, MAX_EVENTS, "a second") : null;
    }

    private static String condition(final FaultCondition fault)
    {
        if (fault instanceof final FaultCondition.Delay delay)
        {
            return first(
                duration(delay.minNs(), 0, MAX_DELAY_NS), duration(delay.jitterNs(), 0, MAX_DELAY_NS),
                delay.meanNs() == 0 ? null : duration(delay.meanNs(), delay.minNs(), MAX_DELAY_NS));
        }
        if (fault instanceof final FaultCondition.Burst burst)
        {
            return first(share(burst.share()), number(burst.length(), 1, 100_000, "datagrams of a burst"));
        }
        if (fault instanceof final FaultCondition.Reorder reorder)
        {
            return first(share(reorder.share()), duration(reorder.byNs(), 0, MAX_DELAY_NS));
        }
        if (fault instanceof final FaultCondition.Spoof spoof)
        {
            return first(share(spoof.share()), duration(spoof.withinNs(), 0, MAX_DELAY_NS));
        }
        if (fault instanceof final FaultCondition.Rate rate)
        {
            return first(
                number(rate.bitsPerSecond(), 1, MAX_RATE, "bit/s"),
                number(rate.queueLength(), 1, Integer.MAX_VALUE, "bytes of a queue"));
        }
        if (fault instanceof final FaultCondition.Mtu mtu)
        {
            return number(mtu.bytes(), 1, TransitFilter.MAX_LENGTH, "bytes of a datagram");
        }
        if (fault instanceof final FaultCondition.Loss loss)
        {
            return share(loss.share());
        }
        return share(fault instanceof final FaultCondition.Flip flip ?
            flip.share() : ((FaultCondition.Duplicate)fault).share());
    }

    private static String first(final String... problems)
    {
        for (final String problem : problems)
        {
            if (null != problem)
            {
                return problem;
            }
        }
        return null;
    }

    private static String window(final Fault.Window window)
    {
        final boolean isInOrder = window.fromNs() < window.untilNs();
        final String end = window.untilNs() == Fault.FOREVER ? null : duration(window.untilNs(), 1, MAX_NS);
        return first(time(window.fromNs()), isInOrder ? null : "a span that ends after it begins", end);
    }

    private static String time(final long ns)
    {
        return duration(ns, 0, MAX_NS);
    }

    private static String nodes(final Fault.Nodes nodes)
    {
        final boolean isRange = nodes.first() <= nodes.last() && nodes.last() < SimAddress.MAX_NODES;
        return nodes.isShare() ? share(nodes.share()) : isRange ? null : "numbers of nodes in ascending order";
    }

    private static String paths(final Fault.Paths paths)
    {
        final boolean isPath = paths.to() >= 0 && Math.max(paths.from(), paths.to()) < SimAddress.MAX_NODES;
        return paths.isShare() ? share(paths.share()) : isPath ? null : "numbers of nodes";
    }

    private static String share(final double share)
    {
        return FaultUnits.isShare(share) ? null : "a share from 0 to 1 with at most six decimals";
    }

    private static String duration(final long ns, final long minNs, final long maxNs)
    {
        return ns >= minNs && ns <= maxNs ? null :
            "a duration from " + FaultUnits.DURATION.print(minNs) + " to " + FaultUnits.DURATION.print(maxNs);
    }

    private static String number(final long value, final long min, final long max, final String what)
    {
        return value >= min && value <= max ? null : "from " + min + " to " + max + " " + what;
    }
}
