package io.hopwire.sim.load;

import io.hopwire.crypto.Sha256;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.report.SimHistogram;
import io.hopwire.sim.report.SimReport;
import io.hopwire.spi.FindAnswer;
import io.hopwire.spi.FindCodes;
import io.hopwire.spi.FoundContact;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Look-ups of keys of nodes that are up, and whether they found what a look at all nodes at once finds, that can be
 * reached. Those whose target can not be reached because the network is split count as lost.
 */
final class LookupLoad
{
    private static final int MAX_K = 64;

    private final SimNetwork network;
    private final OutcomeCheck outcomes;
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[Sha256.LENGTH]);
    private final Long2ObjectHashMap<Pending> pending = new Long2ObjectHashMap<>();
    private final SimHistogram hops = new SimHistogram();
    private final SimHistogram questions = new SimHistogram();
    private final SimHistogram times = new SimHistogram();
    private final long[] closest = new long[MAX_K];
    private long[] ids = new long[64];
    private int[] incarnations = new int[64];
    private long started;
    private long found;
    private long exact;
    private long missed;
    private long lost;

    LookupLoad(final SimNetwork network, final OutcomeCheck outcomes)
    {
        this.network = network;
        this.outcomes = outcomes;
    }

    /**
     * One under way.
     *
     * @param asker   that looks.
     * @param target  whose key it looks for.
     * @param life    of the target.
     * @param isSplit whether the network was split between the two.
     * @param beganNs when.
     */
    private record Pending(SimApplication asker, SimNode target, int life, boolean isSplit, long beganNs)
    {
    }

    void begin(final SimApplication asker, final SimNode target)
    {
        final long correlationId = ++started;
        final boolean isSplit = network.isSplit(asker.node.index(), target.index());
        final Pending lookup = new Pending(asker, target, target.incarnation(), isSplit, network.nowNs());
        pending.put(correlationId, lookup);
        asker.node.find(correlationId, target.publicKey());
    }

    /** Those whose node is down will never end. */
    void onCrash(final SimApplication asker)
    {
        final long before = pending.size();
        pending.values().removeIf(lookup -> lookup.asker() == asker);
        lost += before - pending.size();
    }

    String onFound(final long correlationId, final DirectBuffer answer, final int offset, final int length)
    {
        final Pending lookup = pending.remove(correlationId);
        if (null == lookup)
        {
            return "look-up " + correlationId + " ended twice, or was never begun";
        }
        if (isTargetGone(lookup))
        {
            lost++;
            return null;
        }
        final int contacts = offset + FindAnswer.CONTACTS_OFFSET;
        final int count = FindAnswer.count(length, network.space().length());
        if (count > 0 && isKey(answer, contacts, lookup.target().publicKey()))
        {
            found++;
            hops.record(FindAnswer.hops(answer, offset));
            questions.record(FindAnswer.questions(answer, offset));
            times.record(network.nowNs() - lookup.beganNs());
            final boolean isExact = isExact(lookup, answer, contacts, count);
            exact += isExact ? 1 : 0;
            outcomes.onLookup(lookup.asker().node, isExact);
            return null;
        }
        miss(lookup);
        return null;
    }

    String onFailed(final long correlationId, final int code)
    {
        final Pending lookup = pending.remove(correlationId);
        if (null == lookup)
        {
            return "look-up " + correlationId + " failed twice, or was never begun";
        }
        if (code == FindCodes.LIMIT || code == FindCodes.NOT_CONNECTED)
        {
            // Refused, within the call.
            started--;
        }
        else if (isTargetGone(lookup))
        {
            lost++;
        }
        else
        {
            miss(lookup);
        }
        return null;
    }

    long foundCount()
    {
        return found;
    }

    int pendingCount()
    {
        return pending.size();
    }

    SimReport.Lookups report()
    {
        return new SimReport.Lookups(started, found, exact, missed, lost, hops, questions, times);
    }

    private void miss(final Pending lookup)
    {
        missed++;
        outcomes.onLookup(lookup.asker().node, false);
    }

    private boolean isTargetGone(final Pending lookup)
    {
        return !lookup.target().isAlive() || lookup.target().incarnation() != lookup.life() || lookup.isSplit() ||
            network.isSplit(lookup.asker().node.index(), lookup.target().index());
    }

    private static boolean isKey(final DirectBuffer contacts, final int offset, final DirectBuffer key)
    {
        for (int i = 0; i < key.capacity(); i++)
        {
            if (contacts.getByte(offset + FoundContact.KEY_OFFSET + i) != key.getByte(i))
            {
                return false;
            }
        }
        return true;
    }

    /** Compares 64 bits of distance: the chance that two of 10,000 nodes do not differ in those is nil. */
    private boolean isExact(final Pending lookup, final DirectBuffer contacts, final int offset, final int count)
    {
        final long target = prefix(lookup.target().publicKey(), 0);
        int size = 0;
        for (int i = 0; i < network.size(); i++)
        {
            final SimNode node = network.node(i);
            if (node.isAlive() && null == node.nat() && node != lookup.asker().node &&
                !network.isSplit(node.index(), lookup.asker().node.index()))
            {
                size = insert(idOf(node) ^ target, size, Math.min(count, MAX_K));
            }
        }
        for (int i = 0; i < size; i++)
        {
            final int key = offset + i * FoundContact.length(network.space().length()) + FoundContact.KEY_OFFSET;
            if ((prefix(contacts, key) ^ target) != closest[i])
            {
                return false;
            }
        }
        return size == Math.min(count, MAX_K);
    }

    private int insert(final long distance, final int size, final int limit)
    {
        if (size == limit && Long.compareUnsigned(distance, closest[size - 1]) >= 0)
        {
            return size;
        }
        int position = Math.min(size, limit - 1);
        while (position > 0 && Long.compareUnsigned(distance, closest[position - 1]) < 0)
        {
            closest[position] = closest[position - 1];
            position--;
        }
        closest[position] = distance;
        return Math.min(size + 1, limit);
    }

    private long idOf(final SimNode node)
    {
        final int index = node.index();
        if (index >= ids.length)
        {
            ids = Arrays.copyOf(ids, 2 * index);
            incarnations = Arrays.copyOf(incarnations, 2 * index);
        }
        if (incarnations[index] != node.incarnation())
        {
            incarnations[index] = node.incarnation();
            ids[index] = prefix(node.publicKey(), 0);
        }
        return ids[index];
    }

    private long prefix(final DirectBuffer key, final int offset)
    {
        network.space().nodeId(key, offset, id, 0);
        return id.getLong(0, ByteOrder.BIG_ENDIAN);
    }
}
