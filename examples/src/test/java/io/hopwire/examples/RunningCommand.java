package io.hopwire.examples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * One command on a thread of its own, with streams of its own. What Ctrl-C does is done by interrupting it.
 */
final class RunningCommand implements AutoCloseable
{
    static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);

    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int NOT_ENDED = Integer.MIN_VALUE;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final String text;
    private final Thread thread;
    private volatile int exitCode = NOT_ENDED;

    private RunningCommand(final InputStream in, final String... args)
    {
        text = String.join(" ", args);
        final Terminal terminal = new Terminal(in, out, StandardCharsets.UTF_8, new PrintStream(err, true));
        thread = new Thread(() -> exitCode = HopwireCommand.execute(terminal, args), text);
        thread.setDaemon(true);
    }

    static RunningCommand start(final String... args)
    {
        return start(new byte[0], args);
    }

    static RunningCommand start(final byte[] input, final String... args)
    {
        return start(new ByteArrayInputStream(input), args);
    }

    static RunningCommand start(final InputStream input, final String... args)
    {
        final RunningCommand command = new RunningCommand(input, args);
        command.thread.start();
        return command;
    }

    /**
     * Start {@code listen} under the key of the demo's server, and wait until it does.
     */
    static RunningCommand listen(final String bootstrap, final String... more)
    {
        final List<String> args = new ArrayList<>(List.of(
            "listen", "--bind", "127.0.0.1:0", "--bootstrap", bootstrap,
            "--key-file", KeyFiles.of(DemoNetwork.SERVER_PRIVATE_KEY)));
        args.addAll(List.of(more));
        final RunningCommand command = start(args.toArray(new String[0]));
        assertEquals(DemoNetwork.SERVER_PUBLIC_KEY, command.awaitErr("listening as ([0-9a-f]{64})"));
        return command;
    }

    /**
     * Wait until nodes of this machine have so many links each, as {@code stat} has it.
     */
    static void awaitLinks(final int links, final String... names)
    {
        final long startNs = System.nanoTime();
        for (final String name : names)
        {
            final Pattern row = Pattern.compile("^" + name + " +\\d+ .* " + links + " +\\d+ +\\d+  \\S+$",
                Pattern.MULTILINE);
            String nodes = run("stat").out();
            while (!row.matcher(nodes).find())
            {
                if (System.nanoTime() - startNs > TIMEOUT_NS)
                {
                    fail(name + " does not have " + links + " links\n" + nodes);
                }
                LockSupport.parkNanos(POLL_NS);
                nodes = run("stat").out();
            }
        }
    }

    /**
     * Start it, and wait until it has ended by itself.
     */
    static RunningCommand run(final String... args)
    {
        return run(new byte[0], args);
    }

    static RunningCommand run(final byte[] input, final String... args)
    {
        final RunningCommand command = start(input, args);
        command.awaitExit();
        return command;
    }

    byte[] outBytes()
    {
        return out.toByteArray();
    }

    String out()
    {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err()
    {
        return err.toString(StandardCharsets.UTF_8);
    }

    /**
     * Wait for a text on the standard output.
     *
     * @return the first group of the expression.
     */
    String awaitOut(final String regex)
    {
        return await(regex, out);
    }

    String awaitErr(final String regex)
    {
        return await(regex, err);
    }

    int awaitExit()
    {
        await(() -> NOT_ENDED != exitCode, "did not end");
        return exitCode;
    }

    @Override
    public void close()
    {
        thread.interrupt();
        try
        {
            thread.join(TimeUnit.NANOSECONDS.toMillis(TIMEOUT_NS));
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
        assertFalse(thread.isAlive(), () -> "did not end when it was interrupted: " + text);
    }

    @Override
    public String toString()
    {
        return "hopwire " + text + "\nexit code " + exitCode + "\nout: " + out() + "\nerr: " + err();
    }

    private String await(final String regex, final ByteArrayOutputStream stream)
    {
        final Pattern pattern = Pattern.compile(regex);
        await(() -> pattern.matcher(stream.toString(StandardCharsets.UTF_8)).find() || NOT_ENDED != exitCode,
            "did not print " + regex);
        final Matcher matcher = pattern.matcher(stream.toString(StandardCharsets.UTF_8));
        if (!matcher.find())
        {
            fail("ended without having printed " + regex + "\n" + this);
        }
        return matcher.group(matcher.groupCount());
    }

    private void await(final BooleanSupplier condition, final String otherwise)
    {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - startNs > TIMEOUT_NS)
            {
                fail(otherwise + "\n" + this);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }
}
