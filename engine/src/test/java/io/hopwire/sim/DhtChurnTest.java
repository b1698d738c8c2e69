package io.hopwire.sim;

import io.hopwire.component.dht.DhtSettings;
import io.hopwire.core.CoreConfig;
import io.hopwire.link.LinkRole;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.StoreCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.function.UnaryOperator;

import static io.hopwire.sim.DhtNetwork.SECOND;
import static io.hopwire.sim.DhtNetwork.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Values that nobody stores again but those who keep them, while the nodes of the network come and go. Small by
 * default; the sizes of the scorecard's E2 and E3 are
 * <pre>
 *   -Dhopwire.dht.churn.nodes=10000 -Dhopwire.dht.churn.records=10000 -Dhopwire.dht.churn.minutes=30
 *   -Dhopwire.dht.churn.hour=3600
 * </pre>
 */
@Tag("long")
@Tag("simulation")
class DhtChurnTest
{
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final int NODES = Integer.getInteger("hopwire.dht.churn.nodes", 100);
    private static final int RECORDS = Integer.getInteger("hopwire.dht.churn.records", 40);
    private static final int MINUTES = Integer.getInteger("hopwire.dht.churn.minutes", 10);
    /** Virtual seconds that stand for an hour of the slow churn: lives, pauses and republishing shrink alike. */
    private static final int HOUR_SECONDS = Integer.getInteger("hopwire.dht.churn.hour", 20);
    private static final int HOURS = Integer.getInteger("hopwire.dht.churn.hours", 36);
    /** So many nodes stay, and who comes knows so many of them. */
    private static final int STAY = Math.max(1, NODES / 128);
    private static final int BOOTSTRAPS = 3;
    /** Values that are stored within a quarter of a second. */
    private static final int AT_ONCE = 16;
    private static final double MOST = 0.99;

    private final DhtNetwork dht = new DhtNetwork(SimConfig.of(SEED).withNullCrypto(true));
    private final SimRandom random = new SimRandom(SEED).fork(51);
    private final long[] backNs = new long[NODES];
    private final long[] tookNs = new long[1 << 20];
    private int stored;
    private int reads;
    private int found;
    private int lost;

    /**
     * The scorecard's E2: 30 % of the nodes go in each minute and come back after half a minute at the most, with
     * nothing that they had kept, half of them as somebody else; 5 % of the datagrams are lost.
     */
    @Test
    void keepsValuesThoughAThirdOfTheNodesGoesInAMinute()
    {
        dht.network.conditions(dht.network.conditions().withDelay(10_000_000L, 40_000_000L, 5_000_000L).withLoss(0.05));
        begin((config) -> config.set(DhtSettings.REPUBLISH, 15 * SECOND).set(DhtSettings.CACHE, 0L));
        for (int second = 0; second < 60 * MINUTES; second++)
        {
            churn(SECOND, 0.3 / 60, 15 * SECOND);
            readSome(2);
        }
        report("E2, fast churn, " + MINUTES + " min");
        assertTrue(found >= MOST * (reads - lost), "found " + found + " of " + reads);
    }

    /**
     * The scorecard's E3: half of the nodes go within two hours, and 38 % are down at a time. Who keeps a record stores
     * it again each hour.
     */
    @Test
    void keepsValuesOverDaysOfOrdinaryChurn()
    {
        final long hourNs = HOUR_SECONDS * SECOND;
        dht.network.conditions(dht.network.conditions().withDelay(10_000_000L, 40_000_000L, 5_000_000L));
        begin((config) -> config.set(DhtSettings.REPUBLISH, hourNs).set(DhtSettings.CACHE, 0L));
        final int steps = HOURS * 60;
        final double gonePerStep = 1 - Math.pow(0.5, 1 / 120.0);
        final long lifeNs = (long)(2 * hourNs / Math.log(2));
        final long downNs = (long)(lifeNs * 0.38 / 0.62);
        final double[] kept = new double[HOURS];
        for (int step = 0; step < steps; step++)
        {
            churn(hourNs / 60, gonePerStep, downNs);
            if (step % 6 == 0)
            {
                readSome(1);
            }
            if (step % 60 == 59)
            {
                kept[step / 60] = kept() / (double)RECORDS;
            }
        }
        Arrays.sort(kept);
        report(String.format("E3, slow churn, %d h of %d s, copies a record, lower quartile of hours %.1f",
            HOURS, HOUR_SECONDS, kept[HOURS / 4]));
        assertEquals(reads - lost, found, "values that were not found");
        assertTrue(kept[HOURS / 4] >= 12, "copies " + kept[HOURS / 4]);
        assertTrue(percentileMs(0.95) <= 2000, "p95 " + percentileMs(0.95) + " ms");
    }

