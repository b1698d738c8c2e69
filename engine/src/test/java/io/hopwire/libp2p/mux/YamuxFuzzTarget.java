package io.hopwire.libp2p.mux;

import io.hopwire.test.FuzzTarget;

/**
 * Frames of Yamux.
 */
public final class YamuxFuzzTarget
{
    private YamuxFuzzTarget()
    {
    }

    /**
     * Reads as a host does.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        return MuxFuzz.newReader(Yamux::new);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        MuxFuzz.tryInput(Yamux::new, data);
    }
}
