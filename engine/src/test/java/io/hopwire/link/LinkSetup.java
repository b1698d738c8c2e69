package io.hopwire.link;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.Setting;
import io.hopwire.spi.Settings;

/**
 * A {@link LinkConfig} whose address is not known yet.
 */
record LinkSetup(IdentityScheme scheme, byte role, Settings settings)
{
    <T> LinkSetup with(final Setting<T> setting, final T value)
    {
        return new LinkSetup(scheme, role, settings.with(setting, value));
    }

    LinkSetup role(final byte value)
    {
        return new LinkSetup(scheme, value, settings);
    }

    LinkSetup identityScheme(final IdentityScheme value)
    {
        return new LinkSetup(value, role, settings);
    }

    LinkConfig withAddress(final byte[] address)
    {
        return new LinkConfig(scheme, address, role, settings);
    }
}
