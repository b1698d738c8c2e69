package io.hopwire.sim.check;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.Victim;

/**
 * What hostile nodes can have honest ones send to a host that has nothing to do with the network. On the word of one
 * neighbour a node sends one datagram there, and another a minute later; where several say the same it tries with
 * doubling waits from a second on, with six datagrams each time. And all together send no more bytes there than the
 * hostile ones have sent.
 */
public final class VictimCheck implements SimCheck
{
    private static final long SECOND_NS = 1_000_000_000L;
    /** A minute by a clock that may be wrong. */
    private static final long MINUTE_NS = 50 * SECOND_NS;
    private static final int DATAGRAMS_PER_TRY = 6;
    private static final int FIRST_TRIES = 2;

    /**
     * A check of one network.
     */
    public VictimCheck()
    {
    }

    @Override
    public String name()
    {
        return "victim";
    }

    @Override
    public String check(final SimNetwork network)
    {
        final Victim victim = network.victim();
        final int liars = victim.namers();
        long hostileBytes = 0;
        for (int i = 0; i < network.size(); i++)
        {
            hostileBytes += network.node(i).hostility().bytesSent();
        }
        for (int i = 0; i < network.size(); i++)
        {
            final SimNode node = network.node(i);
            final int datagrams = victim.datagrams(node);
            final long ns = datagrams > 0 ? network.nowNs() - victim.firstNs(node) : 0;
            final long most = liars > 1 ? ofSeveral(ns) : 1 + ns / MINUTE_NS;
            if (datagrams > most)
            {
                return "node " + i + " has sent " + datagrams + " datagrams in " + ns / SECOND_NS + " s to a host " +
                    "that " + liars + " liars have named, at most " + most;
            }
        }
        return victim.bytes() <= hostileBytes ? null :
            victim.bytes() + " bytes at the victim for " + hostileBytes + " bytes of hostile nodes";
    }

    private static long ofSeveral(final long ns)
    {
        return DATAGRAMS_PER_TRY * (FIRST_TRIES + 1L + (Long.SIZE - Long.numberOfLeadingZeros(ns / SECOND_NS)));
    }
}
