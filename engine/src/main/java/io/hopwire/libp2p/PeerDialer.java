package io.hopwire.libp2p;

import io.hopwire.libp2p.address.AddressProtocol;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Streams;
import io.hopwire.spi.SystemCounter;

import java.util.List;
import java.util.TreeMap;

/**
 * Opens connections, one address of a peer after the other, and gives to all who wait what comes of it.
 */
final class PeerDialer
{
    private final HostContext host;
    /** Those to a certain peer. */
    private final TreeMap<PeerId, Dial> dials = new TreeMap<>();

    PeerDialer(final HostContext host)
    {
        this.host = host;
    }

    /** A connection to whoever is there; the peer that the address names is whom it has to be. */
    void connect(final Multiaddr address, final ConnectHandler handler)
    {
        final PeerId peer = address.peerId();
        final Multiaddr place = address.withoutPeerId();
        if (null == place)
        {
            connect(peer, List.of(), new Dial.Waiter(handler, null, null));
        }
        else
        {
            connect(peer, List.of(place), new Dial.Waiter(handler, null, null));
        }
    }

    /** A connection to a peer, at addresses that are known, or a stream on one. */
    void connect(final PeerId peer, final Dial.Waiter waiter)
    {
        connect(peer, host.peerStore.addresses(peer), waiter);
    }

    private void connect(final PeerId peerOrNull, final List<Multiaddr> addresses, final Dial.Waiter waiter)
    {
        final NetConnection known = null == peerOrNull ? null : host.peers.usable(peerOrNull);
        if (null != known)
        {
            waiter.onConnected(known);
            return;
        }
        if (host.self.equals(peerOrNull))
        {
            waiter.onFailed(HostFault.DIAL_TO_SELF);
            return;
        }
        final Dial underWay = null == peerOrNull ? null : dials.get(peerOrNull);
        final Dial dial = null == underWay ? new Dial(peerOrNull) : underWay;
        if (dial.waiters.size() >= host.muxLimits.streams())
        {
            waiter.onFailed(HostFault.DIAL_LIMIT);
            return;
        }
        dial.waiters.add(waiter);
        if (null == underWay)
        {
            if (null != peerOrNull)
            {
                dials.put(peerOrNull, dial);
            }
            dial.addresses.addAll(addresses);
            next(dial);
        }
    }

    /** A connection carries streams, whoever opened it. */
    void onConnected(final NetConnection connection)
    {
        final Dial dial = connection.dial;
        connection.dial = null;
        if (null != dial)
        {
            succeed(dial, connection);
            for (final Dial follower : dial.followers)
            {
                onFollowed(follower, connection);
            }
        }
        final Dial wanted = dials.get(connection.remotePeer());
        if (null != wanted)
        {
            succeed(wanted, connection);
        }
    }

    /** A connection was not made. */
    void onFailed(final NetConnection connection, final HostFault fault)
    {
        final Dial dial = connection.dial;
        connection.dial = null;
        if (null != dial)
        {
            host.counters.increment(SystemCounter.LIBP2P_DIALS_FAILED);
            fail(dial, fault);
            for (final Dial follower : dial.followers)
            {
                fail(follower, fault);
            }
        }
    }

    int size()
    {
        return dials.size();
    }

    private void onFollowed(final Dial follower, final NetConnection connection)
    {
        if (null == follower.peer || follower.peer.equals(connection.remotePeer()))
        {
            succeed(follower, connection);
        }
        else
        {
            fail(follower, HostFault.WRONG_PEER);
        }
    }

    private void fail(final Dial dial, final HostFault fault)
    {
        dial.lastFault = fault;
        if (!dial.isOver)
        {
            next(dial);
        }
    }

    /** Try the next address, or give up. */
    private void next(final Dial dial)
    {
        while (!dial.addresses.isEmpty())
        {
            final HostFault fault = dial(dial, dial.addresses.poll());
            if (null == fault)
            {
                return;
            }
            dial.lastFault = fault;
        }
        end(dial);
        for (final Dial.Waiter waiter : dial.waiters)
        {
            waiter.onFailed(dial.lastFault);
        }
    }

    private void succeed(final Dial dial, final NetConnection connection)
    {
        if (!dial.isOver)
        {
            end(dial);
            for (final Dial.Waiter waiter : dial.waiters)
            {
                waiter.onConnected(connection);
            }
        }
    }

    private void end(final Dial dial)
    {
        dial.isOver = true;
        if (null != dial.peer)
        {
            dials.remove(dial.peer);
        }
    }

    /** {@return why not; null where something will come of it} */
    private HostFault dial(final Dial dial, final Multiaddr address)
    {
        if (!address.isTcp() ||
            AddressProtocol.IP4 != address.protocol(0) && AddressProtocol.IP6 != address.protocol(0))
        {
            return HostFault.ADDRESS_NOT_SUPPORTED;
        }
        if (!host.gater.mayDial(dial.peer, address))
        {
            host.count(HostFault.GATED);
            return HostFault.GATED;
        }
        final int addressId = host.connections.intern(address, AddressKind.TCP);
        if (Addresses.NULL_ID == addressId)
        {
            return HostFault.UNREACHABLE;
        }
        final NetConnection known = host.connections.byAddress(addressId);
        if (null != known)
        {
            return join(dial, known);
        }
        if (!host.connections.makeRoomToDial())
        {
            host.count(HostFault.CONNECTION_LIMIT);
            return HostFault.CONNECTION_LIMIT;
        }
        switch (host.services.streams().dial(addressId))
        {
            case Streams.DIALLING:
                host.connections.add(addressId, true, address.withoutPeerId()).dial = dial;
                return null;

            case Streams.UNREACHABLE:
                return HostFault.UNREACHABLE;

            default:
                return HostFault.DIAL_LIMIT;
        }
    }

    /** There is a connection to that address, or will be. */
    private HostFault join(final Dial dial, final NetConnection known)
    {
        if (!known.isOpen())
        {
            if (null == known.dial)
            {
                return HostFault.UNREACHABLE;
            }
            known.dial.followers.add(dial);
            return null;
        }
        if (null != dial.peer)
        {
            // It would have been found by its peer, if it took streams.
            return dial.peer.equals(known.remotePeer()) ? HostFault.CLOSED_BY_PEER : HostFault.WRONG_PEER;
        }
        succeed(dial, known);
        return null;
    }
}
