package io.hopwire.examples;

import io.hopwire.HopwireException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The processes of the demo. The client is given three relays, the server three others; the relays are given R1, and
 * find one another through it, so that each is linked to each:
 * <pre>
 *              +-- R1 --+----+-- R4 --+
 *    client ---+-- R2 --+    +-- R5 --+--- server
 *              +-- R3 --+----+-- R6 --+
 * </pre>
 */
final class DemoNetwork implements AutoCloseable
{
    static final String SERVER_PRIVATE_KEY = "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed";
    static final String SERVER_PUBLIC_KEY = "a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a";

    static final List<String> CLIENT_RELAYS = List.of("R1", "R2", "R3");
    static final List<String> SERVER_RELAYS = List.of("R4", "R5", "R6");

    private static final String NAME_PREFIX = "demo-";
    private static final int RELAYS = CLIENT_RELAYS.size() + SERVER_RELAYS.size();
    private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final long LINK_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long ANSWER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long EXIT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SETTLED_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Map<String, DemoProcess> processes = new LinkedHashMap<>();
    private final Thread hook = new Thread(this::onShutdown, "hopwire-demo-shutdown");
    private final long id = ProcessHandle.current().pid();
    private volatile boolean interrupted;
    private boolean stopping;

    DemoNetwork()
    {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Does the user want it to end?
     */
    boolean isInterrupted()
    {
        return interrupted;
    }

    /**
     * Start all of them and wait until they are linked.
     */
    void start()
    {
        removeLeftovers();
        final List<DemoProcess> relays = new ArrayList<>();
        // The first one alone: the others need its address. Then all at once, as processes do in life.
        relays.add(launch("R1", "RELAY", List.of()));
        relays.get(0).awaitReady(START_TIMEOUT_NS);
        for (int i = 2; i <= RELAYS; i++)
        {
            relays.add(launch("R" + i, "RELAY", relays.subList(0, 1)));
        }
        relays.subList(1, RELAYS).forEach((relay) -> relay.awaitReady(START_TIMEOUT_NS));
        final int half = CLIENT_RELAYS.size();
        final DemoProcess server = launch("server", "SERVER", relays.subList(half, RELAYS));
        final DemoProcess client = launch("client", "CLIENT", relays.subList(0, half));
        server.awaitReady(START_TIMEOUT_NS);
        client.awaitReady(START_TIMEOUT_NS);
        awaitLinks();
    }

    /**
     * Of demos that were killed before they could clean up.
     *
     * @return counters files removed.
     */
    static int removeLeftovers()
    {
        try
        {
            return StatCommand.configuredDirectory().removeStale(NAME_PREFIX);
        }
        catch (final HopwireException ignore)
        {
            // The nodes will say what is wrong with the directory, and run without it.
            return 0;
        }
    }

    DemoProcess client()
    {
        return processes.get("client");
    }

    DemoProcess server()
    {
        return processes.get("server");
    }

    List<DemoProcess> all()
    {
        return new ArrayList<>(processes.values());
    }

    /**
     * Name of whoever has that key or that address.
     */
    String nameOf(final String keyOrAddress)
    {
        return processes.values().stream()
            .filter((process) -> keyOrAddress.equals(process.key()) || keyOrAddress.equals(process.address()))
            .map(DemoProcess::name)
            .findFirst()
            .orElse("unknown " + keyOrAddress);
    }

    /**
     * Addresses that a process has links to now.
     */
    List<String> linkedAddresses(final DemoProcess process)
    {
        final String links = process.ask("links", ANSWER_TIMEOUT_NS);
        return links.isEmpty() ? List.of() : Arrays.stream(links.split(","))
            .map((link) -> link.substring(link.indexOf('@') + 1))
            .collect(Collectors.toList());
    }

    List<String> linkedNames(final DemoProcess process)
    {
        return linkedAddresses(process).stream().map(this::nameOf).sorted().collect(Collectors.toList());
    }

    Map<String, Long> counters(final DemoProcess process)
    {
        final Map<String, Long> counters = new LinkedHashMap<>();
        for (final String entry : process.ask("counters", ANSWER_TIMEOUT_NS).split(";"))
        {
            final int equals = entry.lastIndexOf('=');
            counters.put(entry.substring(0, equals), Long.parseLong(entry.substring(equals + 1)));
        }
        return counters;
    }

    /**
     * Bytes that the one thread of each process has allocated, by its name.
     */
    Map<String, Long> allocated()
    {
        final Map<String, Long> allocated = new LinkedHashMap<>();
        for (final DemoProcess process : processes.values())
        {
            allocated.put(process.name(), Long.parseLong(process.ask("allocated", ANSWER_TIMEOUT_NS)));
        }
        return allocated;
    }

    /**
     * Ask all to end, and see that they do.
     *
     * @return true if all ended by themselves, without an error.
     */
    boolean stop()
    {
        boolean good = true;
        for (final DemoProcess process : processes.values())
        {
            process.tell("exit");
        }
        for (final DemoProcess process : processes.values())
        {
            good &= 0 == process.awaitExit(EXIT_TIMEOUT_NS);
        }
        return good;
    }

    @Override
    public void close()
    {
        destroy();
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException ignore)
        {
            // The JVM is ending, and the hook does the same as we.
        }
    }

    private synchronized DemoProcess launch(
        final String name, final String role, final List<DemoProcess> bootstrap)
    {
        if (stopping)
        {
            throw new CommandFailure("interrupted");
        }
        final List<String> arguments = new ArrayList<>(
            List.of("demo-node", "--role", role, "--name", NAME_PREFIX + id + "-" + name));
        if (!bootstrap.isEmpty())
        {
            arguments.addAll(List.of("--bootstrap",
                bootstrap.stream().map(DemoProcess::address).collect(Collectors.joining(","))));
        }
        final DemoProcess process = DemoProcess.start(name, arguments);
        processes.put(name, process);
        return process;
    }

    /* Until everybody has the links that were configured, and the relays have stopped finding one another. */
    private void awaitLinks()
    {
        final long startNs = System.nanoTime();
        String before = "";
        long changedNs = startNs;
        while (true)
        {
            final String now = all().stream()
                .map((process) -> process.name() + linkedNames(process)).collect(Collectors.joining());
            final long nowNs = System.nanoTime();
            changedNs = now.equals(before) ? changedNs : nowNs;
            before = now;
            if (isLinked() && nowNs - changedNs > SETTLED_NS)
            {
                return;
            }
            if (nowNs - startNs > LINK_TIMEOUT_NS)
            {
                throw new CommandFailure("the nodes did not link up in time: " + now);
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private boolean isLinked()
    {
        return linkedNames(client()).containsAll(CLIENT_RELAYS) &&
            linkedNames(server()).containsAll(SERVER_RELAYS) && CLIENT_RELAYS.stream()
            .allMatch((relay) -> linkedNames(processes.get(relay)).containsAll(SERVER_RELAYS));
    }

    private void onShutdown()
    {
        interrupted = true;
        destroy();
    }

    private synchronized void destroy()
    {
        stopping = true;
        processes.values().forEach(DemoProcess::destroy);
        final long startNs = System.nanoTime();
        while (processes.values().stream().anyMatch(DemoProcess::isAlive) &&
            System.nanoTime() - startNs < EXIT_TIMEOUT_NS)
        {
            LockSupport.parkNanos(POLL_NS);
        }
        processes.values().stream().filter(DemoProcess::isAlive).forEach(DemoProcess::destroyForcibly);
    }
}
