package io.hopwire.sim.check;

import io.hopwire.sim.DeliveryWatch;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.FrameKinds;

/**
 * A link follows its peer to another address on nothing but an answer of its peer's to what was sent there: a response
 * to a challenge, or the first frame under keys whose handshake was answered there. A frame alone may have come from
 * anywhere. Looks at every datagram that a node is given, and knows from {@link NonceCheck} what was
 * opened meanwhile.
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
        final boolean hasRoamed = node.counters().get(SystemCounter.ROAMED) != roamed;
        final boolean hasAnswered = nonces.hasOpened(FrameKinds.LINK_RESPONSE) || nonces.hasOpenedFirst();
        if (null == failure && hasRoamed && !hasAnswered)
        {
            failure = "node " + node.index() + " (life " + node.incarnation() +
                "): a link moved, and its peer had not answered";
        }
    }
}
