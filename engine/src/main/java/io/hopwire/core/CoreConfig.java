package io.hopwire.core;

import io.hopwire.circuit.CircuitConfig;
import io.hopwire.component.discovery.DiscoveryConfig;
import io.hopwire.component.session.SessionConfig;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.link.LinkConfig;
import io.hopwire.link.LinkRole;
import io.hopwire.routing.RoutingLimits;
import io.hopwire.spi.Component;
import io.hopwire.spi.Limits;
import io.hopwire.wire.NetworkConstants;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Configuration of a {@link NodeCore}: what its parts are configured with, and what they have in common.
 */
public final class CoreConfig
{
    private final LinkConfig link = new LinkConfig();
    private final CircuitConfig circuit = new CircuitConfig();
    private final SessionConfig session = new SessionConfig();
    private DiscoveryConfig discovery = DiscoveryConfig.DEFAULT;
    private RoutingLimits routing = RoutingLimits.DEFAULT;
    private final List<Supplier<Component>> components = new ArrayList<>();
    private int maxContacts = Limits.DEFAULT_MAX_CONTACTS;
    private boolean growingContacts;

    /**
     * Everything at its default; a public key must still be set.
     */
    public CoreConfig()
    {
        role(LinkRole.RELAY);
    }

    /**
     * Address of the node, and of its endpoint.
     *
     * @param value as many bytes as the identity scheme says.
     * @return this.
     */
    public CoreConfig publicKey(final byte[] value)
    {
        link.publicKey(value);
        return this;
    }

    /**
     * Address of the node, and of its endpoint.
     *
     * @return as many bytes as the identity scheme says.
     */
    public byte[] publicKey()
    {
        return link.publicKey();
    }

    /**
     * What addresses are; &beta; follows from it.
     *
     * @param value one for a whole network.
     * @return this.
     */
    public CoreConfig identityScheme(final IdentityScheme value)
    {
        link.identityScheme(value);
        final NetworkConstants constants = discovery.constants();
        final int beta = Byte.SIZE * value.addressLength();
        discovery = discovery.withConstants(
            new NetworkConstants(constants.k(), constants.alpha(), constants.tau(), beta, constants.ell()));
        return this;
    }

    /**
     * The addresses of the network, and how many bits of their ids count.
     *
     * @return a new one, for one thread.
     * @throws IllegalArgumentException where the network's &beta; is not that of the identity scheme.
     */
    public AddressSpace newAddressSpace()
    {
        final IdentityScheme scheme = link.identityScheme();
        final NetworkConstants constants = discovery.constants();
        if (Byte.SIZE * scheme.addressLength() != constants.beta())
        {
            throw new IllegalArgumentException(
                "beta is " + constants.beta() + " bits, an address of the scheme " + scheme.name() + " has " +
                Byte.SIZE * scheme.addressLength() + ": there is no scheme yet whose addresses are RSA keys");
        }
        return new AddressSpace(scheme.addressLength(), constants.tau());
    }

    /**
     * Name of the network. Nodes of another name do not answer.
     *
     * @param value a short text.
     * @return this.
     */
    public CoreConfig networkName(final String value)
    {
        link.networkName(value);
        session.networkName(value);
        return this;
    }

    /**
     * What the node is to others.
     *
     * @param value of {@link LinkRole}. An endpoint carries nothing for others and is not named to them.
     * @return this.
     */
    public CoreConfig role(final byte value)
    {
        link.role(value);
        circuit.relaying(value == LinkRole.RELAY);
        return this;
    }

    /**
     * What the node is to others.
     *
     * @return one of {@link LinkRole}.
     */
    public byte role()
    {
        return link.role();
    }

    /**
     * Length of the largest datagram. One value for a whole network.
     *
     * @param value bytes.
     * @return this.
     */
    public CoreConfig mtu(final int value)
    {
        link.mtu(value);
        return this;
    }

    /**
     * Whether the node looks for neighbours by itself.
     *
     * @param value false: the bootstrap links are all there is.
     * @return this.
     */
    public CoreConfig discovery(final boolean value)
    {
        discovery = discovery.withEnabled(value);
        return this;
    }

    /**
     * Whether links carry plaintext.
     *
     * @param value see {@link LinkConfig#plaintext(boolean)}.
     * @return this.
     */
    public CoreConfig plaintextLinks(final boolean value)
    {
        link.plaintext(value);
        return this;
    }

    /**
     * Add a protocol of the user's own.
     *
     * @param number    0 to {@link Limits#MAX_COMPONENTS}, exclusive; the same on both ends.
     * @param component makes it, once.
     * @return this.
     * @throws IllegalArgumentException where the number is out of range or taken.
     */
    public CoreConfig component(final int number, final Supplier<Component> component)
    {
        if (number < 0 || number >= Limits.MAX_COMPONENTS)
        {
            throw new IllegalArgumentException(
                "number of a component must be 0 to " + (Limits.MAX_COMPONENTS - 1) + ", found " + number);
        }
        while (components.size() <= number)
        {
            components.add(null);
        }
        if (null != components.set(number, component))
        {
            throw new IllegalArgumentException("there is a component " + number + " already");
        }
        return this;
    }

