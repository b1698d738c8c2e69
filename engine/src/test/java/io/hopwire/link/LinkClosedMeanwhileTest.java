package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.RejectCode;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A link is closed while a handshake for new keys of it is under way: nobody may be left with a link that the other one
 * does not have, and hears nothing of until it times out.
 */
class LinkClosedMeanwhileTest
{
    private static final long MS = LinkNet.MS;
    private static final long SECOND = 1000 * MS;

    /** Who knows a key of RSA knows none to agree with, so new ones are agreed on by XX. */
    private final LinkPair pair = new LinkPair(
        new HopwireCrypto(), 1,
        LinkNet.config().identityScheme(IdentitySchemes.RSA_2048),
        LinkNet.config().identityScheme(IdentitySchemes.RSA_2048));

    @BeforeEach
    void newKeysAreAskedFor()
    {
        pair.up();
        pair.b.workNs = MS / 2;
        pair.a.link().rekeyAtNs = pair.nowNs;
        pair.a.timers.schedule(pair.a.link().timerId(), pair.nowNs);
    }

    @AfterEach
    void everyFrameIsAccountedForAndNothingIsLeft()
    {
        pair.tap = null;
        pair.run(SECOND);
        for (final LinkNode node : pair.nodes)
        {
            node.assertBalance();
            node.closeAll(pair.nowNs);
            pair.flush(node);
        }
        pair.run(10 * SECOND);
        for (final LinkNode node : pair.nodes)
        {
            assertEquals(0, node.table.handshakesInUse());
            assertEquals(0, node.table.upCount());
        }
        assertEquals(0, pair.addresses.retained());
    }

    /** While its last message is at the worker, or before it has come: the close has overtaken it. */
    @ParameterizedTest
    @ValueSource(longs = { 100_000, 5_000_000 })
    void byWhoAskedForThem(final long delayNs)
    {
        onLastMessage(datagram ->
        {
            pair.at(pair.nowNs + MS / 20, () -> close(pair.a));
            pair.at(pair.nowNs + MS + delayNs - MS / 10, () -> pair.deliver(pair.b, pair.a.addressId, datagram));
        });
        pair.run(10 * SECOND);
        assertEquals(List.of("up", "down LOCAL"), pair.a.events);
        assertEquals(List.of("up", "down PEER"), pair.b.events);
        assertEquals(1, pair.b.get(RejectCode.HANDSHAKE_SUPERSEDED), pair.b.rejects());
    }

    /** While the last message is under way, or at the worker. */
    @ParameterizedTest
    @ValueSource(longs = { 500_000, 1_200_000 })
    void byWhoWasAsked(final long delayNs)
    {
        onLastMessage(datagram ->
        {
            pair.at(pair.nowNs + delayNs, () -> close(pair.b));
            pair.at(pair.nowNs + MS, () -> pair.deliver(pair.b, pair.a.addressId, datagram));
        });
        pair.run(10 * SECOND);
        assertEquals(List.of("up", "down PEER"), pair.a.events);
        assertEquals(List.of("up", "down LOCAL"), pair.b.events);
    }

    /** Who closed a link may open the next one at once, and what was for the last one does not stop it. */
    @Test
    void anotherLinkIsNotConcerned()
    {
        onLastMessage(datagram ->
        {
            pair.at(pair.nowNs + MS / 20, () ->
            {
                close(pair.a);
                pair.open(pair.a, pair.b, true);
            });
            pair.at(pair.nowNs + MS, () -> pair.deliver(pair.b, pair.a.addressId, datagram));
        });
        pair.run(10 * SECOND);
        assertEquals(List.of("up", "down LOCAL", "up"), pair.a.events);
        assertEquals(List.of("up", "down PEER", "up"), pair.b.events);
    }

    /** The word that it is closed is lost: who did not hear it gets a link again, as without one under way. */
    @Test
    void aCloseThatWasLostIsNotForEver()
    {
        onLastMessage(datagram ->
        {
            pair.b.table.close(pair.b.link().id(), pair.nowNs);
            pair.b.outbox.clear();
            pair.at(pair.nowNs + MS, () -> pair.deliver(pair.b, pair.a.addressId, datagram));
        });
        pair.run(30 * SECOND);
        pair.open(pair.a, pair.b, true);
        pair.run(SECOND);
        assertTrue(pair.a.link().isUp() && pair.b.link().isUp(), pair.a.events + " " + pair.b.events);
    }

    private void close(final LinkNode node)
    {
        node.table.close(node.link().id(), pair.nowNs);
        pair.flush(node);
    }

    private void onLastMessage(final Consumer<byte[]> action)
    {
        final boolean[] isDone = new boolean[1];
        pair.tap = (source, targetId, datagram) ->
        {
            final boolean isIt = !isDone[0] &&
                FrameTypes.XX_3 == FrameFlyweight.frameType(new UnsafeBuffer(datagram), 0);
            if (isIt)
            {
                isDone[0] = true;
                action.accept(datagram);
            }
            return !isIt;
        };
    }
}
