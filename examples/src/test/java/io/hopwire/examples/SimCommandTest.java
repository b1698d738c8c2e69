package io.hopwire.examples;

import io.hopwire.examples.report.JsonReader;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.load.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine;

import javax.xml.parsers.DocumentBuilderFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SimCommandTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final String SMALL = "sim --nodes 8 --join 2s --seconds 20 --sessions 4";

    @TempDir
    Path directory;

    @Test
    void printsWhatCameOfIt()
    {
        final RunningCommand sim = run(SMALL + " --loss 0.02 --seed 5");

        assertEquals(0, sim.awaitExit(), sim::toString);
        assertEquals("", sim.err());
        assertEquals("8 nodes, 20 s under load, seed 5, null cryptography", sim.out().lines().findFirst().orElse(""));
        assertTrue(sim.out().contains("plan: delay 10ms mean 40ms jitter 5ms; loss 0.02\n"), sim::toString);
        assertTrue(Long.parseLong(figure(sim, "delivered")) > 100, sim::toString);
        assertTrue(sim.out().endsWith("every check held\n"), sim::toString);
    }

    @Test
    void looksAtTheAssertionsOfTheEngineUnlessToldOtherwise()
    {
        // The status that classes would get which are loaded now.
        assertEquals(0, run("sim --nodes 2 --join 1s --seconds 1 --sessions 0 --no-assertions").awaitExit());
        assertFalse(Simulation.class.desiredAssertionStatus());
        assertEquals(0, run("sim --nodes 2 --join 1s --seconds 1 --sessions 0").awaitExit());
        assertTrue(Simulation.class.desiredAssertionStatus());
    }

    @Test
    void manyNodesAreCheckedMoreSeldomUnlessToldOtherwise()
    {
        assertEquals(SECOND, options("--nodes", "1000").watch().checkNs());
        assertEquals(5 * SECOND, options("--nodes", "1001").watch().checkNs());
        assertEquals(2 * SECOND, options("--nodes", "1001", "--checks", "2s").watch().checkNs());
        assertEquals(0, options("--nodes", "1001", "--checks", "0").watch().checkNs());
        assertEquals(5 * SECOND, SimNetworkOptions.defaults(options("--nodes", "1001")).watch().checkNs());
    }

    private static SimulationConfig options(final String... words)
    {
        return CommandLine.populateCommand(new SimNetworkOptions(), words).config(1);
    }

    @Test
    void progressTellsHowFastVirtualTimeGoes()
    {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Simulation simulation = new Simulation(
            SimulationConfig.of(1).withNodes(4, SECOND).withDuration(8 * SECOND, SECOND), FaultPlan.NONE);
        final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        final SimProgress progress = new SimProgress(
            ProgressLine.ofLongWork(out, true, "simulating", 10 * SECOND), 10 * SECOND);
        simulation.advance(5 * SECOND);

        progress.update(simulation);

        final String line = bytes.toString(StandardCharsets.UTF_8).trim();
        assertTrue(line.matches(
            "simulating \\[#{15}\\.{15}]  50 %  5 s  4 nodes up  [0-9.kM ]+events/s  [0-9.kM ]+x real time  .+ left"),
            line);
    }

    @Test
    void isAFunctionOfItsSeed()
    {
        final String first = hash(run(SMALL + " --seed 5"));

        assertEquals(first, hash(run(SMALL + " --seed 5 --trace 3")));
        assertFalse(first.equals(hash(run(SMALL + " --seed 6"))));
        assertFalse(first.equals(hash(run(SMALL + " --seed 5 --nat 0.5:symmetric"))));
    }

    @Test
    void aFailureIsReplayedByItsLineAlone()
    {
        final RunningCommand sim = run("sim --nodes 8 --seconds 6 --sessions 3 --seed 3 --rate 30 --length 100 " +
            "--lookups 2 --max-hops 5 --quiet 20 --checks 250ms --samples 500ms --loss 0.05 --churn 0.3 " +
            "--plant 1000 --real-crypto --join 1.5s --session-time 3s");
        assertEquals(1, sim.awaitExit(), sim::toString);
        final String line = lastLine(sim);
        assertTrue(
            line.matches("hopwire sim --seed 3 .* --session-time 3s .* --until [0-9.]+s .*# commit .*" +
                ": planted: [0-9]+ datagrams .*"),
            line);

        final RunningCommand again = RunningCommand.run(words(line));

        assertEquals(1, again.awaitExit(), again::toString);
        assertEquals(line, lastLine(again));
        assertEquals(hash(sim), hash(again));
        assertEquals("", again.err());
    }

    @Test
    void aFailureOfTheSwarmIsReplayedByItsSeed()
    {
        final RunningCommand sim = run("sim --swarm --seeds 3..4 --plant 1000");
        assertEquals(1, sim.awaitExit(), sim::toString);
        final String line = sim.out().lines().filter((text) -> text.contains("--swarm")).findFirst().orElse("");
        assertTrue(line.matches(
            "hopwire sim --swarm --seed 3 --plant 1000 --until [0-9.]+s .*# plan \".*\", commit .*: planted: .*"),
            sim::toString);

        final RunningCommand again = RunningCommand.run(words(line));

        assertEquals(1, again.awaitExit(), again::toString);
        assertEquals(line, lastLine(again));
        assertEquals("", again.err());
    }

    @Test
    void showsTheLastEvents()
    {
        final RunningCommand sim = run(SMALL + " --until 5s --trace 12");

        assertEquals(0, sim.awaitExit(), sim::toString);
        final List<String> lines = sim.out().lines().toList();
        assertTrue(lines.subList(0, 12).stream().allMatch((event) -> event.matches(" +[0-9]+\\.[0-9]{6}  .+")),
            sim::toString);
        assertEquals("", lines.get(12));
        assertTrue(sim.out().endsWith("stopped at 5 s of virtual time; every check held until then\n"), sim::toString);
    }

    @Test
    void writesJsonToStandardOutputAndTheTableElsewhere()
    {
        final RunningCommand sim = run(SMALL + " --json -");

        assertEquals(0, sim.awaitExit(), sim::toString);
        final Map<String, Object> run = JsonReader.object(JsonReader.read(sim.out()));
        assertEquals("passed", run.get("state"));
        assertEquals(8.0, JsonReader.object(run.get("config")).get("nodes"));
        assertTrue(((List<?>)run.get("samples")).size() > 10);
        assertNull(run.get("replay"));
        assertTrue(sim.err().endsWith("every check held\n"), sim::toString);
    }

    @Test
    void writesAPageAndJsonAndTheHash() throws Exception
    {
        final RunningCommand sim = run(SMALL + " --seed 4 --html " + directory.resolve("r.html") + " --json " +
            directory.resolve("r.json") + " --hashes " + directory.resolve("hashes"));

        assertEquals(0, sim.awaitExit(), sim::toString);
        final String page = Files.readString(directory.resolve("r.html"));
        assertTrue(DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new InputSource(new StringReader(page))).getElementsByTagName("svg").getLength() >= 10);
        JsonReader.read(Files.readString(directory.resolve("r.json")));
        assertEquals("4 " + hash(sim), Files.readString(directory.resolve("hashes")).trim());
    }

    @Test
    void readsAPlanFromAFile() throws Exception
    {
        final Path file = directory.resolve("faults.plan");
        Files.writeString(file, "# a file\ndelay 5ms\n3s..5s partition 0.5 both   # in the middle\n");
        final RunningCommand sim =
            RunningCommand.run((SMALL + " --plan " + file).split(" "));

        assertEquals(0, sim.awaitExit(), sim::toString);
        assertTrue(sim.out().contains("plan: delay 5ms; 3s..5s partition 0.5 both\n"), sim::toString);
        assertTrue(Long.parseLong(figure(sim, "dropped: partition")) > 0, sim::toString);
    }

    @Test
    void itemsInTheHelpAreItemsOfAPlan()
    {
        final String help = run("sim --help").out();
        final String items = help.substring(help.indexOf("between them:") + 13);

        assertEquals(29, FaultPlan.parse(items).faults().size());
        assertTrue(help.lines().allMatch((line) -> line.length() <= 80), help);
    }

    @Test
    void runsManySeeds() throws Exception
    {
        final Path hashes = directory.resolve("hashes");
        final RunningCommand sim = run(SMALL + " --seeds 5..7 --hashes " + hashes);

        assertEquals(0, sim.awaitExit(), sim::toString);
        assertTrue(sim.out().startsWith("seeds      3 of 3\nfailed     0\n"), sim::toString);
        final List<String> lines = Files.readAllLines(hashes);
        assertEquals(3, lines.size());
        assertEquals("5 " + hash(run(SMALL + " --seed 5")), lines.get(0));
    }

    @Test
    void aSwarmStopsAtAFailureOrGoesOn()
    {
        final RunningCommand first = run("sim --swarm --seeds 1..3 --plant 500");
        assertEquals(1, first.awaitExit(), first::toString);
        assertEquals(1, replays(first).size(), first::toString);
        assertTrue(first.out().contains("seeds      1 of 3\nfailed     1\n"), first::toString);

        final RunningCommand all = run("sim --swarm --seeds 1..3 --plant 500 --keep-going");
        assertEquals(1, all.awaitExit(), all::toString);
        assertEquals(3, replays(all).size(), all::toString);
        assertTrue(all.out().contains("seeds      3 of 3\nfailed     3\n"), all::toString);

        final RunningCommand again = RunningCommand.run(words(replays(all).get(1)));
        assertEquals(1, again.awaitExit(), again::toString);
        assertEquals(replays(all).get(1), lastLine(again));
    }

    @Test
    void anInterruptedRunTellsWhatItHasDone() throws Exception
    {
        final Path json = directory.resolve("r.json");
        final RunningCommand sim =
            RunningCommand.start(("sim --nodes 8 --minutes 10000 --sessions 2 --json " + json).split(" "));
        sim.close();

        assertEquals(130, sim.awaitExit(), sim::toString);
        assertTrue(sim.out().contains("trace hash") && sim.out().contains("interrupted at "), sim::toString);
        assertEquals("interrupted", JsonReader.object(JsonReader.read(Files.readString(json))).get("state"));
    }

    @Test
    void saysThatItIsOfAnotherCommit()
    {
        final RunningCommand sim = run(SMALL + " --until 1s --commit 0123456789");

        assertEquals(0, sim.awaitExit());
        assertTrue(sim.err().startsWith("hopwire: this program is of commit ") &&
            sim.err().contains("not of 0123456789"), sim::toString);
    }

    @Test
    void saysThatTheHeapIsTooSmall()
    {
        assertNull(SimMemory.warning(1000, 1L << 30));
        assertTrue(SimMemory.warning(50_000, 1L << 30).contains("-Xmx"));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "0s,0", "12.5,12500000000", "12.000000001s,12000000001", "20ms,20000000", "2min,120000000000"})
    void readsTimes(final String text, final long ns)
    {
        assertEquals(ns, new SimTime().convert(text));
        assertEquals(ns, new SimTime().convert(SimTime.text(ns)));
    }

    @ParameterizedTest
    @CsvSource({"soon", "-1s", "1s;loss 1", "1 s", "''", "1.2.3s", "5parsecs"})
    void refusesWhatIsNoTime(final String text)
    {
        assertThrows(TypeConversionException.class, () -> new SimTime().convert(text));
    }

    private static RunningCommand run(final String command)
    {
        return RunningCommand.run(command.split(" "));
    }

    private static String hash(final RunningCommand command)
    {
        return figure(command, "trace hash");
    }

    private static String figure(final RunningCommand command, final String name)
    {
        final Matcher matcher = Pattern.compile(" " + name + " +([0-9a-f,]+)").matcher(command.out());
        assertTrue(matcher.find(), command::toString);
        return matcher.group(1).replace(",", "");
    }

    private static String lastLine(final RunningCommand command)
    {
        return command.out().lines().reduce("", (before, line) -> line);
    }

    private static List<String> replays(final RunningCommand command)
    {
        return command.out().lines().filter((line) -> line.startsWith("hopwire sim ")).toList();
    }

    /** What a shell makes of a line: its words, up to the comment, without the name of the program. */
    private static String[] words(final String line)
    {
        final List<String> words = new ArrayList<>();
        final Matcher matcher = Pattern.compile("\"([^\"]*)\"|#.*|[^\\s\"]+").matcher(line);
        while (matcher.find())
        {
            if (!matcher.group().startsWith("#"))
            {
                words.add(null == matcher.group(1) ? matcher.group() : matcher.group(1));
            }
        }
        assertEquals("hopwire", words.remove(0));
        return words.toArray(new String[0]);
    }
}
