package io.hopwire.examples;

import java.io.IOException;

/**
 * The standard output takes nothing more: the disk is full, or nobody reads it.
 */
final class OutputFailure extends CommandFailure
{
    /** Of a process that SIGPIPE ended: 128 and its number. */
    static final int EXIT_BROKEN_PIPE = 141;

    private static final long serialVersionUID = 1L;

    private final boolean brokenPipe;

    OutputFailure(final IOException reasonOrNull)
    {
        super("cannot write to the standard output" + (null == reasonOrNull ? "" : ": " + reasonOrNull.getMessage()),
            reasonOrNull);
        final String reason = null == reasonOrNull ? null : reasonOrNull.getMessage();
        brokenPipe = null != reason && reason.contains("Broken pipe");
    }

    /**
     * {@return whether the reader has gone, as head does when it has seen enough: nobody needs to be told}
     */
    boolean isBrokenPipe()
    {
        return brokenPipe;
    }
}
