package io.hopwire.libp2p.pipe;

import org.agrona.MutableDirectBuffer;

/**
 * Who takes the bytes that a layer below has read. Not thread-safe.
 */
public interface ByteHandler
{
    /**
     * Bytes of the peer, cut anywhere. All are taken.
     *
     * @param buffer holds them during this call; may be written to, where they lie.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  now.
     */
    void onBytes(MutableDirectBuffer buffer, int offset, int length, long nowNs);
}
