package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A command that a running node carries out: its arguments go there, and what it prints comes back.
 */
final class ThroughNode
{
    /** Longer than any command takes that ends by itself. */
    private static final long PATIENCE_NS = TimeUnit.HOURS.toNanos(1);

    private ThroughNode()
    {
    }

    /** Whether a command that was parsed is to be carried out by a running node. */
    static boolean isWanted(final ParseResult command)
    {
        return null != file(command) && !command.isUsageHelpRequested() && !command.isVersionHelpRequested();
    }

    /** Whether a command can be. */
    static boolean isPossible(final ParseResult command)
    {
        return null != command.commandSpec().findOption(ThroughOption.NAME);
    }

    private static String file(final ParseResult command)
    {
        return isPossible(command) ? command.matchedOptionValue(ThroughOption.NAME, (String)null) : null;
    }

    /**
     * Have it carried out.
     *
     * @param whole   of the command line.
     * @param command the subcommand.
     * @return the exit code.
     */
    static int run(final ParseResult whole, final ParseResult command, final Terminal terminal)
    {
        refuseNodeOptions(command);
        final Path path = ControlSocket.path(file(command));
        if (!Files.exists(path))
        {
            throw new CommandFailure("no node runs there: there is no " + path);
        }
        try (ControlSocket socket =
            new ControlSocket(SocketChannel.open(ControlSocket.address(path)), PATIENCE_NS))
        {
            socket.writeRequest(whole.originalArgs().toArray(new String[0]));
            final ControlSocket.Answer answer = socket.readAnswer();
            terminal.err().print(answer.err());
            terminal.out().print(answer.out());
            terminal.err().flush();
            terminal.out().flush();
            return answer.exitCode();
        }
        catch (final EOFException ex)
        {
            throw new CommandFailure("the node at " + path + " has ended, or has too much to do", ex);
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("no node that answers at " + path + ": " + ex.getMessage(), ex);
        }
    }

    /** The node that runs is as it is. */
    private static void refuseNodeOptions(final ParseResult command)
    {
        for (final OptionSpec option : command.matchedOptions())
        {
            if (option.userObject() instanceof final Field field && NodeOptions.isDeclaredBy(field))
            {
                throw new HopwireException(
                    ErrorCategory.CONFIGURATION, option.longestName() + " is for a node of the command's own, and " +
                    ThroughOption.NAME + " takes one that runs: give one of the two");
            }
        }
    }
}
