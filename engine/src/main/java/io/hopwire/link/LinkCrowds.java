package io.hopwire.link;

import org.agrona.collections.Long2LongCounterMap;
import org.agrona.collections.Long2ObjectHashMap;

import java.util.Arrays;

/**
 * The links that peers opened, by those who share in what a network may have, and how many each host has. Crowds of one
 * size are on one list, so the largest is found in constant time. All hashes are keyed, for it is strangers who choose
 * where they speak from.
 */
final class LinkCrowds
{
    private static final int INITIAL_CAPACITY = 4;

    private final Long2ObjectHashMap<LinkCrowd> bySharer = new Long2ObjectHashMap<>();
    private final Long2LongCounterMap byHost = new Long2LongCounterMap(0);
    private LinkCrowd[] heads = new LinkCrowd[INITIAL_CAPACITY];
    private int largest;
    private int count;

    void add(final Link link, final long sharer, final long host)
    {
        LinkCrowd crowd = bySharer.get(sharer);
        if (null == crowd)
        {
            crowd = new LinkCrowd(sharer);
            bySharer.put(sharer, crowd);
        }
        unlist(crowd);
        crowd.add(link);
        list(crowd);
        largest = Math.max(largest, crowd.size());
        link.host = host;
        byHost.getAndIncrement(host);
        count++;
    }

    void remove(final Link link)
    {
        final LinkCrowd crowd = link.crowd;
        unlist(crowd);
        crowd.remove(link);
        if (0 == crowd.size())
        {
            bySharer.remove(crowd.sharer);
        }
        else
        {
            list(crowd);
        }
        // Where it was the only one of that size it is the largest still, with one less.
        largest -= null == heads[largest] ? 1 : 0;
        byHost.getAndDecrement(link.host);
        count--;
    }

    /** One of the crowds that have most links, or null where there is no link. */
    LinkCrowd largest()
    {
        return heads[largest];
    }

    LinkCrowd of(final long sharer)
    {
        return bySharer.get(sharer);
    }

    long ofHost(final long host)
    {
        return byHost.get(host);
    }

    int count()
    {
        return count;
    }

    private void list(final LinkCrowd crowd)
    {
        final int size = crowd.size();
        if (size >= heads.length)
        {
            heads = Arrays.copyOf(heads, 2 * size);
        }
        crowd.before = null;
        crowd.behind = heads[size];
        if (null != crowd.behind)
        {
            crowd.behind.before = crowd;
        }
        heads[size] = crowd;
    }

    private void unlist(final LinkCrowd crowd)
    {
        if (null != crowd.behind)
        {
            crowd.behind.before = crowd.before;
        }
        if (null != crowd.before)
        {
            crowd.before.behind = crowd.behind;
        }
        else if (heads[crowd.size()] == crowd)
        {
            heads[crowd.size()] = crowd.behind;
        }
    }
}
