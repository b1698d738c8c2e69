package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.identity.ForgedScheme;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Both sides open at about the same time over a channel that loses, copies and reorders: one link, on both sides, with
 * the same keys, whatever happens.
 */
@Tag("long")
@Tag("simulation")
class LinkCrossingTest
{
    private static final int SEEDS = 400 * Integer.getInteger("hopwire.test.scale", 1);
    private static final long MS = LinkNet.MS;

    private final HopwireCrypto crypto = new HopwireCrypto();

    @Test
    void bothKnowEachOther()
    {
        manySeeds(true, true);
    }

    @Test
    void neitherKnowsTheOther()
    {
        manySeeds(false, false);
    }

    @Test
    void oneKnowsTheOther()
    {
        manySeeds(true, false);
    }

    /** Who answers XX does not know whom, and so can not give way: one of two that cross has to be let in by then. */
    @Test
    void bothKnowEachOtherWhereAnAddressTellsNoKey()
    {
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final LinkSetup setup = LinkNet.config().identityScheme(ForgedScheme.silent());
            final LinkPair pair = new LinkPair(crypto, seed, setup, setup);
            pair.workNs = 5 * MS;
            pair.maxDelayNs = MS + pair.random.below(20 * MS);
            pair.open(pair.a, pair.b, true);
            pair.at(pair.nowNs + pair.random.below(20 * MS), () -> pair.open(pair.b, pair.a, true));
            pair.run(500 * MS);
            assertEquals(1, pair.a.table.upCount(), "seed " + seed + ": nothing is lost, and nobody waits");
            check(pair, "silent, seed " + seed);
            assertEquals(1, pair.a.ups, "seed " + seed);
            assertEquals(1, pair.b.ups, "seed " + seed);
        }
    }

    @Test
    void bothRenewTheirKeysAtOnce()
    {
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final LinkPair pair = new LinkPair(crypto, seed).up();
            disturb(pair);
            for (int round = 0; round < 3; round++)
            {
                for (final LinkNode node : pair.nodes)
                {
                    final Link link = node.link();
                    pair.at(pair.nowNs + pair.random.below(60 * MS), () ->
                    {
                        link.rekeyAtNs = pair.nowNs;
                        node.timers.schedule(link.timerId(), pair.nowNs);
                    });
                }
                pair.run(1000 * MS);
            }
            check(pair, "rekey, seed " + seed);
            final long createdNs = pair.a.link().current.rejectNs - LinkSettings.REJECT_AFTER.defaultValue();
            assertTrue(createdNs > LinkNet.START_NS + 50 * MS, "seed " + seed + ": the keys are new");
            assertEquals(1, pair.a.ups, "seed " + seed + ": nobody above noticed");
            assertEquals(1, pair.b.ups, "seed " + seed + ": nobody above noticed");
        }
    }

    @Test
    void oneStartsAnewWhileTheOtherOpens()
    {
        for (int seed = 0; seed < SEEDS; seed++)
        {
            oneStartsAnewWhileTheOtherOpens(seed);
        }
    }

    /**
     * The new state's keys are agreed on, and then replaced by a handshake of who goes on with the old one, before a
     * frame was sealed with them; the new state has let that handshake go, since its own wins.
     */
    @ParameterizedTest
    @ValueSource(ints = {685})
    void oneStartsAnewAndTheOtherHasReplacedItsKeysAlready(final int seed)
    {
        oneStartsAnewWhileTheOtherOpens(seed);
    }

    private void oneStartsAnewWhileTheOtherOpens(final int seed)
    {
        final LinkPair pair = new LinkPair(crypto, seed).up();
        disturb(pair);
        // a forgets, and b is not told.
        pair.a.closeAll(pair.nowNs);
        pair.a.outbox.clear();
        pair.at(pair.nowNs + pair.random.below(200 * MS), () -> pair.open(pair.a, pair.b, true));
        pair.at(pair.nowNs + pair.random.below(200 * MS), () -> rekeyOrOpen(pair));
        pair.run(4000 * MS);
        check(pair, "anew, seed " + seed);
        assertEquals(2, pair.b.ups, "seed " + seed + ": b was told that the old state is gone");
    }

    private void manySeeds(final boolean isKnownToA, final boolean isKnownToB)
    {
        for (int seed = 0; seed < SEEDS; seed++)
        {
            final LinkPair pair = new LinkPair(crypto, seed);
            disturb(pair);
            pair.open(pair.a, pair.b, isKnownToA);
            final long skewNs = pair.random.below(3) * pair.random.below(120 * MS);
            pair.at(pair.nowNs + skewNs, () -> pair.open(pair.b, pair.a, isKnownToB));
            pair.run(4000 * MS);
            check(pair, isKnownToA + " " + isKnownToB + ", seed " + seed);
            assertEquals(1, pair.a.ups, "seed " + seed);
            assertEquals(1, pair.b.ups, "seed " + seed);
        }
    }

    private static void rekeyOrOpen(final LinkPair pair)
    {
        if (pair.b.table.upCount() > 0)
        {
            final Link link = pair.b.link();
            link.rekeyAtNs = pair.nowNs;
            pair.b.timers.schedule(link.timerId(), pair.nowNs);
        }
        else
        {
            pair.open(pair.b, pair.a, true);
        }
    }

    private static void disturb(final LinkPair pair)
    {
        pair.lossPermille = (int)pair.random.below(250);
        pair.duplicatePermille = (int)pair.random.below(250);
        pair.maxDelayNs = MS + pair.random.below(100 * MS);
    }

    /**
     * Exactly one link, the same keys, every frame gets through, nothing is left over.
     */
    private static void check(final LinkPair pair, final String message)
    {
        pair.lossPermille = 0;
        pair.run(3000 * MS);
        assertEquals(1, pair.a.table.upCount(), message + pair.a.events + pair.b.events);
        assertEquals(1, pair.b.table.upCount(), message + pair.a.events + pair.b.events);
        assertEquals(1, pair.a.ups - pair.a.downs, message);
        assertEquals(1, pair.b.ups - pair.b.downs, message);
        final Keypair ofA = pair.a.link().current;
        final Keypair ofB = pair.b.link().current;
        assertEquals(ofA.localIndex, ofB.remoteIndex, message + ": same keys");
        assertEquals(ofB.localIndex, ofA.remoteIndex, message + ": same keys");
        for (int i = 0; i < 20; i++)
        {
            pair.a.send(pair.a.link(), new byte[]{ 0, (byte)i }, pair.nowNs);
            pair.b.send(pair.b.link(), new byte[]{ 0, (byte)i }, pair.nowNs);
            pair.flush(pair.a);
            pair.flush(pair.b);
        }
        pair.run(200 * MS);
        assertEquals(20, pair.a.frames.size(), message);
        assertEquals(20, pair.b.frames.size(), message);
        pair.run(6000 * MS);
        assertEquals(0, pair.a.table.handshakesInUse(), message);
        assertEquals(0, pair.b.table.handshakesInUse(), message);
        pair.a.assertBalance();
        pair.b.assertBalance();
    }
}
