package io.hopwire.perf;

import io.hopwire.Engine;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.NodeRole;
import io.hopwire.agent.ThreadingMode;
import org.agrona.concurrent.BusySpinIdleStrategy;

/**
 * How the measured engines are configured: all alike, driven by the thread that measures, on loopback, without looking
 * for further peers.
 */
final class Hopwire
{
    static final String NOT_LISTENING = "-";

    private Hopwire()
    {
    }

    static EngineContext context()
    {
        return new EngineContext()
            .threadingMode(ThreadingMode.INVOKER)
            .nodeIdleStrategy(new BusySpinIdleStrategy())
            .bindAddress("127.0.0.1:0")
            .role(NodeRole.ENDPOINT)
            .discovery(false)
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter(Worker::note);
    }

    static String address(final Engine engine)
    {
        return engine.publicKey() + "@" + engine.localAddress();
    }

    static String key(final String address)
    {
        return address.substring(0, address.indexOf('@'));
    }
}
