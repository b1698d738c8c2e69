package io.hopwire.core;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.component.dht.DhtSettings;
import io.hopwire.component.discovery.DiscoverySettings;
import io.hopwire.component.option.OptionSettings;
import io.hopwire.component.payload.BroadcastSettings;
import io.hopwire.component.payload.WhisperSettings;
import io.hopwire.component.session.SessionSettings;
import io.hopwire.link.LinkSettings;
import io.hopwire.routing.RoutingSettings;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SettingGroup;

import java.util.List;

/**
 * All settings of a {@link NodeCore}.
 */
public final class CoreSettings
{
    /** In the order of the table of settings. */
    public static final List<SettingGroup> GROUPS = List.of(
        NodeSettings.GROUP,
        LinkSettings.GROUP,
        SessionSettings.GROUP,
        CircuitSettings.GROUP,
        BroadcastSettings.GROUP,
        WhisperSettings.GROUP,
        OptionSettings.GROUP,
        DhtSettings.GROUP,
        DiscoverySettings.GROUP,
        RoutingSettings.GROUP);

    private CoreSettings()
    {
    }
}
