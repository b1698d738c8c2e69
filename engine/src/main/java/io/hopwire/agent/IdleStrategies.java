package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Idle strategies by name, as a system property names them.
 */
public final class IdleStrategies
{
    /**
     * Names that are known.
     */
    public static final String NAMES = "blocking, backoff, busy-spin, yield, sleep, noop";

    /**
     * What an engine waits by where nothing else is said.
     */
    static final String DEFAULT = "blocking";

    private static final int MAX_SPINS = 100;
    private static final int MAX_YIELDS = 10;
    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = 100_000;

    private IdleStrategies()
    {
    }

    static String[] names()
    {
        return NAMES.split(", ");
    }

    /**
     * A new strategy; it belongs to one thread.
     *
     * @param name one of {@link #NAMES}: {@code blocking} spins, yields and then waits in the kernel until there is
     *             something to do; {@code backoff} spins, yields and then parks for 1 to 100 &#181;s, which takes a
     *             tenth of a core for ever; {@code busy-spin} burns a core for the lowest latency, {@code yield} gives
     *             it to whoever is ready, {@code sleep} parks for about 50 &#181;s at a time, {@code noop} returns at
     *             once.
     * @return the strategy.
     * @throws HopwireException if there is no such name.
     */
    public static IdleStrategy of(final String name)
    {
        switch (name)
        {
            case DEFAULT:
                return new BlockingIdleStrategy();
            case "busy-spin":
                return new BusySpinIdleStrategy();
            case "yield":
                return new YieldingIdleStrategy();
            case "sleep":
                return new SleepingIdleStrategy(MIN_PARK_NS);
            case "backoff":
                return new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
            case "noop":
                return NoOpIdleStrategy.INSTANCE;
            default:
                throw new HopwireException(
                    ErrorCategory.CONFIGURATION, "unknown idle strategy '" + name + "', known are: " + NAMES);
        }
    }
}
