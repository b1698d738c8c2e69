package io.hopwire.perf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The controller's side of one {@link Worker}.
 */
final class WorkerProcess
{
    private static final long ANSWER_SECONDS = 40;
    private static final long QUIT_SECONDS = 5;
    private static final int MAX_ERROR_LINES = 30;
    private static final String END = Worker.MARK + "end";

    private final String name;
    private final Process process;
    private final PrintStream input;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final Deque<String> errors = new ArrayDeque<>();
    private final Consumer<String> notes;

    WorkerProcess(final String name, final List<String> command, final Consumer<String> notes) throws IOException
    {
        this.name = name;
        this.notes = notes;
        process = new ProcessBuilder(command).start();
        input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        read(process.getInputStream(), this::onOutput);
        read(process.getErrorStream(), this::onError);
    }

    void say(final String line)
    {
        input.println(line);
    }

    /**
     * Wait for an answer; notes in between are passed on.
     *
     * @param word that the answer begins with.
     * @return the rest of it.
     * @throws AbsentException if the worker says that its system can not run here.
     */
    String await(final String word)
    {
        final String expected = Worker.MARK + word;
        while (true)
        {
            final String line = next(expected);
            final int space = line.indexOf(' ');
            final String found = space < 0 ? line : line.substring(0, space);
            final String rest = space < 0 ? "" : line.substring(space + 1);
            if (found.equals(expected))
            {
                return rest;
            }
            onOther(found.substring(1), rest);
        }
    }

    void quit()
    {
        say(Commands.QUIT);
    }

    /** Wait until it has ended; it is killed if it does not. */
    void join()
    {
        try
        {
            if (!process.waitFor(QUIT_SECONDS, TimeUnit.SECONDS))
            {
                process.destroyForcibly().waitFor();
            }
        }
        catch (final InterruptedException ex)
        {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    void kill()
    {
        process.destroyForcibly();
    }

    private String next(final String expected)
    {
        try
        {
            final String line = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (null == line)
            {
                throw new WorkerException(name + " said nothing for " + ANSWER_SECONDS + " s, expected " + expected);
            }
            return line;
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new WorkerException(name + ": interrupted");
        }
    }

    private void onOther(final String word, final String rest)
    {
        switch (word)
        {
            case "note":
                notes.accept(rest);
                break;
            case "java":
            case "up":
                break;
            case "absent":
                throw new AbsentException(rest);
            case "failed":
                throw new WorkerException(name + " failed: " + rest + errorLines());
            default:
                throw new WorkerException(name + " ended" + errorLines());
        }
    }

    private String errorLines()
    {
        join();
        synchronized (errors)
        {
            return errors.isEmpty() ? "" : "\n    " + String.join("\n    ", errors);
        }
    }

    private void onOutput(final String line)
    {
        if (line.startsWith(Worker.MARK))
        {
            answers.add(line);
        }
        else
        {
            onError(line);
        }
    }

    private void onError(final String line)
    {
        synchronized (errors)
        {
            if (errors.size() == MAX_ERROR_LINES)
            {
                errors.removeFirst();
            }
            errors.addLast(line);
        }
    }

    private void read(final InputStream stream, final Consumer<String> to)
    {
        final Thread thread = new Thread(() ->
        {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)))
            {
                in.lines().forEach(to);
            }
            catch (final IOException | UncheckedIOException ex)
            {
                onError("its output broke off: " + ex.getMessage());
            }
            if (stream == process.getInputStream())
            {
                answers.add(END);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
