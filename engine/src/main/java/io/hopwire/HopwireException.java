package io.hopwire;

/**
 * Base of all exceptions that the engine throws at an application.
 */
public class HopwireException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /** What kind of error it is. */
    private final ErrorCategory category;

    /**
     * With a category and a message.
     *
     * @param category what kind of thing went wrong.
     * @param message  what was found and what was expected.
     */
    public HopwireException(final ErrorCategory category, final String message)
    {
        this(category, message, null);
    }

    /**
     * With a cause.
     *
     * @param category what kind of thing went wrong.
     * @param message  what was found and what was expected.
     * @param cause    or null.
     */
    public HopwireException(final ErrorCategory category, final String message, final Throwable cause)
    {
        super(message, cause);
        this.category = category;
    }

    /**
     * What kind of thing went wrong.
     *
     * @return the category.
     */
    public final ErrorCategory category()
    {
        return category;
    }
}
