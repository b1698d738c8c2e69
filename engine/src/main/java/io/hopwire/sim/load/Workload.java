package io.hopwire.sim.load;

import io.hopwire.delivery.MessageHeader;
import io.hopwire.sim.KeyNames;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.fault.FaultHostile;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.report.SimHistogram;
import io.hopwire.sim.report.SimReport;
import io.hopwire.spi.Commands;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Transit;
import io.hopwire.spi.TuneCommand;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * What the applications of a simulated network do: look up each other's keys, connect, exchange messages both ways,
 * close in the midst of it, and begin again. After the load has ended and the network had time to recover, probes must
 * succeed.
 */
final class Workload
{
    private static final int POLICIES = 3;
    private static final int MAX_ROUTES = 3;
    private static final int TUNING_MASK = 15;
    private static final long SECOND = 1_000_000_000L;
    private static final long CONNECT_NS = 20 * SECOND;
    private static final long MIN_AGE_NS = 10 * SECOND;
    private static final long RETRY_NS = SECOND / 2;
    private static final long SHOUT_EVERY_NS = 2 * SECOND;
    private static final long STORE_EVERY_NS = 2 * SECOND;
    private static final long TELL_EVERY_NS = SECOND;
    private static final int ATTEMPTS = 20;
    private static final int PROBES = 5;
    /** Most messages that are handed over right before a session is closed. */
    private static final int LAST_WORDS = 4;
    private static final int NOBODY = -1;
    private static final int WINDOW = 256;
    private static final int BURST = 8;
    private static final int LONG_MESSAGE = 4000;
    private static final int BREAK_SHIFT = 28;

    private final SimulationConfig config;
    private final SimNetwork network;
    private final SimRandom random;
    private final Ledger ledger;
    private final OutcomeCheck outcomes;
    private final LookupLoad lookups;
    private final ShoutLoad shouts;
    private final SimRandom shoutRandom;
    private final TellLoad tells;
    private final SimRandom tellRandom;
    private final DhtLoad values;
    private final SimRandom valueRandom;
    private final HostileCheck hostile;
    private final Long2LongHashMap owners = new Long2LongHashMap(NOBODY);
    private final Long2ObjectHashMap<Connect> connects = new Long2ObjectHashMap<>();
    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
    private final SimHistogram joinTimes = new SimHistogram();
    private final SimHistogram hops = new SimHistogram();
    private final SimHistogram connectTimes = new SimHistogram();
    private final boolean hasBreaks;
    /** Messages come several at a time, so that they share packets, and some need several packets. */
    private final boolean hasBursts;
    private boolean running;
    private long nextConnect = 1;
    private long starts;
    private long joined;
    private long crashes;
    private long opened;
    private long failed;
    private long lost;
    private long closed;

    /**
     * Nothing done yet.
     *
     * @param plan   what goes wrong.
     * @param isCalm whether nothing fails.
     */
    Workload(final SimulationConfig config, final SimNetwork network, final FaultPlan plan, final boolean isCalm)
    {
        this.config = config;
        this.network = network;
        this.random = new SimRandom(config.seed()).fork(11);
        this.hasBreaks = new SimRandom(config.seed()).fork(16).nextInt(2) == 0;
        // Packets of a burst overtake each other, which is taken for loss: calm networks, where none is, have none.
        this.hasBursts = !isCalm && new SimRandom(config.seed()).fork(17).nextInt(2) == 0;
        this.ledger = new Ledger(network);
        this.hostile = new HostileCheck(plan);
        this.outcomes = new OutcomeCheck(network, isCalm);
        this.lookups = new LookupLoad(network, outcomes);
        this.shouts = new ShoutLoad(network, isCalm);
        this.shoutRandom = new SimRandom(config.seed()).fork(18);
        this.valueRandom = new SimRandom(config.seed()).fork(19);
        this.tellRandom = new SimRandom(config.seed()).fork(20);
        this.tells = new TellLoad(network, tellRandom, isCalm);
        this.values = new DhtLoad(
            valueRandom, isCalm, plan.faults().stream().anyMatch((fault) -> fault instanceof FaultHostile.Liars));
    }

    /**
     * A connect under way.
     *
     * @param from    who connects.
     * @param to      to whom.
     * @param life    of that one.
     * @param beganNs when.
     * @param isProbe whether it must succeed.
     */
    private record Connect(SimApplication from, SimNode to, int life, long beganNs, boolean isProbe)
    {
    }

