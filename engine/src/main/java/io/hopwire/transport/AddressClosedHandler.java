package io.hopwire.transport;

/**
 * Told of every address whose connection is gone.
 */
@FunctionalInterface
public interface AddressClosedHandler
{
    /**
     * A connection is gone. What was read from it has been handed over before.
     *
     * @param addressId which; kept until this returns, longer if retained.
     * @param reason    one of {@link io.hopwire.spi.AddressCloseReason}.
     */
    void onAddressClosed(int addressId, int reason);
}
