package io.hopwire.libp2p;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Settings;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Hosts in one thread, with connections of bytes between them that are cut anywhere, as the seed says, and a clock that
 * moves when it is told to.
 */
final class HostNetwork
{
    static final HopwireCrypto CRYPTO = new HopwireCrypto();
    private static final int MAX_STEPS = 2_000_000;

    final SimRandom random;
    final List<TestHost> hosts = new ArrayList<>();
    /** What addresses of hosts begin with from now on. */
    final byte[] place = {10, 0, 0};
    /** Most bytes that are carried at once. */
    int piece = 70_000;
    /** Bytes that a connection holds in each direction. */
    int sinkLength = 1 << 18;
    /** Whether slow work is done in the step that follows, or when {@link TestHost#work} is called. */
    boolean isWorkLate;
    long nowNs = 1_000_000_000L;
    /** Bytes that are carried until one of them is changed; never where it is negative. */
    int mutateAfter = -1;

    HostNetwork(final long seed)
    {
        random = new SimRandom(seed);
    }

    TestHost add(final KeyType type)
    {
        return add(type, (config) -> config);
    }

    TestHost add(final KeyType type, final UnaryOperator<HostConfig> more)
    {
        return add(new HostConfig(HostKey.generate(type, random)).settings(Settings.DEFAULTS), more);
    }

    TestHost add(final HostConfig config, final UnaryOperator<HostConfig> more)
    {
        final TestHost host = new TestHost(this, hosts.size(), more.apply(config));
        hosts.add(host);
        return host;
    }

    TestHost at(final Multiaddr address)
    {
        for (final TestHost host : hosts)
        {
            if (host.address().equals(address))
            {
                return host;
            }
        }
        return null;
    }

    /** Until nothing moves. */
    void run()
    {
        int steps = 0;
        while (step())
        {
            if (++steps > MAX_STEPS)
            {
                throw new AssertionError("never ends");
            }
        }
    }

    /** {@return whether something moved} */
    boolean step()
    {
        boolean moved = false;
        for (int i = 0; i < hosts.size(); i++)
        {
            moved |= hosts.get(i).step();
        }
        return moved;
    }

    /** Time passes, timers fire on the way. */
    void pass(final long durationNs)
    {
        final long endNs = nowNs + durationNs;
        run();
        while (true)
        {
            long nextNs = Long.MAX_VALUE;
            for (final TestHost host : hosts)
            {
                nextNs = Math.min(nextNs, host.core.nextDeadlineNs());
            }
            if (nextNs > endNs)
            {
                nowNs = endNs;
                run();
                return;
            }
            nowNs = Math.max(nowNs, nextNs);
            for (final TestHost host : hosts)
            {
                while (host.core.nextDeadlineNs() <= nowNs)
                {
                    host.core.onDeadline(nowNs);
                }
            }
            run();
        }
    }
}
