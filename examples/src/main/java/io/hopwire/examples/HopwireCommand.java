package io.hopwire.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code hopwire} command: {@code java -jar hopwire.jar <subcommand>}.
 */
@Command(
    name = "hopwire",
    description = "Peer-to-peer networking: address a public key, not an IP.",
    mixinStandardHelpOptions = true,
    versionProvider = HopwireCommand.Version.class)
public final class HopwireCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    /**
     * Made by {@link #main(String[])}, and by tests.
     */
    public HopwireCommand()
    {
    }

    /**
     * Run the command.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        System.exit(new CommandLine(new HopwireCommand()).execute(args));
    }

    /**
     * Without a subcommand there is nothing to do: says how it is used, and fails.
     */
    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "Missing subcommand.");
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
