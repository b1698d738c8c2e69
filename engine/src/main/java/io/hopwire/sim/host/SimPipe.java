package io.hopwire.sim.host;

import io.hopwire.spi.AddressCloseReason;
import io.hopwire.spi.ByteSink;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A connection of TCP between two hosts. What one writes is cut into segments of any length, which arrive in order
 * after the delay of the path; as many bytes are under way as the other's window holds, and room comes back after the
 * delay of an acknowledgement.
 * <pre>
 *   core ──► sink (bytes that wait) ──► segments under way, bounded by the window ──► other core
 *                                                       ◄── acknowledged
 * </pre>
 */
final class SimPipe
{
    private static final int DIALLER = 0;

    private final SimHosts network;
    final End[] ends = new End[2];
    private boolean isBroken;

    SimPipe(
        final SimHosts network,
        final SimHost dialler,
        final int dialled,
        final SimHost acceptor,
        final int accepted)
    {
        this.network = network;
        ends[DIALLER] = new End(dialler, dialled);
        ends[1] = new End(acceptor, accepted);
        ends[DIALLER].other = ends[1];
        ends[1].other = ends[DIALLER];
    }

    /** Nothing of it arrives any more; each side hears so when it does. */
    void breakIt()
    {
        if (!isBroken)
        {
            isBroken = true;
            network.note("breaks", ends[DIALLER].host, ends[1].host, 0);
            for (final End end : ends)
            {
                network.later(network.delayNs(), end.host, () -> end.lost(AddressCloseReason.REMOTE));
            }
        }
    }

    boolean isBroken()
    {
        return isBroken;
    }

    /** One side of it, and what that side sends. */
    final class End implements ByteSink
    {
        final SimHost host;
        final int addressId;
        End other;
        boolean isOpen;
        private final UnsafeBuffer waiting;
        private int length;
        private int underWay;
        private long lastNs;
        private boolean wantsRoom;
        private boolean isEnding;
        private boolean isEndSent;
        private boolean isEnded;
        /** Its core has closed it, or was told of its end. */
        boolean isLeft;

        End(final SimHost host, final int addressId)
        {
            this.host = host;
            this.addressId = addressId;
            waiting = new UnsafeBuffer(new byte[network.sinkLength()]);
        }

        SimPipe pipe()
        {
            return SimPipe.this;
        }

        @Override
        public int room()
        {
            if (!isOpen || isEnding || isLeft)
            {
                return 0;
            }
            wantsRoom |= waiting.capacity() - length < waiting.capacity() / 2;
            return waiting.capacity() - length;
        }

        @Override
        public MutableDirectBuffer buffer()
        {
            return waiting;
        }

        @Override
        public int offset()
        {
            return length;
        }

        @Override
        public void commit(final int written)
        {
            length += written;
        }

        void end()
        {
            isEnding = true;
        }

        /** The core wants to hear no more; what waits leaves still. */
        void close()
        {
            isLeft = true;
            isEnding = true;
        }

        void reset()
        {
            isLeft = true;
            host.forget(this);
            if (!isBroken)
            {
                isBroken = true;
                network.note("resets", host, other.host, 0);
                network.later(network.delayNs(), other.host, () -> other.lost(AddressCloseReason.REMOTE));
            }
        }

        /** At the end of a duty cycle. */
        void send()
        {
            while (isOpen && !isBroken && length > 0 && underWay < network.window())
            {
                final int part = Math.min(Math.min(length, network.window() - underWay), network.segment());
                final byte[] segment = new byte[part];
                waiting.getBytes(0, segment);
                network.note("sends", host, other.host, part);
                length -= part;
                waiting.putBytes(0, waiting, part, length);
                underWay += part;
                network.at(arrivesNs(part), () -> arrive(segment));
            }
            if (isOpen && !isBroken && isEnding && !isEndSent && 0 == length)
            {
                isEndSent = true;
                network.note("ends", host, other.host, 0);
                network.at(arrivesNs(1), other::onEnd);
            }
        }

        /** What it sends does not arrive before the other end is open. */
        void startsAt(final long timeNs)
        {
            lastNs = timeNs;
        }

        boolean isOver()
        {
            return isEndSent && isEnded;
        }

        private long arrivesNs(final int bytes)
        {
            lastNs = Math.max(lastNs, network.nowNs() + network.delayNs() + network.timeNs(bytes));
            return lastNs;
        }

        private void arrive(final byte[] segment)
        {
            if (isBroken)
            {
                return;
            }
            if (!other.isLeft && other.host.isAlive())
            {
                network.note("delivers", host, other.host, segment.length);
                other.host.onBytes(other, segment);
            }
            network.later(network.delayNs(), host, () -> acknowledged(segment.length));
        }

        private void acknowledged(final int bytes)
        {
            underWay -= bytes;
            if (!isBroken && host.isAlive())
            {
                send();
                if (wantsRoom && !isLeft && waiting.capacity() - length >= waiting.capacity() / 2)
                {
                    wantsRoom = false;
                    host.onRoom(this);
                }
            }
        }

        private void onEnd()
        {
            if (isBroken)
            {
                return;
            }
            isEnded = true;
            if (isOver())
            {
                host.forget(this);
                other.host.forget(other);
            }
            else if (!isLeft && host.isAlive())
            {
                host.onEnd(this);
            }
        }

        private void lost(final int reason)
        {
            if (!isLeft && host.isAlive())
            {
                isLeft = true;
                host.onLost(this, reason);
            }
            host.forget(this);
        }
    }
}
