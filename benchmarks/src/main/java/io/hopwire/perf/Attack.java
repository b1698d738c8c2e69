package io.hopwire.perf;

import java.util.Locale;
import java.util.function.IntFunction;

/**
 * An attack of each kind, of a size: what of it meets others, and what becomes of honest nodes meanwhile. All but that
 * on memory run in the simulator, so their figures are the same on every machine.
 */
enum Attack
{
    /** Requests for routes to keys that nobody has: datagrams that one costs the network, for each of its tokens. */
    WHISPER(RouteAttack::run, 2, 2, 1),
    /** A liar about addresses: datagrams that one node sends to the host that he names, in a minute. */
    NAMES(NameAttack::run, 3, 1, 0.95),
    /** Frames with a false source: bytes that went there, at any time, for each that had come from there. */
    ROAMING(RoamAttack::run, 5, 3, 1),
    /** Keys that take all places for links: sessions of others that end for each newcomer. */
    LINKS(LinkAttack::run, 8, 0, 0.95),
    /** Sessions that are never used: sessions of others that end for each that connects. */
    SESSIONS((size) -> ListenerAttack.run(size, false), 8, 0, 0.95),
    /** Sessions that nobody reads: memory off the heap, for each byte that the process may have. */
    MEMORY(MemoryAttack::run, 3, 1, 1),
    /** Connects that are never confirmed: those that the application of the listener hears of, for each. */
    UNCONFIRMED((size) -> ListenerAttack.run(size, true), 2, 0, 0.95),
    /** More connects by one relay than it has places for searches: questions that it is asked for each. */
    SEARCHES(SearchAttack::run, 3, 2, 0.99),
    /** A receiver after which everything looks lost: repetitions for each message that it acknowledges. */
    GREEDY(GreedyAttack::run, 4, 6, 1),
    /** A neighbour leaves for whom many questions wait: datagrams beyond what one input may cause, for each of them. */
    BOUND(BoundAttack::run, 2, 0, 1),
    /** Peers are started anew with clocks that are a day behind: seconds until the last of them has its link again. */
    CLOCK(ClockAttack::run, 4, 60, 1),
    /** Recordings of first messages after a restart: those that are answered with more than a cookie, for each. */
    RESTART(RestartAttack::run, 10, 0, 1);

    private final IntFunction<Result> scenario;
    private final int fullSize;
    private final double mostFactor;
    private final double leastHonest;

    /**
     * What came of one.
     *
     * @param factor   see each kind.
     * @param honestOk share of what honest nodes wanted that they got.
     */
    record Result(double factor, double honestOk)
    {
        static Result of(final double factor, final int ok, final int all)
        {
            return new Result(factor, (double)ok / all);
        }
    }

    Attack(
        final IntFunction<Result> scenario, final int fullSize, final double mostFactor, final double leastHonest)
    {
        this.scenario = scenario;
        this.fullSize = fullSize;
        this.mostFactor = mostFactor;
        this.leastHonest = leastHonest;
    }

    /**
     * Let it happen.
     *
     * @param size 1 is the least that shows something.
     * @return what came of it.
     */
    Result run(final int size)
    {
        return scenario.apply(size);
    }

    /** {@return the size that figures are reported for} */
    int fullSize()
    {
        return fullSize;
    }

    /** {@return the greatest factor that is good} */
    double mostFactor()
    {
        return mostFactor;
    }

    /**
     * Whether that is as good as it has to be.
     *
     * @param result     of it.
     * @param mostFactor that is good.
     * @return true if so.
     */
    boolean isGood(final Result result, final double mostFactor)
    {
        return result.factor() <= mostFactor && result.honestOk() >= leastHonest;
    }

    /**
     * For people and scripts.
     *
     * @param result of it.
     * @return a line.
     */
    String line(final Result result)
    {
        return String.format(
            Locale.ROOT, "attack kind=%s factor=%.1f honest_ok=%.2f", label(), result.factor(), result.honestOk());
    }

    String label()
    {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
