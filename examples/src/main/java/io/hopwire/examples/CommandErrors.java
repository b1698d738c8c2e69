package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;

/**
 * One clear line for what went wrong, and the exit code: 2 for what the user can correct on the command line, 1 for
 * what the world refused.
 */
final class CommandErrors implements IParameterExceptionHandler, IExecutionExceptionHandler
{
    private static final int EXIT_INTERRUPTED = 130;

    @Override
    public int handleParseException(final ParameterException ex, final String[] args)
    {
        final CommandLine commandLine = ex.getCommandLine();
        final String unknown =
            ex instanceof UnmatchedArgumentException ? null : UnknownOptions.first(commandLine, args);
        final String message = null == unknown ? ex.getMessage() : "Unknown option: '" + unknown + "'";
        print(commandLine, message + " (see " + commandLine.getCommandSpec().qualifiedName() + " --help)", ex);
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(
        final Exception ex, final CommandLine commandLine, final ParseResult parseResult)
    {
        if (Thread.currentThread().isInterrupted())
        {
            // Ctrl-C: the user knows why it ended.
            return EXIT_INTERRUPTED;
        }
        if (ex instanceof OutputFailure && ((OutputFailure)ex).isBrokenPipe())
        {
            return OutputFailure.EXIT_BROKEN_PIPE;
        }
        print(commandLine, message(ex), ex);
        return isUsage(ex) ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private static boolean isUsage(final Exception ex)
    {
        if (ex instanceof HopwireException)
        {
            final ErrorCategory category = ((HopwireException)ex).category();
            return ErrorCategory.CONFIGURATION == category || ErrorCategory.KEY == category;
        }
        return false;
    }

    private static String message(final Exception ex)
    {
        if (ex instanceof HopwireException || ex instanceof CommandFailure)
        {
            return ex.getMessage();
        }
        if (ex instanceof IOException || ex instanceof UncheckedIOException)
        {
            return "cannot read or write: " + ex.getMessage();
        }
        return "unexpected " + ex + " (--verbose shows where)";
    }

    private static void print(final CommandLine commandLine, final String message, final Exception ex)
    {
        final PrintWriter err = commandLine.getErr();
        err.println("hopwire: " + message.replaceAll("\\R\\s*", " "));
        final Object root = commandLine.getCommandSpec().root().userObject();
        if (root instanceof HopwireCommand && ((HopwireCommand)root).isVerbose())
        {
            ex.printStackTrace(err);
        }
        err.flush();
    }
}
