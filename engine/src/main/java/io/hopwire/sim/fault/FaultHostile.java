package io.hopwire.sim.fault;

import static io.hopwire.sim.fault.FaultUnits.EVENTS;

/**
 * Nodes that are hostile for a while: each has a key and links, and follows the wire format as far as it serves it. A
 * share is of those who live when it begins, and each node that comes later is one by chance; nobody is hostile in two
 * ways. When it ends they are honest again.
 */
public sealed interface FaultHostile extends Fault
{
    /**
     * When they are.
     *
     * @return from when until when.
     */
    Window window();

    /**
     * Who is.
     *
     * @return which nodes.
     */
    Nodes nodes();

    /**
     * {@code attackers 0.1 whisper 50/s}: each asks its neighbours, in turn, for routes to keys that nobody has, which
     * are sought from neighbour to neighbour; or, {@code shout}, has something to say to everybody.
     *
     * @param window    when.
     * @param nodes     who.
     * @param isShout   false: routes.
     * @param perSecond of them, of each node.
     */
    record Attackers(Window window, Nodes nodes, boolean isShout, long perSecond) implements FaultHostile
    {
        @Override
        public String toString()
        {
            return window.prefix() + "attackers " + nodes + (isShout ? " shout " : " whisper ") +
                EVENTS.print(perSecond);
        }
    }

    /**
     * {@code liars 0.1}: who asks them for a node is told of nodes at a host that is no part of the network, by keys
     * that are made up or true; who asks for a value is told another one. All of them say the same.
     *
     * @param window when.
     * @param nodes  who.
     */
    record Liars(Window window, Nodes nodes) implements FaultHostile
    {
        @Override
        public String toString()
        {
            return window.prefix() + "liars " + nodes;
        }
    }

    /**
     * {@code hoarders 0.1}: each opens ten sessions a second, with everybody, and never uses them; every five seconds
     * it is gone and comes back with another key.
     *
     * @param window when.
     * @param nodes  who.
     */
    record Hoarders(Window window, Nodes nodes) implements FaultHostile
    {
        @Override
        public String toString()
        {
            return window.prefix() + "hoarders " + nodes;
        }
    }

    /**
     * {@code greedy 0.1}: each receives what it is sent, but acknowledges seldom, every 10 to 640 ms, and the newest
     * packet only, so that all others look lost.
     *
     * @param window when.
     * @param nodes  who.
     */
    record Greedy(Window window, Nodes nodes) implements FaultHostile
    {
        @Override
        public String toString()
        {
            return window.prefix() + "greedy " + nodes;
        }
    }

    /**
     * {@code unconfirmed 0.1 20/s}: each begins sessions, with everybody, and says nothing more in them.
     *
     * @param window    when.
     * @param nodes     who.
     * @param perSecond of them, of each node.
     */
    record Unconfirmed(Window window, Nodes nodes, long perSecond) implements FaultHostile
    {
        @Override
        public String toString()
        {
            return window.prefix() + "unconfirmed " + nodes + " " + EVENTS.print(perSecond);
        }
    }
}
