package io.hopwire.sim.check;

import java.util.List;

/**
 * What must hold in every simulated network, whatever runs in it. Checks remember what they saw: a list is for one
 * network, and {@link SimCheck#check} is to be called again and again, also in the time of quiet, at least every five
 * seconds.
 */
public final class SimChecks
{
    private SimChecks()
    {
    }

    /**
     * A new list of all checks that need no more than the network; {@link NonceCheck} must be asked for beforehand.
     *
     * @return checks of one network.
     */
    public static List<SimCheck> standard()
    {
        return List.of(
            new DatagramBalance(), new CounterBalance(), new LimitCheck(), new RoutingCheck(), new LinkCheck(),
            new CircuitCheck(), new QuietCheck());
    }
}
