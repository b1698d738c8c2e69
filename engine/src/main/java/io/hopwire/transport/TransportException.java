package io.hopwire.transport;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;

/**
 * A socket or an address that can not be used as configured. Thrown while a transport is set up, and from
 * {@link DatagramTransport#poll} where the operating system reports that the socket itself is broken; never for what a
 * peer sent.
 */
public final class TransportException extends HopwireException
{
    private static final long serialVersionUID = 1L;

    /**
     * What went wrong.
     */
    public enum Reason
    {
        /** Text that is not an address. */
        ADDRESS_FORMAT,
        /** Host name that does not resolve. */
        UNKNOWN_HOST,
        /** Port is taken, not permitted, or the address is not one of this machine. */
        BIND,
        /** A value out of its range. */
        CONFIGURATION,
        /** Any other failure of the operating system. */
        IO
    }

    /**
     * What went wrong.
     */
    private final Reason reason;

    /**
     * Without a cause.
     *
     * @param reason  what went wrong.
     * @param message for people; names the address.
     */
    public TransportException(final Reason reason, final String message)
    {
        this(reason, message, null);
    }

    /**
     * With a cause.
     *
     * @param reason  what went wrong.
     * @param message for people; names the address.
     * @param cause   what the operating system said, or null.
     */
    public TransportException(final Reason reason, final String message, final Throwable cause)
    {
        super(
            Reason.CONFIGURATION == reason ? ErrorCategory.CONFIGURATION : ErrorCategory.TRANSPORT, message, cause);
        this.reason = reason;
    }

    /**
     * What went wrong.
     *
     * @return what went wrong.
     */
    public Reason reason()
    {
        return reason;
    }
}
