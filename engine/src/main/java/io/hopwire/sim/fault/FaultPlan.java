package io.hopwire.sim.fault;

import java.util.List;

/**
 * What happens to a simulated network, as data: conditions of its paths, NATs, and faults with their times. It has a
 * text on one line, which is what a failing run prints and what replays it, and one with an item on each line, for
 * files; {@link #parse} reads both.
 * <pre>
 *   delay 1ms mean 2ms jitter 1ms; loss 0.05; nat 0.3 symmetric; 10s..70s partition 0.5 both; stop 300s
 *
 *   # the same, as a file
 *   delay 1ms mean 2ms jitter 1ms
 *   loss 0.05                        # of all datagrams
 *   nat 0.3 symmetric
 *   10s..70s partition 0.5 both
 *   stop 300s
 * </pre>
 * The records of {@link Fault} and {@link FaultCondition} show every item; the documentation of this package says in
 * which order they take effect. Immutable.
 */
public final class FaultPlan
{
    /** Nothing happens. */
    public static final FaultPlan NONE = new FaultPlan(List.of());

    private final List<Fault> faults;

    private FaultPlan(final List<Fault> faults)
    {
        this.faults = faults;
    }

    /**
     * Read a plan.
     *
     * @param text of one line or several.
     * @return the plan.
     * @throws FaultPlanException where the text is no plan: says where, what was expected and what was found.
     */
    public static FaultPlan parse(final String text)
    {
        return new FaultPlan(List.copyOf(new FaultParser(text).parse()));
    }

    /**
     * {@return a plan of items}
     *
     * @param faults in any order; where two conditions of a kind hold at the same time and place, the later one does.
     * @throws FaultPlanException where an item makes no sense; its position is that in the text of the plan.
     */
    public static FaultPlan of(final List<Fault> faults)
    {
        final FaultPlan plan = new FaultPlan(List.copyOf(faults));
        int position = 0;
        for (int i = 0; i < faults.size(); i++)
        {
            final String problem = FaultLimits.problem(plan.faults, i);
            final String item = faults.get(i).toString();
            if (null != problem)
            {
                throw new FaultPlanException(plan.toString(), position, problem, item);
            }
            position += item.length() + 2;
        }
        return plan;
    }

    /**
     * A plan drawn from a seed, as swarm testing does (Groce, Zhang, Eide, Chen and Regehr: Swarm Testing, 2012; the
     * simulators of FoundationDB and TigerBeetle): about half of all kinds of faults are switched off, and each of the
     * others gets a strength of its own. No strength is such that a network could not recover from it.
     *
     * @param seed       of the plan.
     * @param durationNs until all faults stop, 1 s or more.
     * @return the same for the same arguments, on every Java.
     */
    public static FaultPlan swarm(final long seed, final long durationNs)
    {
        return of(new FaultSwarm(seed, durationNs).draw());
    }

    /**
     * Its items.
     *
     * @return in the order of the text; not to be changed.
     */
    public List<Fault> faults()
    {
        return faults;
    }

    /**
     * Whether there is anybody in it who is hostile.
     *
     * @return true if so.
     */
    public boolean hasHostile()
    {
        return faults.stream().anyMatch((fault) -> fault instanceof FaultHostile);
    }

    /**
     * When all faults end.
     *
     * @return nanoseconds since it began, or {@link Fault#FOREVER} where they do not.
     */
    public long stopNs()
    {
        for (final Fault fault : faults)
        {
            if (fault instanceof final Fault.Stop stop)
            {
                return stop.atNs();
            }
        }
        return Fault.FOREVER;
    }

    /**
     * The form for files.
     *
     * @return an item on each line.
     */
    public String toFile()
    {
        final StringBuilder text = new StringBuilder();
        for (final Fault fault : faults)
        {
            text.append(fault).append('\n');
        }
        return text.toString();
    }

    /**
     * The form on one line.
     *
     * @return what {@link #parse} reads and makes an equal plan of.
     */
    @Override
    public String toString()
    {
        final StringBuilder text = new StringBuilder();
        for (final Fault fault : faults)
        {
            text.append(text.length() == 0 ? "" : "; ").append(fault);
        }
        return text.toString();
    }

    @Override
    public boolean equals(final Object other)
    {
        return other instanceof final FaultPlan plan && faults.equals(plan.faults);
    }

    @Override
    public int hashCode()
    {
        return toString().hashCode();
    }
}
