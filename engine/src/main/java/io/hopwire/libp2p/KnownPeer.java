package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;

import java.util.ArrayList;
import java.util.List;

/**
 * What is known of one peer. All but its id and its key is what it says of itself, or what the application said. Not
 * thread-safe: read by the thread that runs the core.
 */
public final class KnownPeer
{
    private static final byte[] NOTHING = new byte[0];

    long age;
    /** The application, or a dial that was answered, has told where it is. */
    boolean isSought;
    private final PeerId id;
    /** Those that it was reached at, or that the application knows. */
    private final List<Multiaddr> addresses = new ArrayList<>(2);
    private List<Multiaddr> listenAddresses = List.of();
    private List<Multiaddr> signedAddresses = List.of();
    private boolean hasRecord;
    private long sequence;
    private List<String> protocols = List.of();
    private String agentVersion = "";
    private String protocolVersion = "";
    private Multiaddr observedAddress;
    private byte[] publicKey = NOTHING;

    KnownPeer(final PeerId id)
    {
        this.id = id;
    }

    /** {@return which peer} */
    public PeerId id()
    {
        return id;
    }

    /**
     * {@return where it may be, without its id: where it was, or the application says that it is; what it has signed;
     * what it has said}
     */
    public List<Multiaddr> addresses()
    {
        final List<Multiaddr> all = new ArrayList<>(addresses);
        addNew(all, signedAddresses);
        addNew(all, listenAddresses);
        return all;
    }

    /** {@return where it says that it listens} */
    public List<Multiaddr> listenAddresses()
    {
        return listenAddresses;
    }

    /** {@return where it listens, as it has signed} */
    public List<Multiaddr> signedAddresses()
    {
        return signedAddresses;
    }

    /** {@return names of the protocols that it serves} */
    public List<String> protocols()
    {
        return protocols;
    }

    /** {@return name and version of its program; may be empty, or any text} */
    public String agentVersion()
    {
        return agentVersion;
    }

    /** {@return family of its protocols; may be empty, or any text} */
    public String protocolVersion()
    {
        return protocolVersion;
    }

    /** {@return where it sees us; null where it has not said so} */
    public Multiaddr observedAddress()
    {
        return observedAddress;
    }

    /** {@return its public key, a protobuf, as a handshake has proved it; empty where there was none} */
    public byte[] publicKey()
    {
        return publicKey.clone();
    }

    void add(final Multiaddr address, final int max)
    {
        if (!addresses.contains(address))
        {
            if (addresses.size() >= max)
            {
                addresses.remove(0);
            }
            addresses.add(address);
        }
    }

    /** What is not said stays as it was. */
    void identified(
        final IdentifyReader said, final byte[] key, final int maxAddresses, final int maxProtocols)
    {
        publicKey = key;
        if (!said.addresses.isEmpty())
        {
            listenAddresses = places(said.addresses, maxAddresses);
        }
        if (!said.protocols.isEmpty())
        {
            protocols = List.copyOf(said.protocols.subList(0, Math.min(maxProtocols, said.protocols.size())));
        }
        agentVersion = null == said.agentVersion ? agentVersion : said.agentVersion;
        protocolVersion = null == said.protocolVersion ? protocolVersion : said.protocolVersion;
        observedAddress = null == said.observedAddress ? observedAddress : said.observedAddress;
    }

    /** Only a record that is newer counts. */
    void signed(final long newSequence, final List<Multiaddr> newAddresses)
    {
        if (!hasRecord || Long.compareUnsigned(newSequence, sequence) > 0)
        {
            hasRecord = true;
            sequence = newSequence;
            signedAddresses = places(newAddresses, newAddresses.size());
        }
    }

    /** {@return the first of them, without ids; those of other peers are left out} */
    private List<Multiaddr> places(final List<Multiaddr> from, final int max)
    {
        final List<Multiaddr> places = new ArrayList<>();
        for (final Multiaddr address : from)
        {
            final PeerId named = address.peerId();
            final Multiaddr place = null == named || id.equals(named) ? address.withoutPeerId() : null;
            if (null != place && places.size() < max && !places.contains(place))
            {
                places.add(place);
            }
        }
        return List.copyOf(places);
    }

    private static void addNew(final List<Multiaddr> all, final List<Multiaddr> more)
    {
        for (final Multiaddr address : more)
        {
            if (!all.contains(address))
            {
                all.add(address);
            }
        }
    }
}
