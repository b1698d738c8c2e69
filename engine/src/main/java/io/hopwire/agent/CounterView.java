package io.hopwire.agent;

import io.hopwire.EngineCounters;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

/**
 * The counters as the application sees them. The memory outlives the file that held it, so they can be read after
 * close.
 */
final class CounterView implements EngineCounters
{
    private final Counters counters;

    CounterView(final Counters counters)
    {
        this.counters = counters;
    }

    @Override
    public long get(final String label)
    {
        for (int i = 0, count = SystemCounter.count(); i < count; i++)
        {
            if (SystemCounter.get(i).label().equals(label))
            {
                return counters.get(SystemCounter.get(i));
            }
        }
        for (int i = 0, count = RejectCode.count(); i < count; i++)
        {
            if (RejectCode.get(i).label().equals(label))
            {
                return counters.get(RejectCode.get(i));
            }
        }
        throw new IllegalArgumentException("no counter '" + label + "'");
    }

    @Override
    public long rejected()
    {
        return counters.rejected();
    }

    @Override
    public void forEach(final Visitor visitor)
    {
        for (int i = 0, count = SystemCounter.count(); i < count; i++)
        {
            visitor.onCounter(SystemCounter.get(i).label(), counters.get(SystemCounter.get(i)));
        }
        for (int i = 0, count = RejectCode.count(); i < count; i++)
        {
            visitor.onCounter(RejectCode.get(i).label(), counters.get(RejectCode.get(i)));
        }
    }
}
