package io.hopwire.examples;

import io.hopwire.PeerInfo;
import io.hopwire.PrivateKey;
import io.hopwire.agent.EngineContext;
import io.hopwire.agent.NodeRole;
import io.hopwire.agent.ThreadingMode;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One process of the demo. Its one thread drives the engine and uses it.
 */
@Command(name = "demo-node", description = "One process of the demo, which starts it.", hidden = true)
final class DemoNodeCommand implements Callable<Integer>
{
    /*
     * Eight processes share what may be two cores. Who has traffic yields between looking and looking, so that whoever
     * holds the packet runs at once; who has had none for a while sleeps, and is not in the way.
     */
    private static final int MAX_SPINS = 1;
    private static final int MAX_YIELDS = 400;
    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MAX_PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    @ParentCommand
    private HopwireCommand parent;

    @Option(names = "--role", required = true)
    private Role role;

    @Option(names = "--name", required = true)
    private String name;

    @Option(names = "--bootstrap", split = ",")
    private String[] bootstrap = {};

    enum Role
    {
        RELAY, SERVER, CLIENT
    }

    @Override
    public Integer call()
    {
        final ControlChannel control =
            new ControlChannel(parent.terminal(), ThreadAllocations.ofCurrentThread());
        control.start();
        final IdleStrategy idle = new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS);
        try (Host host = Host.launch(context(idle), idle))
        {
            final DemoRole task = newRole(host, control);
            control.say("ok " + host.engine().publicKey() + " " + host.engine().localAddress());
            run(host, task, control);
        }
        return 0;
    }

    private EngineContext context(final IdleStrategy idle)
    {
        final EngineContext context = new EngineContext()
            .role(Role.RELAY == role ? NodeRole.RELAY : NodeRole.ENDPOINT)
            // The two endpoints keep to the relays that they were given.
            .discovery(Role.RELAY == role)
            .bindAddress("127.0.0.1:0")
            .name(name)
            .threadingMode(ThreadingMode.INVOKER)
            .nodeIdleStrategy(idle)
            .privateKey(Role.SERVER == role ? new PrivateKey(DemoNetwork.SERVER_PRIVATE_KEY) : null);
        for (final String peer : bootstrap)
        {
            context.bootstrap(peer);
        }
        if (Role.CLIENT != role)
        {
            // One of eight is enough to say what this JVM lacks.
            context.notePrinter((note) -> {});
        }
        return context;
    }

    private DemoRole newRole(final Host host, final ControlChannel control)
    {
        switch (role)
        {
            case SERVER:
                return new DemoServer(host);
            case CLIENT:
                return new DemoClient(host, control);
            default:
                return new DemoRole();
        }
    }

    private static void run(final Host host, final DemoRole task, final ControlChannel control)
    {
        while (host.isRunning())
        {
            int work = host.poll() + task.poll();
            final String line = control.poll();
            if (null != line)
            {
                if ("exit".equals(line))
                {
                    return;
                }
                control.say(answer(host, task, line));
                work++;
            }
            host.idle(work);
        }
    }

    private static String answer(final Host host, final DemoRole task, final String line)
    {
        try
        {
            final int space = line.indexOf(' ');
            final String command = space < 0 ? line : line.substring(0, space);
            final String argument = space < 0 ? "" : line.substring(space + 1);
            switch (command)
            {
                case "links":
                    return "ok " + links(host);
                case "counters":
                    return "ok " + counters(host);
                default:
                    return "ok " + task.onCommand(command, argument);
            }
        }
        catch (final RuntimeException ex)
        {
            return "error " + String.valueOf(ex.getMessage()).replaceAll("\\R", " ");
        }
    }

    private static String links(final Host host)
    {
        return host.engine().links().stream().map(DemoNodeCommand::text).collect(Collectors.joining(","));
    }

    private static String text(final PeerInfo link)
    {
        return link.key() + "@" + link.address();
    }

    private static String counters(final Host host)
    {
        final StringBuilder text = new StringBuilder();
        host.engine().counters().forEach((label, value) ->
            text.append(label).append('=').append(value).append(';'));
        return text.append("rejected").append('=').append(host.engine().counters().rejected()).toString();
    }
}
