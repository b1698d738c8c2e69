package io.hopwire.sim;

import io.hopwire.crypto.Sha256;
import io.hopwire.link.LinkRole;
import io.hopwire.routing.Distance;
import io.hopwire.spi.Commands;
import io.hopwire.spi.FindAnswer;
import io.hopwire.spi.FindCodes;
import io.hopwire.spi.FoundContact;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Allocations;
import io.hopwire.wire.NetworkConstants;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Look-ups against what a look at all nodes at once tells. {@code -Dhopwire.lookup.nodes=10000
 * -Dhopwire.lookup.count=1000} runs the full size; {@code -Dhopwire.test.seed=N} another network.
 */
@Tag("simulation")
class LookupTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int NODES = Integer.getInteger("hopwire.lookup.nodes", 1000);
    private static final int LOOKUPS = Integer.getInteger("hopwire.lookup.count", 200);
    private static final int SETTLE_SECONDS = Integer.getInteger("hopwire.lookup.settle", 30);
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final int K = NetworkConstants.DEFAULT_K;
    private static final int KEY_LENGTH = 32;

    private final SimNetwork network = new SimNetwork(SimConfig.of(SEED).withNullCrypto(true));
    private final SimRandom random = new SimRandom(SEED).fork(31);
    private final Sha256 sha256 = new Sha256();

    @Test
    @Tag("long")
    void findsExactlyTheClosest()
    {
        final Finder finder = new Finder(LOOKUPS);
        grow(NODES, finder);
        network.run(SETTLE_SECONDS * SECOND);
        reportLinks();
        final UnsafeBuffer[] targets = new UnsafeBuffer[LOOKUPS];
        final int[] origins = new int[LOOKUPS];
        final long opened = total(SystemCounter.LINKS_OPENED);
        for (int i = 0; i < LOOKUPS; i++)
        {
            // Every second one for a key that is a node's.
            targets[i] = i % 2 == 0 ? randomKey() : copy(network.node(random.nextInt(NODES)).publicKey());
            origins[i] = random.nextInt(NODES);
            network.node(origins[i]).find(i, targets[i]);
            assertEquals(0, finder.failed, where(i));
            network.run(SECOND / 50);
        }
        assertTrue(network.runUntil(() -> finder.ended == LOOKUPS, 30 * SECOND), "look-ups that did not end");
        for (int i = 0; i < LOOKUPS; i++)
        {
            assertEquals(Math.min(K, NODES - 1), finder.counts[i], where(i));
            assertEquals(finder.counts[i], hits(finder.found[i], closest(targets[i], origins[i])), where(i));
        }
        finder.report(total(SystemCounter.LINKS_OPENED) - opened);
        assertTrue(percentile(finder.hops, 50) <= 4, "median of the hops");
        assertTrue(percentile(finder.hops, 99) <= 6, "hops");
    }

    @Test
    void joinsAgainWithoutATable()
    {
        final int nodes = 300;
        final Finder finder = new Finder(1);
        grow(nodes, finder);
        network.run(30 * SECOND);
        final SimNode lost = network.node(nodes / 2);
        lost.crash();
        network.run(20 * SECOND);
        lost.restart(true);
        network.run(30 * SECOND);
        assertTrue(lost.links().upCount() >= 16, "links " + lost.links().upCount());

        final UnsafeBuffer target = copy(lost.publicKey());
        network.node(3).find(0, target);
        assertTrue(network.runUntil(() -> finder.ended == 1, 30 * SECOND));
        assertEquals(K, hits(finder.found[0], closest(target, 3)));
    }

    @Test
    void saysWhyALookupIsRefused()
    {
        final Finder finder = new Finder(100);
        final SimNode alone = network.addNode(config -> config.role(LinkRole.RELAY), finder);
        alone.find(0, randomKey());
        assertEquals(1, finder.failed);
        assertEquals(FindCodes.NOT_CONNECTED, finder.lastReason);
        grow(40, finder);
        network.node(1).bootstrapFrom(alone, true);
        network.run(10 * SECOND);

        int asked = 1;
        while (finder.failed == 1)
        {
            network.node(20).find(asked++, randomKey());
        }
        final int started = asked - 2;
        assertTrue(started >= 8, "look-ups at a time: " + started);
        assertEquals(FindCodes.LIMIT, finder.lastReason);
        final int wanted = asked;
        assertTrue(network.runUntil(() -> finder.ended == wanted, 30 * SECOND));
        assertEquals(2, finder.failed);
        network.node(20).find(asked, randomKey());
        assertEquals(2, finder.failed);
        assertTrue(network.runUntil(() -> finder.ended == wanted + 1, 30 * SECOND));
    }

    @Test
    void endsLookupsOfANodeThatCloses()
    {
        final Finder finder = new Finder(1);
        grow(40, finder);
        network.run(10 * SECOND);
        network.node(20).find(0, randomKey());
        assertEquals(0, finder.ended);
        network.node(20).shutDown();
        assertEquals(1, finder.failed);
        assertEquals(FindCodes.CLOSED, finder.lastReason);
    }

    @Test
    void allocatesNothing()
    {
        final int lookupsPerRound = 20;
        final Finder finder = new Finder(0);
        // All of them are siblings, so no look-up opens a link.
        grow(12, finder);
        network.run(60 * SECOND);
        final byte[] target = new byte[KEY_LENGTH];
        final Commands.Find command = new Commands.Find(new UnsafeBuffer(target));
        final Runnable round = () ->
        {
            final int before = finder.ended;
            for (int i = 0; i < lookupsPerRound; i++)
            {
                random.nextBytes(target, 0, KEY_LENGTH);
                command.buffer().putBytes(Commands.Find.KEY_OFFSET, target);
                network.node(i % 12).command(Commands.FIND, 0, command);
                network.run(SECOND / 10);
            }
            if (finder.ended - before != lookupsPerRound || finder.failed != 0)
            {
                throw new IllegalStateException("look-ups did not end");
            }
        };
        assertEquals(0, Allocations.minimumPerRound(20, 10, 1, round));
    }

    private void grow(final int nodes, final Finder finder)
    {
        final int first = network.size();
        for (int i = 0; i < nodes; i++)
        {
            final SimNode node = network.addNode(config -> config.role(LinkRole.RELAY), finder);
            if (i > 0)
            {
                node.bootstrapFrom(network.node(first + random.nextInt(i)), true);
            }
            network.run(SECOND / 200);
        }
    }

    private long total(final SystemCounter counter)
    {
        long sum = 0;
        for (int i = 0; i < network.size(); i++)
        {
            sum += network.node(i).counters().get(counter);
        }
        return sum;
    }

    private void reportLinks()
    {
        System.out.printf(
            "%d nodes, seed %d: %.1f links a node; a join opened %.1f links and sent %.0f datagrams%n",
            NODES, SEED, total(SystemCounter.LINKS_UP) / (double)NODES,
            total(SystemCounter.LINKS_OPENED) / 2.0 / NODES, total(SystemCounter.DATAGRAMS_SENT) / (double)NODES);
    }

    private UnsafeBuffer randomKey()
    {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
        random.nextBytes(key.byteArray(), 0, KEY_LENGTH);
        return key;
    }

    private static UnsafeBuffer copy(final DirectBuffer key)
    {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[KEY_LENGTH]);
        copy.putBytes(0, key, 0, KEY_LENGTH);
        return copy;
    }

    /** By insertion into a sorted list: nothing in common with how the engine does it. */
    private SimNode[] closest(final DirectBuffer target, final int origin)
    {
        final UnsafeBuffer targetId = id(target);
        final SimNode[] closest = new SimNode[K];
        final UnsafeBuffer[] ids = new UnsafeBuffer[K];
        int count = 0;
        for (int i = 0; i < network.size(); i++)
        {
            if (i == origin)
            {
                continue;
            }
            final UnsafeBuffer id = id(network.node(i).publicKey());
            int position = count;
            while (position > 0 && Distance.closer(id, 0, ids[position - 1], 0, targetId, 0))
            {
                position--;
            }
            if (position < K)
            {
                count = Math.min(K, count + 1);
                System.arraycopy(ids, position, ids, position + 1, count - 1 - position);
                System.arraycopy(closest, position, closest, position + 1, count - 1 - position);
                ids[position] = id;
                closest[position] = network.node(i);
            }
        }
        return Arrays.copyOf(closest, count);
    }

    private UnsafeBuffer id(final DirectBuffer key)
    {
        final UnsafeBuffer id = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
        sha256.nodeId(key, 0, KEY_LENGTH, id, 0);
        return id;
    }

    /** Nodes that were found in the place where they belong. */
    private static int hits(final UnsafeBuffer found, final SimNode[] closest)
    {
        int hits = 0;
        final UnsafeBuffer key = new UnsafeBuffer();
        for (int i = 0; i < closest.length; i++)
        {
            key.wrap(found, i * FoundContact.length(KEY_LENGTH) + FoundContact.KEY_OFFSET, KEY_LENGTH);
            hits += key.equals(new UnsafeBuffer(closest[i].publicKey(), 0, KEY_LENGTH)) ? 1 : 0;
        }
        return hits;
    }

    private static int percentile(final int[] values, final int percent)
    {
        final int[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static String where(final int lookup)
    {
        return "seed " + SEED + ", look-up " + lookup;
    }

    private static final class Finder extends RecordingEvents
    {
        private final UnsafeBuffer[] found;
        private final int[] counts;
        private final int[] hops;
        private final int[] questions;
        private int ended;
        private int failed;
        private int lastReason;

        private Finder(final int lookups)
        {
            found = new UnsafeBuffer[lookups];
            counts = new int[lookups];
            hops = new int[lookups];
            questions = new int[lookups];
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
            if (Commands.FIND != type)
            {
                return;
            }
            ended++;
            if (FindCodes.OK != code)
            {
                failed++;
                lastReason = code;
            }
            else if (found.length > 0)
            {
                final int lookup = (int)correlationId;
                counts[lookup] = FindAnswer.count(length, KEY_LENGTH);
                found[lookup] = new UnsafeBuffer(new byte[K * FoundContact.length(KEY_LENGTH)]);
                found[lookup].putBytes(
                    0, buffer, offset + FindAnswer.CONTACTS_OFFSET, counts[lookup] * FoundContact.length(KEY_LENGTH));
                hops[lookup] = FindAnswer.hops(buffer, offset);
                questions[lookup] = FindAnswer.questions(buffer, offset);
            }
        }

        private void report(final long opened)
        {
            System.out.printf(
                "look-ups: hops p50 %d, p99 %d; questions p50 %d, p99 %d; links opened %.1f%n",
                percentile(hops, 50), percentile(hops, 99), percentile(questions, 50), percentile(questions, 99),
                opened / 2.0 / hops.length);
        }
    }
}
