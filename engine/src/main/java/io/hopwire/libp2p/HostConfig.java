package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.spi.Settings;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Configuration of a host: who it is, what it says of itself, whom it wants, and its {@link HostSettings} and
 * {@link io.hopwire.libp2p.mux.MuxSettings}. Changed before {@link HostCore} and {@link HostWorker} are made of it,
 * which read it once. Not thread-safe.
 */
public final class HostConfig
{
    private static final List<String> MUXERS = List.of(Yamux.PROTOCOL, Mplex.PROTOCOL);

    private final HostKey key;
    private Settings settings = Settings.DEFAULTS;
    private List<Multiaddr> listenAddresses = List.of();
    private List<String> muxers = MUXERS;
    private String agentVersion = "hopwire";
    private String protocolVersion = "ipfs/0.1.0";
    private ConnectionGater gater = ConnectionGater.EVERYBODY;

    /**
     * Everything at its default.
     *
     * @param key of the host.
     */
    public HostConfig(final HostKey key)
    {
        this.key = key;
    }

    /** {@return the key of the host} */
    public HostKey key()
    {
        return key;
    }

    /** {@return who the host is} */
    public PeerId peerId()
    {
        return key.peerId();
    }

    /** {@return its settings} */
    public Settings settings()
    {
        return settings;
    }

    /**
     * Set what can be set. A host that an engine's context launches has that context's settings instead.
     *
     * @param value all settings.
     * @return this.
     */
    public HostConfig settings(final Settings value)
    {
        settings = value;
        return this;
    }

    /** {@return addresses that peers are told} */
    public List<Multiaddr> listenAddresses()
    {
        return listenAddresses;
    }

    /**
     * Addresses that peers are told; those that the host listens on, or at which it is seen from outside. May be
     * changed later by {@link HostCore#listenAddresses(List)}.
     *
     * @param value without the host's id.
     * @return this.
     */
    public HostConfig listenAddresses(final List<Multiaddr> value)
    {
        listenAddresses = List.copyOf(value);
        return this;
    }

    /** {@return muxers, the one that is liked most first} */
    public List<String> muxers()
    {
        return muxers;
    }

    /**
     * Which muxers the host has.
     *
     * @param value {@link Yamux#PROTOCOL}, {@link Mplex#PROTOCOL} or both; the one that is liked most first.
     * @return this.
     * @throws IllegalArgumentException for others, or none.
     */
    public HostConfig muxers(final List<String> value)
    {
        if (value.isEmpty() || !MUXERS.containsAll(value) || value.stream().distinct().count() != value.size())
        {
            throw new IllegalArgumentException("muxers of " + MUXERS + ", each once: " + value);
        }
        muxers = List.copyOf(value);
        return this;
    }

    /** {@return name and version of the program, as peers are told} */
    public String agentVersion()
    {
        return agentVersion;
    }

    /**
     * Name and version of the program.
     *
     * @param value such as {@code hopwire/1.2.3}.
     * @return this.
     * @throws IllegalArgumentException where it is too long.
     */
    public HostConfig agentVersion(final String value)
    {
        agentVersion = checked(value);
        return this;
    }

    /** {@return family of protocols, as peers are told} */
    public String protocolVersion()
    {
        return protocolVersion;
    }

    /**
     * Family of protocols.
     *
     * @param value of a network of one's own.
     * @return this.
     * @throws IllegalArgumentException where it is too long.
     */
    public HostConfig protocolVersion(final String value)
    {
        protocolVersion = checked(value);
        return this;
    }

    /** {@return who says which connections are wanted} */
    public ConnectionGater connectionGater()
    {
        return gater;
    }

    /**
     * Who says which connections are wanted.
     *
     * @param value asked at each step of a connection.
     * @return this.
     */
    public HostConfig connectionGater(final ConnectionGater value)
    {
        gater = value;
        return this;
    }

    private static String checked(final String value)
    {
        if (value.getBytes(StandardCharsets.UTF_8).length > Libp2pLimits.MAX_PROTOCOL_LENGTH)
        {
            throw new IllegalArgumentException("longer than " + Libp2pLimits.MAX_PROTOCOL_LENGTH + " bytes: " + value);
        }
        return value;
    }
}
