package io.hopwire.sim.load;

import io.hopwire.component.discovery.DiscoveryConfig;
import io.hopwire.core.CoreConfig;
import io.hopwire.routing.RoutingLimits;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.SimRandom;

/**
 * How the nodes of a swarm's network are configured: what by default comes about after hours, or in large networks
 * only, comes about within a minute, each in half of the seeds.
 */
final class SwarmSetup implements NodeSetup
{
    private static final long SECOND = 1_000_000_000L;
    /** More than a session sends while a relay of one of its routes is paused: keys before the last are forgotten. */
    private static final long MIN_EPOCH = 512;
    private static final int MIN_WINDOW = 16;
    private static final int STALE_FAILURES = 5;

    private final long rekeyAfterNs;
    private final long rekeyAfterFrames;
    private final long rekeyAfterPackets;
    private final int window;
    private final int siblings;
    private final int bucketSize;
    private final long searchTimeoutNs;

    SwarmSetup(final SimRandom random)
    {
        rekeyAfterNs = random.nextInt(2) * (3 * SECOND + random.nextLong(30 * SECOND));
        rekeyAfterFrames = random.nextInt(2) * (64 + random.nextLong(1000));
        rekeyAfterPackets = random.nextInt(2) * (MIN_EPOCH << random.nextInt(3));
        window = random.nextInt(2) * (MIN_WINDOW << random.nextInt(3));
        siblings = random.nextInt(2) * (4 + random.nextInt(5));
        bucketSize = 4 + random.nextInt(5);
        searchTimeoutNs = random.nextInt(2) * (3 * SECOND + random.nextLong(7 * SECOND));
    }

    @Override
    public void configure(final CoreConfig config)
    {
        if (rekeyAfterNs > 0)
        {
            config.link().rekeyAfterNs(rekeyAfterNs);
        }
        if (rekeyAfterFrames > 0)
        {
            config.rekeyAfterFrames(rekeyAfterFrames);
        }
        if (rekeyAfterPackets > 0)
        {
            config.session().rekeyAfterPackets(rekeyAfterPackets);
        }
        if (window > 0)
        {
            config.sessionWindow(window);
        }
        if (searchTimeoutNs > 0)
        {
            config.circuit().searchTimeoutNs(searchTimeoutNs);
        }
        if (siblings > 0)
        {
            final DiscoveryConfig usual = config.discovery();
            config.discovery(new DiscoveryConfig(
                usual.enabled(), usual.constants(), siblings, 1, usual.maxLookups(), usual.questionNs(),
                usual.firstRefreshNs(), usual.refreshNs(), usual.sweepNs(), usual.idleNs(), usual.dialNs()));
            config.routing(new RoutingLimits(bucketSize, siblings + 2, STALE_FAILURES, 0, 0));
        }
    }
}
