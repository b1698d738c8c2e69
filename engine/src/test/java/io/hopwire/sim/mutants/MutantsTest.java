package io.hopwire.sim.mutants;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The list of planted bugs fits the sources, and some of the bugs are found. All of them are hunted by
 * {@code .ci/mutants}.
 */
@Tag("simulation")
class MutantsTest
{
    private static final int SEEDS = 5;

    @TempDir
    Path directory;

    @Test
    void fitsTheSources() throws IOException, StaleMutantException
    {
        final MutantCompiler compiler = new MutantCompiler(Mutants.sources());
        final Set<String> names = new HashSet<>();
        for (final Mutant mutant : Mutants.list())
        {
            assertTrue(names.add(mutant.name()), mutant.name());
            compiler.compile(mutant, directory.resolve(mutant.name()));
        }
        assertTrue(names.size() >= 30, "mutants: " + names.size());
    }

    @Test
    void noticesAMutantThatIsStale()
    {
        final MutantCompiler compiler = new MutantCompiler(Mutants.sources());
        final String once = "private long highest;";
        for (final Mutant stale : List.of(
            new Mutant("gone", "delivery/ReplayWindow.java", "", "no such text", ""),
            new Mutant("twice", "delivery/ReplayWindow.java", "", "highest", "lowest"),
            new Mutant("the-same", "delivery/ReplayWindow.java", "", once, once),
            new Mutant("no-file", "link/NoSuchFile.java", "", once, ""),
            new Mutant("no-java", "delivery/ReplayWindow.java", "", once, "private long;")))
        {
            assertThrows(StaleMutantException.class, () -> compiler.compile(stale, directory), stale.name());
        }
    }

    @Test
    @Tag("long")
    void findsSomeOfThemAndNothingWithoutThem() throws Exception
    {
        assertFalse(MutantRun.run(null, SEEDS, false).isFound());
        assertFalse(MutantRun.run(null, SEEDS, true).isFound());
        assertFinder("link-nonce-reused-by-keepalives");
        assertFinder("session-duplicate-delivered");
        assertFinder("contact-keeps-a-link-that-is-gone");
        assertFinder("host-queue-repeats-a-block");
    }

    private void assertFinder(final String name) throws Exception
    {
        final Mutant mutant =
            Mutants.list().stream().filter(candidate -> candidate.name().equals(name)).findFirst().orElseThrow();
        final Path classes = directory.resolve("found").resolve(name);
        new MutantCompiler(Mutants.sources()).compile(mutant, classes);
        final MutantRun.Outcome outcome = MutantRun.run(classes, SEEDS, mutant.isOfHosts());
        assertTrue(
            outcome.isFound() && mutant.finder().contains(outcome.invariant()), name + " was found by: " + outcome);
    }
}
