package io.hopwire.sim;

import io.hopwire.sim.nat.SimAddress;
import io.hopwire.wire.FrameTypes;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The last events of a simulation in readable form: who sent what to whom, what became of it, and what applications and
 * the fault plan did. A ring that keeps the newest; lines are made only when they are asked for.
 */
public final class SimTrace
{
    private static final int SENT = 1;
    private static final int DELIVERED = 2;
    private static final int DROPPED = 3;
    private static final int NOTE = 4;

    private final long[] times;
    private final int[] kinds;
    private final int[] from;
    private final int[] to;
    private final int[] lengths;
    private final int[] details;
    private final String[] notes;
    private long count;

    SimTrace(final int capacity)
    {
        times = new long[capacity];
        kinds = new int[capacity];
        from = new int[capacity];
        to = new int[capacity];
        lengths = new int[capacity];
        details = new int[capacity];
        notes = new String[capacity];
    }

    /**
     * The newest events.
     *
     * @return one line each, the oldest first: virtual seconds since the simulation began, and what happened.
     */
    public List<String> lines()
    {
        final List<String> lines = new ArrayList<>();
        for (long i = Math.max(0, count - times.length); i < count; i++)
        {
            lines.add(line((int)(i % times.length)));
        }
        return lines;
    }

    void sent(final long timeNs, final int sender, final int destination, final int length, final byte firstByte)
    {
        add(timeNs, SENT, sender, destination, length, firstByte, null);
    }

    void delivered(final long timeNs, final int sender, final int node, final int length, final byte firstByte)
    {
        add(timeNs, DELIVERED, sender, node, length, firstByte, null);
    }

    void dropped(
        final long timeNs, final int sender, final int destination, final int length, final NetworkDrop reason)
    {
        add(timeNs, DROPPED, sender, destination, length, reason.ordinal(), null);
    }

    /**
     * What happened, in words.
     *
     * @param timeNs when.
     * @param what   it was.
     */
    public void note(final long timeNs, final String what)
    {
        add(timeNs, NOTE, 0, 0, 0, 0, what);
    }

    private void add(
        final long timeNs,
        final int kind,
        final int sender,
        final int destination,
        final int length,
        final int detail,
        final String note)
    {
        final int index = (int)(count++ % times.length);
        times[index] = timeNs - Simulator.START_NS;
        kinds[index] = kind;
        from[index] = sender;
        to[index] = destination;
        lengths[index] = length;
        details[index] = detail;
        notes[index] = note;
    }

    private String line(final int index)
    {
        final String time = String.format(Locale.ROOT, "%14.6f  ", times[index] / 1e9);
        final String ends = from[index] + " -> " + address(to[index]) + "  " + lengths[index] + " B  ";
        switch (kinds[index])
        {
            case SENT:
                return time + "sent       " + ends + FrameTypes.name(details[index] & 0xFF);

            case DELIVERED:
                return time + "delivered  " + ends + FrameTypes.name(details[index] & 0xFF);

            case DROPPED:
                return time + "dropped    " + ends + NetworkDrop.values()[details[index]].label();

            default:
                return time + notes[index];
        }
    }

    private static String address(final int addressId)
    {
        final int host = SimAddress.host(addressId);
        final String name = SimAddress.isTcp(addressId) ? "tcp " + SimAddress.tcpNode(addressId) :
            SimAddress.isNat(host) ? "nat " + (host - SimAddress.MAX_NODES) : String.valueOf(host);
        return SimAddress.slot(addressId) == 0 ? name : name + ":" + SimAddress.slot(addressId);
    }
}
