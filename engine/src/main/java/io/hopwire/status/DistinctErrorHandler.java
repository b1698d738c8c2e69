package io.hopwire.status;

import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;
import org.agrona.BitUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.errors.DistinctErrorLog;

import java.io.PrintStream;

/**
 * Where errors of the agents go: each is counted ({@link SystemCounter#ERRORS}), and recorded in a
 * {@link DistinctErrorLog}, which keeps one record of equal errors and counts them. The first of each kind is also
 * printed, so that an error that repeats a million times a second is one line in the log and a number.
 * <p>
 * Thread-safe: agents of several threads may share one. Nobody else writes {@link SystemCounter#ERRORS}.
 */
public final class DistinctErrorHandler implements ErrorHandler
{
    private final Counters counters;
    private final AtomicBuffer buffer;
    private final DistinctErrorLog log;
    private final PrintStream out;
    private int end;
    private boolean full;

    /**
     * Print to {@link System#err}.
     *
     * @param counters to count errors in.
     * @param buffer   memory of the log, all 0: {@link CountersFile#errors()}.
     */
    public DistinctErrorHandler(final Counters counters, final AtomicBuffer buffer)
    {
        this(counters, buffer, System::currentTimeMillis, System.err);
    }

    /**
     * With a clock and a stream of the caller's.
     *
     * @param counters to count errors in.
     * @param buffer   memory of the log, all 0.
     * @param clock    of the times in the log, milliseconds since the epoch.
     * @param out      to print distinct errors to.
     */
    public DistinctErrorHandler(
        final Counters counters, final AtomicBuffer buffer, final EpochClock clock, final PrintStream out)
    {
        this.counters = counters;
        this.buffer = buffer;
        this.out = out;
        log = new DistinctErrorLog(buffer, clock);
    }

    /**
     * Count, record, and print if it is the first of its kind.
     *
     * @param throwable what happened.
     */
    @Override
    public synchronized void onError(final Throwable throwable)
    {
        counters.increment(SystemCounter.ERRORS);
        final boolean recorded = log.record(throwable);
        if (recorded && hasGrown())
        {
            throwable.printStackTrace(out);
        }
        else if (!recorded && !full)
        {
            full = true;
            out.println("error log is full, further distinct errors are only counted; the first of them:");
            throwable.printStackTrace(out);
        }
    }

    /* A new kind of error is a new record at the end; a known one only changes numbers further up. */
    private boolean hasGrown()
    {
        if (end + DistinctErrorLog.ENCODED_ERROR_OFFSET > buffer.capacity())
        {
            return false;
        }
        final int length = buffer.getIntVolatile(end + DistinctErrorLog.LENGTH_OFFSET);
        end += BitUtil.align(length, DistinctErrorLog.RECORD_ALIGNMENT);
        return length > 0;
    }
}
