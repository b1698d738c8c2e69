package io.hopwire.test;

import io.hopwire.sim.SimRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Every input that fuzzing has found worth keeping, and mutants of them, without anything that guides it.
 * {@code -Dhopwire.test.scale=100} tries a hundred times as many; {@code -Dhopwire.test.seed=N} other ones;
 * {@code -Dhopwire.test.figures=true} tells which take longest.
 */
class FuzzCorpusTest
{
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final double SCALE = Double.parseDouble(System.getProperty("hopwire.test.scale", "1"));
    private static final int MUTANTS = (int)(100_000 * SCALE);
    private static final int REFUSED = 500;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /** Tries of an input until it is known how long it takes. */
    private static final int TRIES = 20;

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void survivesWhatWasFoundAndMutantsOfIt(final FuzzTarget target) throws IOException, URISyntaxException
    {
        final List<byte[]> corpus = corpus(target);
        assertFalse(corpus.isEmpty(), "no corpus of " + target);
        final Mutator mutator = new Mutator(new SimRandom(SEED));
        for (final byte[] input : corpus)
        {
            attempt(target, input);
            mutator.remember(new UnsafeBuffer(input), 0, input.length);
        }
        final byte[] bytes = mutator.mutant.byteArray();
        for (int i = 0; i < MUTANTS / target.cost(); i++)
        {
            attempt(target, Arrays.copyOf(bytes, mutator.mutate()));
        }
    }

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void allocatesNothingForWhatIsRefused(final FuzzTarget target) throws IOException, URISyntaxException
    {
        final FuzzTarget.Reader reader = target.newReaderOrNull();
        assumeTrue(null != reader, "a worker's, or many parsers in one");
        final List<byte[]> corpus = corpus(target);
        final Mutator mutator = new Mutator(new SimRandom(SEED));
        corpus.forEach(input -> mutator.remember(new UnsafeBuffer(input), 0, input.length));
        final List<UnsafeBuffer> refused = new ArrayList<>();
        for (int i = 0; i < 100 * REFUSED && refused.size() < REFUSED; i++)
        {
            final int length = mutator.mutate();
            final UnsafeBuffer input = new UnsafeBuffer(Arrays.copyOf(mutator.mutant.byteArray(), length));
            if (!reader.read(input, length))
            {
                refused.add(input);
            }
        }
        assertEquals(REFUSED, refused.size(), "hardly anything is refused");
        final int[] read = new int[1];
        final long allocated = Allocations.minimumPerRound(20, 10, 1, () ->
        {
            for (int i = 0; i < REFUSED; i++)
            {
                final UnsafeBuffer input = refused.get(i);
                read[0] += reader.read(input, input.capacity()) ? 1 : 0;
            }
        });
        assertEquals(0, read[0], "refused once, refused always");
        assertEquals(0, allocated, target + ", seed " + SEED);
    }

    /** By hand: nothing is asserted of real time. */
    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    @EnabledIfSystemProperty(named = "hopwire.test.figures", matches = "true")
    void tellsWhichTakesLongest(final FuzzTarget target) throws IOException, URISyntaxException
    {
        final List<byte[]> inputs = new ArrayList<>(corpus(target));
        final Mutator mutator = new Mutator(new SimRandom(SEED));
        inputs.forEach(input -> mutator.remember(new UnsafeBuffer(input), 0, input.length));
        for (int i = 0; i < MUTANTS / target.cost(); i++)
        {
            inputs.add(Arrays.copyOf(mutator.mutant.byteArray(), mutator.mutate()));
        }
        // Compiles.
        inputs.forEach(target::tryInput);
        final long[] times = new long[inputs.size()];
        int longest = 0;
        for (int i = 0; i < times.length; i++)
        {
            times[i] = time(target, inputs.get(i), times[longest]);
            longest = times[i] > times[longest] ? i : longest;
        }
        final String input = HexFormat.of().formatHex(inputs.get(longest));
        final long most = times[longest];
        Arrays.sort(times);
        assertTrue(most > 0);
        System.out.printf("fuzz target=%s inputs=%d p50_us=%.1f max_us=%.1f longest=%s%n",
            target, times.length, times[times.length / 2] / 1e3, most / 1e3, input);
    }

    /** Of the processor, and the least of some times: nothing but the input takes as long each time. */
    private static long time(final FuzzTarget target, final byte[] input, final long longest)
    {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES && least > longest; i++)
        {
            final long begin = THREADS.getCurrentThreadCpuTime();
            target.tryInput(input);
            least = Math.min(least, THREADS.getCurrentThreadCpuTime() - begin);
        }
        return least;
    }

    private static void attempt(final FuzzTarget target, final byte[] input)
    {
        try
        {
            target.tryInput(input);
        }
        catch (final Throwable ex)
        {
            throw new AssertionError(target + " fails by " + HexFormat.of().formatHex(input), ex);
        }
    }

    private static List<byte[]> corpus(final FuzzTarget target) throws IOException, URISyntaxException
    {
        final URL folder = FuzzCorpusTest.class.getResource("/fuzz/" + target.type().getSimpleName());
        assertNotNull(folder, "no corpus of " + target);
        try (Stream<Path> files = Files.list(Path.of(folder.toURI())))
        {
            return files.sorted().map(FuzzCorpusTest::read).toList();
        }
    }

    private static byte[] read(final Path file)
    {
        try
        {
            return Files.readAllBytes(file);
        }
        catch (final IOException ex)
        {
            throw new IllegalStateException("can not read " + file, ex);
        }
    }
}
