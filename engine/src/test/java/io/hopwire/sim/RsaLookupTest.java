package io.hopwire.sim;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.Sha256;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.Commands;
import io.hopwire.spi.FindAnswer;
import io.hopwire.spi.FindCodes;
import io.hopwire.spi.FoundContact;
import io.hopwire.wire.NetworkConstants;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Look-ups where a frame names two nodes, and an answer all the same as many as elsewhere: whoever looks for a key
 * finds those that everybody else finds, on which majorities of those who keep its value depend.
 * {@code -Dhopwire.lookup.rsa.nodes=60 -Dhopwire.lookup.rsa.count=60} is a larger size; {@code -Dhopwire.test.seed=N}
 * another network.
 */
class RsaLookupTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NODES = Integer.getInteger("hopwire.lookup.rsa.nodes", 30);
    private static final int LOOKUPS = Integer.getInteger("hopwire.lookup.rsa.count", 20);
    private static final int SETTLE_SECONDS = Integer.getInteger("hopwire.lookup.rsa.settle", 20);
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final int LENGTH = 270;

    private final SimNetwork network =
        new SimNetwork(SimConfig.of(SEED).withNullCrypto(true).withScheme(IdentitySchemes.RSA_2048));
    private final SimRandom random = new SimRandom(SEED).fork(31);
    private final AddressSpace space = new AddressSpace(LENGTH);

    @Test
    void findsExactlyTheClosest()
    {
        final List<String> found = new ArrayList<>();
        for (int i = 0; i < NODES; i++)
        {
            final SimNode node = network.addNode((config) -> config.role(LinkRole.RELAY), new Finder(found));
            if (i > 0)
            {
                node.bootstrapFrom(network.node(random.nextInt(i)), true);
            }
            network.run(SECOND / 10);
        }
        network.run(SETTLE_SECONDS * SECOND);
        int exact = 0;
        for (int i = 0; i < LOOKUPS; i++)
        {
            final UnsafeBuffer target = new UnsafeBuffer(new byte[LENGTH]);
            random.nextBytes(target.byteArray(), 0, LENGTH);
            final int origin = random.nextInt(NODES);
            found.clear();
            network.node(origin).find(i, target);
            assertTrue(network.runUntil(() -> !found.isEmpty(), 30 * SECOND), "look-up " + i);
            exact += closest(target, origin).equals(found) ? 1 : 0;
        }
        assertEquals(LOOKUPS, exact, "look-ups that found the closest, seed " + SEED);
    }

    private List<String> closest(final UnsafeBuffer target, final int origin)
    {
        final UnsafeBuffer targetId = id(target);
        final TreeMap<String, String> byDistance = new TreeMap<>();
        for (int i = 0; i < NODES; i++)
        {
            if (i != origin)
            {
                final UnsafeBuffer distance = id(network.node(i).publicKey());
                for (int b = 0; b < distance.capacity(); b++)
                {
                    distance.putByte(b, (byte)(distance.getByte(b) ^ targetId.getByte(b)));
                }
                byDistance.put(hex(distance, 0, distance.capacity()), hex(network.node(i).publicKey(), 0, LENGTH));
            }
        }
        return byDistance.values().stream().limit(NetworkConstants.DEFAULT_K).toList();
    }

    private UnsafeBuffer id(final DirectBuffer key)
    {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[Sha256.LENGTH]);
        space.nodeId(key, 0, id, 0);
        return id;
    }

    private static String hex(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static final class Finder extends RecordingEvents
    {
        private final List<String> found;

        private Finder(final List<String> found)
        {
            this.found = found;
        }

        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            if (Commands.FIND == type)
            {
                assertEquals(FindCodes.OK, code);
                for (int i = 0; i < FindAnswer.count(length, LENGTH); i++)
                {
                    final int contact = offset + FindAnswer.CONTACTS_OFFSET + i * FoundContact.length(LENGTH);
                    found.add(hex(buffer, contact + FoundContact.KEY_OFFSET, LENGTH));
                }
            }
        }
    }
}
