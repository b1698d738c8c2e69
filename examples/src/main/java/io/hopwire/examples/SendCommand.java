package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.Session;
import io.hopwire.SessionException;
import io.hopwire.agent.NodeRole;
import io.hopwire.spi.SessionCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code hopwire send}.
 */
@Command(
    name = "send",
    description = "Send the standard input to a public key, cut into messages, and wait until all of it is " +
        "acknowledged. What the other side sends back goes to the standard output. With --file, send files to " +
        "'hopwire listen --directory': both ends compare the SHA-256 in the end, and print it as sha256sum does.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:everything was acknowledged, every file is kept",
        "1:the endpoint could not be reached, was lost on the way, or refused a file",
        "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  echo hello | hopwire send --bootstrap 127.0.0.1:4001 <public key>",
        "  hopwire send --bootstrap 127.0.0.1:4001 --file photo.jpg <public key>",
        "  tail -f log | hopwire send --lines --bootstrap 127.0.0.1:4001 <public key>"})
final class SendCommand implements Callable<Integer>
{
    private static final int BATCH = 64;
    /** Input ends this wait at once; what the peer sends meanwhile is printed so much later. */
    private static final long INPUT_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(10);

    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private TransitOptions transit;

    @Mixin
    private NodeOptions options;

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "Send this file instead, under its name; may be repeated.")
    private List<Path> files = new ArrayList<>();

    @Option(names = {"-l", "--lines"}, description = "One message a line; a longer line is cut.")
    private boolean lines;

    @Option(names = {"-w", "--wait"}, paramLabel = "TIME", description = "${bundle:option.wait}")
    private String wait;

    private MessagePrinter printer;

    @Override
    public Integer call()
    {
        transit.check();
        checkFiles();
        final long waitNs = CommandSettings.durationNs(CommandSettings.WAIT, wait);
        final Terminal terminal = parent.terminal();
        try (Host host = Host.launch(options.context(NodeRole.ENDPOINT, terminal));
            Session session = transit.connect(host.engine()))
        {
            return (files.isEmpty() ? sendInput(host, session, waitNs) : sendFiles(host, session)) ? 0 : 1;
        }
    }

    private void checkFiles()
    {
        if (!files.isEmpty() && (lines || null != wait))
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "--lines and --wait are for the standard input, not for --file");
        }
        files.forEach(SendCommand::checkFile);
    }

    private static void checkFile(final Path file)
    {
        if (!Files.isRegularFile(file) || !Files.isReadable(file))
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, "there is no file " + file + " that can be read");
        }
        final String fault = FileMessages.nameFault(file.getFileName().toString());
        if (null != fault)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, fault + ": " + file);
        }
    }

    /** A session that is not closed in good order tells the peer that what it has of a file is not all. */
    private boolean sendFiles(final Host host, final Session session)
    {
        final FileSender sender = new FileSender(host, session, parent.terminal(), transit.timeoutNs());
        boolean isSent = true;
        boolean isOrderly = false;
        try
        {
            for (int i = 0; i < files.size() && host.isRunning(); i++)
            {
                isSent &= sender.send(files.get(i));
            }
            isOrderly = host.isRunning();
            return isSent && isOrderly;
        }
        finally
        {
            if (!isOrderly)
            {
                session.abort();
            }
        }
    }

    private boolean sendInput(final Host host, final Session session, final long waitNs)
    {
        final InputPump pump = new InputPump(
            parent.terminal().in(), Math.min(session.maxMessageLength(), InputPump.CHUNK_LENGTH), lines);
        printer = new MessagePrinter(parent.terminal().out());
        pump.start();
        return send(host, session, pump, waitNs);
    }

    /**
     * The peer must not take what was cut short for the whole.
     *
     * @return whether all was sent.
     */
    private boolean send(final Host host, final Session session, final InputPump pump, final long waitNs)
    {
        boolean isWhole = false;
        try
        {
            send(host, session, pump);
            isWhole = host.isRunning();
            linger(host, session, System.nanoTime() + waitNs);
            return !host.isStopping();
        }
        finally
        {
            if (!isWhole)
            {
                session.abort();
            }
        }
    }

    private void send(final Host host, final Session session, final InputPump pump)
    {
        while (host.isRunning() && !pump.isDone())
        {
            final byte[] message = pump.poll(host.drivesEngine() ? 0 : INPUT_WAIT_NS);
            if (null != message)
            {
                session.write(message);
            }
            final int work = host.poll() + receive(session) + (null == message ? 0 : 1);
            if (host.drivesEngine())
            {
                host.idle(work);
            }
            checkOpen(session);
        }
        pump.checkFailure();
        awaitAcknowledged(host, session);
    }

    private void awaitAcknowledged(final Host host, final Session session)
    {
        // As long as the peer takes some of it, it is not stuck: a slow reader may take its time.
        long acked = session.ackedPosition();
        long movedNs = System.nanoTime();
        while (host.isRunning() && session.unacknowledged() > 0)
        {
            host.await(host.poll() + receive(session), transit.timeoutNs());
            checkOpen(session);
            if (acked != session.ackedPosition())
            {
                acked = session.ackedPosition();
                movedNs = System.nanoTime();
            }
            else if (System.nanoTime() - movedNs > transit.timeoutNs())
            {
                throw new CommandFailure("the peer did not acknowledge " + session.unacknowledged() + " of " +
                    session.position() + " messages in time");
            }
        }
    }

    private void linger(final Host host, final Session session, final long deadlineNs)
    {
        while (host.isRunning() && session.isOpen() && System.nanoTime() - deadlineNs < 0)
        {
            host.await(host.poll() + receive(session), deadlineNs - System.nanoTime());
        }
        receive(session);
    }

    private int receive(final Session session)
    {
        final int work = session.read(printer, BATCH);
        if (work > 0)
        {
            parent.terminal().checkOut();
        }
        return work;
    }

    private static void checkOpen(final Session session)
    {
        if (!session.isOpen())
        {
            throw new SessionException(
                session.closeReason(),
                "the session has ended, " + SessionCodes.name(session.closeReason()) + "; " +
                session.unacknowledged() + " of " + session.position() + " messages were not acknowledged");
        }
    }
}
