package io.hopwire.sim.load;

import io.hopwire.core.CoreConfig;
import io.hopwire.sim.NodeSetup;
import io.hopwire.sim.SimDisk;
import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimSockets;

import java.nio.ByteBuffer;

/**
 * A node whose records outlive its crashes, as its key does: who has lost that has lost the disk, and has a new one.
 */
final class DiskSetup implements NodeSetup
{
    private final NodeSetup setup;
    private final SimNetwork network;
    private final int index;
    private final long delayNs;
    private ByteBuffer owner;
    private SimDisk disk;

    /**
     * @param setup   what else the node is.
     * @param network of the node.
     * @param index   of the node.
     * @param delayNs how long a write takes.
     */
    DiskSetup(final NodeSetup setup, final SimNetwork network, final int index, final long delayNs)
    {
        this.setup = setup;
        this.network = network;
        this.index = index;
        this.delayNs = delayNs;
    }

    @Override
    public SimSockets sockets(final int node)
    {
        return setup.sockets(node);
    }

    @Override
    public void configure(final CoreConfig config)
    {
        setup.configure(config);
        final ByteBuffer key = ByteBuffer.wrap(config.publicKey());
        if (!key.equals(owner))
        {
            owner = key;
            disk = new SimDisk(network, index, delayNs);
        }
        config.recordDisk(disk);
    }
}
