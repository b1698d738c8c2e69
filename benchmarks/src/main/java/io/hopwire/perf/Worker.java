package io.hopwire.perf;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One measured process. Takes orders on its standard input and answers on its standard output, where its lines begin
 * with {@code @}:
 * <pre>
 *              → {@literal @}java 17.0.15 …         which JVM this is
 *              → {@literal @}note …                 something to be said once
 *              → {@literal @}opened ADDRESS         ready to be connected to
 *   connect ADDRESS → {@literal @}up                connected
 *   run size=64 … → {@literal @}running             about to spin
 *                 → {@literal @}result messages=…   done; a server is done when the next command comes
 *   quit                                 also the end of the input
 *              → {@literal @}absent REASON          this system can not run on this machine
 *              → {@literal @}failed REASON          and the process ends
 * </pre>
 */
public final class Worker
{
    static final String MARK = "@";
    private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long CONNECT_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Commands commands = new Commands();
    private final Expense expense = new Expense();
    private final Task task;
    private final End end;

    private Worker(final String role, final String system)
    {
        task = Tasks.of(role, system);
        end = Ends.of(system, role, task);
    }

    /**
     * Runs until it is told to quit.
     *
     * @param args the role, then the system.
     */
    public static void main(final String[] args)
    {
        say("java", System.getProperty("java.vm.version") + ' ' + System.getProperty("java.vm.vendor"));
        int status = 1;
        try
        {
            new Worker(args[0], args[1]).serve();
            status = 0;
        }
        catch (final AbsentException ex)
        {
            say("absent", ex.getMessage());
        }
        // Whatever it was, the controller has to hear of it, and this process ends.
        catch (final Throwable ex)
        {
            ex.printStackTrace();
            say("failed", String.valueOf(ex.getMessage()));
        }
        System.exit(status);
    }

    static void note(final String text)
    {
        say("note", text);
    }

    private static void say(final String word, final String text)
    {
        System.out.println(MARK + word + ' ' + text.replace('\n', ' '));
        System.out.flush();
    }

    private void serve() throws Exception
    {
        try (End closing = end)
        {
            say("opened", closing.open());
            String command = commands.await(() -> {});
            while (!Commands.QUIT.equals(command))
            {
                obey(command);
                command = commands.await(end::doWork);
            }
        }
    }

    private void obey(final String command) throws Exception
    {
        final int space = command.indexOf(' ');
        final String word = space < 0 ? command : command.substring(0, space);
        final String rest = space < 0 ? "" : command.substring(space + 1);
        switch (word)
        {
            case "connect":
                connect(rest);
                break;
            case "run":
                run(Fields.parse(rest));
                break;
            case "stop":
                break;
            default:
                throw new IllegalArgumentException("unknown command: " + command);
        }
    }

    private void connect(final String peer) throws Exception
    {
        end.connect(peer);
        final long startNs = System.nanoTime();
        while (!end.isUp())
        {
            end.doWork();
            LockSupport.parkNanos(CONNECT_PAUSE_NS);
            if (System.nanoTime() - startNs > CONNECT_TIMEOUT_NS)
            {
                throw new IllegalStateException("not connected to " + peer + " in time");
            }
        }
        say("up", "");
    }

    private void run(final Fields order)
    {
        final Fields report = new Fields();
        say("running", "");
        expense.begin();
        task.run(end, commands, order);
        expense.end(report);
        task.report(report);
        say("result", report.toString());
    }
}
