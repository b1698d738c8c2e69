package io.hopwire.transport;

import org.agrona.MutableDirectBuffer;

/**
 * Told of connections of bytes, one after the other, as {@link io.hopwire.core.Core} is.
 */
public interface StreamListener
{
    /**
     * A connection is open.
     *
     * @param addressId of it.
     * @param isDialled whether we opened it.
     */
    void onStreamOpened(int addressId, boolean isDialled);

    /**
     * Bytes came.
     *
     * @param addressId of the connection.
     * @param buffer    holds them; may be changed in place.
     * @param offset    first byte.
     * @param length    bytes, 1 or more.
     */
    void onStream(int addressId, MutableDirectBuffer buffer, int offset, int length);

    /**
     * No more bytes come.
     *
     * @param addressId of the connection.
     */
    void onStreamEnd(int addressId);

    /**
     * A sink that had not enough room has some.
     *
     * @param addressId of the connection.
     */
    void onStreamWritable(int addressId);

    /**
     * A connection is gone, or never came up.
     *
     * @param addressId of it.
     * @param reason    one of {@link io.hopwire.spi.AddressCloseReason}.
     */
    void onStreamClosed(int addressId, int reason);
}
