package io.hopwire.examples;

import io.hopwire.SessionRoute;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The story that the demo tells, and the measurements and checks on its way.
 */
final class Demo
{
    private static final long WARM_UP_MESSAGES = 20_000;
    private static final long ANSWER_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
    private static final long EXCHANGE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long HOOK_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final String SEED_NUMBERS = "12 3 5";
    private static final int ROUNDS = 10;
    private static final int BLOCK = 64 * 1024;
    private static final double NS_PER_US = 1e3;
    private static final double NS_PER_MS = 1e6;
    private static final double NS_PER_SECOND = 1e9;

    private final boolean terminal = Consoles.isTerminal();
    private final DemoChecks checks = new DemoChecks();
    private final long startNs = System.nanoTime();
    private final PrintStream out;
    private final Path file;
    private final long messages;
    private final int inFlight;
    private final int maxHops;

    Demo(final PrintStream out, final Path file, final long messages, final int inFlight, final int maxHops)
    {
        this.out = out;
        this.file = file;
        this.messages = messages;
        this.inFlight = inFlight;
        this.maxHops = maxHops;
    }

    /**
     * Tell it.
     *
     * @return true if all that it claims was seen.
     */
    boolean run()
    {
        final DemoNetwork network = new DemoNetwork();
        try (network)
        {
            out.println("Two programs that know nothing of each other but a public key, over encrypted relays");
            out.printf("%nstarting 8 processes on loopback UDP, Java %s, %d processors%n",
                System.getProperty("java.version"), Runtime.getRuntime().availableProcessors());
            network.start();
            printTopology(network);
            connect(network);
            exchange(network);
            connectByRoutes(network);
            carryFile(network);
            checkSeparation(network);
            checks.check(network.stop(), "all 8 processes ended by themselves when they were asked to");
        }
        catch (final CommandFailure ex)
        {
            throw explained(network, ex);
        }
        out.println();
        checks.print(out);
        out.printf(Locale.ROOT, "%n%s, %.1f s%n",
            checks.allHeld() ? "all of it held" : "NOT all of it held", (System.nanoTime() - startNs) / NS_PER_SECOND);
        out.flush();
        return checks.allHeld();
    }

