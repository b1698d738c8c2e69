package io.hopwire.sim;

import io.hopwire.spi.Counters;
import io.hopwire.spi.SystemCounter;

/**
 * Whether a node is hostile, in all its lives, and what it has sent meanwhile.
 */
public final class Hostility
{
    private final SimNetwork network;
    private final Counters counters;
    private Tampering tampering;
    private boolean isOn;
    private long bytesBefore;
    private long bytes;

    Hostility(final SimNetwork network, final Counters counters)
    {
        this.network = network;
        this.counters = counters;
    }

    /**
     * The node is hostile from now on.
     *
     * @param tamperingOrNull what it does to what it says; null: it is hostile only by what it does.
     */
    public void begin(final Tampering tamperingOrNull)
    {
        if (null != tamperingOrNull && !network.isTamperable())
        {
            throw new IllegalStateException("no node of this network can lie: allowTampering comes first");
        }
        end();
        isOn = true;
        tampering = tamperingOrNull;
        bytesBefore = counters.get(SystemCounter.BYTES_SENT);
    }

    /** The node is as any other again. */
    public void end()
    {
        bytes = bytesSent();
        isOn = false;
        tampering = null;
    }

    /** {@return whether the node is or was hostile} */
    public boolean wasEver()
    {
        return isOn || bytes > 0;
    }

    /** {@return whether the node is hostile} */
    public boolean isOn()
    {
        return isOn;
    }

    /** {@return bytes that it has sent while it was hostile} */
    public long bytesSent()
    {
        return bytes + (isOn ? counters.get(SystemCounter.BYTES_SENT) - bytesBefore : 0);
    }

    Tampering tampering()
    {
        return tampering;
    }
}
