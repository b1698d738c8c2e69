package io.hopwire.examples;

/**
 * A command could not do what it was asked; the message is all that a user needs.
 */
class CommandFailure extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    CommandFailure(final String message)
    {
        this(message, null);
    }

    CommandFailure(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
