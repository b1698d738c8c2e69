package io.hopwire.examples;

import java.io.PrintStream;

/**
 * Says once that none of the peers to begin with has answered. The engine goes on trying.
 */
final class LoneNodeNote
{
    private final Host host;
    private final NodeOptions options;
    private final PrintStream err;
    private final long patienceNs;
    private final long startNs = System.nanoTime();
    private boolean done;

    LoneNodeNote(final Host host, final NodeOptions options, final PrintStream err, final long patienceNs)
    {
        this.host = host;
        this.options = options;
        this.err = err;
        this.patienceNs = patienceNs;
        done = !options.hasBootstrap();
    }

    void poll()
    {
        if (!done && System.nanoTime() - startNs > patienceNs)
        {
            done = true;
            if (host.engine().links().isEmpty())
            {
                err.println("hopwire: no answer from bootstrap " + options.bootstrapText() + " yet; still trying");
            }
        }
    }
}
