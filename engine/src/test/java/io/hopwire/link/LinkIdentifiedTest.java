package io.hopwire.link;

import io.hopwire.crypto.HopwireCrypto;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A peer asked for by its address alone turns out to be one that is known, at another address: it is where it answered,
 * not where it was thought to be.
 */
class LinkIdentifiedTest
{
    private static final long MS = LinkNet.MS;
    private static final int NOBODY = 77;

    private final LinkPair pair = new LinkPair(new HopwireCrypto(), 3);

    @Test
    void aPeerThatIsSoughtAtAWrongAddressIsFoundByItsRightOne()
    {
        final int byKey = pair.a.table.open(pair.b.publicKeyBuffer, 0, NOBODY, pair.nowNs);
        pair.flush(pair.a);
        pair.run(10 * MS);
        assertFalse(pair.a.table.get(byKey).isUp());
        final int byAddress = pair.open(pair.a, pair.b, false);
        assertNotEquals(byKey, byAddress);
        pair.run(50 * MS);
        assertEquals(byKey, pair.a.link().id());
        assertEquals(pair.b.addressId, pair.a.link().addressId());
        assertTrue(pair.b.link().isUp());
        closeAndCheckAddresses();
    }

    @Test
    void aPeerThatHasRestartedElsewhereIsFoundThere()
    {
        pair.up();
        final Link old = pair.a.link();
        pair.nodes.remove(pair.b);
        final LinkNode restarted = pair.addNode(LinkNet.config(), pair.b.privateKey, 200);
        pair.open(pair.a, restarted, false);
        pair.run(50 * MS);
        assertEquals(200, pair.a.link().addressId());
        assertEquals(old.id(), pair.a.link().id());
        assertTrue(restarted.link().isUp());
        pair.a.closeAll(pair.nowNs);
        pair.flush(pair.a);
        pair.run(50 * MS);
        assertEquals(0, restarted.table.upCount());
    }

    private void closeAndCheckAddresses()
    {
        pair.a.closeAll(pair.nowNs);
        pair.flush(pair.a);
        pair.run(50 * MS);
        assertEquals(0, pair.b.table.upCount());
        assertEquals(0, pair.addresses.retained());
    }
}