    Ledger ledger()
    {
        return ledger;
    }

    OutcomeCheck outcomes()
    {
        return outcomes;
    }

    LookupLoad lookups()
    {
        return lookups;
    }

    ShoutLoad shouts()
    {
        return shouts;
    }

    TellLoad tells()
    {
        return tells;
    }

    DhtLoad values()
    {
        return values;
    }

    int pending()
    {
        return connects.size() + lookups.pendingCount();
    }

    SimReport.Joins joins()
    {
        return new SimReport.Joins(starts, joined, crashes, joinTimes);
    }

    SimReport.Sessions sessions()
    {
        return new SimReport.Sessions(nextConnect - 1, opened, failed, lost, closed, hops, connectTimes);
    }

    /** A node starts, for the first time or again. */
    SimApplication start(final SimNode node)
    {
        starts++;
        owners.put(KeyNames.of(node.publicKey(), 0), node.index());
        final SimApplication application = new SimApplication(node, this, network.nowNs());
        network.schedule(0, () -> listen(application));
        return application;
    }

    void onCrash(final SimApplication application)
    {
        crashes++;
        application.onCrash();
        lookups.onCrash(application);
        values.onCrash(application.node);
        tells.onCrash(application.node);
        final long before = connects.size();
        connects.values().removeIf(connect -> connect.from() == application);
        lost += before - connects.size();
    }

    void begin()
    {
        running = true;
        for (int i = 0; i < config.load().sessions(); i++)
        {
            network.schedule(random.nextLong(SECOND), this::connectSomebody);
        }
        if (config.load().lookupsPerSecond() > 0)
        {
            network.schedule(random.nextLong(SECOND), this::lookUpSomebody);
        }
        network.schedule(shoutRandom.nextLong(SHOUT_EVERY_NS), this::shoutSomebody);
        network.schedule(valueRandom.nextLong(SECOND), this::storeSomething);
        network.schedule(tellRandom.nextLong(SECOND), this::tellSomebody);
    }

    /** No new work; what is under way goes on. */
    void end()
    {
        running = false;
        outcomes.onLoadEnd();
    }

    /**
     * How many bytes of messages an application has room for. In half of the simulations it is always enough; in the
     * others each session takes a break of a quarter of a second now and then, and has little room before it.
     */
    int receiveWindow(final int node, final int sessionId)
    {
        final long quarter = (network.nowNs() >> BREAK_SHIFT) + 31L * node + 7L * sessionId & 7;
        final int messages = hasBreaks && quarter < 4 ? (int)quarter * 5 : WINDOW;
        return messages * (MessageHeader.MAX_LENGTH + config.load().messageLength());
    }

    /** Connects that must succeed. */
    void probe()
    {
        shoutNow(true);
        final SimNode reader = valueRandomNode();
        if (null != reader)
        {
            values.probe(reader);
        }
        for (int i = 0; i < PROBES; i++)
        {
            tells.probe();
            final SimApplication from = 0 == config.load().sessions() ? null : somebody(null);
            final SimApplication to = null == from ? null : somebody(from.node);
            if (null != to)
            {
                connect(from, to.node, true);
            }
        }
    }

    /** Hostile nodes come with other keys, and nobody is told when they start. */
    int nodeOf(final DirectBuffer key, final int offset)
    {
        final long name = KeyNames.of(key, offset);
        int owner = (int)owners.get(name);
        for (int i = 0; i < network.size() && NOBODY == owner; i++)
        {
            owner = network.node(i).wasCalled(name) ? i : NOBODY;
        }
        return owner;
    }

    HostileCheck hostile()
    {
        return hostile;
    }

    SimNode node(final int index)
    {
        return network.node(index);
    }

    /** {@return whether a node does what this workload wants, which hostile ones with other wishes do not} */
    static boolean isOurs(final SimNode node)
    {
        return node.isAlive() && node.application() instanceof SimApplication;
    }

    void onJoined(final SimApplication application)
    {
        joined++;
        joinTimes.record(network.nowNs() - application.startedNs);
    }

