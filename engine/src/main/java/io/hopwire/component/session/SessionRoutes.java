package io.hopwire.component.session;

import io.hopwire.spi.Limits;

import java.util.Arrays;

/**
 * The circuits of one session, in the order in which they were opened, and when each was heard last.
 */
final class SessionRoutes
{
    int[] circuitIds = new int[1];
    long[] heardNs = new long[1];
    long[] pingNs = new long[1];
    boolean[] proved = new boolean[1];
    int count;
    int provedCount;

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
        }
        circuitIds[count] = circuitId;
        heardNs[count] = nowNs;
        pingNs[count] = nowNs;
        proved[count] = false;
        count++;
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
        }
    }

    void onHeard(final int index, final long nowNs)
    {
        heardNs[index] = nowNs;
        if (!proved[index])
        {
            proved[index] = true;
            provedCount++;
        }
    }
}
