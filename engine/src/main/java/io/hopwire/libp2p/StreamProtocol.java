package io.hopwire.libp2p;

/**
 * A protocol that peers may open streams of.
 */
final class StreamProtocol
{
    final String name;
    StreamHandler handler;
    /** Of peers, open now. */
    int streams;

    StreamProtocol(final String name, final StreamHandler handler)
    {
        this.name = name;
        this.handler = handler;
    }
}
