package io.hopwire.perf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Runs all systems in rounds: each round has every system measure a short slice with every size, while the processes
 * of the others sleep. What drifts on the machine drifts for all.
 */
final class Comparison implements AutoCloseable
{
    private final Options options;
    private final Scratch scratch = new Scratch();
    private final ConcurrentLinkedQueue<Pair> pairs = new ConcurrentLinkedQueue<>();
    private final List<Slice> slices = new ArrayList<>();
    private final Thread killer = new Thread(this::kill);
    private boolean hasFailed;
    private int round;

    /**
     * Starts all processes and connects them.
     *
     * @param options of the run.
     * @param roles   of the two processes of a system.
     */
    Comparison(final Options options, final Function<String, Pair.Roles> roles)
    {
        this(options, options.systems(), roles);
    }

    /**
     * Starts the processes of some systems and connects them.
     *
     * @param options of the run.
     * @param systems to be run.
     * @param roles   of the two processes of a system.
     */
    Comparison(final Options options, final List<String> systems, final Function<String, Pair.Roles> roles)
    {
        this.options = options;
        Runtime.getRuntime().addShutdownHook(killer);
        for (final String system : systems)
        {
            try
            {
                pairs.add(new Pair(system, roles.apply(system), options, options.cpus(), scratch));
            }
            catch (final IOException ex)
            {
                failed(system, ex.getMessage());
            }
        }
        forEachPair(Pair::connect);
    }

    /**
     * Measure, warm-up first.
     *
     * @return what was measured, without the warm-up.
     */
    List<Slice> run()
    {
        for (round = -options.warmups(); round < 0; round++)
        {
            runRound(options.millis());
        }
        slices.clear();
        while (round < options.rounds() && (0 == round || !options.isTimeUp()))
        {
            round++;
            runRound(options.millis());
        }
        if (round < options.rounds())
        {
            options.note("only " + round + " rounds of " + options.rounds() + ": the time of a quick run is over");
        }
        slices.removeIf((slice) -> pairs.stream().noneMatch((pair) -> pair.system().equals(slice.system)));
        return slices;
    }

    /**
     * Did every system that can run here run, and answer?
     *
     * @return false if so.
     */
    boolean hasFailed()
    {
        return hasFailed;
    }

    @Override
    public void close()
    {
        pairs.forEach(Pair::quit);
        pairs.forEach(Pair::join);
        scratch.close();
        Runtime.getRuntime().removeShutdownHook(killer);
    }

    private void runRound(final long millis)
    {
        for (final int size : options.sizes())
        {
            forEachPair((pair) -> run(pair, size, millis));
            // Nobody comes first, or after the same neighbour, in all rounds.
            if (!pairs.isEmpty())
            {
                pairs.add(pairs.remove());
            }
        }
    }

    private void run(final Pair pair, final int size, final long millis)
    {
        if (Ends.takes(pair.system(), size))
        {
            slices.add(pair.run(round, size, millis));
        }
    }

    private void forEachPair(final PairAction action)
    {
        final Iterator<Pair> iterator = pairs.iterator();
        while (iterator.hasNext())
        {
            final Pair pair = iterator.next();
            try
            {
                action.apply(pair);
            }
            catch (final AbsentException ex)
            {
                options.note(pair.system() + " is left out: " + ex.getMessage());
                pair.kill();
                iterator.remove();
            }
            catch (final WorkerException | IllegalArgumentException ex)
            {
                failed(pair.system(), ex.getMessage());
                pair.kill();
                iterator.remove();
            }
        }
    }

    private void failed(final String system, final String reason)
    {
        hasFailed = true;
        System.out.println("FAILED " + system + ": " + reason);
    }

    private void kill()
    {
        pairs.forEach(Pair::kill);
        pairs.forEach(Pair::join);
        scratch.close();
    }

    @FunctionalInterface
    private interface PairAction
    {
        void apply(Pair pair);
    }
}
