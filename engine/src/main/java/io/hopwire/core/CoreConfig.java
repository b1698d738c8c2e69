package io.hopwire.core;

import io.hopwire.component.dht.DhtSettings;
import io.hopwire.component.dht.DiskStore;
import io.hopwire.component.dht.MemoryStore;
import io.hopwire.component.dht.RecordStore;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.LinkConfig;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkSettings;
import io.hopwire.routing.RoutingLimits;
import io.hopwire.routing.RoutingSettings;
import io.hopwire.spi.Component;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RecordDisk;
import io.hopwire.spi.Setting;
import io.hopwire.spi.SettingGroup;
import io.hopwire.spi.Settings;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Configuration of a {@link NodeCore}: who the node is, which components of the user's it hosts, and its
 * {@link CoreSettings}. Changed before the core is made, which reads it once. Not thread-safe.
 */
public final class CoreConfig
{
    private final List<Supplier<Component>> components = new ArrayList<>();
    private Settings settings;
    private IdentityScheme identityScheme = IdentitySchemes.X25519;
    private byte[] publicKey;
    private byte role = LinkRole.RELAY;
    private boolean growingContacts;
    private RecordDisk recordDisk;

    /**
     * Everything at its default; a public key must still be set.
     */
    public CoreConfig()
    {
        this(Settings.DEFAULTS);
    }

    /**
     * With settings; a public key must still be set.
     *
     * @param settings to begin with.
     */
    public CoreConfig(final Settings settings)
    {
        this.settings = settings;
    }

    /**
     * Change a setting.
     *
     * @param setting one of {@link CoreSettings}.
     * @param value   within its range.
     * @param <T>     of its values.
     * @return this.
     * @throws IllegalArgumentException that names the setting, its range and the value.
     */
    public <T> CoreConfig set(final Setting<T> setting, final T value)
    {
        settings = settings.with(setting, value);
        return this;
    }

    /**
     * {@return the value of a setting}
     *
     * @param setting one of {@link CoreSettings}.
     * @param <T>     of its values.
     */
    public <T> T get(final Setting<T> setting)
    {
        return settings.get(setting);
    }

    /**
     * What addresses are; &beta; follows from it.
     *
     * @param value one for a whole network.
     * @return this.
     */
    public CoreConfig identityScheme(final IdentityScheme value)
    {
        identityScheme = value;
        return this;
    }

    /**
     * {@return the addresses of the network, and how many bits of their ids count: a new one, for one thread}
     */
    public AddressSpace newAddressSpace()
    {
        return new AddressSpace(identityScheme.addressLength(), get(NodeSettings.ID_BITS));
    }

    /**
     * Address of the node, and of its endpoint.
     *
     * @param value as many bytes as the identity scheme says.
     * @return this.
     */
    public CoreConfig publicKey(final byte[] value)
    {
        publicKey = value.clone();
        return this;
    }

    /**
     * {@return address of the node, and of its endpoint: as many bytes as the identity scheme says}
     */
    public byte[] publicKey()
    {
        return publicKey.clone();
    }

    /**
     * What the node is to others.
     *
     * @param value of {@link LinkRole}. An endpoint carries nothing for others and is not named to them.
     * @return this.
     */
    public CoreConfig role(final byte value)
    {
        role = value;
        return this;
    }

    /**
     * {@return what the node is to others, one of {@link LinkRole}}
     */
    public byte role()
    {
        return role;
    }

    /**
     * Whether the node looks for neighbours by itself: {@link NodeSettings#DISCOVERY}.
     *
     * @param value false: the bootstrap links are all there is.
     * @return this.
     */
    public CoreConfig discovery(final boolean value)
    {
        return set(NodeSettings.DISCOVERY, value);
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
     * What sealed boxes of this network are for: those of another one do not open.
     *
     * @return bytes, which go into the key of each.
     */
    public byte[] boxInfo()
    {
        return ("hopwire/1 sealed box " + link().agreement()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What signatures of records of this network are for: those of another one are none.
     *
     * @return bytes, with which begins what is signed.
     */
    public byte[] recordPrefix()
    {
        return ("hopwire/1 record " + link().agreement() + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Most bytes of records that the node keeps for the network, in memory and, with little more beside them, on disk.
     *
     * @return bytes.
     */
    public long maxRecordBytes()
    {
        return get(DhtSettings.MAX_BYTES);
    }

    /**
     * Where the node keeps what it stores for the network.
     *
     * @param value a disk of this node alone; null, as where nothing is said: in memory, and no longer than it runs.
     * @return this.
     */
    public CoreConfig recordDisk(final RecordDisk value)
    {
        recordDisk = value;
        return this;
    }

    /**
     * {@return handshakes that the node works on at a time, of links and of sessions: what its slow worker must have
     * room for}
     */
    public int maxHandshakes()
    {
        return get(LinkSettings.MAX_HANDSHAKES) + get(SessionSettings.MAX_HANDSHAKES);
    }

    /**
     * What the settings demand of each other.
     *
     * @throws IllegalArgumentException that names both settings.
     */
    Settings conclude()
    {
        for (final SettingGroup group : CoreSettings.GROUPS)
        {
            group.check(settings);
        }
        return settings;
    }

    RecordStore newStore(final EntropySource entropy)
    {
        final int length = identityScheme.addressLength();
        return null == recordDisk ? new MemoryStore(length, entropy) : new DiskStore(length, entropy, recordDisk);
    }

    LinkConfig link()
    {
        return new LinkConfig(identityScheme, publicKey, role, settings);
    }

    RoutingLimits routing()
    {
        return RoutingLimits.of(settings);
    }

    int maxContacts()
    {
        return get(RoutingSettings.MAX_CONTACTS);
    }

    boolean growingContacts()
    {
        return growingContacts;
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
