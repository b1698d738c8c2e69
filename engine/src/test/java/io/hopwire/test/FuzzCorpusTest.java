package io.hopwire.test;

import io.hopwire.sim.SimRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/**
 * Every input that fuzzing has found worth keeping, and mutants of them, without anything that guides it.
 * {@code -Dhopwire.test.scale=100} tries a hundred times as many; {@code -Dhopwire.test.seed=N} other ones.
 */
class FuzzCorpusTest
{
    private static final long SEED = Long.getLong("hopwire.test.seed", 1);
    private static final double SCALE = Double.parseDouble(System.getProperty("hopwire.test.scale", "1"));
    private static final int MUTANTS = (int)(100_000 * SCALE);

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
