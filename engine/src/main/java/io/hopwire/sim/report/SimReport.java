package io.hopwire.sim.report;

import io.hopwire.sim.NetworkDrop;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

import java.util.List;

/**
 * What a {@link io.hopwire.sim.load.Simulation} did and found. All times are virtual, in nanoseconds since it began.
 *
 * @param config    what was asked for; with it and the same build it happens again.
 * @param plan      the faults, in the text form of {@link io.hopwire.sim.fault.FaultPlan}.
 * @param elapsedNs virtual time that passed.
 * @param events    that happened.
 * @param traceHash of all of them.
 * @param joins     how nodes came in.
 * @param lookups   that were asked for.
 * @param sessions  that were opened.
 * @param messages  that were sent in sessions.
 * @param network   what happened to datagrams.
 * @param samples   the course of it, at even times.
 * @param log       what the fault plan did, a line each, beginning with its time.
 * @param failure   what was found wrong; null where all is well.
 */
public record SimReport(
    SimulationConfig config,
    String plan,
    long elapsedNs,
    long events,
    long traceHash,
    Joins joins,
    Lookups lookups,
    Sessions sessions,
    Messages messages,
    Network network,
    List<Sample> samples,
    List<String> log,
    Failure failure)
{
    /**
     * Nodes that came in, first starts and restarts.
     *
     * @param started   nodes that were started.
     * @param completed those that got a first link.
     * @param crashes   nodes that went down.
     * @param timeNs    from start to first link.
     */
    public record Joins(long started, long completed, long crashes, SimHistogram timeNs)
    {
    }

    /**
     * Look-ups of the key of a node that is up, and has been for a while.
     *
     * @param started  how many were asked for.
     * @param found    those whose result named that node first.
     * @param exact    those whose result was the closest nodes there are, all of them.
     * @param missed   those that ended without it.
     * @param lost     those whose node went down before they ended, or was in another part of a split network.
     * @param hops     steps from one who named the next.
     * @param messages questions asked.
     * @param timeNs   from question to result.
     */
    public record Lookups(
        long started, long found, long exact, long missed, long lost, SimHistogram hops, SimHistogram messages,
        SimHistogram timeNs)
    {
    }

    /**
     * Sessions.
     *
     * @param connects how many were asked for.
     * @param opened   those that opened.
     * @param failed   those that failed although the other node was up all the time.
     * @param lost     those that failed with one of the two down, or whose own node went down.
     * @param closed   those that opened and ended, for whatever reason, except by a crash of who had asked.
     * @param hops     of the longest route.
     * @param timeNs   from connect to connected.
     */
    public record Sessions(
        long connects, long opened, long failed, long lost, long closed, SimHistogram hops, SimHistogram timeNs)
    {
    }

    /**
     * Messages in sessions.
     *
     * @param offered   that a session took.
     * @param refused   that it did not take, for back-pressure.
     * @param delivered to the other application.
     * @param acked     that the sender was told of.
     * @param unknown   that the sender was told not to know of.
     * @param crashed   whose sender went down before it was told.
     * @param timeNs    from offer to delivery.
     */
    public record Messages(
        long offered, long refused, long delivered, long acked, long unknown, long crashed, SimHistogram timeNs)
    {
    }

    /**
     * Datagrams.
     *
     * @param sent       by nodes.
     * @param bytes      of those.
     * @param duplicated by the network.
     * @param delivered  to nodes.
     * @param drops      by the network, by ordinal of {@link NetworkDrop}.
     * @param rejects    by nodes, by id of {@link RejectCode}.
     * @param counters   of all nodes, by ordinal of {@link SystemCounter}.
     */
    public record Network(
        long sent, long bytes, long duplicated, long delivered, long[] drops, long[] rejects, long[] counters)
    {
    }

    /**
     * Nodes at one time.
     *
     * @param alive  how many are up.
     * @param linked how many of those have a link.
     * @param links  of all of them, each end counted.
     */
    public record Nodes(int alive, int linked, long links)
    {
    }

    /**
     * The network at one time.
     *
     * @param timeNs    when.
     * @param nodes     of the network.
     * @param sent      datagrams since the simulation began.
     * @param dropped   datagrams since the simulation began.
     * @param lookups   that ended well since the simulation began.
     * @param delivered messages since the simulation began.
     * @param events    since the simulation began.
     */
    public record Sample(
        long timeNs, Nodes nodes, long sent, long dropped, long lookups, long delivered, long events)
    {
    }

    /**
     * What was found wrong.
     *
     * @param timeNs    when.
     * @param invariant name of the check.
     * @param message   in words.
     */
    public record Failure(long timeNs, String invariant, String message)
    {
    }

    /** {@return whether nothing was found wrong} */
    public boolean isClean()
    {
        return null == failure;
    }
}
