package io.hopwire.sim.check;

import io.hopwire.sim.DeliveryWatch;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.SystemCounter;

/**
 * A link follows its peer to another address on nothing but the newest frame that its peer has sealed: a frame that
 * does not open, or comes late, may be from anywhere. Looks at every datagram that a node is given, and knows from
 * {@link NonceCheck} what was opened meanwhile.
 */
public final class RoamCheck implements SimCheck, DeliveryWatch
{
    private final NonceCheck nonces;
    private long roamed;
    private String failure;

    private RoamCheck(final NonceCheck nonces)
    {
        this.nonces = nonces;
    }

    /**
     * Watch a network.
     *
     * @param network to watch.
     * @param nonces  that watches it as well.
     * @return the check.
     */
    public static RoamCheck of(final SimNetwork network, final NonceCheck nonces)
    {
        final RoamCheck check = new RoamCheck(nonces);
        network.watch(check);
        return check;
    }

    @Override
    public String name()
    {
        return "roaming";
    }

    @Override
    public String check(final SimNetwork network)
    {
        return failure;
    }

    @Override
    public void before(final SimNode node)
    {
        nonces.forgetOpened();
        roamed = node.counters().get(SystemCounter.ROAMED);
    }

    @Override
    public void after(final SimNode node)
    {
        if (null == failure && node.counters().get(SystemCounter.ROAMED) != roamed && !nonces.hasOpenedNewest())
        {
            failure = "node " + node.index() + " (life " + node.incarnation() +
                "): a link moved on a frame that was not its peer's newest";
        }
    }
}
