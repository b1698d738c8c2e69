package io.hopwire.transport;

import java.nio.channels.SelectableChannel;

/**
 * The channels that end the wait of the thread that polls them. A transport tells it of each channel that it opens and,
 * before the channel is closed, of its end: a channel that is still watched keeps its port.
 * <p>
 * The channels must be non-blocking. Not thread-safe: belongs to the thread that runs the transport.
 */
public interface ChannelWatch
{
    /**
     * Watches nothing, for a host that never waits.
     */
    ChannelWatch NONE = new ChannelWatch()
    {
        @Override
        public void watch(final SelectableChannel channel, final int operations)
        {
        }

        @Override
        public void forget(final SelectableChannel channel)
        {
        }
    };

    /**
     * Watch a channel from now on, or, where it is watched already, for something else.
     *
     * @param channel    non-blocking and open.
     * @param operations what ends the wait, of {@link java.nio.channels.SelectionKey}; 0 for nothing at this moment.
     * @throws TransportException where the channel is closed or the system refuses.
     */
    void watch(SelectableChannel channel, int operations);

    /**
     * Stop watching a channel, before it is closed. Does nothing where it was not watched.
     *
     * @param channel that was watched.
     */
    void forget(SelectableChannel channel);
}