    /**
     * A connect succeeded.
     *
     * @return the number of the node at the other end, -1 where nobody had asked.
     */
    int onConnected(final SimApplication from, final long correlationId, final int hopCount)
    {
        final Connect connect = connects.get(correlationId);
        if (null == connect || connect.from() != from)
        {
            ledger.violate("connect " + correlationId + " of node " + from.node.index() + " ended twice");
            return NOBODY;
        }
        if (hopCount < 1 || hopCount > config.load().maxHops())
        {
            ledger.violate("connect " + correlationId + " of node " + from.node.index() + " took " + hopCount +
                " hops of at most " + config.load().maxHops());
        }
        opened++;
        hostile.onConnected(from.node, connect.to());
        hops.record(hopCount);
        connectTimes.record(network.nowNs() - connect.beganNs());
        return connect.to().index();
    }

    void onSession(final SimApplication from, final long correlationId, final int sessionId)
    {
        final Connect connect = connects.remove(correlationId);
        final Flow flow = from.openFlow(sessionId);
        final long minNs = config.load().sessionNs() / 8;
        flow.closeAtNs = network.nowNs() +
            (connect.isProbe() ? SECOND : minNs + random.nextLong(config.load().sessionNs() - minNs));
        flow.mustArrive = connect.isProbe();
        network.schedule(0, () -> send(from, flow, !connect.isProbe()));
        network.schedule(random.nextLong(SECOND), () -> trace(from, flow));
    }

    void onConnectFailed(final SimApplication from, final long correlationId, final int reason)
    {
        final Connect connect = connects.remove(correlationId);
        if (null == connect || connect.from() != from)
        {
            ledger.violate("connect " + correlationId + " of node " + from.node.index() + " failed twice");
            return;
        }
        if (!connect.to().isAlive() || connect.to().incarnation() != connect.life())
        {
            lost++;
        }
        else
        {
            failed++;
            outcomes.onConnectFailed(from.node, reason);
            hostile.onConnectFailed(from.node, connect.to(), reason);
            if (connect.isProbe())
            {
                ledger.violate("long after all faults, node " + from.node.index() + " could not connect to node " +
                    connect.to().index() + ": " + SessionCodes.name(reason));
            }
        }
        if (!connect.isProbe())
        {
            network.schedule(RETRY_NS, this::connectSomebody);
        }
    }

    /** Nobody answers whoever has sessions only to have them. */
    void onAccepted(final SimApplication application, final int sessionId, final SimNode peer)
    {
        if (random.nextInt(2) == 0 && isOurs(peer))
        {
            final Flow flow = application.openFlow(sessionId);
            network.schedule(0, () -> send(application, flow, false));
        }
    }

    void onClosed(final SimApplication application, final boolean isOwn, final int reason)
    {
        // Of the two ends of a session the one that asked for it tells: then no more can be closed than were opened.
        closed += isOwn ? 1 : 0;
        assert closed <= opened : closed + " of " + opened;
        outcomes.onSessionClosed(application.node, reason);
    }

    void onFindAnswer(
        final long correlationId, final int code, final DirectBuffer buffer, final int offset, final int length)
    {
        violateIf(Commands.OK == code ?
            lookups.onFound(correlationId, buffer, offset, length) : lookups.onFailed(correlationId, code));
    }

    private void violateIf(final String problem)
    {
        if (null != problem)
        {
            ledger.violate(problem);
        }
    }

    private void listen(final SimApplication application)
    {
        if (application.isRunning())
        {
            application.node.listen(true);
        }
    }

    private void connectSomebody()
    {
        if (!running)
        {
            return;
        }
        final SimApplication from = somebody(null);
        final SimApplication to = null == from ? null : somebody(from.node);
        if (null == to)
        {
            network.schedule(RETRY_NS, this::connectSomebody);
            return;
        }
        connect(from, to.node, false);
    }

    private void connect(final SimApplication from, final SimNode to, final boolean isProbe)
    {
        final long correlationId = nextConnect++;
        connects.put(correlationId, new Connect(from, to, to.incarnation(), network.nowNs(), isProbe));
        final int maxRoutes = isProbe ? 1 : 1 + random.nextInt(2);
        from.node.command(
            Commands.CONNECT,
            correlationId,
            new Commands.Connect(to.publicKey())
                .transit(Transit.of(config.load().maxHops(), 1, maxRoutes, (int)(correlationId % POLICIES)))
                .timeoutNs(CONNECT_NS));
    }

