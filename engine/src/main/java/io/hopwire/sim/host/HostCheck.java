package io.hopwire.sim.host;

import io.hopwire.spi.Inspector;
import io.hopwire.spi.SystemCounter;

/**
 * What a host's tables say of themselves: nothing above its limit, what is known in two ways is the same in both, and
 * no deadline is missed; where nobody is connected any more, nothing is left.
 */
final class HostCheck implements Inspector
{
    /** An input is at its end when it is looked at, so what was due has been done. */
    private static final long LATE_NS = 1_000_000L;

    private SimHost host;
    private long nowNs;
    private boolean isEmpty;
    private String found;

    /**
     * Look at a host.
     *
     * @param of      whom.
     * @param timeNs  now.
     * @param isQuiet whether nobody is connected any more.
     * @return the first thing that is wrong, or null.
     */
    String look(final SimHost of, final long timeNs, final boolean isQuiet)
    {
        host = of;
        nowNs = timeNs;
        isEmpty = isQuiet;
        found = null;
        if (of.isAlive())
        {
            of.core().inspect(this);
        }
        return found;
    }

    @Override
    public void level(final String what, final long value, final long limit)
    {
        check(value >= 0 && value <= (isEmpty ? 0 : limit), "limits", what + ": " + value + ", limit " + limit);
    }

    @Override
    public void agree(final String what, final long value, final long expected)
    {
        check(value == expected, "limits", what + ": " + value + ", expected " + expected);
    }

    @Override
    public void gauge(final SystemCounter counter, final long value)
    {
        final long counted = host.counters().get(counter);
        check(counted == value, "counters", counter.label() + " by its counter: " + counted + ", there are " + value);
    }

    @Override
    public void pending(final String what, final long deadlineNs)
    {
        check(deadlineNs >= nowNs - LATE_NS, "quiet", what + " overdue by " + (nowNs - deadlineNs) + " ns");
    }

    private void check(final boolean isSo, final String invariant, final String otherwise)
    {
        if (!isSo && null == found)
        {
            found = invariant + ": " + host.address() + ": " + otherwise;
        }
    }
}
