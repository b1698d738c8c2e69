package io.hopwire.sim.fault;

import io.hopwire.sim.nat.NatConfig;
import io.hopwire.sim.nat.NatType;
import io.hopwire.sim.nat.SimAddress;

import java.util.ArrayList;
import java.util.List;

import static io.hopwire.sim.fault.Fault.FOREVER;
import static io.hopwire.sim.fault.FaultUnits.BYTES;
import static io.hopwire.sim.fault.FaultUnits.COUNT;
import static io.hopwire.sim.fault.FaultUnits.DRIFT;
import static io.hopwire.sim.fault.FaultUnits.DURATION;
import static io.hopwire.sim.fault.FaultUnits.EVENTS;
import static io.hopwire.sim.fault.FaultUnits.RATE;

/**
 * Reads the text of a {@link FaultPlan}.
 * <pre>
 *   plan  = item { (";" | end of line) item }
 *   item  = [ time ] word ...            as the records of {@link Fault} and {@link FaultCondition} show
 *   time  = span | moment                10s..70s, 10s.. | 30s
 *   nodes = share | "node" n | "nodes" n..m
 *   paths = share | n "-&gt;" m
 * </pre>
 */
final class FaultParser
{
    private static final String KINDS = "delay, loss, burst, duplicate, reorder, flip, spoof, rate, mtu, nat, " +
        "reboot, skew, partition, clog, crash, pause, churn, attackers, liars, hoarders, greedy, unconfirmed, spare " +
        "or stop";

    private final FaultScanner scanner;
    private final List<Fault> faults = new ArrayList<>();
    private int itemPosition;
    private String timeWord;
    private Fault.Window spanOrNull;
    private long momentNs;

    FaultParser(final String text)
    {
        scanner = new FaultScanner(text);
    }

    List<Fault> parse()
    {
        while (scanner.nextItem())
        {
            itemPosition = scanner.position();
            time();
            final int wordPosition = scanner.position();
            final String word = scanner.word();
            scanner.advance();
            final Fault fault = item(word, wordPosition);
            if (!scanner.isEndOfItem())
            {
                throw scanner.failure("the end of the item");
            }
            faults.add(fault);
            final String problem = FaultLimits.problem(faults, faults.size() - 1);
            if (null != problem)
            {
                throw scanner.failure(itemPosition, problem, fault.toString());
            }
        }
        return faults;
    }

    private void time()
    {
        timeWord = scanner.word();
        spanOrNull = null;
        momentNs = -1;
        final boolean isTime = timeWord.charAt(0) >= '0' && timeWord.charAt(0) <= '9';
        if (isTime && scanner.isSpan())
        {
            final long[] span = scanner.span(DURATION);
            spanOrNull = new Fault.Window(span[0], span[1] < 0 ? FOREVER : span[1]);
        }
        else if (isTime)
        {
            momentNs = scanner.quantity(DURATION);
        }
    }

    private Fault item(final String word, final int position)
    {
        switch (word)
        {
            case "delay":
            case "loss":
            case "burst":
            case "duplicate":
            case "reorder":
            case "flip":
            case "spoof":
            case "rate":
            case "mtu":
                return condition(word, window(word));

            case "partition":
                return new Fault.Split(window(word), nodes(), bothWays());

            case "clog":
                return new Fault.Clog(window(word), paths());

            case "churn":
                return churn(window(word));

            case "attackers":
            case "liars":
            case "hoarders":
            case "greedy":
            case "unconfirmed":
                return hostile(word, window(word), nodes());

            case "crash":
                return crash(moment(word));

            case "pause":
                return pause(moment(word));

            case "reboot":
                return new Fault.Reboot(moment(word), scanner.share());

            case "skew":
                return skew(momentNs < 0 && null == spanOrNull ? 0 : moment(word));

            case "nat":
                noTime(word);
                return nat();

            case "spare":
                noTime(word);
                return new Fault.Spare(nodes());

            case "stop":
                noTime(word);
                return new Fault.Stop(scanner.quantity(DURATION));

            default:
                throw scanner.failure(position, (position == itemPosition ? "a time or " : "") + KINDS, word);
        }
    }

