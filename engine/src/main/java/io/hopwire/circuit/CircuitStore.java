package io.hopwire.circuit;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Services;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;

import java.util.ArrayList;

/**
 * Entries of circuits: given out, found by label, found by link, expired.
 * <p>
 * Open circuits of one link hang on a list through their entries, so that a dead link finds its circuits without a
 * search. Those that must end then wait in line, for closing them sends a cell each and one input may only send so
 * many.
 */
final class CircuitStore
{
    /** Timer id that is no circuit's. */
    static final int DRAIN_TIMER = 0;
    /** Circuits closed at a time, with a word to either side where it is not the side that broke. */
    static final int DRAIN_LIMIT = 16;
    private static final long DRAIN_INTERVAL_NS = 1_000_000L;

    private final int maxCircuits;
    private final long idleTimeoutNs;
    private final EntropySource entropy;
    private final Counters counters;
    private final LinkTable links;
    private final Timers timers;
    private final ArrayList<Circuit> circuits = new ArrayList<>();
    private final ArrayList<Circuit> free = new ArrayList<>();
    private final Int2ObjectHashMap<Circuit> headByLink = new Int2ObjectHashMap<>();
    private final Long2ObjectHashMap<Circuit> byGroupKey = new Long2ObjectHashMap<>();
    private Circuit dying;
    private final int maxOfOthers;
    private int openCount;

    CircuitStore(final Settings settings, final Services services, final LinkTable links, final Timers timers)
    {
        maxCircuits = settings.get(CircuitSettings.MAX_CIRCUITS);
        idleTimeoutNs = settings.get(CircuitSettings.IDLE_TIMEOUT);
        entropy = services.entropy();
        counters = services.counters();
        this.links = links;
        this.timers = timers;
        this.maxOfOthers = Math.max(1, maxCircuits - maxCircuits / 4);
    }

    /**
     * An entry in state pending, not yet on any link's list.
     *
     * @return the entry or null where the table is full.
     */
    Circuit allocate(final int upLink, final int upLabel, final boolean isOfOthers)
    {
        if (isOfOthers && circuits.size() - free.size() >= maxOfOthers)
        {
            return null;
        }
        final Circuit circuit;
        if (!free.isEmpty())
        {
            circuit = free.remove(free.size() - 1);
        }
        else if (circuits.size() < maxCircuits)
        {
            circuit = new Circuit(circuits.size(), entropy.nextInt());
            circuits.add(circuit);
        }
        else
        {
            return null;
        }
        assert circuit.state == Circuit.FREE && circuits.get(circuit.index) == circuit : "a free place is free";
        circuit.state = Circuit.PENDING;
        circuit.linkId(Circuit.UP, upLink);
        circuit.outLabel(Circuit.UP, upLabel);
        return circuit;
    }

    /**
     * From now on cells find it.
     *
     * @param groupKey of {@link RouteSearchTable#groupKey}, or 0 where it is no matter who else comes by.
     */
    void open(final Circuit circuit, final long groupKey, final int hops, final long nowNs)
    {
        assert circuit.state == Circuit.PENDING : "a circuit opens once";
        assert circuit.linkId(Circuit.UP) != circuit.linkId(Circuit.DOWN) : "nothing goes back to where it came from";
        circuit.state = Circuit.OPEN;
        circuit.groupKey = groupKey;
        if (groupKey != 0)
        {
            assert !byGroupKey.containsKey(groupKey) : "routes of one session do not meet here";
            byGroupKey.put(groupKey, circuit);
        }
        circuit.hops = hops;
        circuit.lastActivityNs = nowNs;
        attach(circuit, Circuit.UP);
        attach(circuit, Circuit.DOWN);
        timers.schedule(circuit.index + 1, nowNs + idleTimeoutNs);
        openCount++;
        assert isFoundByItsLabels(circuit) : "labels are no other circuit's";
        counters.set(SystemCounter.CIRCUITS_OPEN, openCount);
    }

