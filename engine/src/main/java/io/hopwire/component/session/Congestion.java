package io.hopwire.component.session;

import io.hopwire.delivery.CongestionControl;
import io.hopwire.delivery.Cubic;
import io.hopwire.delivery.FixedWindow;
import io.hopwire.delivery.LossBased;
import io.hopwire.delivery.NewReno;
import io.hopwire.delivery.Pacer;

/**
 * How much of what a session sends may be under way, besides what the peer has room for.
 * <p>
 * A session has one window, whatever its routes. Of packets that are copied to all of them one that arrives by any is
 * not lost, so the window says what the best of them carries, and a narrower one drops the rest.
 */
public enum Congestion
{
    /**
     * As many packets as {@code hopwire.session.window} has kilobytes, whatever is lost; half of them after each
     * timeout. For a network that is never overloaded, or where nothing else matters: it takes from others what they
     * leave.
     */
    FIXED
    {
        @Override
        CongestionControl control(final int maxPackets, final int maxPacketLength)
        {
            return new FixedWindow(maxPackets, maxPacketLength);
        }

        @Override
        Pacer pacer(final int maxPacketLength)
        {
            return null;
        }
    },
    /**
     * {@link NewReno}, paced: sessions that share a bottleneck get about as much each, and so does TCP. The default,
     * because nobody knows what a route leads over.
     */
    NEWRENO
    {
        @Override
        CongestionControl control(final int maxPackets, final int maxPacketLength)
        {
            return new NewReno(maxPacketLength);
        }

        @Override
        Pacer pacer(final int maxPacketLength)
        {
            return new Pacer(LossBased.INITIAL_PACKETS * maxPacketLength);
        }
    },
    /**
     * {@link Cubic}, paced: after a loss it is soon near the window that it had, however long a round trip takes. For
     * routes around the world that carry much, with a {@code hopwire.session.window} that is large enough for them.
     */
    CUBIC
    {
        @Override
        CongestionControl control(final int maxPackets, final int maxPacketLength)
        {
            return new Cubic(maxPacketLength);
        }

        @Override
        Pacer pacer(final int maxPacketLength)
        {
            return new Pacer(LossBased.INITIAL_PACKETS * maxPacketLength);
        }
    };

    /**
     * {@return what decides for one session}
     *
     * @param maxPackets      in flight at most.
     * @param maxPacketLength bytes of the longest packet.
     */
    abstract CongestionControl control(int maxPackets, int maxPacketLength);

    /**
     * {@return what spreads a window over the round trip; null where it leaves at once}
     *
     * @param maxPacketLength bytes of the longest packet.
     */
    abstract Pacer pacer(int maxPacketLength);
}
