package io.hopwire.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * How the demo talks to one of its processes: a line in, a line out, over the standard streams. The input ends when the
 * demo ends, however it ended, and the process with it.
 * <pre>
 *   demo    : allocated            links                     exchange 1000 1
 *   process :           ok 123456        ok a104…@127.0.0.1:4001,        progress 500    ok 1000 …
 * </pre>
 */
final class ControlChannel
{
    private static final int EXIT_ORPHANED = 3;
    private static final String ALLOCATED = "allocated";

    private final Queue<String> lines = new LinkedBlockingQueue<>();
    private final BufferedReader in;
    private final PrintStream out;
    private final ThreadAllocations allocations;

    /**
     * @param allocations answered at once by the thread that reads, so that asking costs the measured thread nothing.
     */
    ControlChannel(final Terminal terminal, final ThreadAllocations allocations)
    {
        in = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        out = new PrintStream(terminal.out(), false, StandardCharsets.UTF_8);
        this.allocations = allocations;
    }

    void start()
    {
        final Thread thread = new Thread(this::run, "hopwire-control");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * A command, or null where none has come. Allocates nothing in that case.
     */
    String poll()
    {
        return lines.poll();
    }

    synchronized void say(final String line)
    {
        out.println(line);
        out.flush();
    }

    private void run()
    {
        try
        {
            String line = in.readLine();
            while (null != line)
            {
                if (ALLOCATED.equals(line))
                {
                    say("ok " + allocations.bytes());
                }
                else
                {
                    lines.add(line);
                }
                line = in.readLine();
            }
        }
        catch (final IOException ignore)
        {
            // As good as its end.
        }
        System.exit(EXIT_ORPHANED);
    }
}
