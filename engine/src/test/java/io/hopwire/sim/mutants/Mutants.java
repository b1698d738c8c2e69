package io.hopwire.sim.mutants;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Plants bugs into the engine, one at a time, and sees whether simulations find them: what a swarm is worth is known
 * only of the bugs that it was shown. First the engine as it is must hold for the same seeds.
 */
final class Mutants
{
    /** Share of the mutants that must be found. */
    static final double REQUIRED = 0.95;

    private static final int SEEDS = 100;
    private static final String ROW = "%-40s %-10s %5s %8s %7s  %s%n";
    private static final int MAX_MESSAGE = 110;
    private static final double SECOND = 1e9;
    private static final String HELP = """
        Plants each bug of the list into the engine and runs swarm seeds 1, 2, ... until one finds it.

          --only NAME   only the mutants whose name contains NAME, without the engine as it is
          --seeds N     at most N seeds a mutant, %d unless told otherwise
          --list        print the names and the invariants that should find them
          --help        this

        Exit code 1 where fewer than %.0f %% are found, one does not fit its source any more, or the engine as it is
        does not hold; 2 for a wrong option.
        """;

    private final MutantCompiler compiler = new MutantCompiler(sources());
    private final int seeds;
    private int found;
    private int stale;
    private boolean isBroken;
    private final List<String> missed = new ArrayList<>();

    private Mutants(final int seeds)
    {
        this.seeds = seeds;
    }

    /**
     * Run.
     *
     * @param arguments as {@code --help} lists them.
     * @throws IOException          where files can not be read or written.
     * @throws InterruptedException where it is stopped.
     */
    public static void main(final String[] arguments) throws IOException, InterruptedException
    {
        String only = "";
        int seeds = SEEDS;
        boolean isList = false;
        try
        {
            for (int i = 0; i < arguments.length; i++)
            {
                switch (arguments[i])
                {
                    case "--only" -> only = value(arguments, ++i);
                    case "--seeds" -> seeds = Integer.parseInt(value(arguments, ++i));
                    case "--list" -> isList = true;
                    case "--help" ->
                    {
                        System.out.printf(Locale.ROOT, HELP, SEEDS, 100 * REQUIRED);
                        return;
                    }
                    default -> throw new IllegalArgumentException("unknown option: " + arguments[i]);
                }
            }
        }
        catch (final IllegalArgumentException exception)
        {
            System.err.println(exception.getMessage() + "; --help lists the options");
            System.exit(2);
        }
        final String wanted = only;
        final List<Mutant> mutants = list().stream().filter(mutant -> mutant.name().contains(wanted)).toList();
        if (isList)
        {
            mutants.forEach(mutant -> System.out.printf("%-40s %-30s %s%n", mutant.name(), mutant.file(),
                mutant.finder()));
        }
        else if (!new Mutants(seeds).run(mutants, only.isEmpty()))
        {
            System.exit(1);
        }
    }

    /** All mutants. */
    static List<Mutant> list() throws IOException
    {
        return Mutant.read(module().resolve("src/test/resources/mutants/mutants.txt"));
    }

    /** The sources that bugs are planted into. */
    static Path sources()
    {
        return module().resolve("src/main/java");
    }

    /** Forget the classes of a mutant. */
    static void delete(final Path directory) throws IOException
    {
        try (Stream<Path> paths = Files.walk(directory))
        {
            for (final Path path : paths.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(path);
            }
        }
    }

    private static Path module()
    {
        final Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("engine")) ? here.resolve("engine") : here;
    }

    private static String value(final String[] arguments, final int index)
    {
        if (index == arguments.length)
        {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
        }
        return arguments[index];
    }

    private boolean run(final List<Mutant> mutants, final boolean isControlled)
        throws IOException, InterruptedException
    {
        System.out.printf(ROW, "mutant", "found by", "seed", "virtual", "seconds", "what was seen");
        if (isControlled)
        {
            control("(none)", false);
            control("(none, hosts)", true);
        }
        for (final Mutant mutant : mutants)
        {
            hunt(mutant);
        }
        final double share = mutants.isEmpty() ? 0 : (double)found / mutants.size();
        System.out.printf(
            Locale.ROOT, "found %d of %d (%.0f %%)%n", found, mutants.size(), Math.floor(100 * share));
        missed.forEach(name -> System.out.println("not found: " + name));
        return share >= REQUIRED && stale == 0 && !isBroken;
    }

    private void control(final String name, final boolean isOfHosts) throws IOException, InterruptedException
    {
        final long beganNs = System.nanoTime();
        final MutantRun.Outcome outcome = MutantRun.run(null, seeds, isOfHosts);
        isBroken |= outcome.isFound();
        print(name, outcome, beganNs);
    }

    private void hunt(final Mutant mutant) throws IOException, InterruptedException
    {
        final long beganNs = System.nanoTime();
        final Path classes = Files.createTempDirectory("mutant");
        try
        {
            compiler.compile(mutant, classes);
            final MutantRun.Outcome outcome = MutantRun.run(classes, seeds, mutant.isOfHosts());
            print(mutant.name(), outcome, beganNs);
            if (outcome.isFound())
            {
                found++;
            }
            else
            {
                missed.add(mutant.name());
            }
        }
        catch (final StaleMutantException exception)
        {
            stale++;
            System.out.println("stale: " + exception.getMessage());
        }
        finally
        {
            delete(classes);
        }
    }

    private static void print(final String name, final MutantRun.Outcome outcome, final long beganNs)
    {
        final String message = outcome.message();
        System.out.printf(
            Locale.ROOT, ROW, name, outcome.isFound() ? outcome.invariant() : "-",
            outcome.isFound() ? outcome.seed() : "1-" + outcome.clean(), outcome.isFound() ? outcome.time() + " s" : "",
            String.format(Locale.ROOT, "%.1f", (System.nanoTime() - beganNs) / SECOND),
            message.substring(0, Math.min(message.length(), MAX_MESSAGE)));
    }
}
