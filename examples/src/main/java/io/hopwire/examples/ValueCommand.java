package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import io.hopwire.StoreException;
import io.hopwire.StoreRequest;
import io.hopwire.StoredRecord;
import io.hopwire.StoredValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.Callable;

/**
 * What the commands have in common that read or change what the network stores: they join it, ask, print, and leave.
 */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:done",
        "1:it failed, or nothing was found",
        "2:used in a wrong way",
        "3:refused: another version, a lock, or another owner is in the way; what is stored is printed"})
abstract class ValueCommand implements Callable<Integer>
{
    static final int NOTHING = 1;
    static final int REFUSED = 3;

    private static final long MS = 1000;

    @ParentCommand
    private HopwireCommand parent;

    @Mixin
    private NodeOptions options;

    @Mixin
    private ThroughOption through;

    @Parameters(index = "0", paramLabel = "KEY", description = "Up to 64 bytes of UTF-8.")
    private String key;

    @Option(names = {"-t", "--timeout"}, paramLabel = "TIME", description = "${bundle:option.timeout}")
    private String timeoutText;

    @Option(names = "--quiet", description = "Print the value alone, without version and times.")
    private boolean isQuiet;

    final String key()
    {
        return key;
    }

    /**
     * What is to be done.
     */
    abstract StoreRequest request();

    @Override
    public final Integer call()
    {
        final StoreRequest request = request();
        if (request.isSigned() && !parent.isLent() && !options.hasKey())
        {
            throw new HopwireException(
                ErrorCategory.CONFIGURATION, "--sign needs --key-file: with a key that is forgotten at once " +
                "nobody could ever change it");
        }
        final long timeoutNs = CommandSettings.durationNs(CommandSettings.TIMEOUT, timeoutText);
        final Terminal terminal = parent.terminal();
        try (Host host = parent.join(options))
        {
            if (!host.awaitConnected(timeoutNs))
            {
                throw new CommandFailure("no link to the network, so there is nobody to ask");
            }
            host.awaitOthers(parent.isLent() ? 0 : options.bootstrapCount());
            return print(host.engine().store(request.timeout(timeoutNs)), terminal);
        }
        catch (final StoreException ex)
        {
            if (null != ex.found() && null != ex.found().value())
            {
                print(ex.found(), terminal);
            }
            final boolean isRefused = StoreException.Reason.CONFLICT == ex.reason() ||
                StoreException.Reason.LOCKED == ex.reason() || StoreException.Reason.LOCK_LOST == ex.reason() ||
                StoreException.Reason.NOT_OWNER == ex.reason();
            if (StoreException.Reason.INVALID == ex.reason())
            {
                throw new HopwireException(ErrorCategory.CONFIGURATION, ex.getMessage(), ex);
            }
            terminal.err().println("hopwire: " + ex.getMessage());
            return isRefused ? REFUSED : NOTHING;
        }
    }

    private int print(final StoredRecord record, final Terminal terminal)
    {
        if (null == record.value() && isReading())
        {
            final String deleted = record.version() > 0 ? " any more: version " + record.version() + " deleted it" : "";
            terminal.err().println("hopwire: nothing is stored under '" + key + "'" + deleted);
            return NOTHING;
        }
        final String line = line(record);
        if (null != line)
        {
            terminal.out().println(line);
        }
        if (!isQuiet && record.version() > 0)
        {
            final StringBuilder note = new StringBuilder("version ").append(record.version());
            if (0 != record.lockToken())
            {
                note.append(", lock ").append(record.lockToken()).append(" until ").append(record.lockUntilMs() / MS);
            }
            if (record.asked() > 0)
            {
                note.append(", ").append(record.holders()).append(" of ").append(record.asked()).append(" nodes");
            }
            if (null != record.owner())
            {
                note.append(", owner ").append(record.owner());
            }
            terminal.err().println("hopwire: " + note.append(", expires ").append(record.expiresMs() / MS));
        }
        return 0;
    }

    /**
     * What is printed: the value, where there is one.
     */
    String line(final StoredRecord record)
    {
        return null == record.value() ? null : text(record.value());
    }

    /**
     * Whether to find nothing is to fail.
     */
    boolean isReading()
    {
        return false;
    }

    /** A terminal is not to be moved about by a stranger's bytes: what is no plain text is shown as digits. */
    private static String text(final StoredValue value)
    {
        if (!value.isBytes())
        {
            return value.json();
        }
        final String text = new String(value.bytes(), StandardCharsets.UTF_8);
        final boolean isPlain = text.codePoints().noneMatch((c) -> Character.isISOControl(c) || 0xFFFD == c);
        return isPlain ? text : "0x" + HexFormat.of().formatHex(value.bytes());
    }

    /**
     * A value of the command line.
     */
    static StoredValue value(final String text, final boolean isJson)
    {
        return isJson ? StoredValue.json(text) : StoredValue.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
