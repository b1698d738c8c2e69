package io.hopwire.sim.load;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.component.discovery.DiscoverySettings;
import io.hopwire.component.option.OptionSettings;
import io.hopwire.component.session.Congestion;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.core.CoreConfig;
import io.hopwire.link.LinkSettings;
import io.hopwire.routing.RoutingSettings;
import io.hopwire.sim.KeyNames;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.SimSockets;
import io.hopwire.spi.NodeSettings;
import io.hopwire.wire.Compression;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How the nodes of a swarm's network are configured: what by default comes about after hours, or in large networks
 * only, comes about within a minute, each in half of the seeds.
 */
final class SwarmSetup implements NodeSetup
{
    private static final long SECOND = 1_000_000_000L;
    /** More than a session sends while a relay of one of its routes is paused: keys before the last are forgotten. */
    private static final long MIN_EPOCH = 512;
    private static final int MIN_WINDOW = 2 << 10;
    private static final int STALE_FAILURES = 5;
    private static final int ONE_WITH_TCP_OF = 6;
    /** A few chunks: what came out of order finds no memory. */
    private static final long MIN_BUFFERED = 64L << 10;
    /** More than twice as many as the load of a swarm has at a time. */
    private static final int MIN_SESSIONS = 32;
    private static final int MIN_HANDSHAKES = 16;
    private static final int MIN_TOKENS = 50;

    private final boolean isBare;
    private final long rekeyAfterNs;
    private final long rekeyAfterFrames;
    private final long rekeyAfterPackets;
    private final int window;
    private final int siblings;
    private final int bucketSize;
    private final long searchTimeoutNs;
    private final SimRandom socketsOrNull;
    private final SimRandom compressionOrNull;
    private final long maxBuffered;
    private int tokensAtOnce;
    private int tokensPerSecond;
    private int maxSessions;
    private int maxHandshakes;
    private boolean isFixed;

    /**
     * @param random      of everything else.
     * @param sockets     of those, a stream of its own: most networks have none but of UDP.
     * @param compression of that, a stream of its own: half of the networks have some.
     * @param isCalm      whether nothing may fail.
     * @param isBare      whether it is a bare network.
     */
    SwarmSetup(
        final SimRandom random,
        final SimRandom sockets,
        final SimRandom compression,
        final boolean isCalm,
        final boolean isBare)
    {
        this.isBare = isBare;
        compressionOrNull = 0 == compression.nextInt(2) ? compression : null;
        // Of who can not speak to each other not all find all, as in a calm network they must.
        socketsOrNull = !isCalm && 0 == sockets.nextInt(ONE_WITH_TCP_OF) ? sockets : null;
        rekeyAfterNs = random.nextInt(2) * (3 * SECOND + random.nextLong(30 * SECOND));
        rekeyAfterFrames = random.nextInt(2) * (64 + random.nextLong(1000));
        rekeyAfterPackets = random.nextInt(2) * (MIN_EPOCH << random.nextInt(3));
        window = random.nextInt(2) * (MIN_WINDOW << random.nextInt(3));
        siblings = random.nextInt(2) * (4 + random.nextInt(5));
        bucketSize = 4 + random.nextInt(5);
        searchTimeoutNs = random.nextInt(2) * (3 * SECOND + random.nextLong(7 * SECOND));
        maxBuffered = random.nextInt(2) * (MIN_BUFFERED << random.nextInt(3));
    }

    /**
     * There will be hostile nodes: what those use up is less than by default, so that they can within a minute.
     *
     * @param random of how much there is, a stream of its own.
     * @return this.
     */
    SwarmSetup hostile(final SimRandom random)
    {
        tokensAtOnce = MIN_TOKENS << random.nextInt(3);
        tokensPerSecond = MIN_TOKENS << random.nextInt(3);
        maxSessions = MIN_SESSIONS << random.nextInt(4);
        maxHandshakes = MIN_HANDSHAKES << random.nextInt(4);
        isFixed = 0 == random.nextInt(2);
        return this;
    }

