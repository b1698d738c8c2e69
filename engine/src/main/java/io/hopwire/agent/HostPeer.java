package io.hopwire.agent;

import io.hopwire.libp2p.KnownPeer;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;

import java.util.List;

/**
 * What a host knew of a peer at one moment. All but the id is what the peer says of itself, or what the application
 * said. Immutable.
 *
 * @param id              which peer.
 * @param addresses       where it may be, without its id.
 * @param protocols       names of those that it serves.
 * @param agentVersion    name and version of its program; may be empty, or any text.
 * @param protocolVersion family of its protocols; may be empty, or any text.
 * @param observedAddress where it sees us; null where it has not said so.
 */
public record HostPeer(
    PeerId id,
    List<Multiaddr> addresses,
    List<String> protocols,
    String agentVersion,
    String protocolVersion,
    Multiaddr observedAddress)
{
    static HostPeer of(final KnownPeer known)
    {
        return new HostPeer(
            known.id(),
            List.copyOf(known.addresses()),
            known.protocols(),
            known.agentVersion(),
            known.protocolVersion(),
            known.observedAddress());
    }
}