    private FaultCondition condition(final String word, final Fault.Window window)
    {
        switch (word)
        {
            case "delay":
                return delay(window);

            case "loss":
                final double loss = scanner.share();
                return new FaultCondition.Loss(window, place(), loss);

            case "burst":
                return burst(window);

            case "duplicate":
                final double copies = scanner.share();
                return new FaultCondition.Duplicate(window, place(), copies);

            case "reorder":
                return reorder(window);

            case "flip":
                final double flips = scanner.share();
                return new FaultCondition.Flip(window, place(), flips);

            case "spoof":
                return spoof(window);

            case "rate":
                return rate(window);

            default:
                final int mtu = scanner.count("a number of bytes");
                return new FaultCondition.Mtu(window, place(), mtu);
        }
    }

    private FaultCondition delay(final Fault.Window window)
    {
        final long minNs = scanner.quantity(DURATION);
        final long meanNs = scanner.take("mean") ? scanner.quantity(DURATION) : 0;
        final long jitterNs = scanner.take("jitter") ? scanner.quantity(DURATION) : 0;
        return new FaultCondition.Delay(window, place(), minNs, meanNs, jitterNs);
    }

    private FaultCondition burst(final Fault.Window window)
    {
        final double share = scanner.share();
        scanner.expect("for");
        final int length = scanner.count("a number of datagrams");
        return new FaultCondition.Burst(window, place(), share, length);
    }

    private FaultCondition reorder(final Fault.Window window)
    {
        final double share = scanner.share();
        scanner.expect("by");
        final long byNs = scanner.quantity(DURATION);
        return new FaultCondition.Reorder(window, place(), share, byNs);
    }

    private FaultCondition spoof(final Fault.Window window)
    {
        final double share = scanner.share();
        scanner.expect("within");
        final long withinNs = scanner.quantity(DURATION);
        return new FaultCondition.Spoof(window, place(), share, withinNs);
    }

    private FaultCondition rate(final Fault.Window window)
    {
        final long rate = scanner.quantity(RATE);
        scanner.expect("queue");
        final int position = scanner.position();
        final String word = scanner.word();
        final long queue = scanner.quantity(BYTES);
        if (queue > Integer.MAX_VALUE)
        {
            throw scanner.failure(position, BYTES.expectation() + " below 2 GB", word);
        }
        return new FaultCondition.Rate(window, place(), rate, (int)queue);
    }

    private Fault hostile(final String word, final Fault.Window window, final Fault.Nodes nodes)
    {
        switch (word)
        {
            case "attackers":
                final boolean isShout = scanner.take("shout");
                if (!isShout && !scanner.take("whisper"))
                {
                    throw scanner.failure("\"whisper\" or \"shout\"");
                }
                return new FaultHostile.Attackers(window, nodes, isShout, scanner.quantity(EVENTS));

            case "liars":
                return new FaultHostile.Liars(window, nodes);

            case "hoarders":
                return new FaultHostile.Hoarders(window, nodes);

            case "greedy":
                return new FaultHostile.Greedy(window, nodes);

            default:
                return new FaultHostile.Unconfirmed(window, nodes, scanner.quantity(EVENTS));
        }
    }

    private Fault churn(final Fault.Window window)
    {
        final double share = scanner.share();
        scanner.expect("per");
        final long perNs = scanner.quantity(DURATION);
        return new Fault.Churn(window, share, perNs, scanner.take("diskloss"));
    }

    private Fault crash(final long atNs)
    {
        final Fault.Nodes nodes = nodes();
        if (scanner.take("forever"))
        {
            return new Fault.Crash(atNs, nodes, FOREVER, false);
        }
        if (!scanner.take("for"))
        {
            throw scanner.failure("\"for\" or \"forever\"");
        }
        final long downNs = scanner.quantity(DURATION);
        return new Fault.Crash(atNs, nodes, downNs, scanner.take("diskloss"));
    }

