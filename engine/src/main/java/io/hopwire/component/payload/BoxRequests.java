package io.hopwire.component.payload;

import io.hopwire.crypto.BoxWork;
import io.hopwire.spi.Requests;
import io.hopwire.spi.ResultOwners;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.WorkHeader;
import org.agrona.DirectBuffer;

/**
 * Asks the worker to seal and open, which takes some hundred microseconds and so is never done here. A few at a time:
 * of many boxes that come in one moment the others are dropped, and come again. Not thread-safe.
 */
final class BoxRequests
{
    /** Of one moment: others have something for the worker, too. */
    private static final int MAX_AT_ONCE = 2;

    private final Requests requests;
    private final Services services;
    private final int owner;
    private long lastNs;
    private int atOnce;

    BoxRequests(final Services services, final ResultOwners.Handler handler)
    {
        this.services = services;
        requests = services.requests();
        owner = services.results().register(handler);
    }

    /**
     * Ask.
     *
     * @param op           {@link BoxWork#SEAL} or {@link BoxWork#OPEN}.
     * @param token        that the result repeats.
     * @param message      holds header and payload, from an offset on.
     * @param offset       first byte.
     * @param headerLength of the header.
     * @param length       of both.
     * @param nowNs        time of the duty cycle.
     * @return false where it can not be asked now.
     */
    boolean ask(
        final int op,
        final long token,
        final DirectBuffer message,
        final int offset,
        final int headerLength,
        final int length,
        final long nowNs)
    {
        atOnce = nowNs == lastNs ? atOnce : 0;
        lastNs = nowNs;
        if (atOnce >= MAX_AT_ONCE)
        {
            return false;
        }
        final int claim = requests.tryClaim(BoxWork.MESSAGE_OFFSET + length);
        if (claim < 0)
        {
            services.counters().increment(SystemCounter.REQUESTS_FULL);
            return false;
        }
        atOnce++;
        WorkHeader.put(requests.buffer(), claim, WorkHeader.BOX, owner);
        BoxWork.put(requests.buffer(), claim, op, headerLength, token);
        requests.buffer().putBytes(claim + BoxWork.MESSAGE_OFFSET, message, offset, length);
        requests.commit();
        return true;
    }
}
