package io.hopwire.circuit;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.SipHash;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Settings;
import io.hopwire.spi.Timers;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Arrays;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * The route requests a node works on, and those that it remembers: one that has ended is kept for a while, for it may
 * be asked again, but gives its place up to a new one, the earliest first. So a crowd costs the table what is under way
 * of it, and no more.
 * <p>
 * They are found by a keyed hash of group and attempt, because the group is a number that a stranger chose. Those of
 * others may fill three quarters of the places, so that strangers never keep us from asking for routes of our own.
 */
final class RouteSearchTable
{
    /** Places that are looked at for one of a neighbour that has more than its share. */
    private static final int SAMPLES = 16;

    private final int maxSearches;
    private final int maxOfOthers;
    private final Timers timers;
    private final AddressSpace space;
    private final SipHash hash;
    private final RouteAllowances allowances;
    private final UnsafeBuffer hashed = new UnsafeBuffer(new byte[2 * SIZE_OF_LONG]);
    private final ArrayList<RouteSearch> slots = new ArrayList<>();
    private final ArrayList<RouteSearch> free = new ArrayList<>();
    private final Long2ObjectHashMap<RouteSearch> byKey = new Long2ObjectHashMap<>();
    /* Searches under way for each neighbour, by the place of its link. */
    private int[] underWay = {};
    private int sampled;
    /* Those that have ended: a ring through this one, which is none. */
    private final RouteSearch endedRing;

    RouteSearchTable(
        final Settings settings, final AddressSpace space, final EntropySource entropy, final Timers timers)
    {
        this.space = space;
        this.timers = timers;
        endedRing = new RouteSearch(-1, space.length());
        endedRing.earlier = endedRing;
        endedRing.later = endedRing;
        maxSearches = settings.get(CircuitSettings.MAX_SEARCHES);
        maxOfOthers = Math.max(1, maxSearches - maxSearches / 4);
        hash = new SipHash(entropy.nextLong(), entropy.nextLong());
        allowances = new RouteAllowances(
            settings.get(CircuitSettings.TOKENS_PER_SECOND), settings.get(CircuitSettings.TOKENS_AT_ONCE));
    }

    /** {@return what the searches of others may cost} */
    RouteAllowances allowances()
    {
        return allowances;
    }

    RouteSearch begin(
        final int role, final long groupId, final int attempt, final DirectBuffer targetKey, final int keyOffset)
    {
        final int most = role == RouteSearch.ORIGIN ? maxSearches : maxOfOthers;
        if (slots.size() - free.size() >= most)
        {
            final RouteSearch earliest = endedRing.later;
            if (earliest == endedRing)
            {
                return null;
            }
            assert null == earliest.circuit : "what has ended holds nothing";
            end(earliest);
        }
        final RouteSearch search;
        if (!free.isEmpty())
        {
            search = free.remove(free.size() - 1);
        }
        else
        {
            search = new RouteSearch(slots.size(), space.length());
            slots.add(search);
        }
        assert slots.size() <= maxSearches : "places are limited";
        assert search.state == RouteSearch.FREE && slots.get(search.slot) == search : "a free place is free";
        search.begin(role, groupId, attempt);
        search.targetKey.putBytes(0, targetKey, keyOffset, space.length());
        space.nodeId(targetKey, keyOffset, search.targetId, 0);
        if (0 != (attempt & 1))
        {
            search.wander(groupKey(groupId, attempt));
        }
        search.mapKey = mapKey(role, groupId, attempt);
        assert !byKey.containsKey(search.mapKey) : "who begins one has looked for it";
        byKey.put(search.mapKey, search);
        return search;
    }

    /** A search has begun for a neighbour. */
    void begun(final RouteSearch search)
    {
        if (search.upPlace >= underWay.length)
        {
            underWay = Arrays.copyOf(underWay, Math.max(search.upPlace + 1, 2 * underWay.length));
        }
        underWay[search.upPlace]++;
    }

    /**
     * Where all places are taken by searches that go on, one of them of a neighbour that has more under way than the
     * one that asks would have: else whoever asks most has all of them. A few places are looked at, by turns; where
     * some have much more than others nearly all places are theirs.
     *
     * @param place of the link of the neighbour that asks.
     * @return a search that may be given up; null where none was found.
     */
    RouteSearch ofWhoHasMore(final int place)
    {
        RouteSearch found = null;
        int most = 1 + (place < underWay.length ? underWay[place] : 0);
        for (int i = 0; i < Math.min(SAMPLES, slots.size()); i++)
        {
            sampled = sampled + 1 < slots.size() ? sampled + 1 : 0;
            final RouteSearch search = slots.get(sampled);
            if (isUnderWay(search) && underWay[search.upPlace] > most)
            {
                found = search;
                most = underWay[search.upPlace];
            }
        }
        return found;
    }

    private static boolean isUnderWay(final RouteSearch search)
    {
        return RouteSearch.SEARCHING == search.state && RouteSearch.ORIGIN != search.role;
    }

