package io.hopwire.sim;

import io.hopwire.circuit.CircuitSettings;
import io.hopwire.link.Link;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.test.Figures;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionParser;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One neighbour of a relay asks for routes to keys that nobody has, as far and as long as it may. What that costs the
 * network is bounded, by request and by second, and those who mean it find their way meanwhile.
 * <p>
 * Without cryptography, so that the test can count questions and answers.
 */
@Tag("long")
class RouteFloodTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int RELAYS = 50;
    private static final int HONEST = 20;
    private static final int BETA = 256;
    private static final int TOKENS_PER_SECOND = Settings.DEFAULTS.get(CircuitSettings.TOKENS_PER_SECOND);
    private static final int TOKENS = Settings.DEFAULTS.get(CircuitSettings.SEARCH_TOKENS);

    private final SimNetwork network = new SimNetwork(SimConfig.of(5).withNullCrypto(true));
    private final TransmissionParser parser = new TransmissionParser();
    private final RecordingEvents events = new RecordingEvents();
    private final Random random = new Random(3);
    private final SimNode stranger;
    private long datagrams;
    private long bytes;

    RouteFloodTest()
    {
        for (int i = 0; i < RELAYS; i++)
        {
            join(new RecordingEvents());
        }
        network.run(30 * SECOND);
        stranger = network.addNode(config -> config.discovery(false), new RecordingEvents());
        stranger.bootstrapFrom(network.node(7), true);
        network.run(5 * SECOND);
        network.onTransit((from, to, buffer, length) ->
        {
            count(buffer, length);
            return length;
        });
    }

    @Test
    void oneRequestCostsNoMoreThanItsBudget()
    {
        long most = 0;
        long sum = 0;
        for (int i = 0; i < 20; i++)
        {
            datagrams = 0;
            bytes = 0;
            ask();
            network.run(20 * SECOND);
            most = Math.max(most, datagrams);
            sum += datagrams;
            Figures.say("a route request for a random key among %d relays: %d datagrams, %d bytes",
                RELAYS, datagrams, bytes);
        }
        Figures.say("datagrams for a request: %d at the most, %d on the average", most, sum / 20);
        assertTrue(most <= 2L * TOKENS, "datagrams " + most);
    }

    @Test
    void aFloodCostsLittleAndHurtsNobody()
    {
        final int seconds = 30;
        flood(SECOND / 50, network.nowNs() + seconds * SECOND);
        network.run(5 * SECOND);
        datagrams = 0;
        network.run(10 * SECOND);
        final long perSecond = datagrams / 10;
        final SimNode client = network.node(7);
        final RecordingEvents same = new RecordingEvents();
        final SimNode neighbour = network.addNode(config -> config.discovery(false), same);
        neighbour.bootstrapFrom(client, true);
        network.run(SECOND);
        for (int i = 0; i < HONEST; i++)
        {
            final int target = (i * 7 + 1) % RELAYS;
            neighbour.connect(i, network.node(target == 7 ? 8 : target), 9, 1, 1, 5 * SECOND);
            network.run(SECOND / 4);
        }
        network.run(5 * SECOND);
        final Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < HONEST; i++)
        {
            outcomes.merge(SessionCodes.name(same.outcome(i).code()), 1, Integer::sum);
        }
        Figures.say("50 route requests a second for random keys: %d datagrams/s; honest connects %s",
            perSecond, outcomes);
        assertEquals(Map.of("ok", HONEST), outcomes);
        assertTrue(perSecond <= 2 * TOKENS_PER_SECOND, "datagrams a second: " + perSecond);
    }

    private void flood(final long everyNs, final long untilNs)
    {
        if (network.nowNs() < untilNs)
        {
            ask();
            network.schedule(everyNs, () -> flood(everyNs, untilNs));
        }
    }

    private void ask()
    {
        final UnsafeBuffer target = new UnsafeBuffer(new byte[32]);
        random.nextBytes(target.byteArray());
        final byte[] plaintext = HostileMessages.routeRequest(stranger, target, random.nextLong(), TOKENS);
        final Link link = stranger.links().byKey(network.node(7).publicKey(), 0);
        assertTrue(HostileMessages.send(stranger, link, plaintext), "claim");
    }

    /** Of questions for routes and their answers. */
    private void count(final DirectBuffer buffer, final int length)
    {
        final int offset = FrameTypes.DATA_HEADER_LENGTH;
        final boolean isTransmission = FrameFlyweight.frameType(buffer, 0) == FrameTypes.DATA &&
            length > FrameTypes.DATA_OVERHEAD && buffer.getByte(offset) == 0 &&
            null == parser.wrap(buffer, offset, length - FrameTypes.DATA_OVERHEAD, BETA);
        boolean isRoute = false;
        while (isTransmission && parser.next())
        {
            isRoute |= parser.operation() == Operation.ROUTE || parser.operation() == Operation.ACK ||
                parser.operation() == Operation.NACK;
        }
        datagrams += isRoute ? 1 : 0;
        bytes += isRoute ? length : 0;
    }

    private SimNode join(final RecordingEvents recording)
    {
        final SimNode node = network.addNode(config -> {}, recording);
        node.listen(true);
        if (node.index() > 0)
        {
            node.bootstrapFrom(network.node(0), true);
        }
        return node;
    }
}
