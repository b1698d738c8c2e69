package io.hopwire.sim.load;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.sim.fault.Fault;
import io.hopwire.sim.fault.FaultCondition;
import io.hopwire.sim.fault.FaultHostile;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.SystemCounter;

import java.util.ArrayList;
import java.util.List;

/**
 * What hostile nodes can not do to honest ones, looked at where nothing else goes wrong but that datagrams take their
 * time: connects among honest nodes succeed, nobody is thrown out of a session that is used, and requests for routes
 * cost no more than the neighbours of those who make them grant.
 */
final class HostileCheck implements SimCheck
{
    /** A look-up may fail for everybody whom a liar was the first to tell of a node; and nodes come late, or go. */
    private static final int MAX_FAILED = 2;
    private static final int CONNECTS_PER_FAILED = 10;
    private static final long SECOND_NS = 1_000_000_000L;
    /** Visits of requests for routes that honest nodes make, of each of them in a minute or two. */
    private static final long VISITS_OF_NODE = 500;
    /** What a neighbour may spend at once, and four times as much that it may owe. */
    private static final int DEBTS = 5;
    private static final int TOKENS_PER_VISIT = 4;
    private static final int VISITS_OF_CONNECT = 3;
    private static final int HOARDED_PER_SECOND = 10;

    private final boolean isOnlyHostile;
    private final long stopNs;
    private final List<FaultHostile> hostile = new ArrayList<>();
    private long tokensPerSecond = CircuitSettings.TOKENS_PER_SECOND.defaultValue();
    private long tokensAtOnce = CircuitSettings.TOKENS_AT_ONCE.defaultValue();
    private long connected;
    private long failed;
    private String figures = "";
    private String problem;

    HostileCheck(final FaultPlan plan)
    {
        isOnlyHostile = plan.hasHostile() && plan.faults().stream().allMatch(HostileCheck::isHarmless);
        stopNs = plan.stopNs();
        for (final Fault fault : plan.faults())
        {
            if (fault instanceof final FaultHostile item)
            {
                hostile.add(item);
            }
        }
    }

    /** What the requests of one neighbour may cost; 0: the default. */
    void tokens(final int perSecond, final int atOnce)
    {
        tokensPerSecond = perSecond > 0 ? perSecond : tokensPerSecond;
        tokensAtOnce = atOnce > 0 ? atOnce : tokensAtOnce;
    }

    private static boolean isHarmless(final Fault fault)
    {
        return fault instanceof FaultHostile || fault instanceof FaultCondition.Delay ||
            fault instanceof Fault.Spare || fault instanceof Fault.Stop;
    }

    @Override
    public String name()
    {
        return "hostile";
    }

    @Override
    public String check(final SimNetwork network)
    {
        if (isOnlyHostile && null == problem)
        {
            checkRoutes(network);
        }
        return problem;
    }

    /** Of those who flood each link may spend what its neighbour grants it, and each of them has one to everybody. */
    private void checkRoutes(final SimNetwork network)
    {
        final int nodes = network.size();
        long most = VISITS_OF_NODE * nodes;
        boolean isFlood = false;
        for (final FaultHostile fault : hostile)
        {
            final long ns = Math.max(0, Math.min(stopNs, network.simulator().elapsedNs()) - fault.window().fromNs());
            final long nodesOfFault = 1 + Math.round(fault.nodes().share() * nodes);
            if (fault instanceof final FaultHostile.Attackers attackers && !attackers.isShout())
            {
                isFlood = true;
                final long tokens = DEBTS * tokensAtOnce + tokensPerSecond * ns / SECOND_NS;
                most += nodesOfFault * (nodes - 1) * tokens / TOKENS_PER_VISIT;
            }
            else
            {
                most += nodesOfFault * VISITS_OF_CONNECT * connectsPerSecond(fault) * ns / SECOND_NS;
            }
        }
        long requests = 0;
        for (int i = 0; i < nodes; i++)
        {
            requests += network.node(i).counters().get(SystemCounter.ROUTE_REQUESTS);
        }
        figures = "route requests " + requests + " of " + most;
        if (isFlood && requests > most)
        {
            problem = "nodes were asked for routes " + requests + " times, at most " + most;
        }
    }

    private static long connectsPerSecond(final FaultHostile fault)
    {
        return fault instanceof final FaultHostile.Unconfirmed unconfirmed ? unconfirmed.perSecond() :
            fault instanceof FaultHostile.Hoarders ? HOARDED_PER_SECOND : 0;
    }

    /** For people. */
    @Override
    public String toString()
    {
        return (isOnlyHostile ? "only hostile: " : "hostile: ") + connected + " connects of honest nodes, " + failed +
            " failed, " + figures;
    }

    void onConnected(final SimNode from, final SimNode to)
    {
        connected += isHonest(from, to) ? 1 : 0;
    }

    /** Both are there, and were all the time. */
    void onConnectFailed(final SimNode from, final SimNode to, final int reason)
    {
        if (isHonest(from, to) && ++failed > MAX_FAILED + connected / CONNECTS_PER_FAILED)
        {
            problem = !isOnlyHostile ? null : failed + " connects among honest nodes failed, " + connected +
                " succeeded; the last was of node " + from.index() + " to node " + to.index() + ": " +
                SessionCodes.name(reason);
        }
    }

    void onClosed(final SimNode node, final SimNode peer, final int reason)
    {
        if (isOnlyHostile && SessionCodes.DISPLACED == reason && isHonest(node, peer))
        {
            problem = "node " + node.index() + " was thrown out of its session with node " + peer.index();
        }
    }

    private static boolean isHonest(final SimNode a, final SimNode b)
    {
        return !a.hostility().wasEver() && !b.hostility().wasEver();
    }
}
