package io.hopwire.agent;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.libp2p.HostFault;

/**
 * A call of a {@link Host} has failed, for a reason that can be switched on.
 */
public final class HostException extends HopwireException
{
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final HostFault fault;

    HostException(final HostFault fault, final String what)
    {
        super(ErrorCategory.SESSION, what + ": " + fault.text());
        this.fault = fault;
    }

    /** {@return why} */
    public HostFault fault()
    {
        return fault;
    }
}
