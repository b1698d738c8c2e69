package io.hopwire.status;

import org.agrona.concurrent.NanoClock;

import java.util.concurrent.TimeUnit;

/**
 * Nanoseconds since 1970-01-01T00:00:00Z that never run backwards: the system's wall clock is read once, at
 * construction, and {@link System#nanoTime()} counts from there. Later corrections of the wall clock are not followed,
 * so two nodes agree only as well as their clocks did when they started.
 * <p>
 * Costs one {@link System#nanoTime()}; the agent reads it once per duty cycle. Immutable, so thread-safe.
 */
public final class EpochNanos implements NanoClock
{
    private final long offsetNs;

    /**
     * Read the wall clock, for the only time.
     */
    public EpochNanos()
    {
        this(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()), System.nanoTime());
    }

    EpochNanos(final long epochNs, final long nanoTime)
    {
        offsetNs = epochNs - nanoTime;
    }

    /**
     * The time.
     *
     * @return nanoseconds since the epoch; good until the year 2262.
     */
    @Override
    public long nanoTime()
    {
        return offsetNs + System.nanoTime();
    }
}
