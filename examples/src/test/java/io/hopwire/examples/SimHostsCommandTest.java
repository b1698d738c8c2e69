package io.hopwire.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code hopwire sim --swarm --hosts}. */
class SimHostsCommandTest
{
    private static final String HOSTS = "sim --swarm --hosts";

    @TempDir
    Path directory;

    @Test
    void runsNetworksFromSeeds() throws Exception
    {
        final Path hashes = directory.resolve("hashes");
        final RunningCommand sim = run(HOSTS + " --seeds 1..3 --no-progress --hashes " + hashes);

        assertEquals(0, sim.awaitExit(), sim::toString);
        assertTrue(sim.out().matches("(?s)networks +3 of [0-9]+ libp2p hosts, .*streams .* whole, .* reset, .*" +
            "faults .* broken, .*failed +0\nevery check held\n"), sim::toString);
        final List<String> lines = Files.readAllLines(hashes);
        assertEquals(3, lines.size());

        final Path again = directory.resolve("again");
        assertEquals(0, run(HOSTS + " --seed 2 --no-progress --hashes " + again).awaitExit());
        assertEquals(lines.get(1), Files.readAllLines(again).get(0));
    }

    @Test
    void showsTheLastEvents()
    {
        final RunningCommand sim = run(HOSTS + " --seed 2 --no-progress --trace 5");

        assertEquals(0, sim.awaitExit(), sim::toString);
        assertEquals(5, sim.out().lines().takeWhile((line) -> !line.isBlank())
            .filter((line) -> line.matches(" +[0-9.]+  (sends|delivers|ends|starts|crashes|connects|breaks|resets) .*"))
            .count(), sim::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "sim --hosts", HOSTS + " --json x", HOSTS + " --html x", HOSTS + " --until 5s", HOSTS + " --nodes 3",
        HOSTS + " --keep-going"})
    void refusesWhatDoesNotGoTogether(final String command)
    {
        final RunningCommand sim = run(command);

        assertEquals(2, sim.awaitExit(), sim::toString);
        assertTrue(sim.err().contains("--"), sim::toString);
        assertEquals("", sim.out());
    }

    private static RunningCommand run(final String command)
    {
        return RunningCommand.run(command.split(" "));
    }
}
