package io.hopwire.perf;

import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;

/**
 * Leaves everything to the engine's own thread, and says what that has cost.
 */
final class IdleServer implements Task
{
    private final ProcessorTime time = new ProcessorTime();
    private final Fields costs = new Fields();

    @Override
    public void run(final End end, final Commands commands, final Fields order)
    {
        final HopwireStandingEnd node = (HopwireStandingEnd)end;
        node.measure(true);
        final long startNs = System.nanoTime();
        final long cpuNs = time.processorNs();
        final long switches = time.voluntarySwitches();
        final long cycles = node.count("duty cycles");
        final long datagrams = node.datagrams();
        final long bytes = node.count("bytes allocated");
        final long messages = node.echoed();
        try
        {
            commands.await();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        node.measure(false);
        costs.put("nanos", System.nanoTime() - startNs)
            .put("cpuNs", time.processorNs() - cpuNs)
            .put("switches", time.voluntarySwitches() - switches)
            .put("cycles", node.count("duty cycles") - cycles)
            .put("datagrams", node.datagrams() - datagrams)
            .put("links", node.links())
            .put("messages", node.echoed() - messages)
            .put("bytes", node.count("bytes allocated") - bytes);
    }

    /**
     * {@inheritDoc}
     * <p>
     * The bytes are those of the engine's thread, which it publishes once a second.
     */
    @Override
    public void report(final Fields report)
    {
        report.putAll(costs);
    }

    @Override
    public void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        throw new IllegalStateException("messages are the business of the engine's thread");
    }

    static double perSecond(final Fields report, final String name)
    {
        return report.number(name) * (double)TimeUnit.SECONDS.toNanos(1) / report.number("nanos");
    }
}
