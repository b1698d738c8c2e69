package io.hopwire.sim;

import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;

/**
 * Counters that go on over the lives of a node, as if they had begun with the last of them.
 */
final class LifeCounters
{
    private final Counters counters;
    /** Null in the first life, which began with none. */
    private long[] atStart;

    LifeCounters(final Counters counters)
    {
        this.counters = counters;
    }

    /** A life begins that is not the first. */
    void begin()
    {
        atStart = new long[SystemCounter.count() + RejectCode.count()];
        for (int i = 0; i < SystemCounter.count(); i++)
        {
            atStart[i] = counters.get(SystemCounter.get(i));
        }
        for (int i = 0; i < RejectCode.count(); i++)
        {
            atStart[SystemCounter.count() + i] = counters.get(RejectCode.get(i));
        }
    }

    long get(final SystemCounter counter)
    {
        return counters.get(counter) - (null == atStart ? 0 : atStart[counter.id()]);
    }

    long get(final RejectCode code)
    {
        return counters.get(code) - (null == atStart ? 0 : atStart[SystemCounter.count() + code.id()]);
    }
}
