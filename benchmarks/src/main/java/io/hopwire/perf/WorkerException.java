package io.hopwire.perf;

/**
 * A measured process did not do what it was told.
 */
final class WorkerException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    WorkerException(final String message)
    {
        super(message);
    }
}
