package io.hopwire.sim;

import io.hopwire.sim.nat.SimAddress;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A host that is no part of a network, which liars name: what honest nodes send there, who has nothing to do with any
 * of them.
 */
public final class Victim
{
    /** Its number: no node has it. */
    public static final int HOST = SimAddress.MAX_NODES - 1;

    private int[] lives = new int[0];
    private int[] datagrams = new int[0];
    private long[] firstNs = new long[0];
    private long bytes;

    private final BitSet namers = new BitSet();

    Victim()
    {
    }

    /**
     * A node has named this host to another.
     *
     * @param by who.
     */
    public void onNamed(final SimNode by)
    {
        namers.set(by.index());
    }

    /** {@return how many nodes have named this host so far} */
    public int namers()
    {
        return namers.cardinality();
    }

    /** {@return bytes that honest nodes have sent there, all together} */
    public long bytes()
    {
        return bytes;
    }

    /**
     * {@return how many datagrams an honest node has sent there since it started last}
     *
     * @param node of the network.
     */
    public int datagrams(final SimNode node)
    {
        final int i = node.index();
        return i < lives.length && lives[i] == node.incarnation() ? datagrams[i] : 0;
    }

    /**
     * {@return when it sent the first of those, in the network's nanoseconds}
     *
     * @param node that has sent one.
     */
    public long firstNs(final SimNode node)
    {
        return firstNs[node.index()];
    }

    void onSend(final SimNode from, final int destination, final int length, final long nowNs)
    {
        if (HOST == SimAddress.host(destination) && !from.isHostile())
        {
            final int i = from.index();
            if (i >= lives.length)
            {
                lives = Arrays.copyOf(lives, 2 * i + 1);
                datagrams = Arrays.copyOf(datagrams, lives.length);
                firstNs = Arrays.copyOf(firstNs, lives.length);
            }
            if (lives[i] != from.incarnation())
            {
                lives[i] = from.incarnation();
                datagrams[i] = 0;
                firstNs[i] = nowNs;
            }
            datagrams[i]++;
            bytes += length;
        }
    }
}
