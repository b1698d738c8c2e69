package io.hopwire.sim.fault;

import io.hopwire.sim.PathConditions;
import io.hopwire.sim.PathOverlay;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.nat.SimAddress;
import org.agrona.collections.Long2ObjectHashMap;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link FaultPlan} says about paths at this moment: conditions and clogs, for all paths or for some. Which
 * paths belong to a share is not written down but computed from their ends and a salt, so that it costs no memory
 * however many there are. The end of a path is a host: nodes behind one NAT share it.
 */
final class PathFaults implements PathOverlay
{
    /** Most conditions for some of the paths only that may hold at the same time. */
    static final int MAX_LOCAL = Long.SIZE - 1;

    private static final double UNIT = 0x1.0p-53;

    private final PathConditions before;
    /** All that hold, in the order of the plan. */
    private final List<Place> conditions = new ArrayList<>();
    /** Those of them that hold for some paths only. */
    private final List<Place> local = new ArrayList<>();
    private final List<Place> clogs = new ArrayList<>();
    /** What results from a set of local ones, of which each has its bit; made when a path is first seen that has it. */
    private final Long2ObjectHashMap<PathConditions> combinations = new Long2ObjectHashMap<>();

    /**
     * Nothing holds yet.
     *
     * @param before conditions of the network without a plan.
     */
    PathFaults(final PathConditions before)
    {
        this.before = before;
    }

    /**
     * An item, and where it holds.
     */
    static final class Place
    {
        private final int item;
        private final Fault fault;
        private final Fault.Paths paths;
        private final int toHost;
        private final long salt;
        private final long untilNs;

        /**
         * A place.
         *
         * @param item    number in the plan.
         * @param fault   the item.
         * @param paths   where it holds.
         * @param toHost  host of the receiver, where there is one by number.
         * @param salt    makes the choice of one item differ from that of another.
         * @param untilNs time when it ends.
         */
        Place(
            final int item,
            final Fault fault,
            final Fault.Paths paths,
            final int toHost,
            final long salt,
            final long untilNs)
        {
            this.item = item;
            this.fault = fault;
            this.paths = paths;
            this.toHost = toHost;
            this.salt = salt;
            this.untilNs = untilNs;
        }

        private boolean isEverywhere()
        {
            return paths.equals(Fault.Paths.ALL);
        }

        private boolean has(final int from, final int toHost)
        {
            if (!paths.isShare())
            {
                return from == paths.from() && toHost == this.toHost;
            }
            final long path = (long)from << Integer.SIZE | toHost;
            return (SimRandom.mix(salt ^ SimRandom.mix(path)) >>> 11) * UNIT < paths.share();
        }
    }

    void begin(final Place place)
    {
        if (!(place.fault instanceof FaultCondition))
        {
            clogs.add(place);
            return;
        }
        int at = conditions.size();
        while (at > 0 && conditions.get(at - 1).item > place.item)
        {
            at--;
        }
        conditions.add(at, place);
        changed();
    }

    void end(final Place place)
    {
        clogs.remove(place);
        conditions.remove(place);
        changed();
    }

    void endAll()
    {
        clogs.clear();
        conditions.clear();
        changed();
    }

    /**
     * Conditions of all paths to which nothing else applies.
     */
    PathConditions everywhere()
    {
        return combined(0);
    }

    @Override
    public PathConditions conditions(final int from, final int to, final PathConditions everywhere)
    {
        long set = 0;
        for (int i = 0; i < local.size(); i++)
        {
            set |= local.get(i).has(from, SimAddress.host(to)) ? 1L << i : 0;
        }
        if (set == 0)
        {
            return everywhere;
        }
        PathConditions result = combinations.get(set);
        if (null == result)
        {
            result = combined(set);
            combinations.put(set, result);
        }
        return result;
    }

    @Override
    public long cloggedUntilNs(final int from, final int to)
    {
        long untilNs = Long.MIN_VALUE;
        for (int i = 0; i < clogs.size(); i++)
        {
            final Place clog = clogs.get(i);
            if (clog.untilNs > untilNs && clog.has(from, SimAddress.host(to)))
            {
                untilNs = clog.untilNs;
            }
        }
        return untilNs;
    }

    private void changed()
    {
        combinations.clear();
        local.clear();
        for (final Place place : conditions)
        {
            if (!place.isEverywhere())
            {
                local.add(place);
            }
        }
        if (local.size() > MAX_LOCAL)
        {
            throw new IllegalStateException("more than " + MAX_LOCAL + " conditions for single paths at a time");
        }
    }

    private PathConditions combined(final long set)
    {
        PathConditions result = before;
        int bit = 0;
        for (final Place place : conditions)
        {
            final boolean holds = place.isEverywhere() || (set & 1L << bit++) != 0;
            result = holds ? applied((FaultCondition)place.fault, result) : result;
        }
        return result;
    }

    private static PathConditions applied(final FaultCondition fault, final PathConditions c)
    {
        if (fault instanceof final FaultCondition.Delay delay)
        {
            return c.withDelay(delay.minNs(), delay.meanNs(), delay.jitterNs());
        }
        if (fault instanceof final FaultCondition.Loss loss)
        {
            return c.withLoss(loss.share());
        }
        if (fault instanceof final FaultCondition.Burst burst)
        {
            return c.withBursts(burst.share(), burst.length());
        }
        if (fault instanceof final FaultCondition.Duplicate duplicate)
        {
            return c.withDuplication(duplicate.share());
        }
        if (fault instanceof final FaultCondition.Reorder reorder)
        {
            return c.withReordering(reorder.share(), reorder.byNs());
        }
        if (fault instanceof final FaultCondition.Flip flip)
        {
            return c.withFlips(flip.share());
        }
        if (fault instanceof final FaultCondition.Spoof spoof)
        {
            return c.withSpoofing(spoof.share(), spoof.withinNs());
        }
        if (fault instanceof final FaultCondition.Rate rate)
        {
            return c.withRate(rate.bitsPerSecond(), rate.queueLength());
        }
        return c.withMtu(((FaultCondition.Mtu)fault).bytes());
    }
}
