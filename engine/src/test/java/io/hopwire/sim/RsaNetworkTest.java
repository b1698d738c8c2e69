package io.hopwire.sim;

import io.hopwire.core.CoreConfig;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.LinkRole;
import io.hopwire.sim.check.SimChecks;
import io.hopwire.spi.Commands;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.ShoutCodes;
import io.hopwire.spi.ShoutCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Networks of seed 004's own addresses, 2160 bits, whose message headers have 546 bytes: over encrypted links and bare.
 */
class RsaNetworkTest
{
    private static final long SECOND = 1_000_000_000L;

    private final DhtNetwork dht = new DhtNetwork(SimConfig.of(3).withScheme(IdentitySchemes.RSA_2048));
    private final SimNetwork network = dht.network;
    private boolean isBare;

    @AfterEach
    void nothingIsAmiss()
    {
        SimChecks.standard().forEach((check) -> assertNull(check.check(network), check.toString()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void operationsWork(final boolean isBareNetwork)
    {
        isBare = isBareNetwork;
        dht.grow(6, this::configure);
        network.run(20 * SECOND);
        assertEquals(270, network.node(0).publicKey().capacity());

        network.node(1).command(Commands.SHOUT, 1, new ShoutCommand(DhtNetwork.text("to all")));
        // All have begun with node 0, and so have a link to it.
        final int neighbours = network.node(0).links().upCount();
        network.node(0).command(Commands.SPEAK, 1, new ShoutCommand(DhtNetwork.text("to you")));
        network.run(3 * SECOND);
        for (int i = 0; i < network.size(); i++)
        {
            final RecordingEvents events = (RecordingEvents)network.node(i).application();
            final String expected = 1 == i ? "to you" : "to all";
            assertTrue(events.shouts().stream().anyMatch((one) -> expected.equals(text(one.value()))), "node " + i);
        }
        assertEquals(
            List.of(new RecordingEvents.Spoken(ShoutCodes.OK, neighbours, neighbours)),
            ((RecordingEvents)network.node(0).application()).spoken());

        assertEquals(DhtCodes.OK, dht.put(3, "key", "value").code());
        assertEquals("value", dht.read(5, "key").text());
        assertEquals(DhtCodes.OK, dht.cas(4, "key", dht.read(4, "key").version(), "another").code());
    }

    /** Where a static key can not be told from an address, a link still begins only with whom it was asked for. */
    @Test
    void aLinkIsOnlyMadeWithWhomItWasAskedFor()
    {
        for (int i = 0; i < 3; i++)
        {
            // Nobody dials by himself meanwhile.
            dht.add((config) -> configure(config).discovery(false));
        }
        network.run(5 * SECOND);
        final SimNode asking = network.node(2);
        final SimNode other = network.node(1);
        network.node(1).shutDown();
        network.run(SECOND);
        network.schedule(0, () -> asking.links().open(other.publicKey(), 0, 0, network.nowNs()));
        network.run(10 * SECOND);
        assertNull(asking.links().byKey(other.publicKey(), 0));
        assertTrue(asking.counters().get(RejectCode.HANDSHAKE_CERTIFICATE) > 0);
        assertEquals(1, asking.links().upCount());
    }

    /** New keys are agreed on by XX, too. */
    @Test
    void keysAreRenewed()
    {
        dht.add(this::configure);
        dht.add(this::configure);
        network.run(5 * SECOND);
        final long openedNs = network.node(0).links().upLink(0).openedNs();
        for (int i = 0; i < 60; i++)
        {
            network.node(1).command(Commands.SHOUT, 1, new ShoutCommand(DhtNetwork.text("still here")));
            network.run(10 * SECOND);
        }
        assertEquals(openedNs, network.node(0).links().upLink(0).openedNs());
        assertEquals(60, ((RecordingEvents)network.node(0).application()).shouts().size());
    }

    private CoreConfig configure(final CoreConfig config)
    {
        return config.role(LinkRole.RELAY).set(NodeSettings.BARE_NETWORK, isBare);
    }

    private static String text(final byte[] value)
    {
        return new String(value, 1, value.length - 1, StandardCharsets.UTF_8);
    }
}
