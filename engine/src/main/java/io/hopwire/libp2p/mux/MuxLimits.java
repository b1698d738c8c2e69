package io.hopwire.libp2p.mux;

import io.hopwire.spi.Settings;

/**
 * The {@link MuxSettings} that hold for all connections of a host, read once. Immutable.
 */
public final class MuxLimits
{
    final int inbound;
    final int outbound;
    final int backlog;
    final int window;
    final int frame;
    final int buffer;
    final int blocks;
    final int resets;
    final int pongs;
    final long pingNs;
    final long pingTimeoutNs;
    final long unreadNs;

    /**
     * Read them.
     *
     * @param settings that hold.
     */
    public MuxLimits(final Settings settings)
    {
        inbound = settings.get(MuxSettings.INBOUND);
        outbound = settings.get(MuxSettings.OUTBOUND);
        backlog = settings.get(MuxSettings.BACKLOG);
        window = settings.get(MuxSettings.WINDOW);
        frame = settings.get(MuxSettings.FRAME);
        buffer = settings.get(MuxSettings.BUFFER);
        blocks = settings.get(MuxSettings.CONNECTION_MEMORY) / Block.LENGTH;
        resets = settings.get(MuxSettings.RESETS);
        pongs = settings.get(MuxSettings.PONGS);
        pingNs = settings.get(MuxSettings.PING);
        pingTimeoutNs = settings.get(MuxSettings.PING_TIMEOUT);
        unreadNs = settings.get(MuxSettings.UNREAD);
    }

    /**
     * {@return streams of one connection that are open at a time, at the most}
     */
    public int streams()
    {
        return inbound + outbound;
    }
}
