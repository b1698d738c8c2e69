package io.hopwire.examples;

/**
 * Options of a simulation that make no sense, or not together; the message is all that a user needs.
 */
final class SimUsageException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    SimUsageException(final String message)
    {
        super(message);
    }
}
