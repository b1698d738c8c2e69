package io.hopwire.link;

import io.hopwire.sim.NullCrypto;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A link follows its peer, and nobody else is sent anything because of that. See RFC 9000, sections 8 and 9.
 */
class LinkPlaceTest
{
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int VICTIM = 7000;

    private final LinkPair pair = new LinkPair(new NullCrypto(), 5);
    /** Bytes that b has sent to addresses of which none is a's. */
    private final Map<Integer, Integer> sent = new HashMap<>();
    private int before;

    @BeforeEach
    void up()
    {
        pair.up();
        before = pair.a.addressId;
        pair.tap = (source, targetId, datagram) ->
        {
            if (targetId >= VICTIM)
            {
                sent.merge(targetId, datagram.length, Integer::sum);
            }
            return targetId < VICTIM;
        };
    }

    /** The peer writes somebody else's address into its frames, and the answers to them are long. */
    @Test
    void nobodyIsSentMoreThanCameInHisName()
    {
        int came = 0;
        for (int i = 0; i < 1000; i++)
        {
            came += fromElsewhere(VICTIM);
            pair.b.send(pair.b.link(), new byte[1000], pair.nowNs);
            pair.flush(pair.b);
            pair.run(MS);
        }
        pair.run(10 * SECOND);
        assertTrue(sent.get(VICTIM) > 0, "it was asked");
        assertTrue(sent.get(VICTIM) < came, "sent " + sent.get(VICTIM) + " for " + came);
        assertEquals(0, pair.b.get(SystemCounter.ROAMED));
        assertEquals(1000, pair.a.frames.size(), "they went on to where it answers");
        assertEquals(2, pair.addresses.retained(), "nothing is kept of it");
    }

    @Test
    void manyAreNotSentMoreThanCameInTheirNames()
    {
        int came = 0;
        for (int i = 0; i < 1000; i++)
        {
            came += fromElsewhere(VICTIM + i);
        }
        pair.run(10 * SECOND);
        assertEquals(1000, sent.size());
        final int all = sent.values().stream().mapToInt(Integer::intValue).sum();
        assertTrue(all < 3 * came / 2, "sent " + all + " for " + came);
    }

    @Test
    void aNewerFrameFromTheOldAddressEndsIt()
    {
        final List<byte[]> challenge = new ArrayList<>();
        pair.tap = (source, targetId, datagram) -> targetId < VICTIM || !challenge.add(datagram);
        fromElsewhere(VICTIM);
        pair.run(MS);
        assertEquals(1, challenge.size());
        pair.a.send(pair.a.link(), new byte[]{ 0 }, pair.nowNs);
        pair.flush(pair.a);
        pair.run(5 * MS);
        pair.deliver(pair.a, pair.b.addressId, challenge.get(0));
        pair.flush(pair.a);
        pair.run(5 * MS);
        assertEquals(before, pair.b.link().addressId(), "the answer is too late");
        assertEquals(2, pair.addresses.retained());
    }

    @Test
    void whoAnswersIsFollowedThoughTheFirstQuestionIsLost()
    {
        final int[] lost = new int[1];
        pair.a.addressId = 6000;
        pair.tap = (source, targetId, datagram) -> 6000 != targetId || lost[0]++ > 0;
        for (int i = 0; i < 40; i++)
        {
            pair.a.send(pair.a.link(), new byte[]{ 0 }, pair.nowNs);
            pair.flush(pair.a);
            pair.run(50 * MS);
        }
        assertEquals(6000, pair.b.link().addressId());
        assertEquals(1, pair.b.get(SystemCounter.ROAMED));
        assertEquals(2, pair.b.get(SystemCounter.ADDRESSES_CHALLENGED));
        assertEquals(2, pair.addresses.retained());
    }

    @Test
    void aLinkThatEndsKeepsNoAddress()
    {
        fromElsewhere(VICTIM);
        assertEquals(3, pair.addresses.retained());
        pair.b.table.close(pair.b.link().id(), pair.nowNs);
        assertEquals(1, pair.addresses.retained());
    }

    /** A frame of a's, as if it came from there. */
    private int fromElsewhere(final int addressId)
    {
        pair.a.send(pair.a.link(), new byte[]{ 0 }, pair.nowNs);
        final byte[] frame = pair.a.outbox.copy(0);
        pair.a.outbox.clear();
        pair.deliver(pair.b, addressId, frame);
        pair.flush(pair.b);
        return frame.length;
    }
}
