package io.hopwire.component.discovery;

import io.hopwire.link.Link;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;

/**
 * Has far contacts answer for themselves, the one of a bucket first that was not heard of for longest, one bucket after
 * the other. How often goes by what it finds: sooner again after one that is gone, later after one that is there. So a
 * network that stands still costs a question in minutes, and of one whose nodes come and go no table is full of the
 * dead. With these steps a quarter of those asked are gone where neither end of the range is reached.
 */
final class Prober
{
    private static final long MIN_NS = 2_000_000_000L;
    private static final long MAX_NS = 240_000_000_000L;
    private static final int NONE = -1;

    private final Contacts contacts;
    private final Dialer dialer;
    private final Refresher refresher;
    private final EntropySource entropy;
    private final Timers timers;
    private final int timerId;
    private long intervalNs = MAX_NS;
    private int visited;
    private int linkId = NONE;

    Prober(
        final Neighbourhood near,
        final Timers timers,
        final int timerId,
        final Contacts contacts,
        final Dialer dialer,
        final Refresher refresher)
    {
        this.contacts = contacts;
        this.dialer = dialer;
        this.refresher = refresher;
        this.entropy = near.services().entropy();
        this.timers = timers;
        this.timerId = timerId;
    }

    void start(final long nowNs)
    {
        schedule(nowNs);
    }

    void onTimer(final long nowNs)
    {
        // An end that is not heard of, as where two links become one, is no news either way.
        linkId = NONE;
        final int buckets = refresher.farBuckets();
        for (int i = 0; i < buckets && linkId == NONE; i++)
        {
            probe(visited++ % buckets, nowNs);
        }
        schedule(nowNs);
    }

    void onLinkUp(final Link link)
    {
        if (link.id() == linkId)
        {
            linkId = NONE;
            intervalNs = Math.min(MAX_NS, intervalNs + (intervalNs >> 2));
        }
    }

    /** A link did not come up, or went down without anybody's wish: wherever it led, contacts are dying. */
    void onFailure(final Link link, final long nowNs)
    {
        if (link.id() == linkId)
        {
            linkId = NONE;
            intervalNs = Math.max(MIN_NS, intervalNs >> 1);
            if (timers.deadlineNs(timerId) - nowNs > intervalNs)
            {
                schedule(nowNs);
            }
        }
    }

    private void probe(final int bucket, final long nowNs)
    {
        final int found = contacts.ofBucket(bucket);
        int oldest = NONE;
        for (int i = 0; i < found; i++)
        {
            final boolean candidate = !contacts.isLinked(i) && contacts.isWorthATry(i);
            if (candidate && (oldest < 0 || contacts.lastSeenNs(i) < contacts.lastSeenNs(oldest)))
            {
                oldest = i;
            }
        }
        if (oldest >= 0)
        {
            final DirectBuffer memory = contacts.memory();
            linkId = Math.max(NONE, dialer.dialKnown(
                memory, contacts.keyOffset(oldest), memory, contacts.addressOffset(oldest), nowNs));
        }
    }

    private void schedule(final long nowNs)
    {
        final long jitterNs = (entropy.nextLong() >>> 1) % (intervalNs >> 1);
        timers.schedule(timerId, nowNs + intervalNs - (intervalNs >> 2) + jitterNs);
    }
}