    private boolean isFoundByItsLabels(final Circuit circuit)
    {
        return byLabel(circuit.label(Circuit.UP), circuit.linkId(Circuit.UP)) == circuit &&
            byLabel(circuit.label(Circuit.DOWN), circuit.linkId(Circuit.DOWN)) == circuit;
    }

    void free(final Circuit circuit)
    {
        assert circuit.state != Circuit.FREE : "a circuit is given back once";
        if (circuit.state == Circuit.OPEN)
        {
            detach(circuit);
        }
        timers.cancel(circuit.index + 1);
        circuit.release();
        free.add(circuit);
    }

    /** A search is forgotten after a while; the circuit that it led to keeps other routes of its session away. */
    boolean isTaken(final long groupKey)
    {
        return byGroupKey.containsKey(groupKey);
    }

    Circuit open(final int circuitId)
    {
        if (circuitId < 0 || circuitId >= circuits.size())
        {
            return null;
        }
        final Circuit circuit = circuits.get(circuitId);
        return circuit.state == Circuit.OPEN ? circuit : null;
    }

    Circuit byLabel(final int label, final int linkId)
    {
        final int index = Circuit.indexOf(label);
        if (index >= circuits.size())
        {
            return null;
        }
        final Circuit circuit = circuits.get(index);
        final boolean valid = circuit.state == Circuit.OPEN && circuit.owns(label) &&
            circuit.linkId(Circuit.sideOf(label)) == linkId;
        return valid ? circuit : null;
    }

    /**
     * The circuit of a timer that fired, if it really has been idle.
     *
     * @return the circuit or null.
     */
    Circuit expired(final int timerId, final long nowNs)
    {
        final Circuit circuit = open(timerId - 1);
        if (null == circuit)
        {
            return null;
        }
        final long deadlineNs = circuit.lastActivityNs + idleTimeoutNs;
        if (deadlineNs - nowNs > 0)
        {
            timers.schedule(timerId, deadlineNs);
            return null;
        }
        return circuit;
    }

    boolean usesLink(final int linkId)
    {
        return headByLink.containsKey(linkId);
    }

    void detachAll(final int linkId, final int reason)
    {
        Circuit circuit = headByLink.get(linkId);
        while (null != circuit)
        {
            final Circuit following = circuit.next(sideOn(circuit, linkId));
            final int deadSide = sideOn(circuit, linkId);
            retire(circuit);
            circuit.closeReason = reason;
            circuit.linkId(deadSide, Circuit.NO_LINK);
            circuit.next(Circuit.UP, dying);
            dying = circuit;
            circuit = following;
        }
    }

    /** No cell finds it any more; its end may be told without meeting itself again. */
    void retire(final Circuit circuit)
    {
        assert circuit.state == Circuit.OPEN : "only what is open is on a list of a link";
        detach(circuit);
        circuit.state = Circuit.DYING;
    }

    Circuit nextDying()
    {
        final Circuit circuit = dying;
        if (null != circuit)
        {
            assert circuit.state == Circuit.DYING : "who waits to be closed does nothing else";
            dying = circuit.next(Circuit.UP);
            circuit.next(Circuit.UP, null);
        }
        return circuit;
    }

    void scheduleDrain(final long nowNs)
    {
        if (null != dying)
        {
            timers.schedule(DRAIN_TIMER, nowNs + DRAIN_INTERVAL_NS);
        }
    }

