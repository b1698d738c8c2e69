package io.hopwire.perf;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The two processes of one system.
 */
final class Pair
{
    private final String system;
    private final WorkerProcess server;
    private final WorkerProcess client;

    /**
     * Starts both processes.
     *
     * @param system  its name.
     * @param roles   of the server and of the client.
     * @param options of the run.
     * @param cpus    of the server and of the client, empty for any.
     * @param scratch for temporary files.
     * @throws IOException if they can not be started.
     */
    Pair(
        final String system,
        final Roles roles,
        final Options options,
        final List<String> cpus,
        final Scratch scratch) throws IOException
    {
        this.system = system;
        final Consumer<String> notes = (text) -> options.note(system + ": " + text);
        server = start(roles.server, options, cpus.isEmpty() ? null : cpus.get(0), scratch, notes);
        client = start(roles.client, options, cpus.isEmpty() ? null : cpus.get(1), scratch, notes);
    }

    String system()
    {
        return system;
    }

    void connect()
    {
        final String serverAddress = server.await("opened");
        final String clientAddress = client.await("opened");
        server.say("connect " + clientAddress);
        client.say("connect " + serverAddress);
        client.await("up");
        server.await("up");
    }

    /**
     * Measure one slice.
     *
     * @param round  number from 1; negative for a warm-up.
     * @param size   of the messages.
     * @param millis it takes.
     * @return what was measured.
     */
    Slice run(final int round, final int size, final long millis)
    {
        final String order = "run " + new Fields().put("round", round).put("size", size).put("millis", millis);
        server.say(order);
        server.await("running");
        client.say(order);
        client.await("running");
        final Fields clientReport = Fields.parse(client.await("result"));
        server.say("stop");
        final Fields serverReport = Fields.parse(server.await("result"));
        return new Slice(system, round, size, clientReport, serverReport);
    }

    void quit()
    {
        client.quit();
        server.quit();
    }

    void join()
    {
        client.join();
        server.join();
    }

    void kill()
    {
        client.kill();
        server.kill();
    }

    private WorkerProcess start(
        final String role,
        final Options options,
        final String cpu,
        final Scratch scratch,
        final Consumer<String> notes) throws IOException
    {
        return new WorkerProcess(
            system + ' ' + role, LaunchFlags.command(options, scratch.flag(), cpu, role, system), notes);
    }

    /** What the processes of a pair do, by the names that {@link Tasks} knows. */
    static final class Roles
    {
        final String server;
        final String client;

        Roles(final String server, final String client)
        {
            this.server = server;
            this.client = client;
        }
    }
}
