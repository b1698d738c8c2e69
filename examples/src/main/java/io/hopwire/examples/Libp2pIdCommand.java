package io.hopwire.examples;

import io.hopwire.agent.Host;
import io.hopwire.agent.HostPeer;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.io.PrintStream;
import java.util.concurrent.Callable;

/**
 * {@code hopwire libp2p id}.
 */
@Command(
    name = "id",
    description = "Print what a peer says of itself by /ipfs/id/1.0.0; without an address, this host's own id.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:done", "1:nobody is there, it is somebody else, or it does not say", "2:used in a wrong way"})
final class Libp2pIdCommand implements Callable<Integer>
{
    @ParentCommand
    private Libp2pCommand parent;

    @Mixin
    private Libp2pOptions options;

    @Parameters(
        arity = "0..1",
        paramLabel = "MULTIADDR",
        converter = Libp2pOptions.Address.class,
        description = "Where, and maybe who: /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo..., /dns4/localhost/tcp/4001")
    private Multiaddr address;

    @Override
    public Integer call()
    {
        final Terminal terminal = parent.terminal();
        final PrintStream out = terminal.out();
        try (Host host = options.launch(terminal))
        {
            if (null == address)
            {
                out.println("peer id   " + host.peerId());
            }
            else
            {
                final PeerId peer = host.connect(address);
                final HostPeer info = host.identify(peer);
                out.println("peer id   " + peer);
                out.println("agent     " + info.agentVersion());
                out.println("protocol  " + info.protocolVersion());
                out.println("observed  " + info.observedAddress());
                info.addresses().forEach((one) -> out.println("address   " + one));
                info.protocols().forEach((one) -> out.println("speaks    " + one));
            }
            terminal.checkOut();
        }
        return 0;
    }
}
