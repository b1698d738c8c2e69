package io.hopwire.sim;

import io.hopwire.link.LinkSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.wire.FrameFlyweight;
import io.hopwire.wire.FrameTypes;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Nobody can make a node send more to an address that is not proved than was received from it: not with any type of
 * frame, not with any length, not by saying it again, and not with a frame of a real node under another address. All
 * that comes within a minute counts as the answer. Measured (bytes asked, bytes answered):
 * <pre>
 *   garbage of every type and length             0 answered
 *   INITIATION_IK of a real node   171   123     and nothing more until the peer has answered to it
 *   XX_1 of a real node            171   171
 *   either, under load             171    40     a cookie is demanded
 *   either, said again             171     0     for IK; XX_1 is answered as often as it is asked
 *   DATA, XX_3 of a link, copied     n     0     answers go to the link's own address
 * </pre>
 */
class AmplificationTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int STRANGER = 77;

    private final SimNetwork network = new SimNetwork(SimConfig.of(21));
    private final SimNode node = network.addNode(config -> config.discovery(false), new RecordingEvents());
    private final List<byte[]> seen = new ArrayList<>();
    private final StringBuilder table = new StringBuilder();
    private boolean isHeldBack;
    private long answered;

    AmplificationTest()
    {
        network.onTransit((from, to, buffer, length) ->
        {
            if (to == STRANGER)
            {
                answered += length;
            }
            if (from != node.index())
            {
                final byte[] copy = new byte[length];
                buffer.getBytes(0, copy);
                seen.add(copy);
                return isHeldBack ? TransitFilter.DROP : length;
            }
            return length;
        });
    }

    @Test
    void doesNotAnswerGarbageOfAnyTypeAndLength()
    {
        final SimRandom random = new SimRandom(4);
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2048]);
        for (int type = 0; type <= 9; type++)
        {
            long asked = 0;
            answered = 0;
            for (int length = 0; length <= 1500; length += length < 256 ? 1 : 31)
            {
                random.nextBytes(buffer.byteArray(), 0, length);
                if (length >= FrameTypes.FRAME_HEADER_LENGTH)
                {
                    FrameFlyweight.putFrameHeader(buffer, 0, type, length, 0);
                }
                asked += length;
                network.inject(STRANGER, node.index(), buffer, 0, length, 0);
                network.run(SECOND / 1000);
            }
            network.run(60 * SECOND);
            report("garbage " + FrameTypes.name(type), asked);
            assertEquals(0, answered);
        }
        System.out.print(table);
    }

    @Test
    void doesNotAnswerMoreThanItWasAsked()
    {
        for (final boolean isKeyKnown : new boolean[]{true, false})
        {
            final byte[] initiation = initiation(isKeyKnown);
            final String type = FrameTypes.name(initiation[0]);
            final long first = ask(initiation, type + " of a real node");
            assertTrue(first > 0 && first <= initiation.length, type);
            long again = 0;
            for (int i = 0; i < 20; i++)
            {
                answered = 0;
                network.inject(STRANGER, node.index(), new UnsafeBuffer(initiation), 0, initiation.length, 0);
                network.run(10 * SECOND);
                again += answered;
            }
            answered = again;
            report(type + " 20 times again", 20L * initiation.length);
            assertTrue(again <= 20L * initiation.length, type);
            assertEquals(isKeyKnown, again == 20L * FrameTypes.COOKIE_FRAME_LENGTH,
                type + ": who shows a known key is a recording until it has shown a cookie, too");
        }
        System.out.print(table);
    }

    @Test
    void demandsACookieWithLess()
    {
        final SimNode loaded = network.addNode(
            config -> config.discovery(false).set(LinkSettings.COOKIE_THRESHOLD, -1), new RecordingEvents());
        for (final boolean isKeyKnown : new boolean[]{true, false})
        {
            final byte[] initiation = initiation(loaded, isKeyKnown);
            answered = 0;
            network.inject(STRANGER, loaded.index(), new UnsafeBuffer(initiation), 0, initiation.length, 0);
            network.run(60 * SECOND);
            report(FrameTypes.name(initiation[0]) + " under load", initiation.length);
            assertEquals(FrameTypes.COOKIE_FRAME_LENGTH, answered);
            assertTrue(answered < initiation.length);
        }
        assertEquals(2, loaded.counters().get(RejectCode.HANDSHAKE_COOKIE));
        System.out.print(table);
    }

    @Test
    void doesNotAnswerCopiesOfWhatItsPeersSent()
    {
        final SimNode peer = network.addNode(config -> config.discovery(false), new RecordingEvents());
        final SimNode other = network.addNode(config -> config.discovery(false), new RecordingEvents());
        peer.bootstrapFrom(node, true);
        other.bootstrapFrom(node, false);
        network.run(20 * SECOND);
        assertEquals(2, node.links().upCount());
        assertFalse(seen.isEmpty());
        final long replays = node.counters().get(RejectCode.REPLAY);
        long allowed = 0;
        long asked = 0;
        answered = 0;
        for (final byte[] copy : new ArrayList<>(seen))
        {
            final boolean isFirst = copy[0] == FrameTypes.XX_1 || copy[0] == FrameTypes.INITIATION_IK;
            allowed += isFirst ? copy.length : 0;
            asked += copy.length;
            network.inject(STRANGER, node.index(), new UnsafeBuffer(copy), 0, copy.length, 0);
            network.run(SECOND / 1000);
            assertTrue(answered <= allowed, "copy of " + FrameTypes.name(copy[0]));
        }
        network.run(60 * SECOND);
        report("copies of frames of two links", asked);
        assertTrue(answered <= allowed, table::toString);
        assertTrue(node.counters().get(RejectCode.REPLAY) > replays, "no data frame was among the copies");
        assertEquals(2, node.links().upCount());
        System.out.print(table);
    }

    /** Random bytes behind the header of a real frame, and bits of it flipped: never an answer that is longer. */
    @Test
    void doesNotAnswerMutantsWithMore()
    {
        final byte[] ik = initiation(true);
        final byte[] xx = initiation(false);
        final SimRandom random = new SimRandom(5);
        for (int i = 0; i < 3000; i++)
        {
            final byte[] mutant = (i % 2 == 0 ? ik : xx).clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--)
            {
                mutant[random.nextInt(mutant.length)] ^= (byte)(1 << random.nextInt(8));
            }
            final int length = random.nextInt(3) == 0 ? random.nextInt(mutant.length + 1) : mutant.length;
            answered = 0;
            network.inject(STRANGER, node.index(), new UnsafeBuffer(mutant), 0, length, 0);
            network.run(SECOND / 10);
            assertTrue(answered <= length, "mutant " + i + ": asked " + length + ", answered " + answered);
        }
    }

    private long ask(final byte[] datagram, final String what)
    {
        answered = 0;
        network.inject(STRANGER, node.index(), new UnsafeBuffer(datagram), 0, datagram.length, 0);
        network.run(60 * SECOND);
        report(what, datagram.length);
        return answered;
    }

    private void report(final String what, final long asked)
    {
        table.append(String.format(
            Locale.ROOT, "%-30s asked %7d B, answered %4d B, factor %.2f%n", what, asked, answered,
            asked == 0 ? 0.0 : (double)answered / asked));
    }

    /** The first datagram of a real node that wants a link; it does not arrive. */
    private byte[] initiation(final boolean isKeyKnown)
    {
        return initiation(node, isKeyKnown);
    }

    private byte[] initiation(final SimNode to, final boolean isKeyKnown)
    {
        isHeldBack = true;
        seen.clear();
        final SimNode peer = network.addNode(config -> config.discovery(false), new RecordingEvents());
        peer.bootstrapFrom(to, isKeyKnown);
        assertTrue(network.runUntil(() -> !seen.isEmpty(), SECOND));
        peer.crash();
        isHeldBack = false;
        final byte[] initiation = seen.get(0);
        final short length = new UnsafeBuffer(initiation).getShort(2, ByteOrder.LITTLE_ENDIAN);
        assertEquals(initiation.length, length);
        return initiation;
    }
}