    /**
     * Note that an answer was given, or found. The search stays until its time is over or its place is wanted.
     *
     * @param search which; it holds no circuit any more when the next search may begin.
     * @param state  {@link RouteSearch#ACCEPTED} or {@link RouteSearch#REFUSED}.
     */
    void ended(final RouteSearch search, final int state)
    {
        assert search.state == RouteSearch.SEARCHING && null == search.earlier : "a search is answered once";
        if (isUnderWay(search))
        {
            underWay[search.upPlace]--;
        }
        search.state = state;
        if (RouteSearch.RELAY == search.role)
        {
            allowances.settle(search.upPlace, search.notSpent());
        }
        search.earlier = endedRing.earlier;
        search.later = endedRing;
        endedRing.earlier.later = search;
        endedRing.earlier = search;
    }

    void end(final RouteSearch search)
    {
        assert search.state != RouteSearch.FREE && byKey.get(search.mapKey) == search : "a search ends once";
        if (null != search.earlier)
        {
            search.earlier.later = search.later;
            search.later.earlier = search.earlier;
            search.earlier = null;
            search.later = null;
        }
        if (isUnderWay(search))
        {
            underWay[search.upPlace]--;
        }
        byKey.remove(search.mapKey);
        timers.cancel(search.slot);
        search.end();
        free.add(search);
    }

    void schedule(final RouteSearch search, final long deadlineNs)
    {
        timers.schedule(search.slot, deadlineNs);
    }

    int capacity()
    {
        return slots.size();
    }

    RouteSearch slot(final int index)
    {
        return slots.get(index);
    }

    RouteSearch byToken(final int token)
    {
        final int slot = token & 0xFFFF;
        if (token < 0 || slot >= slots.size())
        {
            return null;
        }
        final RouteSearch search = slots.get(slot);
        return search.state != RouteSearch.FREE && search.token() == token ? search : null;
    }

    RouteSearch find(final int role, final long groupId, final int attempt)
    {
        final RouteSearch search = byKey.get(mapKey(role, groupId, attempt));
        return null != search && search.groupId == groupId && search.role == role ? search : null;
    }

    /** The search that waits for an answer from this neighbour. */
    RouteSearch awaiting(final long groupId, final int attempt, final int linkId)
    {
        RouteSearch search = find(RouteSearch.ORIGIN, groupId, attempt);
        if (null == search)
        {
            search = find(RouteSearch.RELAY, groupId, attempt);
        }
        return null != search && search.attempt == attempt && search.currentLink == linkId ? search : null;
    }

    boolean usesLink(final int linkId)
    {
        boolean used = false;
        for (int i = 0; i < slots.size() && !used; i++)
        {
            final RouteSearch search = slots.get(i);
            used = search.state != RouteSearch.FREE && (search.upLink == linkId || search.currentLink == linkId);
        }
        return used;
    }

    /** Whether another attempt of the group waits for our answer, by the same neighbour. */
    boolean reachedTargetBy(final int linkId, final long groupId)
    {
        for (int i = 0; i < slots.size(); i++)
        {
            final RouteSearch search = slots.get(i);
            final boolean isOfGroup = search.role == RouteSearch.TARGET && search.groupId == groupId;
            if (isOfGroup && search.state == RouteSearch.SEARCHING && search.upLink == linkId)
            {
                return true;
            }
        }
        return false;
    }

    /**
     * What two routes of one session must not have in common.
     *
     * @param linkId at the target the last link; {@link Circuit#NO_LINK} at a relay, which serves one route only.
     * @return a keyed hash, never 0.
     */
    long groupKey(final long groupId, final int linkId)
    {
        hashed.putLong(0, groupId);
        hashed.putLong(SIZE_OF_LONG, linkId);
        return hash.hash(hashed, 0, 2 * SIZE_OF_LONG) | 1;
    }

    int inspect(final Inspector inspector)
    {
        int held = 0;
        int used = 0;
        for (int i = 0; i < slots.size(); i++)
        {
            final RouteSearch search = slots.get(i);
            final boolean isFree = search.state == RouteSearch.FREE;
            final boolean isSet = timers.deadlineNs(i) < Long.MAX_VALUE;
            inspector.agree("timer of a route search", isSet ? 1 : 0, isFree ? 0 : 1);
            if (!isFree)
            {
                used++;
                held += null == search.circuit ? 0 : 1;
                inspector.agree("route search by its key", byKey.get(search.mapKey) == search ? 1 : 0, 1);
                inspector.pending("route search", search.deadlineNs);
                inspector.routeSearch(search.deadlineNs);
            }
        }
        inspector.level("route searches", used, maxSearches);
        inspector.agree("places of route searches", used, slots.size() - free.size());
        inspector.agree("route searches by key", byKey.size(), used);
        return held;
    }

    /** A relay serves one attempt of a group, so its key leaves the attempt out. */
    private long mapKey(final int role, final long groupId, final int attempt)
    {
        final long second = role == RouteSearch.RELAY ? 0 : (((long)role) << 32) + attempt + 1;
        hashed.putLong(0, groupId);
        hashed.putLong(SIZE_OF_LONG, second);
        return hash.hash(hashed, 0, 2 * SIZE_OF_LONG);
    }
}
