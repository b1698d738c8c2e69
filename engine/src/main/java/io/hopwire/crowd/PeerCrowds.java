package io.hopwire.crowd;

import org.agrona.collections.Long2LongCounterMap;
import org.agrona.collections.Long2ObjectHashMap;

import java.util.Arrays;

/**
 * What peers began, by those who share in what a network may have, and how many each host has. Crowds of one size are
 * on one list, so the largest is found in constant time. All hashes are keyed, for it is strangers who choose where
 * they speak from.
 *
 * @param <T> what that is: links, or handshakes.
 */
final class PeerCrowds<T extends CrowdMember>
{
    private static final int INITIAL_CAPACITY = 4;

    private final Long2ObjectHashMap<PeerCrowd<T>> bySharer = new Long2ObjectHashMap<>();
    private final Long2LongCounterMap byHost = new Long2LongCounterMap(0);
    private PeerCrowd<T>[] heads = newHeads();
    private int largest;
    private int count;

    void add(final T member, final long sharer, final long host)
    {
        PeerCrowd<T> crowd = bySharer.get(sharer);
        if (null == crowd)
        {
            crowd = new PeerCrowd<>(sharer);
            bySharer.put(sharer, crowd);
        }
        unlist(crowd);
        crowd.add(member);
        list(crowd);
        largest = Math.max(largest, crowd.size());
        member.host = host;
        byHost.getAndIncrement(host);
        count++;
    }

    void remove(final T member)
    {
        @SuppressWarnings("unchecked")
        final PeerCrowd<T> crowd = (PeerCrowd<T>)member.crowd;
        unlist(crowd);
        crowd.remove(member);
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
        byHost.getAndDecrement(member.host);
        count--;
    }

    /** One of the crowds that have most, or null where there is none. */
    PeerCrowd<T> largest()
    {
        return heads[largest];
    }

    PeerCrowd<T> of(final long sharer)
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

    @SuppressWarnings("unchecked")
    private static <T extends CrowdMember> PeerCrowd<T>[] newHeads()
    {
        return (PeerCrowd<T>[])new PeerCrowd<?>[INITIAL_CAPACITY];
    }

    private void list(final PeerCrowd<T> crowd)
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

    private void unlist(final PeerCrowd<T> crowd)
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
