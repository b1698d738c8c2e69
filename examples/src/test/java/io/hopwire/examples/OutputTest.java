package io.hopwire.examples;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Commands whose output can not be written: they must not say that all is well.
 */
class OutputTest
{
    private static final Path FULL = Path.of("/dev/full");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {
        "keygen",
        "settings",
        "settings --markdown",
        "--help",
        "--version",
        "ping --help",
        "node --bind 127.0.0.1:0 --set counters.file=false --duration 50ms",
        "node --bind 127.0.0.1:0 --set counters.file=false",
        "sim --nodes 5 --seconds 1"})
    void aFullDiskIsAFailure(final String args)
    {
        assertEquals(1, execute(new Full("No space left on device"), args), this::err);
        final String last = err().lines().reduce((before, line) -> line).orElse("");
        assertEquals("hopwire: cannot write to the standard output: No space left on device", last);
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "--help"})
    void aReaderThatHasSeenEnoughIsNone(final String args)
    {
        assertEquals(OutputFailure.EXIT_BROKEN_PIPE, execute(new Full("Broken pipe"), args));
        assertEquals("", err());
    }

    @Test
    void hashesThatAreLostAreAFailure()
    {
        assumeTrue(Files.isWritable(FULL) && Files.isWritable(FULL.getParent()));
        final OutputStream out = OutputStream.nullOutputStream();

        assertEquals(1, execute(out, "sim --nodes 5 --seconds 1 --no-progress --hashes " + FULL), this::err);
        assertEquals("hopwire: cannot write " + FULL, err().trim());
    }

    @Test
    void whatWentWrongBeforeCountsMore()
    {
        assertEquals(2, execute(new Full("No space left on device"), "node --bind nowhere"));
    }

    private int execute(final OutputStream out, final String args)
    {
        final Terminal terminal = new Terminal(
            InputStream.nullInputStream(), out, StandardCharsets.UTF_8, new PrintStream(err, true));
        return HopwireCommand.execute(terminal, args.split(" "));
    }

    private String err()
    {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Takes nothing, as a device that is full. */
    private static final class Full extends OutputStream
    {
        private final String why;

        private Full(final String why)
        {
            this.why = why;
        }

        @Override
        public void write(final int b) throws IOException
        {
            throw new IOException(why);
        }

        @Override
        public void write(final byte[] bytes, final int offset, final int length) throws IOException
        {
            throw new IOException(why);
        }
    }
}
