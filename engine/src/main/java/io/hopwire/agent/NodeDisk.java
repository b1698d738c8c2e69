package io.hopwire.agent;

import io.hopwire.PublicKey;
import io.hopwire.spi.RecordDisk;
import io.hopwire.store.Disks;
import io.hopwire.store.LmdbDisk;
import io.hopwire.store.StoreSettings;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The disk of a node's records, and the thread that writes it, in every threading mode: to write takes milliseconds,
 * which neither the node nor its handshakes wait for.
 */
final class NodeDisk implements AutoCloseable
{
    private static final long MAX_WAIT_NS = TimeUnit.SECONDS.toNanos(1);

    private final LmdbDisk disk;
    private final ParkWait wait = new ParkWait(MAX_WAIT_NS);
    private AgentRunner runner;
    private long seen;

    private NodeDisk(final LmdbDisk disk)
    {
        this.disk = disk;
        wait.patience(() -> disk.hasWork() ? 0 : Long.MAX_VALUE);
    }

    /**
     * Where the context names a directory.
     */
    static NodeDisk openOrNull(final EngineContext context, final PublicKey own)
    {
        final String directory = context.get(StoreSettings.DIRECTORY);
        return null == directory ? null :
            new NodeDisk(Disks.open(Path.of(directory), context.get(StoreSettings.MAP_SIZE), own.toBytes()));
    }

    RecordDisk records()
    {
        return disk;
    }

    void start(final NodeParts parts, final EngineContext context)
    {
        final AgentWait nodeWaitOrNull = parts.nodeWait;
        disk.wakers(null == nodeWaitOrNull ? NodeDisk::nobody : nodeWaitOrNull::wake, wait::wake);
        final BlockingIdleStrategy idle = new BlockingIdleStrategy();
        idle.bind(wait);
        final Agent guarded = new GuardedAgent(context.diskAgent.apply(disk), parts.state, nodeWaitOrNull);
        runner = new AgentRunner(idle, parts.errorHandler, null, guarded);
        AgentRunner.startOnThread(runner, context.threadFactory);
    }

    private static void nobody()
    {
    }

    /**
     * How long the node's thread may wait: not at all where something lasts that did not when it was asked before.
     */
    LongSupplier patience(final LongSupplier ofNode)
    {
        return () ->
        {
            final long lasting = disk.lasting();
            final boolean isNews = lasting != seen;
            seen = lasting;
            return isNews ? 0 : ofNode.getAsLong();
        };
    }

    /** When nobody writes any more: what is on its way is written. */
    @Override
    public void close()
    {
        wait.release();
        if (null == runner)
        {
            disk.close();
        }
        else
        {
            runner.close();
        }
    }
}
