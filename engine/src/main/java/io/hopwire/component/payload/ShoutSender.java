package io.hopwire.component.payload;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.TransmissionSender;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends what is in the {@link ShoutQueue} to all neighbours that are up, one after the other, as many at a time as a
 * flush may; never back to the one it came from.
 * <p>
 * Goes through the links that are up from the last to the first: where one goes down meanwhile, the last one takes its
 * place, and so nobody is left out. Not thread-safe.
 */
final class ShoutSender
{
    private static final int NOT_BEGUN = -1;

    private final ShoutQueue queue;
    private final TransmissionSender transmissions;
    private final LinkTable links;
    private final Counters counters;
    private final int beta;
    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private UnsafeBuffer others;
    /** Links below this one have still to get the first transmission. */
    private int next = NOT_BEGUN;
    private boolean isFirst;

    ShoutSender(
        final ShoutQueue queue, final TransmissionSender transmissions, final Counters counters, final int beta)
    {
        this.queue = queue;
        this.transmissions = transmissions;
        links = transmissions.links();
        this.counters = counters;
        this.beta = beta;
    }

    /**
     * Send.
     *
     * @param nowNs time of the duty cycle.
     * @return whether there is more.
     */
    boolean flush(final long nowNs)
    {
        int budget = Limits.MAX_DATAGRAMS_OF_BROADCASTS;
        while (budget > 0 && !queue.isEmpty())
        {
            final ShoutQueue.Transmission transmission = queue.first();
            isFirst |= NOT_BEGUN == next;
            next = NOT_BEGUN == next ? links.upCount() : Math.min(next, links.upCount());
            while (budget > 0 && next > 0)
            {
                send(transmission, links.upLink(--next), nowNs);
                budget--;
            }
            if (0 == next)
            {
                queue.removeFirst();
                next = NOT_BEGUN;
            }
        }
        return !queue.isEmpty();
    }

    private void send(final ShoutQueue.Transmission transmission, final Link link, final long nowNs)
    {
        final int back = countFrom(transmission, link.id());
        final int count = transmission.count - back;
        if (0 == count)
        {
            return;
        }
        final int sent = 0 == back ? sendAll(transmission, link, nowNs) : sendOthers(transmission, link, nowNs);
        if (0 == sent)
        {
            counters.add(SystemCounter.SHOUTS_SENT, count);
        }
        else
        {
            counters.reject(RejectCode.SHOUT_UNSENT);
        }
    }

    private static int countFrom(final ShoutQueue.Transmission transmission, final int linkId)
    {
        int count = 0;
        for (int i = 0; i < transmission.count; i++)
        {
            count += transmission.linkId(i) == linkId ? 1 : 0;
        }
        return count;
    }

    private int sendAll(final ShoutQueue.Transmission transmission, final Link link, final long nowNs)
    {
        final boolean isAnother = isFirst;
        isFirst = false;
        return transmissions.sendToMany(link, transmission.buffer, transmission.length, isAnother, nowNs);
    }

    private int sendOthers(final ShoutQueue.Transmission transmission, final Link link, final long nowNs)
    {
        final DirectBuffer buffer = transmission.buffer;
        if (null == others)
        {
            others = new UnsafeBuffer(new byte[buffer.capacity()]);
        }
        encoder.wrap(others, 0, others.capacity(), beta);
        int offset = TransmissionFlyweight.HEADER_LENGTH;
        for (int i = 0; i < transmission.count; i++)
        {
            if (transmission.linkId(i) != link.id())
            {
                encoder.addMessage(buffer, offset, transmission.length(i));
            }
            offset += transmission.length(i);
        }
        return transmissions.send(link, others, 0, encoder.finish(), nowNs);
    }
}
