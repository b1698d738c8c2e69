package io.hopwire.component.session;

import io.hopwire.delivery.StreamPool;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import io.hopwire.test.Figures;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One of a hundred sessions of a server is not read from for a minute, in both directions: its sender is held back, it
 * keeps no more than its window, and the others do not notice. In virtual time.
 */
@Tag("simulation")
class SlowReaderTest
{
    private static final int SESSIONS = 100;
    private static final int SECONDS = 60;
    private static final int PER_SECOND = 10;
    private static final int BLOCK = 8192;
    private static final int WINDOW = 1 << 18;
    /** The window, which may begin and end within a block. */
    private static final int BLOCKS = WINDOW / BLOCK + 2;

    private SessionNet net;
    private SessionNode server;
    private SessionNode[] clients;
    private List<TestApplication.Peer> others;

    @Test
    void aSlowClientDelaysNobodyElse()
    {
        open();
        final long quietNs = talk(5, null);
        final TestApplication.Peer slow = server.app.peers.get(0);
        final TestApplication.Peer slowClient = clients[0].app.peer();
        clients[0].app.consuming = false;
        final long busyNs = talk(SECONDS, slow);
        assertTrue(busyNs * 10 <= quietNs * 12, "p99 " + busyNs + " against " + quietNs);
        assertEquals(SessionCodes.BACK_PRESSURED, server.app.offer(slow));
        final StreamPool pool = server.component.table().pool;
        Figures.say(
            "1 of %d sessions not read for %d s: p99 of the others %.2f times that of before; " +
            "the server keeps %d KiB for it, window %d KiB",
            SESSIONS, SECONDS, (double)busyNs / quietNs, pool.borrowed() * BLOCK >> 10, WINDOW >> 10);
        assertTrue(pool.borrowed() <= BLOCKS, () -> "blocks " + pool.borrowed());
        assertTrue(slow.out.offered - slowClient.in.delivered > 100, "much has to wait");
        resume(slow, clients[0]);
    }

    @Test
    void aServerThatDoesNotReadOneSessionReadsTheOthers()
    {
        open();
        final long quietNs = talk(5, null);
        final TestApplication.Peer slow = clients[0].app.peer();
        server.app.peers.get(0).consuming = false;
        final long busyNs = talk(SECONDS, slow);
        assertTrue(busyNs * 10 <= quietNs * 12, "p99 " + busyNs + " against " + quietNs);
        assertEquals(SessionCodes.BACK_PRESSURED, clients[0].app.offer(slow));
        assertTrue(server.component.table().pool.borrowed() <= 2, "it promised no more than there is room for");
        assertTrue(clients[0].component.table().pool.borrowed() <= BLOCKS);
        final TestApplication.Peer unread = server.app.peers.get(0);
        unread.consuming = true;
        resume(slow, server);
    }

    /** It reads again, and gets all that was taken from the sender, in order; TestApplication has looked at each. */
    private void resume(final TestApplication.Peer sender, final SessionNode reader)
    {
        final long fromNs = net.nowNs;
        reader.app.consuming = true;
        reader.app.peers.get(0).consuming = true;
        reader.app.consume(reader.app.peers.get(0));
        net.await(5 * SessionNet.SECOND, () -> sender.out.acked == sender.out.offered);
        Figures.say("it reads again: all came within %d ms", (net.nowNs - fromNs) / SessionNet.MILLI);
        assertTrue(server.app.peers.stream().allMatch(TestApplication.Peer::isOpen));
    }

    /** Each client sends a message in 100 ms and gets one; the slow one is given as much as it takes. */
    private long talk(final int seconds, final TestApplication.Peer slowOrNull)
    {
        others.forEach(peer -> peer.out.watch());
        for (int i = 0; i < seconds * PER_SECOND; i++)
        {
            for (int at = 1; at < SESSIONS; at++)
            {
                offerOne(clients[at], clients[at].app.peer());
                offerOne(server, server.app.peers.get(at));
            }
            if (null != slowOrNull)
            {
                (slowOrNull.accepted ? server : clients[0]).app.offerUpTo(slowOrNull, slowOrNull.out.offered + 100);
            }
            net.run(SessionNet.SECOND / PER_SECOND);
        }
        // Until what has become idle has given its memory back.
        net.run(5 * SessionNet.SECOND);
        long p99Ns = 0;
        for (final TestApplication.Peer peer : others)
        {
            assertEquals(peer.out.offered, peer.out.acked);
            p99Ns = Math.max(p99Ns, peer.out.percentileNs(0.99));
        }
        return p99Ns;
    }

    private static void offerOne(final SessionNode node, final TestApplication.Peer peer)
    {
        assertTrue(node.app.offer(peer) > 0);
    }

    private void open()
    {
        net = new SessionNet(8);
        server = net.node(Settings.DEFAULTS);
        server.component.listen(true);
        clients = new SessionNode[SESSIONS];
        others = new ArrayList<>();
        net.maxRoutes = SESSIONS;
        for (int i = 0; i < SESSIONS; i++)
        {
            clients[i] = net.node(Settings.DEFAULTS.with(NodeSettings.SESSION_WINDOW, WINDOW));
            clients[i].connect(1, server, 1, 1);
            final int count = i + 1;
            net.await(SessionNet.SECOND, () -> server.app.peers.size() == count);
            if (i > 0)
            {
                others.add(clients[i].app.peer());
                others.add(server.app.peer());
            }
        }
        net.minDelayNs = 10 * SessionNet.MILLI;
        net.maxDelayNs = 11 * SessionNet.MILLI;
    }
}
