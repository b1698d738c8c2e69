package io.hopwire.libp2p;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Bytes that are written to a stream as it takes them, and then its end.
 */
final class Saying
{
    private final UnsafeBuffer bytes;
    private int done;

    Saying(final byte[] bytes)
    {
        this.bytes = new UnsafeBuffer(bytes);
    }

    void write(final NetStream stream)
    {
        done += Math.max(0, stream.write(bytes, done, bytes.capacity() - done));
        if (done == bytes.capacity())
        {
            stream.closeWrite();
        }
    }
}
