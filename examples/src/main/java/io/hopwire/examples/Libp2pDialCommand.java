package io.hopwire.examples;

import io.hopwire.agent.Host;
import io.hopwire.agent.HostException;
import io.hopwire.agent.HostStream;
import io.hopwire.libp2p.address.Multiaddr;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code hopwire libp2p dial}.
 */
@Command(
    name = "dial",
    description = "Connect, and say who is there. With protocols: open a stream, of which the peer picks the first " +
        "that it has; send it the standard input, and print what comes back.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:connected, and the stream ended in good order",
        "1:nobody is there, it is somebody else, it has none of the protocols, or the stream broke",
        "2:used in a wrong way"})
final class Libp2pDialCommand implements Callable<Integer>
{
    private static final int BUFFER_LENGTH = 16 * 1024;

    @ParentCommand
    private Libp2pCommand parent;

    @Mixin
    private Libp2pOptions options;

    @Parameters(
        index = "0",
        paramLabel = "MULTIADDR",
        converter = Libp2pOptions.Address.class,
        description = "Where, and maybe who: /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo..., /dns4/localhost/tcp/4001")
    private Multiaddr address;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "PROTOCOL", description = "Such as /echo/1.0.0.")
    private List<String> protocols;

    @Override
    public Integer call() throws IOException
    {
        final Terminal terminal = parent.terminal();
        try (Host host = options.launch(terminal))
        {
            if (null == protocols)
            {
                terminal.out().println("connected " + host.connect(address));
                terminal.checkOut();
                return 0;
            }
            try (HostStream stream = host.newStream(address, protocols.toArray(new String[0])))
            {
                terminal.err().println("hopwire: " + stream.protocol() + " with " + stream.peer());
                exchange(stream, terminal);
            }
        }
        return 0;
    }

    private static void exchange(final HostStream stream, final Terminal terminal) throws IOException
    {
        final Thread writer = new Thread(() -> send(terminal.in(), stream, terminal), "hopwire-input");
        writer.setDaemon(true);
        writer.start();
        final OutputStream out = terminal.out();
        final byte[] buffer = new byte[BUFFER_LENGTH];
        int length = stream.read(buffer, 0, buffer.length);
        while (length > 0)
        {
            out.write(buffer, 0, length);
            out.flush();
            terminal.checkOut();
            length = stream.read(buffer, 0, buffer.length);
        }
    }

    private static void send(final InputStream in, final HostStream stream, final Terminal terminal)
    {
        final byte[] buffer = new byte[BUFFER_LENGTH];
        try
        {
            int length = in.read(buffer);
            while (length > 0)
            {
                stream.write(buffer, 0, length);
                length = in.read(buffer);
            }
            stream.closeWrite();
        }
        catch (final IOException ex)
        {
            terminal.err().println("hopwire: cannot read the input: " + ex.getMessage());
            stream.reset();
        }
        catch (final HostException ignore)
        {
            // Who reads says why the stream is over.
            return;
        }
    }
}
