package io.hopwire.sim.load;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.check.SimCheck;
import io.hopwire.sim.report.SimHistogram;
import io.hopwire.sim.report.SimReport;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;

import java.nio.ByteOrder;

/**
 * The books of all messages in a simulation: each is delivered once, in order and unchanged, or reported; none is
 * acknowledged before it was delivered; and who closes knows exactly what it does not know.
 * <pre>
 *    0         8          16                    24
 *   +---------+----------+---------------------+------------------------------+
 *   |  flow   |  number  |  time of its offer  |  bytes that follow from both |
 *   +---------+----------+---------------------+------------------------------+
 * </pre>
 */
final class Ledger implements SimCheck
{
    /**
     * A session that hears nothing for 10 s, and for 15 s more finds no other route, ends. Where only one of its two
     * directions works, first the one end hears nothing, and then, if the word of its close is lost, the other one.
     */
    private static final long PATIENCE_NS = 52_000_000_000L;
    private static final int NUMBER = 8;
    private static final int TIME = 16;

    private final Long2ObjectHashMap<Flow> flows = new Long2ObjectHashMap<>();
    private final SimHistogram times = new SimHistogram();
    private final SimNetwork network;
    private long faultsEndNs = Long.MAX_VALUE / 2;
    private long oldestOpen = 1;
    private long nextSerial = 1;
    private long offered;
    private long refused;
    private long delivered;
    private long acked;
    private long unknown;
    private long crashed;
    private String violation;

    Ledger(final SimNetwork network)
    {
        this.network = network;
    }

    @Override
    public String name()
    {
        return "messages";
    }

    @Override
    public String check(final SimNetwork ignored)
    {
        final long nowNs = network.nowNs();
        for (long serial = oldestOpen; serial < nextSerial && null == violation; serial++)
        {
            final Flow flow = flows.get(serial);
            if (!flow.isOpen())
            {
                oldestOpen += serial == oldestOpen ? 1 : 0;
            }
            else if (flow.acked < flow.offered && nowNs - Math.max(flow.progressNs, faultsEndNs) >= PATIENCE_NS)
            {
                violate("nothing acknowledged for " + (nowNs - flow.progressNs) / 1_000_000L + " ms: " + flow);
            }
        }
        return violation;
    }

    /** From now on nothing is lost. */
    void onFaultsEnd()
    {
        faultsEndNs = network.nowNs();
    }

    @Override
    public String checkQuiet(final SimNetwork ignored)
    {
        for (long serial = 1; serial < nextSerial && null == violation; serial++)
        {
            final Flow flow = flows.get(serial);
            if (null != flow && flow.isOpen())
            {
                violate("still open: " + flow);
            }
        }
        return violation;
    }

    SimReport.Messages report()
    {
        return new SimReport.Messages(offered, refused, delivered, acked, unknown, crashed, times);
    }

    long deliveredCount()
    {
        return delivered;
    }

    Flow open(final SimNode sender, final int sessionId, final int receiver)
    {
        final Flow flow = new Flow(nextSerial++, sender, sessionId, receiver);
        flows.put(flow.serial, flow);
        return flow;
    }

    /** Lay out the next message of a flow. */
    void write(final Flow flow, final MutableDirectBuffer buffer, final int length)
    {
        buffer.putLong(0, flow.serial, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(NUMBER, flow.offered, ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(TIME, network.nowNs(), ByteOrder.LITTLE_ENDIAN);
        for (int i = SimulationConfig.MIN_MESSAGE_LENGTH; i < length; i++)
        {
            buffer.putByte(i, filler(flow.serial, flow.offered, i));
        }
    }

    void onOffered(final Flow flow, final long position)
    {
        if (position < 0)
        {
            refused++;
            return;
        }
        if (flow.offered == flow.acked)
        {
            flow.progressNs = network.nowNs();
        }
        flow.offered++;
        offered++;
        if (position != flow.offered)
        {
            violate("offer answered " + position + ": " + flow);
        }
    }

    void onMessage(final SimNode receiver, final DirectBuffer buffer, final int offset, final int length)
    {
        final Flow flow = length < SimulationConfig.MIN_MESSAGE_LENGTH ?
            null : flows.get(buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN));
        if (null == flow)
        {
            violate("node " + receiver.index() + " got a message of " + length + " bytes that nobody sent");
            return;
        }
        final long number = buffer.getLong(offset + NUMBER, ByteOrder.LITTLE_ENDIAN);
        if (flow.receiver != receiver.index())
        {
            violate("node " + receiver.index() + " got a message of another's: " + flow);
        }
        else if (number != flow.delivered || number >= flow.offered)
        {
            violate("message " + number + " came when " + flow.delivered + " was due: " + flow);
        }
        else if (!isUnchanged(flow, buffer, offset, length))
        {
            violate("message " + number + " was changed: " + flow);
        }
        flow.delivered++;
        delivered++;
        times.record(network.nowNs() - buffer.getLong(offset + TIME, ByteOrder.LITTLE_ENDIAN));
    }

    void onAcked(final Flow flow, final long count)
    {
        if (count < flow.acked || count > flow.delivered || count > flow.offered)
        {
            violate("acknowledged up to " + count + ": " + flow);
        }
        acked += count - flow.acked;
        flow.acked = count;
        flow.progressNs = network.nowNs();
    }

    void onClosed(final Flow flow, final long unknownCount)
    {
        flow.closed = true;
        flow.unknown = unknownCount;
        unknown += unknownCount;
        if (flow.offered != flow.acked + unknownCount)
        {
            violate("closed with " + unknownCount + " unknown: " + flow);
        }
        if (flow.mustArrive && (flow.delivered != flow.offered || unknownCount > 0))
        {
            violate("long after all faults, not all were delivered, and known to be: " + flow);
        }
    }

    /** Whoever wanted to know of this flow's messages is gone. */
    void onCrash(final Flow flow)
    {
        flow.crashed = true;
        crashed += flow.offered - flow.acked;
    }

    void violate(final String what)
    {
        if (null == violation)
        {
            violation = what;
            network.simulator().stop();
        }
    }

    String violation()
    {
        return violation;
    }

    private static boolean isUnchanged(
        final Flow flow, final DirectBuffer buffer, final int offset, final int length)
    {
        for (int i = SimulationConfig.MIN_MESSAGE_LENGTH; i < length; i++)
        {
            if (buffer.getByte(offset + i) != filler(flow.serial, flow.delivered, i))
            {
                return false;
            }
        }
        return true;
    }

    private static byte filler(final long serial, final long number, final int index)
    {
        return (byte)(serial * 31 + number * 7 + index);
    }
}
