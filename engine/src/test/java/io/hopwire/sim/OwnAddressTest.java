package io.hopwire.sim;

import io.hopwire.spi.SystemCounter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A node whose configuration names its own address as the one to join by.
 */
class OwnAddressTest
{
    private static final long SECOND = 1_000_000_000L;

    private final SimNetwork network = new SimNetwork(SimConfig.of(7));

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void isRecognisedAndNotTriedWithoutEnd(final boolean withKey)
    {
        final SimNode node = network.addNode(config -> {}, new RecordingEvents());
        final SimNode other = network.addNode(config -> {}, new RecordingEvents());
        node.bootstrapFrom(node, withKey);
        network.run(50 * SECOND);
        final long handshakes = node.counters().get(SystemCounter.HANDSHAKES_INITIATED);
        assertTrue(handshakes <= 1, () -> handshakes + " handshakes with itself");
        assertEquals(0, node.counters().get(SystemCounter.LINKS_UP));

        other.bootstrapFrom(node, withKey);
        assertTrue(network.runUntil(() -> 1 == node.counters().get(SystemCounter.LINKS_UP), 5 * SECOND));
    }
}
