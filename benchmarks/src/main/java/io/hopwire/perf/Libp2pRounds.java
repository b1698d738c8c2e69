package io.hopwire.perf;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures pairs of libp2p peers in turns, so that what the machine does meanwhile hits all alike. A name such as
 * {@code ours-js} says who dials whom; who dials measures.
 */
final class Libp2pRounds
{
    private static final String OURS = "ours-ours";
    private static final String OURS_JS = "ours-js";
    private static final String JS_OURS = "js-ours";
    private static final String JS = "js-js";
    private static final double FREE = 0.005;
    /** Scripts end by themselves, should all this have been killed. */
    private static final int LISTENER_SECONDS = 3600;
    private static final int DIALER_SECONDS = 120;

    private final String idle;
    private final Libp2pSizes sizes;
    private final Libp2pScripts scripts;
    private final int runs;
    private final long beginNs = System.nanoTime();
    private final long lastBeginNs;
    private final Map<String, List<Libp2pFigures>> results = new LinkedHashMap<>();

    /**
     * Nothing is measured yet.
     *
     * @param idle    strategy of our hosts' threads.
     * @param sizes   how much we measure of a peer.
     * @param scripts of js-libp2p; null where there is none.
     * @param runs    of these in a round.
     * @param seconds after which no further round begins, but the first.
     */
    Libp2pRounds(
        final String idle, final Libp2pSizes sizes, final Libp2pScripts scripts, final int runs, final int seconds)
    {
        lastBeginNs = TimeUnit.SECONDS.toNanos(seconds);
        this.idle = idle;
        this.sizes = sizes;
        this.scripts = scripts;
        this.runs = runs;
    }

    /**
     * Measure, and print a line for each pair, and one for each comparison.
     *
     * @param muxer   of all.
     * @param warmups rounds of ours before those that count.
     * @param rounds  that count.
     * @param out     takes the lines.
     * @return whether no message cost garbage.
     * @throws IOException           where js-libp2p fails.
     * @throws IllegalStateException where a peer of ours does.
     */
    boolean run(final String muxer, final int warmups, final int rounds, final PrintStream out) throws IOException
    {
        results.clear();
        for (int i = 0; i < warmups; i++)
        {
            oursToOurs(muxer);
        }
        try (Libp2pScripts.Listener listener = null == scripts ? null : scripts.listen(muxer, LISTENER_SECONDS))
        {
            for (int i = 0; 0 == i || i < rounds && System.nanoTime() - beginNs < lastBeginNs; i++)
            {
                add(OURS, oursToOurs(muxer));
                if (null != listener)
                {
                    add(JS, scripts.dial(listener.address(), muxer, runs, DIALER_SECONDS));
                    add(OURS_JS, oursTo(listener, muxer));
                    add(JS_OURS, toOurs(muxer));
                }
            }
        }
        boolean isFree = true;
        for (final Map.Entry<String, List<Libp2pFigures>> entry : results.entrySet())
        {
            final Libp2pFigures median = Libp2pFigures.median(entry.getValue());
            out.println(median.line(entry.getKey(), muxer));
            isFree &= !(median.bytesPerFrame() >= FREE);
        }
        for (final String pair : List.of(OURS, OURS_JS, JS_OURS))
        {
            if (results.containsKey(JS))
            {
                out.println(Libp2pFigures.ratioLine(pair + '/' + JS, muxer, results.get(pair), results.get(JS)));
            }
        }
        return isFree;
    }

    private void add(final String pair, final Libp2pFigures figures)
    {
        results.computeIfAbsent(pair, (name) -> new ArrayList<>()).add(figures);
    }

    private Libp2pFigures oursToOurs(final String muxer)
    {
        try (
            Libp2pServer server = new Libp2pServer(muxer, idle);
            Libp2pClient client = new Libp2pClient(muxer, idle))
        {
            return client.measure(server.address(), sizes, server::allocatedBytes);
        }
    }

    private Libp2pFigures oursTo(final Libp2pScripts.Listener listener, final String muxer)
    {
        try (Libp2pClient client = new Libp2pClient(muxer, idle))
        {
            return client.measure(listener.multiaddr(), sizes, null);
        }
    }

    private Libp2pFigures toOurs(final String muxer) throws IOException
    {
        try (Libp2pServer server = new Libp2pServer(muxer, idle))
        {
            return scripts.dial(server.address().toString(), muxer, runs, DIALER_SECONDS);
        }
    }
}
