package io.hopwire.libp2p.mux;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A piece of the memory of streams.
 */
final class Block
{
    /** Bytes of it. */
    static final int LENGTH = 4096;

    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);
    Block next;
}
