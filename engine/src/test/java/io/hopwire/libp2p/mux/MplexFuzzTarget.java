package io.hopwire.libp2p.mux;

import io.hopwire.test.FuzzTarget;

/**
 * Messages of mplex.
 */
public final class MplexFuzzTarget
{
    private MplexFuzzTarget()
    {
    }

    /**
     * Reads as a host does.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        return MuxFuzz.newReader(Mplex::new);
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        MuxFuzz.tryInput(Mplex::new, data);
    }
}
