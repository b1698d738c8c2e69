package io.hopwire.sim.fault;

import io.hopwire.link.Link;
import io.hopwire.sim.HostileMessages;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.wire.Operation;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Asks for routes to nobody, or has something to say to everybody, again and again.
 */
final class Flooding extends Mischief
{
    private static final long MICRO = 1000;

    private final FaultHostile.Attackers fault;
    private final UnsafeBuffer nobody;
    private int turn;

    Flooding(
        final SimNetwork network, final SimNode node, final SimRandom luck, final FaultHostile.Attackers fault)
    {
        super(network, node, luck);
        this.fault = fault;
        nobody = new UnsafeBuffer(new byte[network.space().length()]);
    }

    @Override
    long periodNs()
    {
        return SECOND / fault.perSecond();
    }

    @Override
    void act()
    {
        final int links = node.links().upCount();
        if (links > 0)
        {
            final Link link = node.links().upLink(turn++ % links);
            HostileMessages.send(node, link, fault.isShout() ? shout(link) : routeRequest());
        }
    }

    private byte[] routeRequest()
    {
        luck.nextBytes(nobody.byteArray(), 0, nobody.capacity());
        return HostileMessages.routeRequest(node, nobody, luck.nextLong());
    }

    /** Nothing that an honest node says: no number. */
    private byte[] shout(final Link link)
    {
        return HostileMessages.message(
            node, new UnsafeBuffer(link.identity(), Link.ADDRESS_OFFSET, nobody.capacity()), Operation.SHOUT,
            (encoder) -> encoder.putArrayHeader(2).putString("attack").putLong(node.nowNs() / MICRO + turn));
    }
}