    /**
     * Tell what the table holds.
     *
     * @param held entries that searches hold.
     */
    void inspect(final Inspector inspector, final int held)
    {
        final int[] states = new int[Circuit.DYING + 1];
        int grouped = 0;
        for (int i = 0; i < circuits.size(); i++)
        {
            final Circuit circuit = circuits.get(i);
            states[circuit.state]++;
            final boolean isOpen = circuit.state == Circuit.OPEN;
            inspector.agree("timer of a circuit", isSet(i + 1) ? 1 : 0, isOpen ? 1 : 0);
            if (isOpen)
            {
                grouped += circuit.groupKey == 0 ? 0 : 1;
                inspector.circuit(i, circuit.hops);
                inspect(inspector, circuit, Circuit.UP);
                inspect(inspector, circuit, Circuit.DOWN);
            }
        }
        inspector.level("circuits", circuits.size() - free.size(), maxCircuits);
        inspector.agree("places of circuits", states[Circuit.FREE], free.size());
        inspector.agree("circuits of route searches", states[Circuit.PENDING], held);
        inspector.agree("circuits by group", byGroupKey.size(), grouped);
        inspector.agree("circuits to be closed", states[Circuit.DYING], dyingCount());
        inspector.agree("timer of circuits to be closed", isSet(DRAIN_TIMER) ? 1 : 0, null == dying ? 0 : 1);
        inspector.agree("open circuits", openCount, states[Circuit.OPEN]);
        inspector.gauge(SystemCounter.CIRCUITS_OPEN, states[Circuit.OPEN]);
    }

    private void inspect(final Inspector inspector, final Circuit circuit, final int side)
    {
        final int linkId = circuit.linkId(side);
        if (linkId != Circuit.LOCAL)
        {
            final Link link = linkId < 0 ? null : links.get(linkId);
            inspector.agree("link of a circuit is up", null != link && link.isUp() ? 1 : 0, 1);
            inspector.agree("circuit on its link's list", isListed(circuit, side) ? 1 : 0, 1);
        }
        inspector.circuitSide(linkId, circuit.label(side), circuit.outLabel(side));
    }

    private boolean isListed(final Circuit circuit, final int side)
    {
        final int linkId = circuit.linkId(side);
        final Circuit before = circuit.previous(side);
        return null == before ? headByLink.get(linkId) == circuit : before.next(sideOn(before, linkId)) == circuit;
    }

    private int dyingCount()
    {
        int count = 0;
        for (Circuit circuit = dying; null != circuit; circuit = circuit.next(Circuit.UP))
        {
            count++;
        }
        return count;
    }

    private boolean isSet(final int timerId)
    {
        return timers.deadlineNs(timerId) < Long.MAX_VALUE;
    }

    private void attach(final Circuit circuit, final int side)
    {
        final int linkId = circuit.linkId(side);
        if (linkId >= 0)
        {
            final Circuit head = headByLink.put(linkId, circuit);
            circuit.next(side, head);
            circuit.previous(side, null);
            if (null != head)
            {
                assert null == head.previous(sideOn(head, linkId)) : "nobody is before the first";
                head.previous(sideOn(head, linkId), circuit);
            }
        }
    }

    private void detach(final Circuit circuit)
    {
        detach(circuit, Circuit.UP);
        detach(circuit, Circuit.DOWN);
        if (circuit.groupKey != 0)
        {
            byGroupKey.remove(circuit.groupKey);
        }
        openCount--;
        assert openCount >= 0;
        counters.set(SystemCounter.CIRCUITS_OPEN, openCount);
    }

    private void detach(final Circuit circuit, final int side)
    {
        final int linkId = circuit.linkId(side);
        if (linkId >= 0)
        {
            assert isListed(circuit, side) : "it hangs on the list of its link";
            final Circuit before = circuit.previous(side);
            final Circuit after = circuit.next(side);
            if (null != before)
            {
                before.next(sideOn(before, linkId), after);
            }
            else if (null != after)
            {
                headByLink.put(linkId, after);
            }
            else
            {
                headByLink.remove(linkId);
            }
            if (null != after)
            {
                after.previous(sideOn(after, linkId), before);
            }
            circuit.next(side, null);
            circuit.previous(side, null);
        }
    }

    /** A circuit never has both its sides on one link: a request is not sent back to where it came from. */
    private static int sideOn(final Circuit circuit, final int linkId)
    {
        return circuit.linkId(Circuit.UP) == linkId ? Circuit.UP : Circuit.DOWN;
    }
}
