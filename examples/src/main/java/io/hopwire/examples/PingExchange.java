package io.hopwire.examples;

import io.hopwire.Session;
import io.hopwire.SessionMessageHandler;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Locale;

/**
 * Messages out, their echoes in. A message begins with its number and with the time when it was sent:
 * <pre>
 *     0                 8                  16            size
 *    +-----------------+------------------+---------------+
 *    | number, from 1  | nanoTime of send | zeros         |
 *    +-----------------+------------------+---------------+
 * </pre>
 */
final class PingExchange implements SessionMessageHandler
{
    /**
     * Bytes of the shortest message.
     */
    static final int MIN_LENGTH = 16;

    private static final int SEQUENCE_OFFSET = 0;
    private static final int TIME_OFFSET = 8;
    private static final int BATCH = 16;

    private final PingStatistics statistics = new PingStatistics();
    private final Session session;
    private final UnsafeBuffer message;
    private final Terminal terminal;

    /**
     * @param terminal told of each reply, or null.
     */
    PingExchange(final Session session, final int size, final Terminal terminal)
    {
        this.session = session;
        this.terminal = terminal;
        message = new UnsafeBuffer(new byte[size]);
    }

    PingStatistics statistics()
    {
        return statistics;
    }

    /**
     * Until all are answered, or the last one has not been for the time given.
     */
    void run(final Host host, final long count, final long intervalNs, final long timeoutNs)
    {
        long sentNs = System.nanoTime() - intervalNs;
        while (host.isRunning() && session.isOpen() && statistics.received() < count)
        {
            final long nowNs = System.nanoTime();
            int work = host.poll() + session.read(this, BATCH);
            if (isDue(count, intervalNs, nowNs - sentNs, timeoutNs) && send(nowNs))
            {
                sentNs = nowNs;
                work++;
            }
            else if (statistics.transmitted() == count && nowNs - sentNs > timeoutNs)
            {
                return;
            }
            host.await(work, untilDueNs(count, intervalNs, System.nanoTime() - sentNs, timeoutNs));
        }
    }

    @Override
    public void onMessage(final Session from, final DirectBuffer buffer, final int offset, final int length)
    {
        final long nowNs = System.nanoTime();
        if (length != message.capacity())
        {
            return;
        }
        final long sequence = buffer.getLong(offset + SEQUENCE_OFFSET, ByteOrder.BIG_ENDIAN);
        final long rttNs = nowNs - buffer.getLong(offset + TIME_OFFSET, ByteOrder.BIG_ENDIAN);
        statistics.onReceived(rttNs);
        if (null != terminal)
        {
            terminal.out().printf(Locale.ROOT, "%d bytes from %s: seq=%d time=%.3f ms%n",
                length, from.peer().shortText(), sequence, rttNs / 1e6);
            terminal.checkOut();
        }
    }

    private boolean isDue(final long count, final long intervalNs, final long elapsedNs, final long timeoutNs)
    {
        if (statistics.transmitted() >= count)
        {
            return false;
        }
        final boolean answered = statistics.received() == statistics.transmitted();
        return 0 == intervalNs ? answered || elapsedNs > timeoutNs : elapsedNs >= intervalNs;
    }

    /** What is due already finds no room, of which the engine tells. */
    private long untilDueNs(final long count, final long intervalNs, final long elapsedNs, final long timeoutNs)
    {
        return (statistics.transmitted() < count && 0 != intervalNs ? intervalNs : timeoutNs) - elapsedNs;
    }

    private boolean send(final long nowNs)
    {
        message.putLong(SEQUENCE_OFFSET, statistics.transmitted() + 1, ByteOrder.BIG_ENDIAN);
        message.putLong(TIME_OFFSET, nowNs, ByteOrder.BIG_ENDIAN);
        final boolean sent = session.offer(message, 0, message.capacity()) > 0;
        if (sent)
        {
            statistics.onTransmitted();
        }
        return sent;
    }
}
