package io.hopwire.examples;

import io.hopwire.agent.Host;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code hopwire libp2p ping}.
 */
@Command(
    name = "ping",
    description = "Measure round trips by /ipfs/ping/1.0.0.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:all were answered", "1:nobody is there, it is somebody else, or it does not answer",
        "2:used in a wrong way"})
final class Libp2pPingCommand implements Callable<Integer>
{
    private static final double NS_PER_US = 1000;
    private static final long DEFAULT_COUNT = 5;

    @ParentCommand
    private Libp2pCommand parent;

    @Mixin
    private Libp2pOptions options;

    @Option(names = {"-c", "--count"}, paramLabel = "COUNT", description = "Pings to send. Default: 5.")
    private String countText;

    @Option(names = {"-i", "--interval"}, paramLabel = "TIME", description = "${bundle:option.interval}")
    private String intervalText;

    @Parameters(
        paramLabel = "MULTIADDR",
        converter = Libp2pOptions.Address.class,
        description = "Where, and maybe who: /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo..., /dns4/localhost/tcp/4001")
    private Multiaddr address;

    @Override
    public Integer call()
    {
        final int count = (int)Math.min(Integer.MAX_VALUE, null == countText ?
            DEFAULT_COUNT : CommandSettings.value(CommandSettings.COUNT, countText));
        final long intervalNs = CommandSettings.durationNs(CommandSettings.INTERVAL, intervalText);
        final Terminal terminal = parent.terminal();
        try (Interruption interruption = new Interruption(); Host host = options.launch(terminal))
        {
            final PeerId peer = host.connect(address);
            terminal.out().println("PING " + peer);
            final long[] rtts = new long[Math.min(count, 1 << 20)];
            int done = 0;
            while (done < count && !interruption.isRequested())
            {
                final long rttNs = host.ping(peer);
                rtts[done++ % rtts.length] = rttNs;
                terminal.out().printf(Locale.ROOT, "seq=%d time=%.1f us%n", done, rttNs / NS_PER_US);
                terminal.checkOut();
                if (done < count)
                {
                    LockSupport.parkNanos(intervalNs);
                }
            }
            summarize(terminal, Arrays.copyOf(rtts, Math.min(done, rtts.length)), done);
        }
        return 0;
    }

    private static void summarize(final Terminal terminal, final long[] rtts, final int done)
    {
        Arrays.sort(rtts);
        if (rtts.length > 0)
        {
            terminal.out().printf(Locale.ROOT, "%d answered, min/p50/max = %.1f/%.1f/%.1f us%n", done,
                rtts[0] / NS_PER_US, rtts[rtts.length / 2] / NS_PER_US, rtts[rtts.length - 1] / NS_PER_US);
            terminal.checkOut();
        }
    }
}
