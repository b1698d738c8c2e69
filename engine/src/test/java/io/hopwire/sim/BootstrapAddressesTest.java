package io.hopwire.sim;

import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Limits;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A configured peer that may be at several addresses, or moves to another one: what a name is to the core.
 */
class BootstrapAddressesTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;
    private static final long NOBODY_WAITS = -1;

    private final SimNetwork network = new SimNetwork(
        SimConfig.of(Long.getLong("hopwire.test.seed", 1)).withNullCrypto(true));
    private final SimNode relay = node();
    private final SimNode dead = node();
    private final SimNode other = node();
    private final SimNode seeker = node();

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void secondAddressIsTriedLongBeforeTheFirstHasTimedOut(final boolean isKeyKnown)
    {
        dead.crash();
        tell(0, isKeyKnown ? relay.publicKey() : null, dead, relay);
        assertTrue(network.runUntil(() -> isLinked(relay), 2 * SECOND), "not linked");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void lastOfTheMostAddressesIsFound(final boolean isKeyKnown)
    {
        dead.crash();
        final Commands.Bootstrap command = new Commands.Bootstrap(0, isKeyKnown ? relay.publicKey() : null);
        for (int i = 1; i < Limits.MAX_ADDRESSES_OF_PEER; i++)
        {
            command.add(dead.index());
        }
        seeker.command(Commands.BOOTSTRAP, NOBODY_WAITS, command.add(relay.index()));
        assertTrue(network.runUntil(() -> isLinked(relay), 30 * SECOND), "not linked");
    }

    @Test
    void nobodyIsSoughtWhereNoAddressIsKnownYet()
    {
        tell(0, null);
        tell(1, null, other);
        network.run(5 * SECOND);
        assertEquals(1, seeker.links().upCount());
        tell(0, null, relay);
        assertTrue(network.runUntil(() -> isLinked(relay), SECOND), "not linked");
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void attemptGoesOnAtTheNewAddress(final boolean isKeyKnown)
    {
        dead.crash();
        final DirectBuffer key = isKeyKnown ? relay.publicKey() : null;
        tell(0, key, dead);
        network.run(200 * MS);
        assertFalse(isLinked(relay));
        tell(0, key, relay);
        assertTrue(network.runUntil(() -> isLinked(relay), 2 * SECOND), "not linked");
    }

    @Test
    void linkThatIsUpStaysAndIsSoughtAtTheNewAddressWhenItIsGone()
    {
        tell(0, null, relay);
        assertTrue(network.runUntil(() -> isLinked(relay), SECOND), "not linked");
        tell(0, null, other);
        network.run(5 * SECOND);
        assertTrue(isLinked(relay));
        assertFalse(isLinked(other));
        relay.crash();
        assertTrue(network.runUntil(() -> isLinked(other), 30 * SECOND), "not linked");
    }

    @Test
    void nodeThatIsOneOfThoseThatANameLeadsToTriesTheOthers()
    {
        tell(0, null, seeker, relay);
        assertTrue(network.runUntil(() -> isLinked(relay), 2 * SECOND), "not linked");
    }

    @Test
    void addressThatTakesThePlaceOfOurOwnIsTriedAtOnce()
    {
        tell(0, null, seeker);
        network.run(5 * SECOND);
        tell(0, null, relay);
        assertTrue(network.runUntil(() -> isLinked(relay), SECOND), "not linked");
    }

    @Test
    void peerIsSoughtFirstWhereItWasFound()
    {
        dead.crash();
        tell(0, relay.publicKey(), dead, relay);
        assertTrue(network.runUntil(() -> isLinked(relay), 2 * SECOND), "not linked");
        seeker.links().close(seeker.links().byKey(relay.publicKey(), 0).id(), seeker.nowNs());
        seeker.touch();
        assertFalse(isLinked(relay));
        // One try at the dead address would take as long.
        assertTrue(network.runUntil(() -> isLinked(relay), 400 * MS), "not linked");
    }

    private void tell(final int number, final DirectBuffer keyOrNull, final SimNode... at)
    {
        final Commands.Bootstrap command = new Commands.Bootstrap(number, keyOrNull);
        for (final SimNode node : at)
        {
            command.add(node.index());
        }
        seeker.command(Commands.BOOTSTRAP, NOBODY_WAITS, command);
    }

    private boolean isLinked(final SimNode node)
    {
        return null != seeker.links().byKey(node.publicKey(), 0);
    }

    private SimNode node()
    {
        return network.addNode(config -> config.role(LinkRole.RELAY).discovery(false), new RecordingEvents());
    }
}
