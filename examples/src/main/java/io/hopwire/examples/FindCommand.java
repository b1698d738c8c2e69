package io.hopwire.examples;

import io.hopwire.FoundNode;
import io.hopwire.PublicKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code hopwire find}.
 */
@Command(
    name = "find",
    description = "Look a public key up, which need not be a node's, and print the nodes closest to it that have " +
        "answered and can be dialled, the closest first: address and public key.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:at least one was found", "1:nobody has answered, or it failed", "2:used in a wrong way"},
    footerHeading = "%nExample:%n",
    footer = "  hopwire find --bootstrap 127.0.0.1:4001 <public key>")
final class FindCommand implements Callable<Integer>
{
    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private NodeOptions options;

    @Mixin
    private ThroughOption through;

    @Parameters(
        index = "0",
        paramLabel = "KEY",
        converter = KeyConverters.Public.class,
        description = "Public key that is looked up.")
    private PublicKey key;

    @Option(names = {"-t", "--timeout"}, paramLabel = "TIME", description = "${bundle:option.timeout}")
    private String timeoutText;

    @Override
    public Integer call()
    {
        final long timeoutNs = CommandSettings.durationNs(CommandSettings.TIMEOUT, timeoutText);
        final Terminal terminal = parent.terminal();
        try (Host host = parent.join(options))
        {
            if (!host.awaitConnected(timeoutNs))
            {
                throw new CommandFailure("no link to the network, so there is nobody to ask");
            }
            final List<FoundNode> nodes = host.engine().find(key);
            for (final FoundNode node : nodes)
            {
                terminal.out().println(node.address() + " " + node.key());
            }
            return nodes.isEmpty() ? 1 : 0;
        }
    }
}
