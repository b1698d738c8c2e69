package io.hopwire.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the main programs have in common.
 */
final class Tool
{
    private static final int USAGE = 2;

    private Tool()
    {
    }

    /**
     * Parse options, run, exit.
     *
     * @param args    of the command line.
     * @param systems that are known.
     * @param measure does the work.
     */
    static void run(final String[] args, final List<String> systems, final Measurement measure)
    {
        run(args, systems, Options.SHORT_SIZES, measure);
    }

    /**
     * The same with sizes of its own.
     *
     * @param args    of the command line.
     * @param systems that are known.
     * @param sizes   of messages, where the command line names none.
     * @param measure does the work.
     */
    static void run(
        final String[] args, final List<String> systems, final List<Integer> sizes, final Measurement measure)
    {
        int status = 1;
        try
        {
            status = measure.run(Options.parse(args, systems, sizes)) ? 0 : 1;
        }
        catch (final IllegalArgumentException ex)
        {
            System.err.println(ex.getMessage());
            status = USAGE;
        }
        catch (final IOException ex)
        {
            System.err.println("not written: " + ex);
        }
        System.exit(status);
    }

    static void write(final Path file, final Supplier<String> content) throws IOException
    {
        if (null != file)
        {
            Files.writeString(file, content.get());
            System.out.println("written: " + file);
        }
    }

    /** The work of a main program. */
    @FunctionalInterface
    interface Measurement
    {
        /**
         * Measure and report.
         *
         * @param options of the command line.
         * @return true if all went well.
         * @throws IOException if a result can not be written.
         */
        boolean run(Options options) throws IOException;
    }
}
