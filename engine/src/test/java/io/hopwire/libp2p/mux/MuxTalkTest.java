package io.hopwire.libp2p.mux;

import io.hopwire.libp2p.mux.Talk.Line;
import io.hopwire.libp2p.mux.Talk.Side;
import io.hopwire.spi.Settings;
import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every byte of every stream arrives once and in order, or the stream says that it was reset.
 */
class MuxTalkTest
{
    private static final int SEEDS = (int)(25 * Double.parseDouble(System.getProperty("hopwire.test.scale", "1")));
    private static final Settings SMALL = Settings.DEFAULTS
        .with(MuxSettings.INBOUND, 12)
        .with(MuxSettings.OUTBOUND, 12)
        .with(MuxSettings.BACKLOG, 5);

    private long closed;
    private long reset;
    private long bytes;
    private long full;
    private int grown;

    @Test
    void yamuxBringsEachByteOnceAndInOrder()
    {
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            final Settings settings = seed % 3 == 0 ? SMALL.with(MuxSettings.WINDOW, Yamux.INITIAL_WINDOW) : SMALL;
            talk("yamux", seed, new Talk(seed, new MuxLimits(settings), Yamux::new, seed % 2 == 0 ? 300 : 100_000));
        }
        assertEnough();
        assertTrue(grown > 0, "no window grew");
    }

    @Test
    void mplexBringsEachByteOnceAndInOrder()
    {
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            final Settings settings = seed % 3 == 0 ? SMALL.with(MuxSettings.BUFFER, 1 << 16) : SMALL;
            talk("mplex", seed, new Talk(seed, new MuxLimits(settings), Mplex::new, seed % 2 == 0 ? 300 : 100_000));
        }
        assertEnough();
        assertTrue(full > 0, "no reader was too slow");
    }

    private void assertEnough()
    {
        assertTrue(closed > 10L * SEEDS && reset > SEEDS && bytes > 100_000L * SEEDS,
            closed + " closed, " + reset + " reset, " + bytes + " bytes");
    }

    private void talk(final String name, final long seed, final Talk talk)
    {
        try
        {
            talk.isReadAtOnce = seed % 5 == 0;
            talk.run(400, 10, talk.isReadAtOnce ? 1_000_000 : 60_000);
            talk.finish();
            check(talk);
        }
        catch (final AssertionError ex)
        {
            throw new AssertionError(name + ", seed " + seed + ": " + ex.getMessage(), ex);
        }
    }

    private void check(final Talk talk)
    {
        assertNull(talk.dialer.fault);
        assertNull(talk.listener.fault);
        assertEquals(0, talk.dialer.lines.size() + talk.listener.lines.size(), "not over");
        grown += talk.maxPromised > 0 ? 1 : 0;
        assertEquals(0, talk.memory.promisedBytes(), "promises end");
        assertEquals(0, talk.memory.usedBytes(), "memory is given back");
        assertEquals(0, talk.memory.usedStreams(), "streams are given back");
        final Map<Long, Line> dialers = byName(talk.dialer);
        final Map<Long, Line> listeners = byName(talk.listener);
        dialers.forEach((name, line) -> check(line, listeners.get(name)));
        listeners.forEach((name, line) -> check(line, dialers.get(name)));
    }

    private void check(final Line line, final Line other)
    {
        if ("closed".equals(line.ending))
        {
            assertEquals(other.goal, line.read, "all bytes came");
            assertTrue(MuxFault.PEER_RESET != other.fault, "nobody reset what is reset");
            closed++;
            bytes += line.read;
        }
        else if ("reset".equals(line.ending))
        {
            final boolean isTold = MuxFault.PEER_RESET == line.fault;
            assertTrue(null == other || !isTold || !"closed".equals(other.ending), "reset by one who closed");
            full += MuxFault.BUFFER_FULL == line.fault ? 1 : 0;
            reset++;
        }
    }

    private static Map<Long, Line> byName(final Side side)
    {
        final Map<Long, Line> named = new HashMap<>();
        side.ended.values().stream().filter((line) -> line.name != 0 && line.nameRead == 8).forEach((line) ->
        {
            if (null != named.put(line.name, line))
            {
                throw new AssertionError("two streams of one name");
            }
        });
        return named;
    }
}
