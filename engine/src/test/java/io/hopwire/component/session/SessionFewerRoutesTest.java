package io.hopwire.component.session;

import io.hopwire.spi.Limits;
import io.hopwire.spi.SessionCodes;
import io.hopwire.spi.Settings;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Routes that break while more of them are looked for.
 */
class SessionFewerRoutesTest
{
    private final SessionNet net = new SessionNet(7);
    private final SessionNode client = net.node(Settings.DEFAULTS);
    private final SessionNode server = net.node(Settings.DEFAULTS);

    @Test
    void aConnectWhoseRoutesBreakBelowTheLeastNumberDoesNotSucceed()
    {
        server.component.listen(true);
        net.maxRoutes = 2;
        client.connect(1, server, 2, 4);
        net.await(SessionNet.SECOND, () -> 2 == net.wires.stream().filter((wire) -> wire.open[0]).count());
        assertTrue(client.app.outcomes.isEmpty(), "looks for a third");
        net.search = SessionNet.Search.SILENT;
        net.breakWire(net.wires.get(net.wires.size() - 1));
        net.await(20 * SessionNet.SECOND, () -> client.app.outcomes.containsKey(1L));
        assertEquals(new TestApplication.Failure(SessionCodes.TOO_FEW_ROUTES, 1, 3), client.app.outcomes.get(1L));
    }

    @Test
    void routesThatFoundNoRoomAreForgottenAndALaterOneIsTaken()
    {
        server.component.listen(true);
        client.connect(1, server, 2, 2);
        net.run(SessionNet.SECOND);
        assertEquals(2, openWires());
        server.full = true;
        net.breakWire(net.wires.get(1));
        net.run(300 * SessionNet.SECOND);
        assertTrue(client.attempts.size() > Limits.MAX_ROUTES + 3, "asked " + client.attempts.size());
        assertEquals(1, openWires());
        server.full = false;
        net.run(60 * SessionNet.SECOND);
        assertEquals(2, openWires());
        assertTrue(client.app.outcomes.get(1L) instanceof TestApplication.Peer);
    }

    private long openWires()
    {
        return net.wires.stream().filter((wire) -> wire.open[0] && wire.open[1]).count();
    }
}
