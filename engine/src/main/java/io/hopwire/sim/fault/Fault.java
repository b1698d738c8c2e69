package io.hopwire.sim.fault;

import io.hopwire.sim.nat.NatConfig;
import io.hopwire.sim.nat.NatType;

import static io.hopwire.sim.fault.FaultUnits.DRIFT;
import static io.hopwire.sim.fault.FaultUnits.DURATION;
import static io.hopwire.sim.fault.FaultUnits.printShare;

/**
 * One item of a {@link FaultPlan}. All times are nanoseconds since the plan began, all shares from 0 to 1 with at most
 * six decimals; what an item is, its text tells ({@link Object#toString()}). Plain data: limits are checked where a
 * plan is made.
 */
public sealed interface Fault permits
    FaultCondition, FaultHostile, Fault.Natted, Fault.Reboot, Fault.Skew, Fault.Split, Fault.Clog, Fault.Crash,
    Fault.Pause, Fault.Churn, Fault.Spare, Fault.Stop
{
    /** For ever: no end, or none before {@link Stop}. */
    long FOREVER = Long.MAX_VALUE;

    /**
     * When something holds. Text {@code 10s..70s}, {@code 10s..}, or nothing for always.
     *
     * @param fromNs  when it begins.
     * @param untilNs when it ends, or {@link #FOREVER}.
     */
    record Window(long fromNs, long untilNs)
    {
        /** From the beginning, for ever. */
        public static final Window ALWAYS = new Window(0, FOREVER);

        @Override
        public String toString()
        {
            return equals(ALWAYS) ? "" :
                DURATION.print(fromNs) + ".." + (untilNs == FOREVER ? "" : DURATION.print(untilNs));
        }

        String prefix()
        {
            return equals(ALWAYS) ? "" : this + " ";
        }
    }

    /**
     * Which nodes: a share of all, drawn from the seed, or some by number. Text {@code 0.2}, {@code node 17},
     * {@code nodes 3..9}.
     *
     * @param share of all nodes; ignored where there are numbers.
     * @param first number, or -1 for a share.
     * @param last  number, or -1 for a share.
     */
    record Nodes(double share, int first, int last)
    {
        /**
         * Drawn from the seed.
         *
         * @param share of all nodes.
         * @return so many.
         */
        public static Nodes share(final double share)
        {
            return new Nodes(share, -1, -1);
        }

        /**
         * By number.
         *
         * @param first number.
         * @param last  number, not less.
         * @return these and all between.
         */
        public static Nodes range(final int first, final int last)
        {
            return new Nodes(0, first, last);
        }

        /**
         * Whether they are drawn.
         *
         * @return false where they are given by number.
         */
        public boolean isShare()
        {
            return first < 0;
        }

        @Override
        public String toString()
        {
            final String range = first == last ? "node " + first : "nodes " + first + ".." + last;
            return isShare() ? printShare(share) : range;
        }
    }

    /**
     * Which paths, each in one direction: a share of all, drawn from the seed, or one by the numbers of its nodes. Text
     * {@code 0.1}, {@code 3 -> 5}.
     *
     * @param share of all paths; ignored where there are numbers.
     * @param from  number of the sender, or -1 for a share.
     * @param to    number of the receiver, or -1 for a share.
     */
    record Paths(double share, int from, int to)
    {
        /** All of them. */
        public static final Paths ALL = share(1);

        /**
         * Drawn from the seed.
         *
         * @param share of all paths.
         * @return so many.
         */
        public static Paths share(final double share)
        {
            return new Paths(share, -1, -1);
        }

        /**
         * By number.
         *
         * @param from number of the sender.
         * @param to   number of the receiver.
         * @return this one.
         */
        public static Paths of(final int from, final int to)
        {
            return new Paths(0, from, to);
        }

        /**
         * Whether they are drawn.
         *
         * @return false where one is given by number.
         */
        public boolean isShare()
        {
            return from < 0;
        }

        @Override
        public String toString()
        {
            return isShare() ? printShare(share) : from + " -> " + to;
        }

        String suffix()
        {
            return equals(ALL) ? "" : " on " + this;
        }
    }

    /**
     * {@code nat 0.3 symmetric hairpin timeout 30s shared 4}: nodes behind NATs, from when they are made. Not undone.
     *
     * @param nodes       which.
     * @param type        of their NATs.
     * @param hairpinning whether those do it; text {@code hairpin}.
     * @param timeoutNs   of mappings; {@link NatConfig#DEFAULT_TIMEOUT_NS} where the text is silent.
     * @param shared      nodes behind each NAT; 1 where the text is silent.
     */
    record Natted(Nodes nodes, NatType type, boolean hairpinning, long timeoutNs, int shared) implements Fault
    {
        @Override
        public String toString()
        {
            final String timeout =
                timeoutNs == NatConfig.DEFAULT_TIMEOUT_NS ? "" : " timeout " + DURATION.print(timeoutNs);
            return "nat " + nodes + " " + type.label() + (hairpinning ? " hairpin" : "") + timeout +
                (shared == 1 ? "" : " shared " + shared);
        }
    }

    /**
     * {@code 45s reboot 0.5}: NATs forget their mappings.
     *
     * @param atNs  when.
     * @param share of all NATs.
     */
    record Reboot(long atNs, double share) implements Fault
    {
        @Override
        public String toString()
        {
            return DURATION.print(atNs) + " reboot " + printShare(share);
        }
    }

    /**
     * {@code 30s skew 0.2 by 2s drift 100ppm}: each of these clocks jumps ahead, evenly up to the first, and runs too
     * fast or too slow from then on, evenly up to the second. Clocks of nodes never go back.
     *
     * @param atNs  when; the beginning where the text is silent.
     * @param nodes which.
     * @param byNs  longest jump.
     * @param ppm   greatest drift either way, in millionths; 0 where the text is silent.
     */
    record Skew(long atNs, Nodes nodes, long byNs, int ppm) implements Fault
    {
        @Override
        public String toString()
        {
            return (atNs == 0 ? "" : DURATION.print(atNs) + " ") + "skew " + nodes + " by " + DURATION.print(byNs) +
                (ppm == 0 ? "" : " drift " + DRIFT.print(ppm));
        }
    }

    /**
     * {@code 10s..70s partition 0.5 both}: these nodes and the others do not hear each other; or, {@code oneway}, these
     * are not heard by the others, but hear them.
     *
     * @param window   when.
     * @param nodes    which.
     * @param bothWays false: in one direction only.
     */
    record Split(Window window, Nodes nodes, boolean bothWays) implements Fault
    {
        @Override
        public String toString()
        {
            return window.prefix() + "partition " + nodes + (bothWays ? " both" : " oneway");
        }
    }

    /**
     * {@code 20s..25s clog 0.1}: nothing comes through until the end of it, and then all at once.
     *
     * @param window when.
     * @param paths  which.
     */
    record Clog(Window window, Paths paths) implements Fault
    {
        @Override
        public String toString()
        {
            return window.prefix() + "clog " + paths;
        }
    }

    /**
     * {@code 30s crash 0.2 for 15s diskloss}: nodes are gone at once, and come back with their keys, or without
     * ({@code diskloss}), or not at all ({@code 40s crash 0.05 forever}).
     *
     * @param atNs      when.
     * @param nodes     which.
     * @param downNs    how long, or {@link #FOREVER}.
     * @param losesDisk whether they come back as somebody else.
     */
    record Crash(long atNs, Nodes nodes, long downNs, boolean losesDisk) implements Fault
    {
        @Override
        public String toString()
        {
            return DURATION.print(atNs) + " crash " + nodes +
                (downNs == FOREVER ? " forever" : " for " + DURATION.print(downNs)) + (losesDisk ? " diskloss" : "");
        }
    }

    /**
     * {@code 60s pause 0.1 for 3s}: processes are stopped, and go on where they were.
     *
     * @param atNs       when.
     * @param nodes      which.
     * @param durationNs how long.
     */
    record Pause(long atNs, Nodes nodes, long durationNs) implements Fault
    {
        @Override
        public String toString()
        {
            return DURATION.print(atNs) + " pause " + nodes + " for " + DURATION.print(durationNs);
        }
    }

    /**
     * {@code churn 0.3 per 60s}: so large a share of the nodes crashes in each period, one after the other; each is
     * away for a time that is drawn evenly up to half a period, and comes back with its key, or without
     * ({@code diskloss}).
     *
     * @param window    when.
     * @param share     of all nodes.
     * @param perNs     the period.
     * @param losesDisk whether they come back as somebody else.
     */
    record Churn(Window window, double share, long perNs, boolean losesDisk) implements Fault
    {
        @Override
        public String toString()
        {
            return window.prefix() + "churn " + printShare(share) + " per " + DURATION.print(perNs) +
                (losesDisk ? " diskloss" : "");
        }
    }

    /**
     * {@code spare nodes 0..3}: never drawn for a NAT, a crash, a pause, a wrong clock, churn or
     * as hostile, as a network's first
     * nodes may need; by number they still are.
     *
     * @param nodes by number.
     */
    record Spare(Nodes nodes) implements Fault
    {
        @Override
        public String toString()
        {
            return "spare " + nodes;
        }
    }

    /**
     * {@code stop 300s}: all faults end. Who crashed for ever stays away, and who is behind a NAT stays there.
     *
     * @param atNs when.
     */
    record Stop(long atNs) implements Fault
    {
        @Override
        public String toString()
        {
            return "stop " + DURATION.print(atNs);
        }
    }
}