    private void begin(final UnaryOperator<CoreConfig> setup)
    {
        grow(setup);
        dht.network.run(30 * SECOND);
        int begun = 0;
        while (stored < RECORDS)
        {
            for (int i = 0; i < AT_ONCE && begun < RECORDS; i++, begun++)
            {
                store(begun);
            }
            dht.network.run(SECOND / 4);
        }
    }

    private void grow(final UnaryOperator<CoreConfig> setup)
    {
        for (int i = 0; i < NODES; i++)
        {
            final SimNode node = dht.addAlone(
                (config) -> setup.apply(config.role(LinkRole.RELAY).set(DhtSettings.TTL, 30 * 86_400 * SECOND)));
            for (int of = 0; of < Math.min(i, BOOTSTRAPS); of++)
            {
                node.bootstrapFrom(dht.network.node(random.nextInt(Math.min(i, STAY))), true);
            }
            dht.network.run(SECOND / 200);
        }
    }

    private void store(final int number)
    {
        final StoreCommand command =
            new StoreCommand(StoreCommand.PUT, utf8("key " + number), DhtNetwork.text("value " + number));
        dht.begin(random.nextInt(NODES), command, (told) ->
        {
            assertEquals(DhtCodes.OK, told.code(), "put " + number);
            stored++;
        });
    }

    /** The first, by which all others join, stay. */
    private void churn(final long stepNs, final double share, final long meanDownNs)
    {
        for (int i = STAY; i < NODES; i++)
        {
            final SimNode node = dht.network.node(i);
            if (node.isAlive() && random.nextDouble() < share)
            {
                node.crash();
                backNs[i] = dht.network.nowNs() + random.nextLong(2 * meanDownNs);
            }
            else if (!node.isAlive() && backNs[i] <= dht.network.nowNs())
            {
                node.restart(random.nextInt(2) == 0);
            }
        }
        dht.network.run(stepNs);
    }

    /** Somebody who is up reads a value; where he goes before he has an answer nobody can tell. */
    private void readSome(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            int reader = random.nextInt(NODES);
            while (!dht.network.node(reader).isAlive() || dht.network.node(reader).links().upCount() == 0)
            {
                reader = random.nextInt(NODES);
            }
            final int key = random.nextInt(RECORDS);
            final long beganNs = dht.network.nowNs();
            final SimNode node = dht.network.node(reader);
            final int life = node.incarnation();
            reads++;
            lost++;
            dht.begin(reader, new StoreCommand(StoreCommand.READ_ANY, utf8("key " + key), null), (told) ->
            {
                assertEquals(life, node.incarnation(), "told to a later life");
                lost--;
                if (DhtCodes.OK == told.code())
                {
                    assertEquals("value " + key, told.text());
                    tookNs[found++] = dht.network.nowNs() - beganNs;
                }
            });
        }
    }

    private long kept()
    {
        long sum = 0;
        for (int i = 0; i < NODES; i++)
        {
            final SimNode node = dht.network.node(i);
            sum += node.isAlive() ? node.counters().get(SystemCounter.DHT_RECORDS) : 0;
        }
        return sum;
    }

    private long percentileMs(final double share)
    {
        final long[] sorted = Arrays.copyOf(tookNs, found);
        Arrays.sort(sorted);
        return found == 0 ? 0 : sorted[(int)(share * (found - 1))] / 1_000_000;
    }

    private void report(final String what)
    {
        dht.network.run(25 * SECOND);
        Figures.say(
            "%s: %d nodes, %d records, seed %d: read %d, found %d, reader gone %d; ms p50 %d, p95 %d",
            what, NODES, RECORDS, SEED, reads, found, lost, percentileMs(0.5), percentileMs(0.95));
        assertTrue(reads > 50 && lost < reads / 10, "too few readings to tell: " + reads + ", " + lost);
    }
}
