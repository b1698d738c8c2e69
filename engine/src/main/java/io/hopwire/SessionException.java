package io.hopwire;

/**
 * A session could not be established, or has ended, or a message can not be carried by it. {@link #code()} is the code
 * that {@link Session#offer} would have answered, or the reason for which the session ended.
 */
public class SessionException extends HopwireException
{
    private static final long serialVersionUID = 1L;

    /** Which error it is. */
    private final int code;

    /**
     * With a code and a message.
     *
     * @param code    of the session, negative.
     * @param message what happened.
     */
    public SessionException(final int code, final String message)
    {
        this(code, message, null);
    }

    /**
     * With a cause.
     *
     * @param code    of the session, negative.
     * @param message what happened.
     * @param cause   or null.
     */
    public SessionException(final int code, final String message, final Throwable cause)
    {
        super(ErrorCategory.SESSION, message, cause);
        this.code = code;
    }

    /**
     * Why.
     *
     * @return a negative code.
     */
    public final int code()
    {
        return code;
    }
}
