package io.hopwire.link;

import io.hopwire.sim.NullCrypto;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameTypes;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * All places for peers are taken, and one more peer wants in.
 */
class LinkDisplaceTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int PEERS = 3;

    private final LinkPair pair = new LinkPair(
        new NullCrypto(), 7, LinkNet.config(), LinkNet.config().with(LinkSettings.MAX_LINKS, PEERS + 1));
    private final List<LinkNode> peers = new ArrayList<>();

    @Test
    void anIdleOneGoesAndIsToldWhy()
    {
        fill();
        pair.run(2 * SECOND);
        final LinkNode newcomer = open();
        pair.run(50 * MS);
        assertEquals(List.of("up"), newcomer.events);
        assertEquals(1, pair.b.get(SystemCounter.LINKS_DISPLACED));
        assertEquals(1, pair.b.get(RejectCode.HANDSHAKE_COOKIE), "it had to show first that it is there");
        assertEquals(1, peers.stream().filter(peer -> peer.events.contains("down DISPLACED")).count());
        assertEquals(PEERS, pair.b.table.upCount());
        pair.b.assertBalance();
    }

    @Test
    void noneGoesWithinItsFirstMoments()
    {
        fill();
        final LinkNode newcomer = open();
        pair.run(200 * MS);
        assertEquals(0, pair.b.get(SystemCounter.LINKS_DISPLACED));
        assertTrue(pair.b.get(RejectCode.LINK_LIMIT) > 0);
        pair.run(3 * SECOND);
        assertEquals(List.of("up"), newcomer.events, "it has come again");
        assertEquals(1, pair.b.get(SystemCounter.LINKS_DISPLACED));
    }

    @Test
    void noneGoesThatIsNeeded()
    {
        fill();
        final Link idle = pair.b.table.byKey(peers.get(1).publicKeyBuffer, 0);
        final int[] worth = {LinkWorth.IN_USE, LinkWorth.OWN};
        pair.b.table.worth(link -> idle == link ? LinkWorth.IDLE : worth[link.slot() & 1]);
        pair.run(2 * SECOND);
        assertEquals(List.of(), openAndRun().events.stream().filter(event -> !"up".equals(event)).toList());
        assertEquals(List.of("up", "down DISPLACED"), peers.get(1).events);
        pair.b.table.worth(link -> worth[link.slot() & 1]);
        assertEquals(List.of("failed TIMEOUT"), openAndRun().events);
        assertEquals(1, pair.b.get(SystemCounter.LINKS_DISPLACED));
    }

    @Test
    void theNodesOwnLinksHaveRoom()
    {
        fill();
        final LinkNode other = pair.addNode(LinkNet.config());
        assertTrue(pair.open(pair.b, other, true) >= 0);
        pair.run(50 * MS);
        assertEquals(List.of("up"), other.events);
        assertEquals(PEERS + 1, pair.b.table.upCount());
        assertEquals(1, pair.b.table.upOutgoing());
        assertEquals(0, pair.b.get(SystemCounter.LINKS_DISPLACED));
    }

    @Test
    void nobodyGoesForOneWhoHasNotShownThatHeIsThere()
    {
        fill();
        pair.run(2 * SECOND);
        pair.tap = (source, targetId, datagram) -> FrameTypes.COOKIE != datagram[0];
        for (int i = 0; i < 20; i++)
        {
            open();
        }
        pair.run(6 * SECOND);
        assertTrue(pair.b.get(RejectCode.HANDSHAKE_COOKIE) >= 20);
        assertEquals(0, pair.b.get(SystemCounter.LINKS_DISPLACED));
        assertEquals(PEERS, pair.b.table.upCount());
    }

    /** Initiations with good keys, in the names of others who never hear of it. */
    @Test
    void whoIsNotThereTakesNoPlaces()
    {
        pair.tap = (source, targetId, datagram) -> pair.b != source || targetId < 200;
        for (int i = 0; i < 50; i++)
        {
            final LinkNode liar = pair.addNode(LinkNet.config(), new byte[] {
                (byte)i, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
                16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31}, 200 + i);
            pair.open(liar, pair.b, true);
            pair.run(10 * MS);
        }
        fill();
        peers.forEach(peer -> assertEquals(List.of("up"), peer.events));
    }

    private LinkNode openAndRun()
    {
        final LinkNode node = open();
        pair.run(6 * SECOND);
        return node;
    }

    private LinkNode open()
    {
        final LinkNode node = pair.addNode(LinkNet.config());
        pair.open(node, pair.b, true);
        return node;
    }

    private void fill()
    {
        for (int i = 0; i < PEERS; i++)
        {
            peers.add(open());
            pair.run(50 * MS);
            assertEquals(List.of("up"), peers.get(i).events);
        }
    }
}
