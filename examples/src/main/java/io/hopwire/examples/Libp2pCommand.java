package io.hopwire.examples;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code hopwire libp2p}.
 */
@Command(
    name = "libp2p",
    description = "Speak libp2p: TCP, Noise, yamux or mplex, with any program that does.",
    mixinStandardHelpOptions = true,
    subcommands = {
        Libp2pListenCommand.class, Libp2pDialCommand.class, Libp2pPingCommand.class, Libp2pIdCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire libp2p listen /ip4/127.0.0.1/tcp/4001",
        "  hopwire libp2p id /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo...",
        "  hopwire libp2p ping -c 5 /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo...",
        "  echo hello | hopwire libp2p dial /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo... /echo/1.0.0"})
final class Libp2pCommand implements Runnable
{
    @ParentCommand
    private HopwireCommand parent;

    @Spec
    private CommandSpec spec;

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "listen, dial, ping or id is missing");
    }

    Terminal terminal()
    {
        return parent.terminal();
    }
}
