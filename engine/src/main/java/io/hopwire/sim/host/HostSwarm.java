package io.hopwire.sim.host;

import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.SimTrace;
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
    private static final int LONGEST_OF = 40;
    private static final long SETTLING_NS = SECOND / 4;
    private static final long END_NS = 120 * SECOND;
    /** Of virtual time, for a swarm ends. */
    private static final long MAX_EVENTS = 20_000_000;

    private final long seed;
    private final SimRandom random;
    private final SimHosts hosts;
    private final HostFlows flows;
    private final HostCheck check = new HostCheck();
    private Phase phase = Phase.ACTING;
    private String violation;
    private int ticks;
    /** For so long nothing has come of all that is open. */
    private long settledNs;
    private int crashes;
    private int breaks;

    /** Things happen; they come to an end; there is nothing left; it is over. */
    private enum Phase
    {
        ACTING, SETTLING, LEAVING, OVER
    }

    /**
     * What came of a seed.
     *
     * @param violation what did not hold, as the name of an invariant and what was seen; null where all did.
     * @param timeNs    virtual time that passed.
     * @param events    that happened.
     * @param hosts     that there were.
     * @param closed    streams that arrived whole.
     * @param reset     streams that said that they were reset.
     * @param refused   streams that there never were.
     * @param bytes     that were received.
     * @param breaks    connections that broke.
     * @param crashes   of hosts.
     * @param traceHash of the run: the same for the same seed.
     */
    public record Result(
        String violation, long timeNs, long events, int hosts, int closed, int reset, int refused, long bytes,
        int breaks, int crashes, long traceHash)
    {
    }

    /**
     * A network that nothing has happened in.
     *
     * @param seed it is drawn from.
     */
    public HostSwarm(final long seed)
    {
        this.seed = seed;
        random = new SimRandom(seed).fork(LUCK);
        hosts = new SimHosts(seed);
        flows = new HostFlows(random.fork(1));
        draw();
    }

    /**
     * Run one network.
     *
     * @param seed of it.
     * @return what came of it.
     */
    public static Result run(final long seed)
    {
        final HostSwarm swarm = new HostSwarm(seed);
        while (swarm.step())
        {
            continue;
        }
        return swarm.result();
    }

    /** {@return the seed it is drawn from} */
    public long seed()
    {
        return seed;
    }

    /**
     * Keep the last events.
     *
     * @param capacity how many; 0 for none.
     * @return what was kept; null for none.
     */
    public SimTrace keepTrace(final int capacity)
    {
        return hosts.keepTrace(capacity);
    }

    /**
     * Go on for some milliseconds of virtual time, or for as long as it takes.
     *
     * @return false where it is over.
     */
    public boolean step()
    {
        if (Phase.OVER != phase)
        {
            try
            {
                advance();
            }
            catch (final AssertionError ex)
            {
                fail("assertion: " + ex + place(ex));
            }
            catch (final RuntimeException ex)
            {
                fail("exception: " + ex + place(ex));
            }
        }
        return Phase.OVER != phase;
    }

    /** {@return what came of it so far} */
    public Result result()
    {
        final Simulator simulator = hosts.simulator();
        return new Result(
            violation, simulator.elapsedNs(), simulator.events(), hosts.hosts().size(), flows.closed(), flows.reset(),
            flows.refused(), flows.bytes(), breaks, crashes, simulator.traceHash());
    }

    private void advance()
    {
        switch (phase)
        {
            case ACTING:
                act();
                hosts.simulator().run(1 + random.nextLong(10 * MILLISECOND));
                if (++ticks == TICKS)
                {
                    hosts.hosts().stream().filter((host) -> !host.isAlive()).forEach(SimHost::start);
                    phase = Phase.SETTLING;
                }
                break;

            case SETTLING:
                settle();
                break;

            default:
                phase = Phase.OVER;
                hosts.simulator().run(END_NS);
                break;
        }
        look(Phase.OVER == phase);
    }

    private void look(final boolean isQuiet)
    {
        fail(null == flows.violation() ? null : "bytes: " + flows.violation());
        for (final SimHost host : hosts.hosts())
        {
            fail(check.look(host, hosts.simulator().nowNs(), isQuiet));
            fail(isQuiet && host.connections() > 0 ?
                "limits: " + host.address() + " has " + host.connections() + " connections left" : null);
        }
        fail(hosts.simulator().events() > MAX_EVENTS ? "endless: " + hosts.simulator().events() + " events" : null);
    }

    private void fail(final String whatOrNull)
    {
        if (null != whatOrNull)
        {
            violation = null == violation ? whatOrNull : violation;
            phase = Phase.OVER;
        }
    }

    private static String place(final Throwable thrown)
    {
        return thrown.getStackTrace().length > 0 ? " at " + thrown.getStackTrace()[0] : "";
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
            flows.open(from, to, random.nextInt(length()));
        }
    }

    /** One of some is longer than several windows. */
    private int length()
    {
        final int luck = random.nextInt(LONGEST_OF);
        return 0 == luck ? 1_500_000 : luck < LONGEST_OF / 4 ? 300_000 : 3000;
    }

    /** Nothing goes wrong any more: everything comes to an end. */
    private void settle()
    {
        if (flows.open() > 0 && settledNs < END_NS)
        {
            final long before = flows.bytes();
            flows.wakeAll();
            hosts.simulator().run(SETTLING_NS);
            settledNs = flows.bytes() > before ? 0 : settledNs + SETTLING_NS;
            return;
        }
        fail(flows.open() > 0 ? "outcome: nobody tells what became of " + flows.open() + " streams" : null);
        if (Phase.SETTLING == phase)
        {
            phase = Phase.LEAVING;
            for (final SimHost host : hosts.hosts())
            {
                host.act(() -> host.core().peers().forEach(host.core()::disconnect));
            }
        }
    }
}
