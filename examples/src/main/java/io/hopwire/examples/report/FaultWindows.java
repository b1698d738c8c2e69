package io.hopwire.examples.report;

import io.hopwire.sim.fault.Fault;
import io.hopwire.sim.fault.FaultCondition;

/**
 * From when until when a fault is at work.
 */
final class FaultWindows
{
    private FaultWindows()
    {
    }

    /**
     * @param endNs of all faults; a fault that has no end of its own ends then.
     * @return both in nanoseconds; the same twice for what takes no time.
     */
    static Fault.Window of(final Fault fault, final long endNs)
    {
        final Fault.Window window = own(fault);
        final long fromNs = Math.min(endNs, window.fromNs());
        return new Fault.Window(fromNs, Math.max(fromNs, Math.min(endNs, window.untilNs())));
    }

    private static Fault.Window own(final Fault fault)
    {
        if (fault instanceof final FaultCondition condition)
        {
            return condition.window();
        }
        if (fault instanceof final Fault.Split split)
        {
            return split.window();
        }
        if (fault instanceof final Fault.Clog clog)
        {
            return clog.window();
        }
        if (fault instanceof final Fault.Churn churn)
        {
            return churn.window();
        }
        if (fault instanceof final Fault.Crash crash)
        {
            return lasting(crash.atNs(), crash.downNs());
        }
        if (fault instanceof final Fault.Pause pause)
        {
            return lasting(pause.atNs(), pause.durationNs());
        }
        return moment(fault);
    }

    private static Fault.Window moment(final Fault fault)
    {
        if (fault instanceof final Fault.Reboot reboot)
        {
            return lasting(reboot.atNs(), 0);
        }
        if (fault instanceof final Fault.Skew skew)
        {
            return lasting(skew.atNs(), Fault.FOREVER);
        }
        return fault instanceof final Fault.Stop stop ? lasting(stop.atNs(), 0) : Fault.Window.ALWAYS;
    }

    private static Fault.Window lasting(final long fromNs, final long durationNs)
    {
        return new Fault.Window(fromNs, durationNs > Fault.FOREVER - fromNs ? Fault.FOREVER : fromNs + durationNs);
    }
}