    /**
     * Configuration of links.
     *
     * @return to be changed before the core is made.
     */
    public LinkConfig link()
    {
        return link;
    }

    /**
     * Configuration of circuits.
     *
     * @return to be changed before the core is made.
     */
    public CircuitConfig circuit()
    {
        return circuit;
    }

    /**
     * Configuration of sessions.
     *
     * @return to be changed before the core is made.
     */
    public SessionConfig session()
    {
        return session;
    }

    /**
     * Configuration of discovery.
     *
     * @return an immutable value.
     */
    public DiscoveryConfig discovery()
    {
        return discovery;
    }

    /**
     * Configuration of discovery.
     *
     * @param value new value.
     * @return this.
     */
    public CoreConfig discovery(final DiscoveryConfig value)
    {
        discovery = value;
        link.tau(value.constants().tau());
        return this;
    }

    /**
     * Limits of the routing table.
     *
     * @return an immutable value.
     */
    public RoutingLimits routing()
    {
        return routing;
    }

    /**
     * Limits of the routing table.
     *
     * @param value new value.
     * @return this.
     */
    public CoreConfig routing(final RoutingLimits value)
    {
        routing = value;
        return this;
    }

    /**
     * Contacts in the routing table.
     *
     * @return most contacts.
     */
    public int maxContacts()
    {
        return maxContacts;
    }

    /**
     * Contacts in the routing table. Its memory, some 130 bytes each, is taken at the start.
     *
     * @param value most contacts.
     * @return this.
     */
    public CoreConfig maxContacts(final int value)
    {
        maxContacts = value;
        return this;
    }

    /**
     * Whether the routing table's memory grows with its contacts.
     *
     * @return false where all of it is taken at the start.
     */
    public boolean growingContacts()
    {
        return growingContacts;
    }

    /**
     * Let the routing table's memory grow with its contacts: for simulations. No other thread can read it then.
     *
     * @param value false: all of it is taken at the start, and nothing later.
     * @return this.
     */
    public CoreConfig growingContacts(final boolean value)
    {
        growingContacts = value;
        return this;
    }

    /**
     * Links, whoever opened them.
     *
     * @param value links.
     * @return this.
     */
    public CoreConfig maxLinks(final int value)
    {
        link.maxLinks(value);
        return this;
    }

    /**
     * Links that the node opens by itself.
     *
     * @param value links.
     * @return this.
     */
    public CoreConfig maxOutgoingLinks(final int value)
    {
        discovery = discovery.withMaxOutgoingLinks(value);
        return this;
    }

    /**
     * Sessions that end at this node.
     *
     * @param value sessions.
     * @return this.
     */
    public CoreConfig maxSessions(final int value)
    {
        session.maxSessions(value);
        return this;
    }

    /**
     * Circuits that run through this node.
     *
     * @param value circuits.
     * @return this.
     */
    public CoreConfig maxCircuits(final int value)
    {
        circuit.maxCircuits(value);
        return this;
    }

    /**
     * Messages of a session that may be accepted and not acknowledged.
     *
     * @param value messages, a power of two.
     * @return this.
     */
    public CoreConfig sessionWindow(final int value)
    {
        session.window(value);
        return this;
    }

    /**
     * Silence of ours after which a neighbour that sent something is sent an empty frame.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public CoreConfig keepaliveIntervalNs(final long value)
    {
        link.keepaliveIntervalNs(value);
        return this;
    }

    /**
     * Silence after which an idle link is tried.
     *
     * @param value nanoseconds, at least the keepalive interval.
     * @return this.
     */
    public CoreConfig idlePingIntervalNs(final long value)
    {
        link.idlePingIntervalNs(value);
        return this;
    }

    /**
     * Silence of a neighbour that owes an answer after which its link is dead.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public CoreConfig livenessTimeoutNs(final long value)
    {
        link.livenessTimeoutNs(value);
        return this;
    }

    /**
     * Silence after which a session is dead; an idle one gives a sign of life four times as often.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public CoreConfig sessionTimeoutNs(final long value)
    {
        session.timeoutNs(value);
        session.keepaliveNs(Math.min(session.keepaliveNs(), value / 4));
        return this;
    }

    /**
     * Frames of a link under one key before a new one is made.
     *
     * @param value frames.
     * @return this.
     */
    public CoreConfig rekeyAfterFrames(final long value)
    {
        link.rekeyAfterFrames(value);
        return this;
    }

    /**
     * Handshakes that the node works on at a time, of links and of sessions: what its slow worker must have room for.
     *
     * @return handshakes.
     */
    public int maxHandshakes()
    {
        return link.maxHandshakes() + session.maxHandshakes();
    }

    Component[] newComponents()
    {
        final Component[] made = new Component[components.size()];
        for (int i = 0; i < made.length; i++)
        {
            made[i] = null == components.get(i) ? null : components.get(i).get();
        }
        return made;
    }
}
