package io.hopwire.examples;

import io.hopwire.examples.report.HtmlReport;
import io.hopwire.examples.report.JsonReport;
import io.hopwire.examples.report.SimRun;
import io.hopwire.status.WholeFile;
import picocli.CommandLine.Option;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Options that say where the results of simulations go.
 */
final class SimOutputs
{
    private static final String STANDARD_OUTPUT = "-";

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures as JSON; '-': to standard output.")
    private String json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with curves and histograms.")
    private Path html;

    @Option(names = "--hashes", paramLabel = "FILE",
        description = "Write each seed and the hash of all that happened: the same on every Java.")
    private Path hashes;

    @Option(names = "--no-progress", description = "No line that shows how far it is.")
    private boolean noProgress;

    private final ByteArrayOutputStream hashLines = new ByteArrayOutputStream();

    /** Whether all figures of a network of nodes are wanted. */
    boolean hasFigures()
    {
        return null != json || null != html;
    }

    boolean hasHtml()
    {
        return null != html;
    }

    /**
     * What people read: another stream where programs read standard output.
     */
    PrintStream people(final Terminal terminal)
    {
        return STANDARD_OUTPUT.equals(json) ? terminal.err() : terminal.out();
    }

    ProgressLine progress(final Terminal terminal, final long total)
    {
        final PrintStream out = noProgress ? new PrintStream(OutputStream.nullOutputStream()) : terminal.err();
        return ProgressLine.ofLongWork(out, Consoles.isTerminal(), "simulating", total);
    }

    /**
     * Files that can not be written are better known of before than after.
     */
    void check()
    {
        checkDirectory(html);
        checkDirectory(hashes);
        checkDirectory(null == json || STANDARD_OUTPUT.equals(json) ? null : Path.of(json));
    }

    void write(final SimRun run, final Terminal terminal)
    {
        writeJson(null == json ? null : JsonReport.write(run), terminal);
        if (null != html)
        {
            write(html, HtmlReport.write(run).getBytes(StandardCharsets.UTF_8));
        }
    }

    void write(final List<SimRun> runs, final Terminal terminal)
    {
        writeJson(null == json ? null : JsonReport.write(runs), terminal);
    }

    /**
     * Where a hash is written for each seed.
     *
     * @return a stream to memory: the file is written whole, by {@link #writeHashes()}.
     */
    PrintStream hashes()
    {
        return new PrintStream(
            null == hashes ? OutputStream.nullOutputStream() : hashLines, true, StandardCharsets.US_ASCII);
    }

    void writeHashes()
    {
        if (null != hashes)
        {
            write(hashes, hashLines.toByteArray());
        }
    }

    private void writeJson(final String text, final Terminal terminal)
    {
        if (STANDARD_OUTPUT.equals(json))
        {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            terminal.out().write(bytes, 0, bytes.length);
            terminal.out().flush();
        }
        else if (null != json)
        {
            write(Path.of(json), text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void checkDirectory(final Path file)
    {
        if (null != file)
        {
            final Path directory = file.toAbsolutePath().getParent();
            SimNetworkOptions.require(
                null != directory && Files.isDirectory(directory) && Files.isWritable(directory) &&
                !Files.isDirectory(file), "cannot write " + file);
        }
    }

    private static void write(final Path file, final byte[] bytes)
    {
        try
        {
            WholeFile.write(file, bytes);
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("cannot write " + file, ex);
        }
    }
}
