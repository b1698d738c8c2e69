package io.hopwire.sim.check;

import io.hopwire.link.LinkRole;
import io.hopwire.sim.PathConditions;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Events;
import org.agrona.DirectBuffer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A network in which nodes crash, come back, pause and are cut off while sessions come and go, all drawn from a seed;
 * then all of it ends. The standard checks look on.
 */
final class FaultyNetwork
{
    static final long MS = 1_000_000L;
    static final long SECOND = 1000 * MS;

    private static final long FAULTS_NS = 40 * SECOND;
    private static final long QUIET_NS = 75 * SECOND;
    private static final long LOOK_NS = 500 * MS;

    final SimNetwork network;
    final List<SimCheck> checks = new ArrayList<>();
    String failure;

    private final long seed;
    private final SimRandom random;
    private final ArrayList<Application> applications = new ArrayList<>();
    private boolean isFaulty = true;
    private long correlationId;

    FaultyNetwork(final long seed, final int nodes, final boolean nullCrypto)
    {
        this.seed = seed;
        random = new SimRandom(seed).fork(99);
        network = new SimNetwork(
            SimConfig.of(seed).with(path -> path.withLoss(0.05).withDuplication(0.02)).withNullCrypto(nullCrypto));
        checks.add(NonceCheck.of(network));
        checks.addAll(SimChecks.standard());
        for (int i = 0; i < nodes; i++)
        {
            addNode(i);
        }
        network.simulator().every(LOOK_NS, this::look);
    }

    /**
     * Run it to its end, or to the first failure.
     *
     * @return what was wrong, in a line; null where nothing was.
     */
    String run()
    {
        network.run(5 * SECOND);
        network.simulator().every(700 * MS, this::makeTrouble);
        network.simulator().every(300 * MS, this::useSessions);
        runUnlessFailed(FAULTS_NS);
        calmDown();
        runUnlessFailed(QUIET_NS);
        for (int i = 0; i < checks.size() && null == failure; i++)
        {
            failure = line(checks.get(i), checks.get(i).checkQuiet(network));
        }
        return failure;
    }

    private void runUnlessFailed(final long durationNs)
    {
        if (null == failure)
        {
            network.run(durationNs);
        }
    }

    private void addNode(final int index)
    {
        applications.add(null);
        final byte role = index % 5 == 4 ? LinkRole.ENDPOINT : LinkRole.RELAY;
        final SimNode node = network.addNode(config -> config.role(role), this::newApplication);
        for (int i = 0; index > 0 && i < 2; i++)
        {
            final int to = random.nextInt(index);
            // A key may be lost with a disk: by the first one it finds whoever is there.
            node.bootstrapFrom(network.node(to % 5 == 4 ? to - 1 : to), i > 0 && random.nextInt(2) == 0);
        }
        node.listen(true);
        network.run(20 * MS);
    }

    private boolean look()
    {
        for (int i = 0; i < checks.size() && null == failure; i++)
        {
            failure = line(checks.get(i), checks.get(i).check(network));
        }
        if (null != failure)
        {
            network.simulator().stop();
        }
        return null == failure;
    }

    private String line(final SimCheck check, final String wrong)
    {
        return null == wrong ? null : "seed " + seed + " at " + network.simulator().elapsedNs() / MS + " ms, " +
            check.name() + ": " + wrong;
    }

    private boolean makeTrouble()
    {
        if (!isFaulty)
        {
            return false;
        }
        final SimNode node = any();
        switch (random.nextInt(6))
        {
            case 0:
                node.crash();
                break;

            case 1:
                node.pause(random.nextLong(8 * SECOND));
                break;

            case 2:
                cutOff();
                break;

            case 3:
                network.heal();
                break;

            default:
                restartOne();
                break;
        }
        return true;
    }

    private void cutOff()
    {
        final BitSet inside = new BitSet();
        for (int i = 0; i < network.size(); i++)
        {
            inside.set(i, random.nextInt(4) == 0);
        }
        network.heal();
        network.partition(inside, random.nextInt(2) == 0);
    }

    private void restartOne()
    {
        for (int i = 0; i < network.size(); i++)
        {
            if (!network.node(i).isAlive())
            {
                restart(i, random.nextInt(3) > 0);
                return;
            }
        }
    }

    private void restart(final int index, final boolean keepsDisk)
    {
        network.node(index).restart(keepsDisk);
        network.node(index).listen(true);
    }

    private Events newApplication(final SimNode node)
    {
        final Application application = new Application();
        applications.set(node.index(), application);
        return application;
    }

    private boolean useSessions()
    {
        final SimNode from = any();
        final SimNode to = any();
        if (from.isAlive() && !from.isPaused() && isFaulty)
        {
            final Application application = applications.get(from.index());
            if (application.sessions.isEmpty() || random.nextInt(3) == 0)
            {
                from.connect(correlationId++, to, 4 + random.nextInt(9), 1, 1 + random.nextInt(3), 8 * SECOND);
            }
            else
            {
                use(from, application.sessions.get(random.nextInt(application.sessions.size())));
            }
        }
        return isFaulty;
    }

    private void use(final SimNode node, final int sessionId)
    {
        if (random.nextInt(6) == 0)
        {
            node.close(sessionId);
        }
        for (int i = random.nextInt(40); i > 0; i--)
        {
            node.offer(sessionId, new byte[1 + random.nextInt(500)]);
        }
        node.touch();
    }

    private void calmDown()
    {
        isFaulty = false;
        network.heal();
        network.conditions(PathConditions.QUIET);
        for (int i = 0; i < network.size(); i++)
        {
            final SimNode node = network.node(i);
            if (!node.isAlive())
            {
                restart(i, true);
            }
        }
        network.schedule(25 * SECOND, this::closeAll);
    }

    private void closeAll()
    {
        for (int i = 0; i < network.size(); i++)
        {
            for (final int session : new ArrayList<>(applications.get(i).sessions))
            {
                network.node(i).close(session);
            }
            network.node(i).touch();
        }
    }

    private SimNode any()
    {
        return network.node(random.nextInt(network.size()));
    }

    /**
     * Keeps its open sessions in mind, and answers each message.
     */
    private static final class Application extends RecordingEvents
    {
        private final ArrayList<Integer> sessions = new ArrayList<>();

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            super.onAnswer(type, correlationId, code, buffer, offset, length);
            if (Commands.CONNECT == type && Commands.OK == code)
            {
                sessions.add(new ConnectAnswer().wrap(buffer, offset).sessionId());
            }
        }

        @Override
        public void onAccepted(final int sessionId, final DirectBuffer key, final int keyOffset, final int hopCount)
        {
            super.onAccepted(sessionId, key, keyOffset, hopCount);
            sessions.add(sessionId);
        }

        @Override
        public void onClosed(final int sessionId, final int reason, final long unknown)
        {
            super.onClosed(sessionId, reason, unknown);
            sessions.remove((Integer)sessionId);
        }
    }
}
