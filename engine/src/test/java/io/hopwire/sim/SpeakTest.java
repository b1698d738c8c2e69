package io.hopwire.sim;

import io.hopwire.component.payload.BroadcastSettings;
import io.hopwire.component.payload.Broadcasts;
import io.hopwire.core.CoreConfig;
import io.hopwire.spi.Commands;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.ShoutCodes;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * SPEAKs in networks of which every link is known: the neighbours hear them, once, and nobody else.
 */
class SpeakTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int SEEDS = 10 * Integer.getInteger("hopwire.test.scale", 1);

    private final List<RecordingEvents> events = new ArrayList<>();
    private SimNetwork network;
    private long spoken;

    @Test
    void neighboursHearItOnceAndNobodyElse()
    {
        star(5);
        link(1, 6);
        network.run(SECOND);
        speak(0, "to you");
        network.run(SECOND);
        for (int i = 1; i <= 5; i++)
        {
            assertEquals(1, events.get(i).shouts().size(), "node " + i);
            assertEquals(network.node(0).name(), events.get(i).shouts().get(0).from());
        }
        assertEquals(0, events.get(6).shouts().size());
        assertEquals(0, events.get(0).shouts().size());
        assertEquals(List.of(new RecordingEvents.Spoken(ShoutCodes.OK, 5, 5)), events.get(0).spoken());
        assertEquals(5, network.node(0).counters().get(SystemCounter.SPEAKS_SENT));
    }

    /** 15 % of everything is lost, answers too: each hears each once all the same, and that is known. */
    @Test
    void goesOnUntilEachHasAcknowledged()
    {
        for (long seed = 1; seed <= SEEDS; seed++)
        {
            final SpeakTest test = new SpeakTest();
            test.star(
                12,
                SimConfig.of(seed).with((path) -> path.withLoss(0.15).withDuplication(0.2)),
                config -> config.set(BroadcastSettings.SPEAK_TRIES, 30));
            for (int i = 0; i < 5; i++)
            {
                test.speak(0, "again");
            }
            test.network.run(60 * SECOND);
            final int linked = test.events.get(0).spoken().get(0).neighbours();
            assertTrue(linked >= 10, "seed " + seed);
            assertEquals(5, test.events.get(0).spoken().size(), "seed " + seed);
            for (final RecordingEvents.Spoken end : test.events.get(0).spoken())
            {
                assertEquals(new RecordingEvents.Spoken(ShoutCodes.OK, linked, linked), end, "seed " + seed);
            }
            for (int i = 1; i <= 12; i++)
            {
                final List<RecordingEvents.Shout> heard = test.events.get(i).shouts();
                assertTrue(heard.size() <= 5, "seed " + seed);
                assertEquals(heard.size(), heard.stream().mapToLong(RecordingEvents.Shout::number).distinct().count());
            }
        }
    }

    @Test
    void whatHasNoRoomIsSaidAgain()
    {
        star(1);
        events.get(1).deaf(true);
        speak(0, "listen");
        network.run(SECOND);
        assertEquals(0, events.get(0).spoken().size());
        assertTrue(network.node(1).counters().get(RejectCode.SPEAK_UNHEARD) >= 2);
        events.get(1).deaf(false);
        network.run(3 * SECOND);
        assertEquals(1, events.get(1).shouts().size());
        assertEquals(1, events.get(0).spoken().get(0).acknowledged());
    }

    @Test
    void isGivenUpWhereNobodyAnswers()
    {
        star(2);
        network.node(1).crash();
        speak(0, "anybody?");
        network.run(20 * SECOND);
        assertEquals(List.of(new RecordingEvents.Spoken(ShoutCodes.OK, 2, 1)), events.get(0).spoken());
    }

    @Test
    void whoHasNoNeighboursIsToldAtOnce()
    {
        nodes(1, SimConfig.of(1), config -> config);
        speak(0, "anybody?");
        network.run(SECOND / 10);
        assertEquals(List.of(new RecordingEvents.Spoken(ShoutCodes.OK, 0, 0)), events.get(0).spoken());
    }

    /** More neighbours than may be told at a time, and more messages than may be under way. */
    @Test
    void waitsForPlacesAndRefusesWhatIsTooMuch()
    {
        star(40, SimConfig.of(1), config -> config.set(BroadcastSettings.SPEAK_REQUESTS, 16));
        for (int i = 0; i < 10; i++)
        {
            speak(0, "number " + i);
        }
        network.run(5 * SECOND);
        final List<RecordingEvents.Spoken> ends = events.get(0).spoken();
        assertEquals(2, ends.stream().filter(end -> ShoutCodes.BACK_PRESSURED == end.code()).count());
        assertEquals(8, ends.stream().filter(end -> 40 == end.acknowledged()).count());
        for (int i = 1; i <= 40; i++)
        {
            assertEquals(8, events.get(i).shouts().size());
        }
    }

    @Test
    void carriesTheLongestAndRefusesLonger()
    {
        star(1);
        final int longest = Broadcasts.maxValueLength(network.space().length());
        command(0, binary(longest));
        command(0, binary(longest + 1));
        command(0, new byte[]{(byte)0xc1});
        network.run(SECOND);
        assertEquals(1, events.get(1).shouts().size());
        assertEquals(
            List.of(ShoutCodes.TOO_LONG, ShoutCodes.MALFORMED, ShoutCodes.OK),
            events.get(0).spoken().stream().map(RecordingEvents.Spoken::code).toList());
    }

    /** What a neighbour says in the name of another is no SPEAK of his. */
    @Test
    void takesFromANeighbourOnlyWhatItSaysItself()
    {
        star(1);
        final long nowUs = network.nowNs() / 1000;
        sendAs(2, nowUs);
        sendAs(0, nowUs - 40_000_000);
        sendAs(0, nowUs + 40_000_000);
        network.run(SECOND);
        assertEquals(1, network.node(1).counters().get(RejectCode.SPEAK_OF_ANOTHER));
        assertEquals(2, network.node(1).counters().get(RejectCode.SPEAK_EXPIRED));
        assertEquals(0, events.get(1).shouts().size());
    }

    /** What a neighbour speaks and we do not is refused, and its answer awaited by nobody. */
    @Test
    void refusesOperationsThatItDoesNotKnow()
    {
        star(1);
        for (final int operation : new int[]{11, 12, 13, 14})
        {
            final UnsafeBuffer payload = new UnsafeBuffer(new byte[]{(byte)0x90});
            BroadcastTest.sendPayload(network, operation, 0, 1, payload, network.node(0).publicKey());
        }
        network.run(SECOND);
        assertEquals(4, network.node(1).counters().get(RejectCode.OPERATION));
        assertEquals(4, network.node(0).counters().get(RejectCode.UNSOLICITED));
    }

    private void sendAs(final int sender, final long number)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[100]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(payload, 0, 100);
        encoder.putArrayHeader(2).putString("forged").putLong(number);
        BroadcastTest.sendPayload(
            network,
            Operation.SPEAK,
            0,
            1,
            new UnsafeBuffer(payload, 0, encoder.length()),
            network.node(sender).publicKey());
    }

    private void star(final int neighbours)
    {
        star(neighbours, SimConfig.of(1), config -> config);
    }

    private void star(final int neighbours, final SimConfig config, final UnaryOperator<CoreConfig> setup)
    {
        nodes(neighbours + 2, config, setup);
        for (int i = 1; i <= neighbours; i++)
        {
            link(0, i);
        }
        network.run(5 * SECOND);
    }

    private void nodes(final int n, final SimConfig sim, final UnaryOperator<CoreConfig> setup)
    {
        network = new SimNetwork(sim.withNullCrypto(true));
        for (int i = 0; i < n; i++)
        {
            events.add(new RecordingEvents());
            network.addNode(config -> setup.apply(config.discovery(false)), events.get(i));
        }
    }

    private void link(final int from, final int to)
    {
        network.node(from).bootstrapFrom(network.node(to), true);
    }

    private void speak(final int node, final String text)
    {
        final UnsafeBuffer value = new UnsafeBuffer(new byte[100]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(value, 0, 100).putString(text);
        final byte[] bytes = new byte[encoder.length()];
        value.getBytes(0, bytes);
        command(node, bytes);
    }

    private void command(final int node, final byte[] value)
    {
        network.node(node).command(Commands.SPEAK, ++spoken, new ShoutCommand(new UnsafeBuffer(value)));
    }

    private static byte[] binary(final int length)
    {
        final byte[] value = new byte[length];
        new MsgPackEncoder().wrap(new UnsafeBuffer(value), 0, length).putBinaryHeader(length - 3);
        value[length - 1] = 7;
        return value;
    }
}