    /* Ctrl-C reaches all processes of a terminal at once: what fails then fails because the user wants it to. */
    private static CommandFailure explained(final DemoNetwork network, final CommandFailure failure)
    {
        final long startNs = System.nanoTime();
        while (!network.isInterrupted() && System.nanoTime() - startNs < HOOK_NS)
        {
            LockSupport.parkNanos(HOOK_NS / 10);
        }
        if (network.isInterrupted())
        {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    private void printTopology(final DemoNetwork network)
    {
        out.printf("%n  %-7s %-10s %-17s %s%n", "node", "key", "address", "linked to");
        for (final DemoProcess process : network.all())
        {
            out.printf("  %-7s %-10s %-17s %s%n",
                process.name(),
                process.key().substring(0, 8),
                process.address(),
                String.join(", ", network.linkedNames(process)));
        }
        out.flush();
    }

    private void connect(final DemoNetwork network)
    {
        final DemoProcess client = network.client();
        final String[] answer = client.ask(
            "connect " + DemoNetwork.SERVER_PUBLIC_KEY + " " + maxHops + " 1 1", ANSWER_TIMEOUT_NS).split(" ");
        final int hops = Integer.parseInt(answer[0]);
        out.printf(Locale.ROOT, "%nclient connects to %s, at most %d hops%nconnected in %.1f ms over %d hops%n%n",
            DemoNetwork.SERVER_PUBLIC_KEY, maxHops, Long.parseLong(answer[1]) / NS_PER_MS, hops);
        // What is measured from here on does not pay for code that has not been compiled yet.
        warmUp(client);
        printRoute(network, hops);
    }

    /** With the numbers of Amplicon's introduction: see {@link SeedClient}. */
    private void connectByRoutes(final DemoNetwork network)
    {
        final String[] answer = network.client()
            .ask("connect " + DemoNetwork.SERVER_PUBLIC_KEY + " " + SEED_NUMBERS, ANSWER_TIMEOUT_NS).split(" ");
        final List<SessionRoute> routes = Arrays.stream(network.client().ask("routes", ANSWER_TIMEOUT_NS).split(","))
            .map(Demo::route).collect(Collectors.toList());
        out.printf(Locale.ROOT, "client connects again, at most 12 hops, 3 to 5 routes that share no relay%n" +
            "connected in %.1f ms by %d routes%n%n", Long.parseLong(answer[1]) / NS_PER_MS, routes.size());
        RouteTable.print(out, routes);
        out.println();
        out.flush();
        checks.check(routes.size() >= 3 && routes.size() <= 5 && routes.stream().allMatch(Demo::isAsDemanded),
            "the session of the file has " + routes.size() + " routes, each of 3 to 12 hops, and each is measured");
    }

    private static SessionRoute route(final String text)
    {
        final String[] parts = text.split(":");
        return new SessionRoute(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Double.parseDouble(parts[2]),
            Long.parseLong(parts[3]), SessionRoute.State.valueOf(parts[4]));
    }

    private static boolean isAsDemanded(final SessionRoute route)
    {
        return route.hops() >= 3 && route.hops() <= 12 && route.rttNs() > 0;
    }

    private void printRoute(final DemoNetwork network, final int hops)
    {
        final List<String> names = new ArrayList<>(List.of("client"));
        out.printf("  %-4s %-7s %-10s %19s%n", "hop", "node", "key", "there and back, p50");
        final String route = network.client().ask("trace", ANSWER_TIMEOUT_NS);
        for (final String hop : route.split(","))
        {
            final String[] keyAndRtt = hop.split("=");
            final String name = network.nameOf(keyAndRtt[0]);
            out.printf(Locale.ROOT, "  %-4d %-7s %-10s %16.1f \u00b5s%n",
                names.size(), name, keyAndRtt[0].substring(0, 8), Long.parseLong(keyAndRtt[1]) / NS_PER_US);
            names.add(name);
        }
        out.printf("%n  route: %s%n%n", String.join(" - ", names));
        out.flush();
        checks.check(names.size() == hops + 1 && hops >= 3 && "server".equals(names.get(hops)) &&
            names.subList(1, hops).stream().allMatch((name) -> name.startsWith("R")),
            "the route leads to the server, over relays only: " + String.join(" - ", names));
    }

    private void exchange(final DemoNetwork network)
    {
        final long alone = Math.max(1, messages / (ROUNDS + 1));
        final AllocationTable allocations = new AllocationTable(network.allocated());
        final EchoResult latency = measure(network, allocations, "one at a time", alone, 1, 1);
        final EchoResult throughput =
            measure(network, allocations, "exchanging", messages - alone, inFlight, ROUNDS);
        out.println(EchoResult.header());
        out.println(latency.row(String.format(Locale.ROOT, "%,d, 1 in flight", alone)));
        out.println(throughput.row(String.format(Locale.ROOT, "%,d, %d in flight", messages - alone, inFlight)));
        out.println();
        allocations.print(out, messages, ROUNDS + 1);
        out.println();
        out.flush();
        final long wrong = latency.wrong() + throughput.wrong();
        checks.check(latency.received() + throughput.received() == messages && 0 == wrong, String.format(Locale.ROOT,
            "%,d messages of 64 B went there and came back, each once, in order, unaltered", messages));
        checks.check(allocations.isQuiet(), "a message costs no process a byte of garbage");
    }

    private EchoResult measure(
        final DemoNetwork network,
        final AllocationTable allocations,
        final String what,
        final long count,
        final int flying,
        final int rounds)
    {
        final DemoProcess client = network.client();
        final ProgressLine line = new ProgressLine(out, terminal, what, count);
        client.ask("reset", ANSWER_TIMEOUT_NS);
        client.onProgress(line::update);
        EchoResult result = null;
        for (int round = 1; round <= rounds; round++)
        {
            final long share = count * round / rounds - count * (round - 1) / rounds;
            result = new EchoResult(client.ask("exchange " + share + " " + flying, EXCHANGE_TIMEOUT_NS));
            allocations.onRound(network.allocated(), client.name(), result.allocatedBytes());
        }
        client.onProgress((ignore) -> {});
        line.end();
        return result;
    }

    private void warmUp(final DemoProcess client)
    {
        final ProgressLine line = new ProgressLine(out, terminal, "warming up", WARM_UP_MESSAGES);
        client.onProgress(line::update);
        client.ask("exchange " + WARM_UP_MESSAGES + " " + inFlight, EXCHANGE_TIMEOUT_NS);
        client.onProgress((ignore) -> {});
        line.end();
    }

    private void carryFile(final DemoNetwork network)
    {
        final long length = length();
        final MessageDigester source = digest();
        network.server().ask("hash begin", ANSWER_TIMEOUT_NS);
        final ProgressLine line = new ProgressLine(out, terminal, "carrying " + file.getFileName(), length);
        network.client().onProgress(line::update);
        final String[] back = network.client().ask("file " + file, EXCHANGE_TIMEOUT_NS).split(" ");
        network.client().onProgress((ignore) -> {});
        line.end();
        final String[] there = network.server().ask("hash end", ANSWER_TIMEOUT_NS).split(" ");
        final String expected = source.hex();
        out.printf(Locale.ROOT, "  %s, %,d bytes, there and back in %.1f ms%n",
            file, length, Long.parseLong(back[2]) / NS_PER_MS);
        out.printf("  SHA-256 of the file   %s%n  as the server got it  %s%n  as it came back       %s%n%n",
            expected, there[0], back[0]);
        out.flush();
        checks.check(expected.equals(there[0]) && expected.equals(back[0]) && Long.parseLong(there[1]) == length,
            "the file is the same at both ends: SHA-256 " + expected.substring(0, 16) + "...");
    }

    private void checkSeparation(final DemoNetwork network)
    {
        final DemoProcess client = network.client();
        final DemoProcess server = network.server();
        out.printf("  %-8s %-11s %10s %10s %10s %10s %10s%n",
            "", "linked to", "links ever", "by others", "moved", "sent", "received");
        checkSeparation(network, client, server, DemoNetwork.CLIENT_RELAYS);
        checkSeparation(network, server, client, DemoNetwork.SERVER_RELAYS);
        out.flush();
    }

    /*
     * A datagram goes to the address of a link, or to begin one. An endpoint that looks for nobody begins links only to
     * the relays it was given; where nobody else has begun one with it, and no peer's address has ever changed, no
     * datagram has gone anywhere else.
     */
    private void checkSeparation(
        final DemoNetwork network, final DemoProcess from, final DemoProcess to, final List<String> configured)
    {
        final List<String> addresses = network.linkedAddresses(from);
        final List<String> names = network.linkedNames(from);
        final Map<String, Long> counters = network.counters(from);
        final long begunByOthers = counters.get("handshakes answered");
        final long roamed = counters.get("peers roamed");
        out.printf(Locale.ROOT, "  %-8s %-11s %10d %10d %10d %,10d %,10d%n",
            from.name(), String.join(", ", names), counters.get("links opened"), begunByOthers, roamed,
            counters.get("datagrams sent"), counters.get("datagrams received"));
        checks.check(
            names.equals(configured) && !addresses.contains(to.address()) && 0 == begunByOthers && 0 == roamed,
            from.name() + " has never sent " + to.name() + " a datagram: its only links ever were to " +
                String.join(", ", configured));
    }

    private long length()
    {
        try
        {
            return Files.size(file);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot read " + file, ex);
        }
    }

    private MessageDigester digest()
    {
        final MessageDigester digester = new MessageDigester();
        final byte[] block = new byte[BLOCK];
        final UnsafeBuffer buffer = new UnsafeBuffer(block);
        try (InputStream in = Files.newInputStream(file))
        {
            int read = in.read(block);
            while (read >= 0)
            {
                digester.update(buffer, 0, read);
                read = in.read(block);
            }
            return digester;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException("cannot read " + file, ex);
        }
    }
}
