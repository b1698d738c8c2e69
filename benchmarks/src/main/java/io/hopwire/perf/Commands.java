package io.hopwire.perf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the controller tells a {@link Worker}: lines of its standard input, read by a thread that sleeps in between.
 */
final class Commands
{
    static final String QUIT = "quit";
    private static final long IDLE_MS = 100;

    private final LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    Commands()
    {
        final Thread thread = new Thread(this::read, "commands");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Is a command waiting? One volatile read, cheap enough for every duty cycle.
     *
     * @return true if so.
     */
    boolean arePending()
    {
        return !lines.isEmpty();
    }

    /**
     * Wait for a command and do nothing meanwhile.
     *
     * @return the command.
     * @throws InterruptedException if interrupted.
     */
    String await() throws InterruptedException
    {
        return lines.take();
    }

    /**
     * Wait for a command without spinning.
     *
     * @param idle called now and then meanwhile, to keep connections alive.
     * @return the command.
     * @throws InterruptedException if interrupted.
     */
    String await(final Runnable idle) throws InterruptedException
    {
        String line = lines.poll();
        while (null == line)
        {
            idle.run();
            line = lines.poll(IDLE_MS, TimeUnit.MILLISECONDS);
        }
        return line;
    }

    private void read()
    {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)))
        {
            String line = in.readLine();
            while (null != line)
            {
                lines.put(line);
                line = in.readLine();
            }
        }
        catch (final InterruptedIOException | InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        catch (final IOException ex)
        {
            System.err.println("the controller is gone: " + ex.getMessage());
        }
        finally
        {
            // Nobody is left to say more: a worker does not outlive its controller.
            lines.add(QUIT);
        }
    }
}
