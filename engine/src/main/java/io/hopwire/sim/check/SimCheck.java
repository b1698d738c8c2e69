package io.hopwire.sim.check;

import io.hopwire.sim.SimNetwork;

/**
 * Something that must hold in a simulated network at all times. A check sees all nodes at once, which no node does, and
 * changes nothing, not even the luck of what comes. It may be asked at any moment between two events; it may allocate,
 * and walk over the whole network.
 */
public interface SimCheck
{
    /**
     * For the line that a failure prints.
     *
     * @return a short name.
     */
    String name();

    /**
     * Look at the network as it is now.
     *
     * @param network to look at.
     * @return what is wrong, in words, with the number of the node; null where all is well.
     */
    String check(SimNetwork network);

    /**
     * Look at the network after all faults have stopped and everything was given the time it needs to end.
     *
     * @param network to look at.
     * @return what is wrong, in words; null where all is well.
     */
    default String checkQuiet(final SimNetwork network)
    {
        return check(network);
    }
}
