package io.hopwire.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;

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
        StatCommand.class,
        SettingsCommand.class,
        SimCommand.class,
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
        this.terminal = terminal;
    }

    /**
     * Run the command.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        System.exit(execute(Terminal.ofProcess(), args));
    }

    /**
     * Run the command on given streams.
     *
     * @return the exit code.
     */
    static int execute(final Terminal terminal, final String... args)
    {
        final CommandErrors errors = new CommandErrors();
        return new CommandLine(new HopwireCommand(terminal))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setResourceBundle(new SettingHelp())
            .setOut(new PrintWriter(new OutputStreamWriter(terminal.out()), true))
            .setErr(new PrintWriter(new OutputStreamWriter(terminal.err()), true))
            .setParameterExceptionHandler(errors)
            .setExecutionExceptionHandler(errors)
            .execute(args);
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
