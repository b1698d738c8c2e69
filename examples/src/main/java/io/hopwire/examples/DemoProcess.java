package io.hopwire.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * One process of the demo, as the demo sees it: see {@link ControlChannel}.
 */
final class DemoProcess
{
    private static final String END = "end of output";
    private static final String PROGRESS = "progress ";

    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final String name;
    private final Process process;
    private final Writer out;
    private volatile LongConsumer progress = (count) -> {};
    private String key;
    private String address;

    private DemoProcess(final String name, final Process process)
    {
        this.name = name;
        this.process = process;
        out = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    }

    static DemoProcess start(final String name, final List<String> arguments)
    {
        try
        {
            final Process process = new ProcessBuilder(JavaCommand.of(arguments))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
            final DemoProcess started = new DemoProcess(name, process);
            final Thread reader = new Thread(started::readAnswers, "hopwire-demo-" + name);
            reader.setDaemon(true);
            reader.start();
            return started;
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("cannot start process " + name + ": " + ex.getMessage(), ex);
        }
    }

    /**
     * Wait until its node runs.
     */
    void awaitReady(final long timeoutNs)
    {
        final String[] parts = answer("its start", timeoutNs).split(" ");
        key = parts[0];
        address = parts[1];
    }

    String name()
    {
        return name;
    }

    String key()
    {
        return key;
    }

    String address()
    {
        return address;
    }

    boolean isAlive()
    {
        return process.isAlive();
    }

    void onProgress(final LongConsumer consumer)
    {
        progress = consumer;
    }

    /**
     * Have it do something.
     *
     * @return its answer.
     * @throws CommandFailure if it could not, has died, or did not answer in time.
     */
    String ask(final String command, final long timeoutNs)
    {
        tell(command);
        return answer(command, timeoutNs);
    }

    /**
     * Ask it to end by itself.
     */
    void tell(final String command)
    {
        try
        {
            out.write(command + "\n");
            out.flush();
        }
        catch (final IOException ex)
        {
            throw new CommandFailure("process " + name + " is gone", ex);
        }
    }

    /**
     * Its exit code.
     *
     * @throws CommandFailure if it has not ended in time.
     */
    int awaitExit(final long timeoutNs)
    {
        try
        {
            if (process.waitFor(timeoutNs, TimeUnit.NANOSECONDS))
            {
                return process.exitValue();
            }
            throw new CommandFailure("process " + name + " did not end when it was asked to");
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", ex);
        }
    }

    void destroy()
    {
        process.destroy();
    }

    void destroyForcibly()
    {
        process.destroyForcibly();
    }

    private String answer(final String command, final long timeoutNs)
    {
        final String line;
        try
        {
            line = answers.poll(timeoutNs, TimeUnit.NANOSECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", ex);
        }
        if (null == line)
        {
            throw new CommandFailure(name + " did not answer in time: " + command);
        }
        if (END.equals(line))
        {
            answers.add(END);
            throw new CommandFailure("process " + name + " ended unexpectedly");
        }
        if (!line.startsWith("ok"))
        {
            throw new CommandFailure(name + ": " + line);
        }
        return line.substring(2).trim();
    }

    private void readAnswers()
    {
        try (BufferedReader in =
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)))
        {
            String line = in.readLine();
            while (null != line)
            {
                if (line.startsWith(PROGRESS))
                {
                    progress.accept(Long.parseLong(line.substring(PROGRESS.length())));
                }
                else
                {
                    answers.add(line);
                }
                line = in.readLine();
            }
        }
        catch (final IOException ignore)
        {
            // Its end, in another word.
        }
        answers.add(END);
    }
}
