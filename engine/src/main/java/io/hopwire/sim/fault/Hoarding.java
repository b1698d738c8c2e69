package io.hopwire.sim.fault;

import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.Tampering;
import io.hopwire.spi.Commands;
import io.hopwire.spi.ConnectAnswer;
import io.hopwire.spi.Events;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Begins sessions with everybody. Either they are never confirmed: not a packet of any leaves; or they are never used,
 * and whoever has them comes back with another key again and again, and leaves the old ones behind.
 */
final class Hoarding extends Mischief implements Tampering
{
    /** Sessions that one begins who confirms them. */
    static final long PER_SECOND = 10;

    private static final long KEY_NS = 5 * SECOND;
    private static final long TIMEOUT_NS = 5 * SECOND;
    private static final int MAX_HOPS = 5;
    private static final int ATTEMPTS = 8;

    private final long perSecond;
    private final boolean isMute;
    private long connects;
    private long keySinceNs;

    Hoarding(
        final SimNetwork network,
        final SimNode node,
        final SimRandom luck,
        final long perSecond,
        final boolean isMute)
    {
        super(network, node, luck);
        this.perSecond = perSecond;
        this.isMute = isMute;
        keySinceNs = network.nowNs();
    }

    @Override
    Tampering tampering()
    {
        return isMute ? this : null;
    }

    @Override
    Events application()
    {
        return new Hoarder();
    }

    @Override
    long periodNs()
    {
        return SECOND / perSecond;
    }

    @Override
    public boolean onPacket(final MutableDirectBuffer plaintext, final int offset, final int length)
    {
        return false;
    }

    @Override
    void act()
    {
        if (!isMute && network.nowNs() - keySinceNs >= KEY_NS)
        {
            keySinceNs = network.nowNs();
            node.crash();
            node.restart(false);
        }
        for (int i = 0; i < ATTEMPTS; i++)
        {
            final SimNode other = network.node(luck.nextInt(network.size()));
            if (other.isAlive() && !other.isHostile())
            {
                node.connect(++connects, other, MAX_HOPS, 1, 1, TIMEOUT_NS);
                return;
            }
        }
    }

    /**
     * Its application, which wants nothing but that there are sessions, and takes nothing that it is told.
     */
    final class Hoarder extends RecordingEvents
    {
        @Override
        public void onAnswer(
            final int type,
            final long correlationId,
            final int code,
            final DirectBuffer buffer,
            final int offset,
            final int length)
        {
            if (isMute && Commands.CONNECT == type && Commands.OK == code)
            {
                // It needs the place for the next one. Of this the peer hears nothing.
                final int sessionId = new ConnectAnswer().wrap(buffer, offset).sessionId();
                network.schedule(0, () -> abort(sessionId));
            }
        }

        private void abort(final int sessionId)
        {
            if (node.isAlive() && node.application() == this)
            {
                node.command(Commands.ABORT, 0, new Commands.OfSession(sessionId));
            }
        }

        @Override
        public boolean onShout(
            final DirectBuffer buffer,
            final int keyOffset,
            final long number,
            final int valueOffset,
            final int valueLength)
        {
            return false;
        }

        @Override
        public boolean onSpeak(
            final DirectBuffer buffer,
            final int keyOffset,
            final long number,
            final int valueOffset,
            final int valueLength)
        {
            return false;
        }

        @Override
        public boolean onWhisper(
            final DirectBuffer buffer,
            final int keyOffset,
            final long number,
            final int valueOffset,
            final int valueLength)
        {
            return false;
        }
    }
}
