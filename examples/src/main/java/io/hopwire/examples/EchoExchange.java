package io.hopwire.examples;

import io.hopwire.Session;
import io.hopwire.SessionMessageHandler;
import io.hopwire.spi.SessionCodes;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages of 64 bytes out, their echoes in, without allocation. Each echo is checked to be the next one, whole and
 * unaltered, and its round trip is recorded.
 * <pre>
 *     0          8                  16                                              64
 *    +----------+------------------+-------------------------------------------------+
 *    | number   | nanoTime of send | six words made of the number                    |
 *    +----------+------------------+-------------------------------------------------+
 * </pre>
 */
final class EchoExchange implements SessionMessageHandler
{
    /**
     * Bytes of a message.
     */
    static final int LENGTH = 64;

    private static final int NUMBER_OFFSET = 0;
    private static final int TIME_OFFSET = 8;
    private static final int BODY_OFFSET = 16;
    private static final int BATCH = 64;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long STALL_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final Histogram histogram = new Histogram(HIGHEST_NS, SIGNIFICANT_DIGITS);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private final AtomicLong received = new AtomicLong();
    private final Host host;
    private final Session session;
    private long sent;
    private long wrong;
    private long elapsedNs;
    private long heardNs;

    EchoExchange(final Host host, final Session session)
    {
        this.host = host;
        this.session = session;
    }

    /**
     * Forget what was measured so far.
     */
    void reset()
    {
        histogram.reset();
        received.set(0);
        sent = 0;
        wrong = 0;
        elapsedNs = 0;
    }

    /**
     * Echoes so far. May be asked by any thread.
     */
    long received()
    {
        return received.get();
    }

    /**
     * Exchange messages, one more round of them.
     *
     * @param count    how many.
     * @param inFlight most messages that are sent and not back.
     */
    void run(final long count, final int inFlight)
    {
        final long startNs = System.nanoTime();
        final long target = sent + count;
        heardNs = startNs;
        while (received.get() < target && host.isRunning())
        {
            int work = host.poll();
            work += session.read(this, BATCH);
            work += send(target, inFlight);
            if (0 == work)
            {
                checkProgress();
            }
            host.idle(work);
        }
        elapsedNs += System.nanoTime() - startNs;
    }

    @Override
    public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
    {
        heardNs = System.nanoTime();
        final long number = received.get();
        if (length == LENGTH && isWhole(buffer, offset, number))
        {
            final long rttNs = heardNs - buffer.getLong(offset + TIME_OFFSET, ByteOrder.BIG_ENDIAN);
            histogram.recordValue(Math.max(0, Math.min(rttNs, HIGHEST_NS)));
        }
        else
        {
            wrong++;
        }
        received.lazySet(number + 1);
    }

    /**
     * As the demo reads it: echoes, wrong ones and nanoseconds of all rounds, bytes allocated in the last one, then
     * round trips in nanoseconds at 50, 90, 99, 99.9 and 100 percent of all rounds.
     */
    String result(final long allocatedBytes)
    {
        return String.format(Locale.ROOT, "%d %d %d %d %d %d %d %d %d",
            received.get(), wrong, elapsedNs, allocatedBytes,
            histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(90),
            histogram.getValueAtPercentile(99), histogram.getValueAtPercentile(99.9), histogram.getMaxValue());
    }

    private int send(final long target, final int inFlight)
    {
        int work = 0;
        while (sent < target && sent - received.get() < inFlight)
        {
            fill(sent);
            if (session.offer(message, 0, LENGTH) < 0)
            {
                break;
            }
            sent++;
            work++;
        }
        return work;
    }

    private void fill(final long number)
    {
        message.putLong(NUMBER_OFFSET, number, ByteOrder.BIG_ENDIAN);
        message.putLong(TIME_OFFSET, System.nanoTime(), ByteOrder.BIG_ENDIAN);
        for (int i = BODY_OFFSET; i < LENGTH; i += Long.BYTES)
        {
            message.putLong(i, word(number, i));
        }
    }

    private static boolean isWhole(final DirectBuffer buffer, final int offset, final long number)
    {
        boolean whole = number == buffer.getLong(offset + NUMBER_OFFSET, ByteOrder.BIG_ENDIAN);
        for (int i = BODY_OFFSET; i < LENGTH; i += Long.BYTES)
        {
            whole &= word(number, i) == buffer.getLong(offset + i);
        }
        return whole;
    }

    private static long word(final long number, final int position)
    {
        return (number + 1) * MIX ^ (long)position << 56;
    }

    private void checkProgress()
    {
        if (!session.isOpen())
        {
            throw new CommandFailure(
                "the session ended after " + received + " echoes: " + SessionCodes.name(session.closeReason()));
        }
        if (System.nanoTime() - heardNs > STALL_NS)
        {
            throw new CommandFailure(
                "nothing came back for 15 s after " + received + " echoes of " + sent + " messages");
        }
    }
}
