package io.hopwire.sim.fault;

import io.hopwire.sim.SimRandom;
import io.hopwire.sim.nat.NatType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("simulation")
class FaultPlanTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final String EVERYTHING = "delay 1ms mean 2ms jitter 1ms; loss 0.05; burst 0.01 for 8; " +
        "duplicate 0.01; reorder 0.05 by 20ms; flip 0.001; spoof 0.02 within 200ms; rate 10mbit queue 64kB; " +
        "mtu 1280; nat 0.3 symmetric; skew 0.2 by 2s; 10s..70s partition 0.5 both; 80s..90s partition 0.3 oneway; " +
        "20s..25s clog 0.1; 30s crash 0.2 for 15s; 40s crash 0.05 forever; 50s crash 0.1 for 10s diskloss; " +
        "60s pause 0.1 for 3s; churn 0.3 per 60s; stop 300s";

    @Test
    void everythingIsReadAndWrittenTheSame()
    {
        final FaultPlan plan = FaultPlan.parse(EVERYTHING);
        assertEquals(20, plan.faults().size());
        assertEquals(EVERYTHING, plan.toString());
        assertEquals(300 * SECOND, plan.stopNs());
        final Fault.Window minute = new Fault.Window(10 * SECOND, 70 * SECOND);
        assertEquals(new Fault.Split(minute, Fault.Nodes.share(0.5), true), plan.faults().get(11));
        final Fault.Crash crash = new Fault.Crash(50 * SECOND, Fault.Nodes.share(0.1), 10 * SECOND, true);
        assertEquals(crash, plan.faults().get(16));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "30s crash node 17 for 15s", "10s..20s clog 3 -> 5", "10s..20s clog 0 -> 1",
        "10s.. partition nodes 3..9 both", "delay 1000.001us jitter 7.787s", "1.5s reboot 1",
        "10s..20s loss 0.3", "loss 0.3 on 3 -> 5", "10s..20s loss 1 on 0.1", "delay 1ms", "delay 0s jitter 1ns",
        "nat 0.3 full-cone hairpin timeout 30s shared 4", "nat nodes 4..8 blocked", "45s reboot 0.5",
        "30s skew node 3 by 1.5s drift 200ppm", "0s crash 0.2 for 1s", "spare nodes 0..3", "spare node 0",
        "5s..65s churn 0.3 per 60s diskloss", "loss 0.000001", "rate 1.5mbit queue 1.5kB",
        "10s..20s spoof 0.1 within 0s on 3 -> 5", "attackers 0.1 whisper 50/s", "5s..9s attackers node 3 shout 1/s",
        "liars 0.1", "10s.. hoarders nodes 3..9", "greedy 0.25", "unconfirmed 0.1 20/s",
        "liars 0.1; liars 0.1; 5s..6s liars node 1" })
    void isWrittenAsItWasRead(final String text)
    {
        assertEquals(text, FaultPlan.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', value = {
        "loss .5, -", "loss 0.50, loss 0.5", "  loss   1.0 ;, loss 1", "0s..10s loss 0, 0s..10s loss 0",
        "0s.. loss 0, loss 0", "loss 0.3 on 1, loss 0.3", "delay 1500us, delay 1.5ms", "delay 0, delay 0s",
        "stop 5min, stop 300s", "stop 1h, stop 3600s", "nat 0.5 symmetric timeout 120s, nat 0.5 symmetric",
        "rate 1gbit queue 1MB, rate 1gbit queue 1000kB", "rate 1gbit queue 0.5kB, rate 1gbit queue 500B" })
    void manyWaysOfWritingAreRead(final String text, final String written)
    {
        if ("-".equals(written))
        {
            assertThrows(FaultPlanException.class, () -> FaultPlan.parse(text));
        }
        else
        {
            assertEquals(written.replace("1000kB", "1MB"), FaultPlan.parse(text).toString());
        }
    }

    @Test
    void aFileHasAnItemOnEachLine()
    {
        final String file = "# a plan\n\nloss 0.05   # of all datagrams\r\n" +
            "10s..70s partition 0.5 both; mtu 1280\n  \nstop 300s";
        final FaultPlan plan = FaultPlan.parse(file);
        assertEquals("loss 0.05\n10s..70s partition 0.5 both\nmtu 1280\nstop 300s\n", plan.toFile());
        assertEquals(plan, FaultPlan.parse(plan.toFile()));
        assertEquals(plan, FaultPlan.parse(plan.toString()));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', delimiter = '~', value = {
        "losss 0.1 ~ 1 ~ 1 ~ a time or delay,",
        "10s..20s losss 0.1 ~ 1 ~ 10 ~ delay, loss,",
        "loss ~ 1 ~ 5 ~ a share from 0 to 1",
        "loss 1.5 ~ 1 ~ 6 ~ a share from 0 to 1",
        "loss 0.0000001 ~ 1 ~ 6 ~ at most six decimals",
        "loss -0.1 ~ 1 ~ 6 ~ a share",
        "loss NaN ~ 1 ~ 6 ~ a share",
        "loss 1e-3 ~ 1 ~ 6 ~ a share",
        "loss 0.1 0.2 ~ 1 ~ 10 ~ the end of the item",
        "loss 0.1; burst 0.01 8 ~ 1 ~ 22 ~ \"for\"",
        "burst 0.01 for many ~ 1 ~ 16 ~ a number of datagrams",
        "delay 1 ~ 1 ~ 7 ~ a duration such as 20ms",
        "delay 1.2345ns ~ 1 ~ 7 ~ a duration",
        "delay 99999999999999999s ~ 1 ~ 7 ~ a duration",
        "delay 2ms mean 1ms ~ 1 ~ 1 ~ a duration from 2ms",
        "rate 10 queue 64kB ~ 1 ~ 6 ~ a rate such as 10mbit",
        "rate 0bit queue 64kB ~ 1 ~ 1 ~ from 1 to",
        "rate 10mbit queue 64GB ~ 1 ~ 19 ~ a length such as 64kB",
        "spoof 0.1 ~ 1 ~ 10 ~ \"within\"",
        "spoof 0.1 within 2h ~ 1 ~ 1 ~ a duration from 0s to 3600s",
        "mtu 9000 ~ 1 ~ 1 ~ from 1 to 2048 bytes",
        "nat 0.3 cone ~ 1 ~ 9 ~ one of full-cone, restricted, port-restricted, symmetric, blocked",
        "nat 0.6 symmetric; nat 0.5 full-cone ~ 1 ~ 20 ~ at most 1",
        "10s nat 0.6 symmetric ~ 1 ~ 1 ~ without a time",
        "30s loss 0.1 ~ 1 ~ 1 ~ a span such as 10s..20s",
        "crash 0.1 for 3s ~ 1 ~ 1 ~ a moment such as 30s",
        "1s..2s crash 0.1 for 3s ~ 1 ~ 1 ~ a moment such as 30s",
        "1s crash 0.1 ~ 1 ~ 13 ~ \"for\" or \"forever\"",
        "1s crash 0.1 forever diskloss ~ 1 ~ 22 ~ the end of the item",
        "1s crash node x for 3s ~ 1 ~ 15 ~ the number of a node",
        "1s crash nodes 3 for 3s ~ 1 ~ 16 ~ numbers of nodes such as 3..9",
        "1s crash nodes 9..3 for 3s ~ 1 ~ 1 ~ in ascending order",
        "1s crash node 1048576 for 3s ~ 1 ~ 1 ~ in ascending order",
        "20s..10s clog 0.1 ~ 1 ~ 1 ~ a span that ends after it begins",
        "20s..x clog 0.1 ~ 1 ~ 6 ~ a duration",
        "..20s clog 0.1 ~ 1 ~ 1 ~ a time or delay",
        "10s..20s clog 3 - 5 ~ 1 ~ 15 ~ a path such as 3 -> 5",
        "10s..20s partition 0.5 ~ 1 ~ 23 ~ \"both\" or \"oneway\"",
        "attackers 0.1 ~ 1 ~ 14 ~ \"whisper\" or \"shout\"",
        "attackers 0.1 whisper 50 ~ 1 ~ 23 ~ a number a second such as 50/s",
        "attackers 0.1 whisper 0/s ~ 1 ~ 1 ~ from 1 to 10000 a second",
        "attackers 0.1 whisper 0.5/s ~ 1 ~ 23 ~ a number a second such as 50/s",
        "attackers whisper 50/s ~ 1 ~ 11 ~ a share from 0 to 1",
        "unconfirmed 0.1 10001/s ~ 1 ~ 1 ~ from 1 to 10000 a second",
        "unconfirmed 0.1 ~ 1 ~ 16 ~ a number a second such as 50/s",
        "3s liars 0.1 ~ 1 ~ 1 ~ a span such as 10s..20s",
        "liars 1.1 ~ 1 ~ 7 ~ a share from 0 to 1",
        "hoarders nodes 9..3 ~ 1 ~ 1 ~ in ascending order",
        "greedy 0.1 10ms ~ 1 ~ 12 ~ the end of the item",
        "stop 3s; 4s.. greedy 0.1 ~ 1 ~ 10 ~ nothing that begins",
        "churn 0.3 per 1us ~ 1 ~ 1 ~ a duration from 1ms",
        "spare 0.3 ~ 1 ~ 1 ~ nodes by number",
        "skew 0.3 by 1s drift 1000000ppm ~ 1 ~ 1 ~ ppm of drift",
        "stop 3s; 3s pause 0.1 for 1s ~ 1 ~ 10 ~ nothing that begins",
        "stop 3s; stop 4s ~ 1 ~ 10 ~ only one of its kind",
        "loss 0.1; loss 0.2 ~ 1 ~ 11 ~ only one of its kind",
        "stop 0s ~ 1 ~ 1 ~ a duration from 1ns" })
    void whatMakesNoSenseIsSaid(final String text, final int line, final int column, final String expected)
    {
        final FaultPlanException e = assertThrows(FaultPlanException.class, () -> FaultPlan.parse(text));
        assertTrue(e.expected().contains(expected), e.getMessage());
        assertEquals(line + ":" + column, e.line() + ":" + e.column(), e.getMessage());
        assertEquals(column - 1, e.position());
    }

    @Test
    void aProblemInAFileHasALineAndAColumn()
    {
        final FaultPlanException e = assertThrows(
            FaultPlanException.class, () -> FaultPlan.parse("# plan\nloss 0.1\n  10s..20s partition 0.5 none # x\n"));
        assertEquals("line 3, column 26: expected \"both\" or \"oneway\", found \"none\"", e.getMessage());
        final FaultPlanException end =
            assertThrows(FaultPlanException.class, () -> FaultPlan.parse("10s..20s clog # what?"));
        assertTrue(end.getMessage().endsWith("found the end of the item"), end.getMessage());
    }

    @Test
    void itemsMadeByHandAreCheckedToo()
    {
        final FaultCondition good = new FaultCondition.Loss(Fault.Window.ALWAYS, Fault.Paths.of(3, 5), 0.1);
        assertEquals("loss 0.1 on 3 -> 5", FaultPlan.of(List.of(good)).toString());
        final FaultCondition bad = new FaultCondition.Loss(Fault.Window.ALWAYS, Fault.Paths.ALL, 1.0 / 3);
        final FaultPlanException e =
            assertThrows(FaultPlanException.class, () -> FaultPlan.of(List.of(good, bad)));
        assertEquals("loss 0.1 on 3 -> 5; ".length(), e.position());
    }

    @Test
    void randomPlansAreReadAsTheyWereWritten()
    {
        for (int seed = 0; seed < 5_000; seed++)
        {
            final FaultPlan plan = FaultPlan.of(new RandomPlan(seed).draw());
            assertEquals(plan, FaultPlan.parse(plan.toString()), "seed " + seed);
            assertEquals(plan.toString(), FaultPlan.parse(plan.toString()).toString(), "seed " + seed);
            assertEquals(plan, FaultPlan.parse(plan.toFile()), "seed " + seed);
        }
    }

    @Test
    void brokenTextsAreRefusedOrReadButNothingElse()
    {
        final String letters = EVERYTHING + "#\n.->0";
        int refused = 0;
        for (int seed = 0; seed < 20_000; seed++)
        {
            final SimRandom random = new SimRandom(seed);
            final StringBuilder text = new StringBuilder(EVERYTHING);
            for (int i = random.nextInt(4); i >= 0; i--)
            {
                final int at = random.nextInt(text.length());
                text.replace(at, at + random.nextInt(3), "" + letters.charAt(random.nextInt(letters.length())));
            }
            try
            {
                final FaultPlan plan = FaultPlan.parse(text.toString());
                assertEquals(plan, FaultPlan.parse(plan.toString()), "seed " + seed);
            }
            catch (final FaultPlanException e)
            {
                refused++;
                assertTrue(e.position() >= 0 && e.position() <= text.length(), "seed " + seed);
            }
        }
        assertTrue(refused > 10_000 && refused < 20_000, "refused " + refused);
    }

    /**
     * Any items with any values that the limits allow.
     */
    private static final class RandomPlan
    {
        private final SimRandom random;

        private RandomPlan(final long seed)
        {
            random = new SimRandom(seed);
        }

        private List<Fault> draw()
        {
            return List.of(
                new FaultCondition.Delay(window(0), paths(), number(1000), 1000 + number(1 << 30), number(1 << 30)),
                new FaultCondition.Loss(window(0), paths(), share(1)),
                new FaultCondition.Burst(window(0), paths(), share(1), 1 + random.nextInt(1000)),
                new FaultCondition.Duplicate(window(0), paths(), share(1)),
                new FaultCondition.Reorder(window(0), paths(), share(1), number(1L << 40)),
                new FaultCondition.Flip(window(0), paths(), share(1)),
                new FaultCondition.Rate(window(0), paths(), 1 + number(1L << 35), 1 + random.nextInt(1 << 30)),
                new FaultCondition.Mtu(window(0), paths(), 1 + random.nextInt(2048)),
                new Fault.Natted(nodes(2), NatType.values()[random.nextInt(5)], isEven(), 1 + number(1L << 40), 1),
                new Fault.Natted(nodes(2), NatType.values()[random.nextInt(5)], isEven(), 1, 1 + random.nextInt(9)),
                new Fault.Reboot(number(1L << 40), share(1)),
                new Fault.Skew(number(1L << 40), nodes(1), number(1L << 40), random.nextInt(1000)),
                new Fault.Split(window(0), nodes(1), isEven()),
                new Fault.Clog(window(0), paths()),
                new Fault.Crash(number(1L << 40), nodes(1), 1 + number(1L << 40), isEven()),
                new Fault.Crash(number(1L << 40), nodes(1), Fault.FOREVER, false),
                new Fault.Pause(number(1L << 40), nodes(1), 1 + number(1L << 40)),
                new Fault.Churn(window(0), share(1), 1_000_000 + number(1L << 40), isEven()),
                new Fault.Spare(Fault.Nodes.range(3, 3 + random.nextInt(5))),
                new Fault.Stop(1L << 50));
        }

        private boolean isEven()
        {
            return random.nextInt(2) == 0;
        }

        /** Round ones and others. */
        private long number(final long bound)
        {
            final long unit = (long)Math.pow(10, random.nextInt(10));
            return random.nextLong(bound) / unit * unit;
        }

        private double share(final int parts)
        {
            return random.nextLong(1_000_000 / parts + 1) / 1e6;
        }

        private Fault.Window window(final long fromNs)
        {
            final long beginNs = fromNs + number(1L << 40);
            return isEven() ? Fault.Window.ALWAYS :
                new Fault.Window(beginNs, isEven() ? Fault.FOREVER : beginNs + 1 + number(1L << 40));
        }

        private Fault.Nodes nodes(final int parts)
        {
            final int first = random.nextInt(1000);
            return isEven() ? Fault.Nodes.share(share(parts)) :
                Fault.Nodes.range(first, first + random.nextInt(3));
        }

        private Fault.Paths paths()
        {
            return isEven() ? Fault.Paths.share(share(1)) : Fault.Paths.of(random.nextInt(9), random.nextInt(9));
        }
    }
}
