package io.hopwire.transport;

import org.agrona.DirectBuffer;

/**
 * Tells where a datagram ends when the kernel hands over many in one read: it does not say how long they are, so what
 * is in them must. Looks at the first 16 bytes only, so it tells the length of one that is not whole yet where it is
 * told of more bytes than there are.
 */
@FunctionalInterface
public interface DatagramSplitter
{
    /**
     * Length of what begins here, by its own words.
     *
     * @param buffer    what was read.
     * @param offset    where it begins.
     * @param remaining bytes from there to the end of the read.
     * @return bytes, at most the remaining ones, or 0 where nothing begins here that could be told.
     */
    int length(DirectBuffer buffer, int offset, int remaining);
}
