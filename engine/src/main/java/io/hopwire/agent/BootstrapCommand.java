package io.hopwire.agent;

import io.hopwire.PublicKey;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Limits;
import io.hopwire.transport.AddressTable;
import org.agrona.concurrent.UnsafeBuffer;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where a configured peer is. The table of addresses is the node's, so they get their ids there, in front of the core.
 */
final class BootstrapCommand extends PendingCommand
{
    private final Commands.Bootstrap bootstrap;
    private final AddressTable table;
    private final int kind;
    private final List<InetSocketAddress> addresses;

    /**
     * @param number    of the peer, in the order of the configuration.
     * @param keyOrNull its key, where it is known.
     * @param table     of the node.
     * @param kind      one of {@link io.hopwire.spi.AddressKind}.
     * @param addresses in the order in which they are to be tried; none where its name is not resolved yet.
     */
    BootstrapCommand(
        final int number,
        final PublicKey keyOrNull,
        final AddressTable table,
        final int kind,
        final List<InetSocketAddress> addresses)
    {
        this(new Commands.Bootstrap(number, null == keyOrNull ? null : new UnsafeBuffer(keyOrNull.toBytes())),
            table, kind, addresses);
    }

    private BootstrapCommand(
        final Commands.Bootstrap bootstrap,
        final AddressTable table,
        final int kind,
        final List<InetSocketAddress> addresses)
    {
        super(Commands.BOOTSTRAP, bootstrap.buffer());
        this.bootstrap = bootstrap;
        this.table = table;
        this.kind = kind;
        this.addresses = addresses;
    }

    @Override
    boolean onTaken(final EngineSessions sessions)
    {
        for (final InetSocketAddress address : addresses)
        {
            final int addressId = table.intern(kind, address);
            if (addressId >= 0 && bootstrap.addressCount() < Limits.MAX_ADDRESSES_OF_PEER)
            {
                bootstrap.add(addressId);
            }
        }
        return true;
    }

    /**
     * {@return whether none of the addresses can be sent to from here} Where it is answered.
     */
    boolean isInVain()
    {
        return 0 == bootstrap.addressCount();
    }
}
