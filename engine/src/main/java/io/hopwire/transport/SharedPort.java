package io.hopwire.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/**
 * A further socket on a port that is ours. The port is open to it (SO_REUSEPORT) only while it is bound, and to sockets
 * of the same user at that: a second engine must fail to take the port, so it is never left open (as SO_REUSEADDR would
 * have to leave it).
 */
final class SharedPort
{
    private SharedPort()
    {
    }

    /**
     * Can this system do it? Others have the option too, but give it another meaning.
     */
    static boolean isAvailable()
    {
        return System.getProperty("os.name", "").startsWith("Linux");
    }

    /**
     * Bind a channel beside those that hold the port.
     *
     * @param channel not bound yet.
     * @param address with the port.
     * @param holders of the port whose addresses overlap.
     * @throws IOException where the system refuses.
     */
    static void bind(final DatagramChannel channel, final SocketAddress address, final DatagramChannel... holders)
        throws IOException
    {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        try
        {
            for (final DatagramChannel holder : holders)
            {
                holder.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(address);
        }
        finally
        {
            // That alone keeps others out; connected sockets stay open to one more of their kind.
            for (final DatagramChannel holder : holders)
            {
                holder.setOption(StandardSocketOptions.SO_REUSEPORT, false);
            }
        }
    }
}
