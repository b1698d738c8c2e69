package io.hopwire.sim.host;

import io.hopwire.libp2p.HostConfig;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.SimTrace;
import io.hopwire.sim.Simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A network of libp2p hosts, in virtual time and from a seed.
 */
public final class SimHosts
{
    private static final int PATHS = 61;
    private static final long SECOND = 1_000_000_000L;

    private final SimNetwork network;
    private final Simulator simulator;
    private final SimRandom random;
    private final List<SimHost> hosts = new ArrayList<>();
    private final List<SimPipe> pipes = new ArrayList<>();
    private SimTrace trace;
    private Path path = new Path(1_000_000, 1_000_000, 100_000_000, 1460, 65_536, 131_072);

    /**
     * What connections are like.
     *
     * @param delayNs        least time to the other end.
     * @param jitterNs       more than that, at the most.
     * @param bytesPerSecond of each connection and direction.
     * @param segment        most bytes that arrive at once; fewer as it comes, down to one.
     * @param window         bytes that are under way at the most.
     * @param sink           bytes that wait at the most.
     */
    public record Path(long delayNs, long jitterNs, long bytesPerSecond, int segment, int window, int sink)
    {
    }

    /**
     * Without hosts.
     *
     * @param seed of all that is left to luck.
     */
    public SimHosts(final long seed)
    {
        network = new SimNetwork(SimConfig.of(seed));
        simulator = network.simulator();
        random = new SimRandom(seed).fork(PATHS);
    }

    /**
     * Connections that begin from now on, and segments that leave, are like this.
     *
     * @param value what they are like.
     */
    public void path(final Path value)
    {
        path = value;
    }

    /**
     * Add a host and start it.
     *
     * @param config of it.
     * @param setup  what is to be done with its core, whenever it starts.
     * @return the host.
     */
    public SimHost add(final HostConfig config, final SimHost.Setup setup)
    {
        final SimHost host = new SimHost(this, hosts.size(), config, setup, random.fork(hosts.size()));
        hosts.add(host);
        host.start();
        return host;
    }

    /** {@return all of them, dead ones too} */
    public List<SimHost> hosts()
    {
        return hosts;
    }

    /** {@return time, and what will happen} */
    public Simulator simulator()
    {
        return simulator;
    }

    /** {@return connections that were begun, and are not over} */
    public int connections()
    {
        pipes.removeIf((pipe) -> pipe.isBroken() || pipe.ends[0].isOver() && pipe.ends[1].isOver());
        return pipes.size();
    }

    /**
     * A connection breaks, and what is under way is lost.
     *
     * @param index below {@link #connections()}.
     */
    public void breakConnection(final int index)
    {
        pipes.get(index).breakIt();
    }

    /**
     * Keep the last events from now on, to look at when something went wrong.
     *
     * @param capacity events to keep; 0 for none.
     * @return what was kept; null for none.
     */
    public SimTrace keepTrace(final int capacity)
    {
        trace = network.keepTrace(capacity);
        return trace;
    }

    /** What happens at a connection, or in a host, where somebody wants to know. */
    void note(final String what, final SimHost host, final SimHost otherOrNull, final int bytes)
    {
        if (null != trace)
        {
            trace.note(simulator.nowNs(), String.format(Locale.ROOT, "%-9s %2d%s%s", what, host.index(),
                null == otherOrNull ? "" : " -> " + otherOrNull.index(), bytes > 0 ? "  " + bytes + " B" : ""));
        }
    }

    long nowNs()
    {
        return simulator.nowNs();
    }

    SimHost at(final byte[] ip)
    {
        final int index = (ip[2] & 0xFF) << Byte.SIZE | ip[3] & 0xFF;
        return index < hosts.size() ? hosts.get(index) : null;
    }

    void add(final SimPipe pipe)
    {
        pipes.add(pipe);
    }

    void at(final long timeNs, final Runnable action)
    {
        simulator.schedule(timeNs - nowNs(), action);
    }

    /** What concerns a life of a host that is over by then does not happen. */
    void later(final long delayNs, final SimHost host, final Runnable action)
    {
        final int life = host.lives();
        simulator.schedule(delayNs, () ->
        {
            if (host.lives() == life)
            {
                action.run();
            }
        });
    }

    long delayNs()
    {
        return path.delayNs + (path.jitterNs > 0 ? random.nextLong(path.jitterNs) : 0);
    }

    long timeNs(final int bytes)
    {
        return SECOND / path.bytesPerSecond * bytes;
    }

    int segment()
    {
        return 1 + random.nextInt(path.segment);
    }

    int window()
    {
        return path.window;
    }

    int sinkLength()
    {
        return path.sink;
    }
}
