package io.hopwire.examples;

import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.agent.NodeRole;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.security.Security;

/**
 * The {@code hopwire} command: {@code java -jar hopwire.jar <subcommand>}.
 */
@Command(
    name = "hopwire",
    description = "Peer-to-peer networking: address a public key, not an IP.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.LOCAL,
    versionProvider = HopwireCommand.Version.class,
    subcommands = {
        KeygenCommand.class,
        NodeCommand.class,
        ListenCommand.class,
        SendCommand.class,
        PingCommand.class,
        RoutesCommand.class,
        TellAllCommand.class,
        TellNeighboursCommand.class,
        TellKeyCommand.class,
        FindCommand.class,
        GetCommand.class,
        PutCommand.class,
        CasCommand.class,
        PatchCommand.class,
        LockCommand.class,
        StatCommand.class,
        SettingsCommand.class,
        SimCommand.class,
        Libp2pCommand.class,
        DemoCommand.class,
        DemoNodeCommand.class},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:it failed; one line says why", "2:used in a wrong way"},
    footerHeading = "%nExample:%n",
    footer = {
        "  hopwire node --bind 127.0.0.1:4001 &",
        "  hopwire listen --bootstrap 127.0.0.1:4001 &",
        "  echo hello | hopwire send --bootstrap 127.0.0.1:4001 <public key that listen printed>",
        "  hopwire <subcommand> --help  shows every option"})
public final class HopwireCommand implements Runnable
{
    private final Terminal terminal;
    /** Of a node that runs, and carries the command out. */
    private final Engine lentOrNull;

    private static final String CACHED_NAMES = "networkaddress.cache.ttl";

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    /**
     * On the streams of the process.
     */
    public HopwireCommand()
    {
        this(Terminal.ofProcess());
    }

    HopwireCommand(final Terminal terminal)
    {
        this(terminal, null);
    }

    private HopwireCommand(final Terminal terminal, final Engine lentOrNull)
    {
        this.terminal = terminal;
        this.lentOrNull = lentOrNull;
    }

    /**
     * Run the command.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        forgetNamesSoon();
        System.exit(execute(Terminal.ofProcess(), args));
    }

    /**
     * The process is ours, and so is what its JVM remembers: a name that has moved is followed before the half minute
     * is over for which it would be remembered. What the user has configured stays.
     */
    private static void forgetNamesSoon()
    {
        if (null == Security.getProperty(CACHED_NAMES) && null == System.getProperty("sun.net.inetaddr.ttl"))
        {
            Security.setProperty(CACHED_NAMES, "5");
        }
    }

    /**
     * Run the command on given streams.
     *
     * @return the exit code.
     */
    static int execute(final Terminal terminal, final String... args)
    {
        return executeWith(null, terminal, args);
    }

    /**
     * Run the command by an engine that runs: only one that would else join for the occasion.
     *
     * @return the exit code.
     */
    static int executeWith(final Engine lentOrNull, final Terminal terminal, final String... args)
    {
        final CommandErrors errors = new CommandErrors();
        final CommandLine command = new CommandLine(new HopwireCommand(terminal, lentOrNull))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setResourceBundle(new SettingHelp())
            .setOut(new PrintWriter(new OutputStreamWriter(terminal.out()), true))
            .setErr(new PrintWriter(new OutputStreamWriter(terminal.err()), true))
            .setParameterExceptionHandler(errors)
            .setExecutionExceptionHandler(errors)
            .setExecutionStrategy(HopwireCommand::run);
        return checked(command, terminal, command.execute(args));
    }

    /**
     * Help does not excuse what is no subcommand.
     */
    private static int run(final ParseResult parsed)
    {
        if (!parsed.unmatched().isEmpty())
        {
            throw new UnmatchedArgumentException(parsed.commandSpec().commandLine(), parsed.unmatched());
        }
        final HopwireCommand root = (HopwireCommand)parsed.commandSpec().userObject();
        final ParseResult command = parsed.subcommand();
        final boolean isLent = null != root.lentOrNull;
        if (isLent && (null == command || !ThroughNode.isPossible(command)))
        {
            final CommandFailure failure = new CommandFailure("a running node does not do that for others");
            throw new ExecutionException(parsed.commandSpec().commandLine(), failure.getMessage(), failure);
        }
        return null != command && !isLent && ThroughNode.isWanted(command) ?
            runThrough(parsed, command, root.terminal) : new RunLast().execute(parsed);
    }

    private static int runThrough(final ParseResult whole, final ParseResult command, final Terminal terminal)
    {
        try
        {
            return ThroughNode.run(whole, command, terminal);
        }
        catch (final HopwireException | CommandFailure ex)
        {
            throw new ExecutionException(command.commandSpec().commandLine(), ex.getMessage(), ex);
        }
    }

    /**
     * What was printed must have arrived, whichever command it was.
     */
    private static int checked(final CommandLine command, final Terminal terminal, final int exitCode)
    {
        try
        {
            terminal.checkOut();
            return exitCode;
        }
        catch (final OutputFailure ex)
        {
            return CommandLine.ExitCode.OK == exitCode ?
                new CommandErrors().handleExecutionException(ex, command, null) : exitCode;
        }
    }

    /**
     * Without a subcommand there is nothing to do: says how it is used, and fails.
     */
    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "Missing subcommand.");
    }

    Terminal terminal()
    {
        return terminal;
    }

    /** Whether it is carried out by a node that runs. */
    boolean isLent()
    {
        return null != lentOrNull;
    }

    /**
     * The node that carries the command out: one that joins for the occasion or, where this is what that does, the one
     * that runs.
     */
    Host join(final NodeOptions options)
    {
        return null == lentOrNull ?
            Host.launch(options.context(NodeRole.ENDPOINT, terminal)) : Host.lent(lentOrNull);
    }

    boolean isVerbose()
    {
        return verbose;
    }

    /**
     * Reads the version from the manifest of the jar.
     */
    static final class Version implements IVersionProvider
    {
        @Override
        public String[] getVersion()
        {
            final String version = HopwireCommand.class.getPackage().getImplementationVersion();
            return new String[]{
                "hopwire " + (null == version ? "(not packaged)" : version),
                "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")};
        }
    }
}
