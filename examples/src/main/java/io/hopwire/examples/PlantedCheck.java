package io.hopwire.examples;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.check.SimCheck;

/**
 * Fails as soon as the network has sent so many datagrams, to see what a failure and its replay look like.
 *
 * @param datagrams that may be sent.
 */
record PlantedCheck(long datagrams) implements SimCheck
{
    @Override
    public String name()
    {
        return "planted";
    }

    @Override
    public String check(final SimNetwork network)
    {
        return network.sent() <= datagrams ? null :
            network.sent() + " datagrams were sent, " + datagrams + " are allowed";
    }
}