    /** {@return what the requests of a neighbour for routes may cost in a second; 0: the default} */
    int tokensPerSecond()
    {
        return tokensPerSecond;
    }

    /** {@return what they may cost at once; 0: the default} */
    int tokensAtOnce()
    {
        return tokensAtOnce;
    }

    /**
     * {@inheritDoc}
     * <p>
     * The first node, which all know, can be reached in both ways.
     */
    @Override
    public SimSockets sockets(final int node)
    {
        if (null == socketsOrNull)
        {
            return SimSockets.UDP;
        }
        final SimSockets[] values = SimSockets.values();
        return 0 == node ? SimSockets.UDP_AND_TCP : values[socketsOrNull.fork(node).nextInt(values.length)];
    }

    @Override
    public void configure(final CoreConfig config)
    {
        config.set(NodeSettings.BARE_NETWORK, isBare);
        if (rekeyAfterNs > 0)
        {
            config.set(LinkSettings.REKEY_AFTER, rekeyAfterNs);
        }
        if (rekeyAfterFrames > 0)
        {
            config.set(LinkSettings.REKEY_AFTER_FRAMES, rekeyAfterFrames);
        }
        if (rekeyAfterPackets > 0)
        {
            config.set(SessionSettings.REKEY_AFTER_PACKETS, rekeyAfterPackets);
        }
        if (window > 0)
        {
            config.set(NodeSettings.SESSION_WINDOW, window);
        }
        if (searchTimeoutNs > 0)
        {
            config.set(CircuitSettings.SEARCH_TIMEOUT, searchTimeoutNs);
        }
        if (maxBuffered > 0)
        {
            config.set(SessionSettings.MAX_BUFFERED, maxBuffered);
        }
        if (tokensAtOnce > 0)
        {
            limit(config);
        }
        if (null != compressionOrNull)
        {
            // Whose key is the same likes the same, in all its lives: neighbours may not have noticed the last one.
            compress(config, compressionOrNull.fork(KeyNames.of(new UnsafeBuffer(config.publicKey()), 0)));
        }
        if (siblings > 0)
        {
            config
                .set(DiscoverySettings.SIBLINGS, siblings)
                .set(DiscoverySettings.BUCKET_LINKS, 1)
                .set(RoutingSettings.BUCKET_SIZE, bucketSize)
                .set(RoutingSettings.SIBLINGS, siblings + 2)
                .set(RoutingSettings.STALE_FAILURES, STALE_FAILURES)
                .set(RoutingSettings.MAX_PER_PREFIX_BUCKET, 0)
                .set(RoutingSettings.MAX_PER_PREFIX_TABLE, 0);
        }
    }

    private void limit(final CoreConfig config)
    {
        config
            .set(SessionSettings.MAX_SESSIONS, maxSessions)
            .set(SessionSettings.MAX_HANDSHAKES, maxHandshakes)
            .set(CircuitSettings.TOKENS_AT_ONCE, tokensAtOnce)
            .set(CircuitSettings.TOKENS_PER_SECOND, tokensPerSecond);
        if (isFixed)
        {
            config.set(SessionSettings.CONGESTION, Congestion.FIXED);
        }
    }

    /** Only LZ4 in Java: what it makes of something is the same on every machine, and so are the lengths of frames. */
    private static void compress(final CoreConfig config, final SimRandom random)
    {
        final String lz4 = Compression.name(Compression.LZ4);
        config
            .set(OptionSettings.PREFERRED, random.nextInt(3) > 0 ? lz4 : Compression.name(Compression.NONE))
            .set(OptionSettings.ACCEPTED, random.nextInt(3) > 0 ? lz4 : Compression.name(Compression.ZLIB))
            .set(OptionSettings.REQUESTS, 1 << random.nextInt(4))
            .set(LinkSettings.COMPRESSION_LEAST, 1 + random.nextInt(200))
            .set(LinkSettings.COMPRESSION_GATHER, 1024 + random.nextInt(15 << 10));
    }
}
