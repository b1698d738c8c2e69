package io.hopwire.perf;

/**
 * A system can not run on this machine, for a reason that is no failure.
 */
final class AbsentException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    AbsentException(final String reason)
    {
        super(reason);
    }
}