    /** Now and then an end wants other routes, or to use them in another way. */
    private void tune(final SimApplication application, final Flow flow)
    {
        if (0 == (flow.offered & TUNING_MASK) && flow.offered > 0)
        {
            final int turn = (int)(flow.serial + flow.offered / (TUNING_MASK + 1));
            final int transit = Transit.of(
                config.load().maxHops(), 1, 1 + turn % MAX_ROUTES, turn / MAX_ROUTES % POLICIES);
            application.node.command(Commands.TUNE, NOBODY, new TuneCommand(flow.sessionId, transit));
        }
    }

    /** Send the next message of a flow, or close it; then begin the next session, where this was the first of one. */
    private void send(final SimApplication application, final Flow flow, final boolean isFirst)
    {
        if (!application.isRunning() || !flow.isOpen())
        {
            if (isFirst)
            {
                network.schedule(RETRY_NS, this::connectSomebody);
            }
            return;
        }
        final boolean isOver = network.nowNs() >= flow.closeAtNs || (!running && flow.closeAtNs == Long.MAX_VALUE);
        if (isOver && flow.closeAtNs != Long.MAX_VALUE)
        {
            for (int i = 1 + random.nextInt(LAST_WORDS); i > 0; i--)
            {
                offer(application, flow);
            }
            application.node.close(flow.sessionId);
        }
        else if (!isOver)
        {
            tune(application, flow);
            offer(application, flow);
        }
        if (!isOver || isFirst)
        {
            final long periodNs = (long)(SECOND / config.load().messagesPerSecond());
            network.schedule(periodNs / 2 + random.nextLong(periodNs), () -> send(application, flow, isFirst));
        }
    }

    private void offer(final SimApplication application, final Flow flow)
    {
        for (int i = hasBursts ? random.nextInt(BURST) : 0; i >= 0; i--)
        {
            final int length = hasBursts && random.nextInt(BURST) == 0 ?
                LONG_MESSAGE : config.load().messageLength();
            ledger.write(flow, message, length);
            ledger.onOffered(flow, application.node.offer(flow.sessionId, message, 0, length));
        }
    }

    private static void trace(final SimApplication application, final Flow flow)
    {
        if (application.isRunning() && flow.isOpen())
        {
            application.node.trace(flow.sessionId);
        }
    }

    private void shoutSomebody()
    {
        if (running)
        {
            shoutNow(false);
            network.schedule(shoutRandom.nextLong(2 * SHOUT_EVERY_NS), this::shoutSomebody);
        }
    }

    private void shoutNow(final boolean isProbe)
    {
        final SimNode node = network.node(shoutRandom.nextInt(network.size()));
        if (isOurs(node))
        {
            shouts.shout(node, isProbe);
        }
    }

    private void tellSomebody()
    {
        if (running)
        {
            tells.tell();
            network.schedule(tellRandom.nextLong(TELL_EVERY_NS), this::tellSomebody);
        }
    }

    private void storeSomething()
    {
        if (running)
        {
            final SimNode node = valueRandomNode();
            if (null != node)
            {
                values.act(node);
            }
            final SimNode rival = valueRandomNode();
            if (null != rival && 0 == valueRandom.nextInt(2))
            {
                values.rival(rival);
            }
            network.schedule(valueRandom.nextLong(2 * STORE_EVERY_NS), this::storeSomething);
        }
    }

    private SimNode valueRandomNode()
    {
        final SimNode node = network.node(valueRandom.nextInt(network.size()));
        return isOurs(node) && node.links().upCount() > 0 ? node : null;
    }

    private void lookUpSomebody()
    {
        if (running)
        {
            final SimApplication from = somebody(null);
            final SimApplication to = null == from ? null : somebody(from.node);
            if (null != to && null == to.node.nat())
            {
                lookups.begin(from, to.node);
            }
            final long periodNs = (long)(SECOND / config.load().lookupsPerSecond());
            network.schedule(periodNs / 2 + random.nextLong(periodNs), this::lookUpSomebody);
        }
    }

    /** A node that is up, has been for a while, and is not that one; null where none was found by chance. */
    private SimApplication somebody(final SimNode except)
    {
        for (int i = 0; i < ATTEMPTS; i++)
        {
            final SimNode node = network.node(random.nextInt(network.size()));
            if (node != except && node.isAlive() && node.application() instanceof final SimApplication application &&
                network.nowNs() - application.startedNs >= MIN_AGE_NS)
            {
                return application;
            }
        }
        return null;
    }
}
