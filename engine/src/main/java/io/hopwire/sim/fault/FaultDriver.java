package io.hopwire.sim.fault;

import io.hopwire.sim.ApplicationFactory;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.Partition;
import io.hopwire.sim.PathConditions;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.SimSockets;
import io.hopwire.sim.nat.Nat;
import io.hopwire.spi.Events;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Lets a {@link FaultPlan} happen to a network. Everything that it draws, it draws from its own seed, with a stream for
 * each item of the plan; so taking an item out of a plan does not change the luck of the others.
 * <pre>{@code
 *   final SimNetwork network = new SimNetwork(SimConfig.of(7));
 *   final FaultDriver driver = new FaultDriver(network, FaultPlan.swarm(7, 60_000_000_000L), 7);
 *   for (int i = 0; i < 100; i++)
 *   {
 *       driver.addNode(config -> config.role(LinkRole.RELAY), new RecordingEvents());   // some behind NATs
 *   }
 *   driver.start();
 *   network.run(60_000_000_000L);       // all faults have stopped
 * }</pre>
 * While it runs it sets the conditions of all paths; those that were given to single paths by hand come before its own.
 * Not thread-safe.
 */
public final class FaultDriver
{
    private static final long STREAM = 0x4641_554C_5453L;
    private static final long NAT_STREAM = -1;

    private final SimNetwork network;
    private final FaultPlan plan;
    private final SimRandom random;
    private final FaultNats nats;
    private final NodeFaults nodes;
    private final HostileNodes hostile;
    private final PathFaults paths;
    private final PathConditions before;
    private final List<Partition> partitions = new ArrayList<>();
    private final FaultLog log = new FaultLog();
    private long startNs;
    private boolean started;
    private boolean stopped;

    /**
     * Nothing happens before {@link #start()}. Where the plan has hostile nodes, the network must have none yet, and
     * whoever may be hostile must be added here.
     *
     * @param network that it happens to; its conditions of now are restored in the end.
     * @param plan    what happens.
     * @param seed    of all that is drawn: which nodes, which paths.
     */
    public FaultDriver(final SimNetwork network, final FaultPlan plan, final long seed)
    {
        this.network = network;
        this.plan = plan;
        random = new SimRandom(seed).fork(STREAM);
        nats = new FaultNats(network, plan, random.fork(NAT_STREAM));
        nodes = new NodeFaults(network, plan);
        hostile = new HostileNodes(network, nodes);
        if (plan.hasHostile())
        {
            network.allowTampering();
        }
        before = network.conditions();
        paths = new PathFaults(before);
    }

    /**
     * Add a node to the network, behind a NAT where the plan says so.
     *
     * @param setup  its configuration.
     * @param events its application.
     * @return the node.
     */
    public SimNode addNode(final NodeSetup setup, final Events events)
    {
        return addNode(setup, node -> events);
    }

    /**
     * Add a node to the network, behind a NAT where the plan says so.
     *
     * @param setup   its configuration.
     * @param factory of its applications, one for each time it starts.
     * @return the node.
     */
    public SimNode addNode(final NodeSetup setup, final ApplicationFactory factory)
    {
        final int index = network.size();
        // A NAT is one of UDP.
        final boolean isSpared = nodes.isSpared(index) || SimSockets.UDP != setup.sockets(index);
        final SimNode node =
            network.addNode(setup, plan.hasHostile() ? hostile.wrap(factory) : factory, nats.forNode(index, isSpared));
        hostile.onAdded(node);
        return node;
    }

    /**
     * Be told what happens, a line at a time.
     *
     * @param reader replaces the one that was set before.
     */
    public void onLine(final Consumer<String> reader)
    {
        log.reader(reader);
    }

    /**
     * What has happened.
     *
     * @return the last 4,096 lines: seconds since the start, and what.
     */
    public List<String> lines()
    {
        return log.lines();
    }

    /**
     * The plan.
     *
     * @return what happens.
     */
    public FaultPlan plan()
    {
        return plan;
    }

    /**
     * Whether all faults have ended.
     *
     * @return true after {@link #stop()}, or the plan's own.
     */
    public boolean isStopped()
    {
        return stopped;
    }

    /**
     * The plan begins now. Call it once, when the first nodes are there; more may be added later.
     */
    public void start()
    {
        if (started || stopped)
        {
            throw new IllegalStateException("a plan happens once");
        }
        started = true;
        startNs = network.nowNs();
        network.overlay(paths);
        final List<Fault> faults = plan.faults();
        for (int i = 0; i < faults.size(); i++)
        {
            begin(i, faults.get(i), random.fork(i));
        }
        if (plan.stopNs() != Fault.FOREVER)
        {
            network.schedule(plan.stopNs(), this::stop);
        }
    }

    /**
     * All faults end now: conditions are as they were before, partitions heal, clogs come free, and who is to come back
     * does so. Does nothing where the plan has stopped already.
     */
    public void stop()
    {
        if (!stopped)
        {
            stopped = true;
            paths.endAll();
            network.overlay(null);
            network.conditions(before);
            partitions.forEach(network::heal);
            hostile.endAll();
            final BitSet back = nodes.restore();
            log("stop; back: " + FaultLog.nodes(back));
        }
    }

