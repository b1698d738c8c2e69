package io.hopwire.examples;

import picocli.CommandLine.Option;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where the passphrase of a key file comes from: a file, standard input, or whoever sits at the terminal. Never the
 * command line, which everybody on the machine can read.
 */
final class PassphraseOption
{
    private static final int MAX_LENGTH = 1024;
    private static final Path STANDARD_INPUT = Path.of("-");

    @Option(
        names = "--passphrase-file",
        paramLabel = "FILE",
        description = "First line is the passphrase of the key file; - for standard input. Default: asked for at the " +
            "terminal where the key file is encrypted.")
    private Path file;

    /** Whether the user names one, and does not wait to be asked. */
    boolean isGiven()
    {
        return null != file;
    }

    /**
     * Get it.
     *
     * @param what     is to be opened, or closed, with it.
     * @param isNew    whether it is one to be made up, which is asked for twice.
     * @param terminal whose input may hold it.
     * @return not empty; to be wiped by the caller.
     */
    char[] read(final String what, final boolean isNew, final Terminal terminal)
    {
        final char[] passphrase = isGiven() ? readFile(terminal) : ask(what, isNew);
        if (0 == passphrase.length)
        {
            throw new CommandFailure("an empty passphrase protects nothing");
        }
        return passphrase;
    }

    private char[] readFile(final Terminal terminal)
    {
        try
        {
            if (STANDARD_INPUT.equals(file))
            {
                return firstLine(terminal.in());
            }
            try (InputStream in = Files.newInputStream(file))
            {
                return firstLine(in);
            }
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("cannot read passphrase file " + file + ": " +
                ex.getClass().getSimpleName().replace("Exception", ""), ex);
        }
    }

    private static char[] firstLine(final InputStream in) throws IOException
    {
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0 && '\n' != next && line.size() < MAX_LENGTH)
        {
            line.write(next);
            next = in.read();
        }
        final String text = line.toString(StandardCharsets.UTF_8);
        return (text.endsWith("\r") ? text.substring(0, text.length() - 1) : text).toCharArray();
    }

    private static char[] ask(final String what, final boolean isNew)
    {
        final Console console = System.console();
        if (null == console)
        {
            throw new CommandFailure(what + " needs a passphrase, and there is no terminal to ask for it: " +
                "use --passphrase-file");
        }
        final char[] first = answer(console, isNew ? "New passphrase for %s: " : "Passphrase of %s: ", what);
        if (isNew && !Arrays.equals(first, answer(console, "Once more: ", what)))
        {
            throw new CommandFailure("the two passphrases are not the same");
        }
        return first;
    }

    private static char[] answer(final Console console, final String question, final String what)
    {
        final char[] answer = console.readPassword(question, what);
        if (null == answer)
        {
            throw new CommandFailure("no passphrase");
        }
        return answer;
    }
}
