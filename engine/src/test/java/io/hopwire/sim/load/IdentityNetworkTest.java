package io.hopwire.sim.load;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.RecordingEvents;
import io.hopwire.sim.SimConfig;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimulationConfig;
import io.hopwire.sim.fault.FaultPlan;
import io.hopwire.sim.report.SimReport;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Whole networks whose addresses are something else than X25519 keys, with every check of the simulator.
 */
class IdentityNetworkTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final SimulationConfig SMALL = SimulationConfig.of(3).withNodes(12, 3 * SECOND)
        .withDuration(8 * SECOND, 60 * SECOND).withSessions(4, 20, 100).withLookups(5);

    static List<IdentityScheme> schemes()
    {
        return List.of(
            IdentitySchemes.ED25519,
            IdentitySchemes.STRING,
            IdentitySchemes.string(9),
            IdentitySchemes.string(IdentitySchemes.MAX_ADDRESS_LENGTH));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void joinsLooksUpAndConnects(final IdentityScheme scheme)
    {
        // An answer has not room for k addresses of 270 bytes, so that a look-up may end before the closest is named.
        final boolean isCalm = scheme.addressLength() <= IdentityScheme.STATIC_KEY_LENGTH;
        final Simulation simulation = new Simulation(SMALL, FaultPlan.NONE, NodeSetup.DEFAULTS, isCalm, scheme);
        final SimReport report = simulation.run();
        assertNull(report.failure());
        assertTrue(report.sessions().opened() > 0 && report.lookups().found() > 0);
    }

    @Test
    void idsOfFewerBitsMakeANetwork()
    {
        final NodeSetup setup = config -> config.set(NodeSettings.ID_BITS, 64);
        final SimNetwork network = new SimNetwork(SimConfig.of(9).withNullCrypto(true));
        final RecordingEvents client = new RecordingEvents();
        final SimNode first = network.addNode(setup, new RecordingEvents());
        for (int i = 0; i < 10; i++)
        {
            network.addNode(setup, new RecordingEvents()).bootstrapFrom(first, true);
        }
        final SimNode last = network.addNode(setup, client);
        last.bootstrapFrom(network.node(4), true);
        network.node(7).listen(true);
        network.run(10 * SECOND);
        last.connect(1, network.node(7), 8, 1, 1, 10 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 20 * SECOND));
        assertEquals(0, client.outcome(1).code());
    }

    @Test
    void aSecondAddressOfAnIdIsNoContactButANeighbour()
    {
        // Eight nodes and two ids.
        final NodeSetup setup = config -> config.set(NodeSettings.ID_BITS, 1);
        final SimNetwork network = new SimNetwork(SimConfig.of(9).withNullCrypto(true));
        final RecordingEvents client = new RecordingEvents();
        final SimNode first = network.addNode(setup, client);
        for (int i = 1; i < 8; i++)
        {
            network.addNode(setup, new RecordingEvents()).bootstrapFrom(first, true);
        }
        network.node(7).listen(true);
        network.run(SECOND);
        assertTrue(first.counters().get(RejectCode.CONTACT) > 0);
        assertEquals(7, first.counters().get(SystemCounter.LINKS_UP));
        first.connect(1, network.node(7), 1, 1, 1, 5 * SECOND);
        assertTrue(network.runUntil(() -> null != client.outcome(1), 10 * SECOND));
        assertEquals(0, client.outcome(1).code());
    }

    @Test
    void refusesALengthOfAddressesThatIsNotTheSchemes()
    {
        final SimNetwork network = new SimNetwork(SimConfig.of(9).withNullCrypto(true));
        final NodeSetup setup = config -> config.publicKey(new byte[2160 / 8]);
        final IllegalArgumentException refused = assertThrows(
            IllegalArgumentException.class, () -> network.addNode(setup, new RecordingEvents()));
        assertTrue(refused.getMessage().contains("publicKey must be 32 bytes"), refused.getMessage());
    }
}
