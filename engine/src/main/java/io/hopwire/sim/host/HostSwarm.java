package io.hopwire.sim.host;

import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.Simulator;

import java.util.List;

/**
 * One network of libp2p hosts, drawn from a seed: two to six hosts of several kinds of keys and muxers, paths from some
 * microseconds to a tenth of a second, segments from one byte on, windows and sinks of several sizes; connections that
 * break or are closed, hosts that crash and come back, readers that sleep, streams that are given up. Looks all the
 * while whether every byte of every stream arrives once and in order or the stream says that it was reset, and at the
 * end whether anything is left.
 */
public final class HostSwarm
{
    private static final int LUCK = 71;
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final int TICKS = 300;
    private static final int MAX_STREAMS = 150;
    private static final long END_NS = 120 * SECOND;

    private final long seed;
    private final SimRandom random;
    private final SimHosts hosts;
    private final HostFlows flows;
    private int crashes;
    private int breaks;

    /**
     * What came of a seed.
     *
     * @param violation what did not hold, with seed and virtual time; null where all did.
     * @param closed    streams that arrived whole.
     * @param reset     streams that said that they were reset.
     * @param refused   streams that there never were.
     * @param bytes     that were received.
     * @param breaks    connections that broke.
     * @param crashes   of hosts.
     * @param traceHash of the run: the same for the same seed.
     */
    public record Result(
        String violation, int closed, int reset, int refused, long bytes, int breaks, int crashes, long traceHash)
    {
    }

    private HostSwarm(final long seed)
    {
        this.seed = seed;
        random = new SimRandom(seed).fork(LUCK);
        hosts = new SimHosts(seed);
        flows = new HostFlows(random.fork(1));
    }

    /**
     * Run one network.
     *
     * @param seed of it.
     * @return what came of it.
     */
    public static Result run(final long seed)
    {
        return new HostSwarm(seed).run();
    }

    private Result run()
    {
        String violation;
        try
        {
            draw();
            for (int tick = 0; tick < TICKS && null == flows.violation(); tick++)
            {
                act();
                hosts.simulator().run(1 + random.nextLong(10 * MILLISECOND));
            }
            violation = null == flows.violation() ? settle() : flows.violation();
        }
        catch (final RuntimeException | AssertionError ex)
        {
            violation = ex + " at " + (ex.getStackTrace().length > 0 ? ex.getStackTrace()[0] : "an unknown place");
        }
        final Simulator simulator = hosts.simulator();
        return new Result(
            null == violation ? null :
                String.format("hosts seed=%d t=%.6fs: %s", seed, simulator.elapsedNs() / 1e9, violation),
            flows.closed(), flows.reset(), flows.refused(), flows.bytes(), breaks, crashes, simulator.traceHash());
    }

    private void draw()
    {
        final long delayNs = 20_000L << random.nextInt(13);
        hosts.path(new SimHosts.Path(
            delayNs, 1 + random.nextLong(delayNs), 1_000_000L << random.nextInt(8),
            random.nextInt(4) == 0 ? 1 + random.nextInt(40) : 1460 << random.nextInt(5),
            4096 << random.nextInt(7), 69_632 << random.nextInt(3)));
        final int count = 2 + random.nextInt(5);
        for (int i = 0; i < count; i++)
        {
            final KeyType type = random.nextInt(3) == 0 ? KeyType.SECP256K1 : KeyType.ED25519;
            final List<String> muxers = random.nextInt(3) > 0 ? List.of(Yamux.PROTOCOL, Mplex.PROTOCOL) :
                random.nextInt(2) == 0 ? List.of(Mplex.PROTOCOL, Yamux.PROTOCOL) : List.of(Yamux.PROTOCOL);
            hosts.add(
                new HostConfig(HostKey.generate(type, random)).muxers(muxers), this::prepare);
        }
        hosts.hosts().forEach(this::introduce);
    }

    private void prepare(final SimHost host)
    {
        flows.serve(host);
        introduce(host);
    }

    private void introduce(final SimHost host)
    {
        for (final SimHost other : hosts.hosts())
        {
            if (other != host)
            {
                host.core().peerStore().addAddress(other.id(), other.address());
            }
        }
    }

    private void act()
    {
        final List<SimHost> all = hosts.hosts();
        final SimHost host = all.get(random.nextInt(all.size()));
        switch (random.nextInt(24))
        {
            case 0:
                if (hosts.connections() > 0)
                {
                    hosts.breakConnection(random.nextInt(hosts.connections()));
                    breaks++;
                }
                break;

            case 1:
                if (host.isAlive() && random.nextInt(3) == 0)
                {
                    host.crash();
                    flows.onCrash(host);
                    crashes++;
                }
                else if (!host.isAlive())
                {
                    host.start();
                }
                break;

            case 2:
                host.act(() -> host.core().peers().stream().limit(1).forEach(host.core()::disconnect));
                break;

            case 3:
            case 4:
            case 5:
            case 6:
            case 7:
            case 8:
                flows.disturb();
                break;

            default:
                open(host, all.get(random.nextInt(all.size())));
                break;
        }
    }

    private void open(final SimHost from, final SimHost to)
    {
        if (from != to && from.isAlive() && flows.count() < MAX_STREAMS)
        {
            flows.open(from, to, random.nextInt(random.nextInt(4) == 0 ? 300_000 : 3000));
        }
    }

    /** Nothing goes wrong any more: everything comes to an end. {@return what does not, or null} */
    private String settle()
    {
        hosts.hosts().stream().filter((host) -> !host.isAlive()).forEach(SimHost::start);
        for (long waitedNs = 0; waitedNs < END_NS && flows.open() > 0; waitedNs += SECOND / 4)
        {
            flows.wakeAll();
            hosts.simulator().run(SECOND / 4);
        }
        if (null != flows.violation())
        {
            return flows.violation();
        }
        if (flows.open() > 0)
        {
            return "nobody tells what became of " + flows.open() + " streams";
        }
        for (final SimHost host : hosts.hosts())
        {
            host.act(() -> host.core().peers().forEach(host.core()::disconnect));
        }
        hosts.simulator().run(END_NS);
        for (final SimHost host : hosts.hosts())
        {
            if (host.connections() > 0)
            {
                return host.address() + " has " + host.connections() + " connections left";
            }
        }
        return flows.violation();
    }
}