    private void begin(final int item, final Fault fault, final SimRandom luck)
    {
        if (fault instanceof final FaultCondition condition)
        {
            path(item, fault, condition.window(), condition.paths(), luck);
        }
        else if (fault instanceof final FaultHostile hostility)
        {
            at(hostility.window().fromNs(), () -> turn(hostility, luck));
        }
        else if (fault instanceof final Fault.Clog clog)
        {
            path(item, fault, clog.window(), clog.paths(), luck);
        }
        else if (fault instanceof final Fault.Split split)
        {
            at(split.window().fromNs(), () -> split(split, luck));
        }
        else if (fault instanceof final Fault.Churn churn)
        {
            at(churn.window().fromNs(), () -> churnLater(churn, luck));
        }
        else if (fault instanceof final Fault.Crash crash)
        {
            at(crash.atNs(), () -> each(fault, nodes.living(crash.nodes(), luck),
                node -> nodes.crash(node, crash.downNs(), crash.losesDisk())));
        }
        else if (fault instanceof final Fault.Pause pause)
        {
            at(pause.atNs(), () -> each(fault, nodes.living(pause.nodes(), luck),
                node -> nodes.pause(node, Math.min(pause.durationNs(), plan.stopNs() - elapsedNs()))));
        }
        else if (fault instanceof final Fault.Skew skew)
        {
            at(skew.atNs(), () -> each(fault, nodes.living(skew.nodes(), luck), node ->
                nodes.skew(node, luck.nextLong(skew.byNs() + 1), luck.nextInt(2 * skew.ppm() + 1) - skew.ppm())));
        }
        else if (fault instanceof final Fault.Reboot reboot)
        {
            at(reboot.atNs(), () -> reboot(reboot, luck));
        }
    }

    private void path(
        final int item, final Fault fault, final Fault.Window window, final Fault.Paths where, final SimRandom luck)
    {
        at(window.fromNs(), () ->
        {
            final long endNs = Math.min(window.untilNs(), plan.stopNs());
            final int toHost = where.isShare() ? 0 : network.hostOf(where.to());
            final PathFaults.Place place = new PathFaults.Place(
                item, fault, where, toHost, luck.nextLong(), endNs == Fault.FOREVER ? endNs : startNs + endNs);
            paths.begin(place);
            network.conditions(paths.everywhere());
            log(fault + " begins");
            until(window.untilNs(), () ->
            {
                paths.end(place);
                network.conditions(paths.everywhere());
                log(fault + " ends");
            });
        });
    }

    private void split(final Fault.Split split, final SimRandom luck)
    {
        final BitSet inside = nodes.anyone(split.nodes(), luck);
        final Partition partition = network.partition(inside, split.bothWays());
        partitions.add(partition);
        log(split + " begins: " + FaultLog.nodes(inside));
        until(split.window().untilNs(), () ->
        {
            partitions.remove(partition);
            network.heal(partition);
            log(split + " ends");
        });
    }

    private void turn(final FaultHostile fault, final SimRandom luck)
    {
        log(fault + " begins: " + FaultLog.nodes(hostile.begin(fault, luck)));
        until(fault.window().untilNs(), () ->
        {
            hostile.end(fault);
            log(fault + " ends");
        });
    }

    private void churnLater(final Fault.Churn churn, final SimRandom luck)
    {
        final double perPeriod = churn.share() * nodes.unspared();
        final long waitNs = perPeriod < 1 ? churn.perNs() : (long)(churn.perNs() / perPeriod);
        at(elapsedNs() + 1 + waitNs, () ->
        {
            if (elapsedNs() < churn.window().untilNs())
            {
                churn(churn, luck);
                churnLater(churn, luck);
            }
        });
    }

    private void churn(final Fault.Churn churn, final SimRandom luck)
    {
        final int node = nodes.anyLiving(luck);
        final long awayNs = 1 + luck.nextLong(churn.perNs() / 2);
        final boolean happens = node >= 0 && churn.share() > 0;
        if (happens)
        {
            nodes.crash(node, awayNs, churn.losesDisk());
            log("churn: node " + node + " is away for " + awayNs / 1_000_000L + "ms");
        }
    }

    private void reboot(final Fault.Reboot reboot, final SimRandom luck)
    {
        int count = 0;
        for (final Nat nat : nats.all())
        {
            if (luck.nextDouble() < reboot.share())
            {
                nat.reboot();
                count++;
            }
        }
        log(reboot + ": " + count + " of " + nats.all().size() + " NATs");
    }

    private void each(final Fault fault, final BitSet chosen, final IntConsumer action)
    {
        log(fault + ": " + FaultLog.nodes(chosen));
        for (int node = chosen.nextSetBit(0); node >= 0; node = chosen.nextSetBit(node + 1))
        {
            action.accept(node);
        }
    }

    /** At a time since the start, unless all faults have stopped by then. */
    private void at(final long elapsedNs, final Runnable action)
    {
        if (elapsedNs == elapsedNs())
        {
            action.run();
        }
        else
        {
            network.schedule(elapsedNs - elapsedNs(), () ->
            {
                if (!stopped)
                {
                    action.run();
                }
            });
        }
    }

    /** As {@link #at}, but for ever means never. */
    private void until(final long elapsedNs, final Runnable action)
    {
        if (elapsedNs != Fault.FOREVER)
        {
            at(elapsedNs, action);
        }
    }

    private long elapsedNs()
    {
        return network.nowNs() - startNs;
    }

    private void log(final String what)
    {
        log.add(elapsedNs(), what);
    }
}