    private Fault pause(final long atNs)
    {
        final Fault.Nodes nodes = nodes();
        scanner.expect("for");
        return new Fault.Pause(atNs, nodes, scanner.quantity(DURATION));
    }

    private Fault skew(final long atNs)
    {
        final Fault.Nodes nodes = nodes();
        scanner.expect("by");
        final long byNs = scanner.quantity(DURATION);
        final long ppm = scanner.take("drift") ? scanner.quantity(DRIFT) : 0;
        return new Fault.Skew(atNs, nodes, byNs, (int)Math.min(ppm, Integer.MAX_VALUE));
    }

    private Fault nat()
    {
        final Fault.Nodes nodes = nodes();
        final NatType type = natType();
        final boolean hairpinning = scanner.take("hairpin");
        final long timeoutNs =
            scanner.take("timeout") ? scanner.quantity(DURATION) : NatConfig.DEFAULT_TIMEOUT_NS;
        final int shared = scanner.take("shared") ? scanner.count("a number of nodes") : 1;
        return new Fault.Natted(nodes, type, hairpinning, timeoutNs, shared);
    }

    private NatType natType()
    {
        final StringBuilder labels = new StringBuilder();
        for (final NatType type : NatType.values())
        {
            if (scanner.take(type.label()))
            {
                return type;
            }
            labels.append(labels.length() == 0 ? "" : ", ").append(type.label());
        }
        throw scanner.failure("one of " + labels);
    }

    private boolean bothWays()
    {
        if (scanner.take("both"))
        {
            return true;
        }
        if (!scanner.take("oneway"))
        {
            throw scanner.failure("\"both\" or \"oneway\"");
        }
        return false;
    }

    private Fault.Nodes nodes()
    {
        if (scanner.take("node"))
        {
            final int node = scanner.count("the number of a node");
            return Fault.Nodes.range(node, node);
        }
        if (scanner.take("nodes"))
        {
            if (!scanner.isSpan())
            {
                throw scanner.failure("numbers of nodes such as 3..9");
            }
            final int position = scanner.position();
            final String word = scanner.word();
            final long[] span = scanner.span(COUNT);
            if (span[1] < 0 || Math.max(span[0], span[1]) >= SimAddress.MAX_NODES)
            {
                throw scanner.failure(position, "numbers of nodes such as 3..9", word);
            }
            return Fault.Nodes.range((int)span[0], (int)span[1]);
        }
        return Fault.Nodes.share(scanner.share());
    }

    private Fault.Paths place()
    {
        return scanner.take("on") ? paths() : Fault.Paths.ALL;
    }

    /**
     * A number alone is a share; 0 and 1 may be both, which the arrow decides.
     */
    private Fault.Paths paths()
    {
        final int position = scanner.position();
        final String word = scanner.word();
        scanner.advance();
        if (scanner.take("->"))
        {
            final long from = COUNT.parse(word);
            if (from < 0 || from >= SimAddress.MAX_NODES)
            {
                throw scanner.failure(position, "the number of a node", word);
            }
            return Fault.Paths.of((int)from, scanner.count("the number of a node"));
        }
        final long steps = FaultUnits.parseShare(word);
        if (steps < 0)
        {
            throw scanner.failure(position, "a share from 0 to 1, or a path such as 3 -> 5", word);
        }
        return Fault.Paths.share(steps / (double)FaultUnits.SHARE_STEPS);
    }

    private Fault.Window window(final String word)
    {
        if (momentNs >= 0)
        {
            throw scanner.failure(itemPosition, "a span such as 10s..20s before \"" + word + '"', timeWord);
        }
        return null == spanOrNull ? Fault.Window.ALWAYS : spanOrNull;
    }

    private long moment(final String word)
    {
        if (momentNs < 0)
        {
            final String found = null == spanOrNull ? word : timeWord;
            throw scanner.failure(itemPosition, "a moment such as 30s before \"" + word + '"', found);
        }
        return momentNs;
    }

    private void noTime(final String word)
    {
        if (momentNs >= 0 || null != spanOrNull)
        {
            throw scanner.failure(itemPosition, '"' + word + "\" without a time before it", timeWord);
        }
    }
}
