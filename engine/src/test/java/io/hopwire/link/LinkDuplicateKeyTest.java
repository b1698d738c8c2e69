package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Two nodes that use one key. Whoever has a link is told when the other one takes it over.
 */
class LinkDuplicateKeyTest
{
    private static final long ENOUGH_NS = 50 * LinkNet.MS;
    private static final int ELSEWHERE = 200;

    private final LinkPair pair = new LinkPair(new HopwireCrypto(), 3);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoeverLosesALinkToTheOtherIsTold(final boolean isKeyKnown)
    {
        pair.up();
        final LinkNode twin = pair.addNode(LinkNet.config(), pair.b.privateKey, ELSEWHERE);

        pair.open(twin, pair.a, isKeyKnown);
        pair.run(ENOUGH_NS);

        assertEquals(ELSEWHERE, pair.a.link().addressId());
        assertEquals(List.of(0L, 1L, 0L), met(pair.a, pair.b, twin));
        assertEquals("down SELF", pair.b.events.get(pair.b.events.size() - 1));
        assertTrue(twin.link().isUp());

        pair.open(pair.b, pair.a, isKeyKnown);
        pair.run(ENOUGH_NS);

        assertEquals(List.of(0L, 1L, 1L), met(pair.a, pair.b, twin));
        assertEquals("down SELF", twin.events.get(twin.events.size() - 1));
        assertEquals(pair.b.addressId, pair.a.link().addressId());
    }

    @Test
    void whoeverHasTheLinkIsToldWhereTheOtherOneIsSought()
    {
        pair.up();
        final LinkNode twin = pair.addNode(LinkNet.config(), pair.b.privateKey, ELSEWHERE);

        pair.open(pair.a, twin, false);
        pair.run(ENOUGH_NS);

        assertEquals(List.of(0L, 1L, 0L), met(pair.a, pair.b, twin));
        assertEquals(ELSEWHERE, pair.a.link().addressId());
    }

    @Test
    void bothAreToldWhereOneAsksTheOther()
    {
        final LinkNode twin = pair.addNode(LinkNet.config(), pair.b.privateKey, ELSEWHERE);

        pair.open(pair.b, twin, false);
        pair.run(ENOUGH_NS);

        assertEquals(List.of(0L, 1L, 1L), met(pair.a, pair.b, twin));
        assertEquals(List.of("failed SELF"), pair.b.events);
        assertEquals(List.of(), twin.events);
        pair.b.assertBalance();
        twin.assertBalance();
        assertEquals(0, pair.addresses.retained());
    }

    @ParameterizedTest
    @ValueSource(ints = {ELSEWHERE, 101})
    void nodeThatWasStartedAnewIsAlone(final int addressId)
    {
        pair.up();
        pair.nodes.remove(pair.b);
        final LinkNode restarted = pair.addNode(LinkNet.config(), pair.b.privateKey, addressId);

        pair.open(restarted, pair.a, false);
        pair.run(ENOUGH_NS);

        assertTrue(restarted.link().isUp());
        assertEquals(List.of(0L, 0L), met(pair.a, restarted));
        assertEquals(0, restarted.counters.rejected(), restarted::rejects);
    }

    @Test
    void nodeThatAsksItselfIsNoOtherNode()
    {
        pair.open(pair.b, pair.b, false);
        pair.run(ENOUGH_NS);

        assertEquals(List.of(0L), met(pair.b));
        assertEquals(1, pair.b.get(SystemCounter.LINKS_TO_SELF));
        assertEquals(List.of("failed SELF"), pair.b.events);
    }

    private static List<Long> met(final LinkNode... nodes)
    {
        return List.of(nodes).stream().map((node) -> node.get(SystemCounter.KEY_ELSEWHERE)).toList();
    }
}
