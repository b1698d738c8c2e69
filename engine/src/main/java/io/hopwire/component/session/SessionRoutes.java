package io.hopwire.component.session;

import io.hopwire.circuit.Circuits;
import io.hopwire.delivery.SentPackets;
import io.hopwire.spi.Limits;
import io.hopwire.spi.RoutesAnswer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;

/**
 * The circuits of one session, in the order in which they were opened, and what is known of each.
 */
final class SessionRoutes
{
    int[] circuitIds = new int[1];
    long[] heardNs = new long[1];
    long[] pingNs = new long[1];
    boolean[] proved = new boolean[1];
    RouteMeter[] meters = new RouteMeter[1];
    /** Numbers by which {@link SentPackets} knows them, which stay though others before them are removed. */
    byte[] paths = new byte[1];
    int count;
    int provedCount;
    private int lastPath;
    private boolean changed;

    int indexOf(final int circuitId)
    {
        for (int i = 0; i < count; i++)
        {
            if (circuitIds[i] == circuitId)
            {
                return i;
            }
        }
        return -1;
    }

    boolean isFull()
    {
        return count == Limits.MAX_ROUTES;
    }

    void add(final int circuitId, final long nowNs)
    {
        if (count == circuitIds.length)
        {
            final int capacity = count * 2;
            circuitIds = Arrays.copyOf(circuitIds, capacity);
            heardNs = Arrays.copyOf(heardNs, capacity);
            pingNs = Arrays.copyOf(pingNs, capacity);
            proved = Arrays.copyOf(proved, capacity);
            meters = Arrays.copyOf(meters, capacity);
            paths = Arrays.copyOf(paths, capacity);
        }
        circuitIds[count] = circuitId;
        heardNs[count] = nowNs;
        pingNs[count] = nowNs;
        proved[count] = false;
        meters[count] = new RouteMeter(nowNs);
        paths[count] = nextPath();
        count++;
        changed = true;
    }

    void remove(final int index)
    {
        provedCount -= proved[index] ? 1 : 0;
        count--;
        for (int i = index; i < count; i++)
        {
            circuitIds[i] = circuitIds[i + 1];
            heardNs[i] = heardNs[i + 1];
            pingNs[i] = pingNs[i + 1];
            proved[i] = proved[i + 1];
            meters[i] = meters[i + 1];
            paths[i] = paths[i + 1];
        }
        meters[count] = null;
        changed = true;
    }

    /** {@return whether one came, went or was heard for the first time since this was asked last} */
    boolean takeChanged()
    {
        final boolean wasChanged = changed;
        changed = false;
        return wasChanged;
    }

    /**
     * A number that no route has. Those that had one lately may still have packets under way, so each is used as late
     * as possible.
     */
    private byte nextPath()
    {
        boolean isUsed = true;
        while (isUsed)
        {
            lastPath = lastPath == SentPackets.MAX_PATH ? 1 : lastPath + 1;
            isUsed = false;
            for (int i = 0; i < count; i++)
            {
                isUsed |= paths[i] == lastPath;
            }
        }
        return (byte)lastPath;
    }

    /**
     * Something authentic came.
     *
     * @param index of the route that it came by.
     * @param nowNs time of the duty cycle.
     * @return whether it is the first by that route.
     */
    boolean onHeard(final int index, final long nowNs)
    {
        heardNs[index] = nowNs;
        final boolean isFirst = !proved[index];
        if (isFirst)
        {
            proved[index] = true;
            provedCount++;
            changed = true;
        }
        return isFirst;
    }

    /** {@return round trip of the slowest route of which it is known} */
    long slowestNs()
    {
        long slowestNs = 0;
        for (int i = 0; i < count; i++)
        {
            slowestNs = Math.max(slowestNs, meters[i].rttNs());
        }
        return slowestNs;
    }

    /**
     * Write what is known of each route, as {@link RoutesAnswer} has it.
     *
     * @param circuits   that they run over.
     * @param smoothedNs round trip by acknowledgements, which tell more of the only route than pings.
     * @param patienceNs silence after which a route is said to be silent.
     * @param buffer     to write to, from its first byte.
     * @param nowNs      time of the duty cycle.
     * @return bytes.
     */
    int describe(
        final Circuits circuits,
        final long smoothedNs,
        final long patienceNs,
        final MutableDirectBuffer buffer,
        final long nowNs)
    {
        for (int i = 0; i < count; i++)
        {
            final RouteMeter meter = meters[i];
            RoutesAnswer.put(
                buffer,
                i * RoutesAnswer.LENGTH,
                circuits.hops(circuitIds[i]),
                state(i, patienceNs, nowNs),
                1 == count && meter.rttNs() > 0 ? smoothedNs : meter.rttNs(),
                (int)((long)meter.loss() * RoutesAnswer.MILLION / RouteMeter.ALL),
                meter.bytesPerSecond(nowNs));
        }
        return count * RoutesAnswer.LENGTH;
    }

    /**
     * {@return state of a route, as {@link RoutesAnswer} has it}
     *
     * @param index      of the route.
     * @param patienceNs silence after which a route is said to be silent.
     * @param nowNs      time of the duty cycle.
     */
    int state(final int index, final long patienceNs, final long nowNs)
    {
        if (!proved[index])
        {
            return RoutesAnswer.NEW;
        }
        if (nowNs - heardNs[index] >= patienceNs)
        {
            return RoutesAnswer.SILENT;
        }
        return meters[index].isDegraded() ? RoutesAnswer.DEGRADED : RoutesAnswer.LIVE;
    }
}
