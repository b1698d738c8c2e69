package io.hopwire.examples;

import io.hopwire.ErrorCategory;
import io.hopwire.HopwireException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code hopwire demo}.
 */
@Command(
    name = "demo",
    description = "A client reaches a server of which it knows a public key, over relays: eight processes on this " +
        "machine, with the latency of every hop. Takes less than a minute.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:all that the demo claims was seen", "1:something was not", "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {"  hopwire demo", "  hopwire demo --input photo.jpg --messages 10000"})
final class DemoCommand implements Callable<Integer>
{
    private static final String INPUT_PROPERTY = "hopwire.demo.input";
    private static final String DIRECTORY_PROPERTY = "hopwire.demo.directory";
    private static final String ATTACHED_PROPERTY = "hopwire.demo.attached";
    private static final int EXIT_INTERRUPTED = 130;
    private static final String[] DEFAULT_INPUTS = {"README.md", "LICENSE"};
    private static final int MAX_IN_FLIGHT = 128;

    @ParentCommand
    private HopwireCommand parent;

    @Option(
        names = "--input",
        paramLabel = "FILE",
        description = "File to carry. Default: README.md or LICENSE where the command runs, or its own jar.")
    private Path input;

    @Option(
        names = "--messages",
        paramLabel = "COUNT",
        defaultValue = "100000",
        description = "Messages of 64 bytes to exchange. Default: ${DEFAULT-VALUE}.")
    private long messages;

    @Option(
        names = "--in-flight",
        paramLabel = "COUNT",
        defaultValue = "32",
        description = "Messages in flight in the part that measures throughput. Default: ${DEFAULT-VALUE}.")
    private int inFlight;

    @Option(
        names = "--max-hops",
        paramLabel = "HOPS",
        defaultValue = "3",
        description = "Longest route; there is none of less than 3. Default: ${DEFAULT-VALUE}.")
    private int maxHops;

    @Override
    public Integer call()
    {
        require(messages >= 100, "messages must be at least 100");
        require(inFlight >= 1 && inFlight <= MAX_IN_FLIGHT, "in-flight must be 1 to " + MAX_IN_FLIGHT);
        final Path file = input();
        require(Files.isRegularFile(file) && Files.isReadable(file), "cannot read the input file " + file);
        endWithParent();
        return new Demo(parent.terminal().out(), file, messages, inFlight, maxHops).run() ? 0 : 1;
    }

    /* A build that is killed does not always tell the processes that it has started. */
    private static void endWithParent()
    {
        if (Boolean.getBoolean(ATTACHED_PROPERTY))
        {
            ProcessHandle.current().parent().ifPresent((parent) ->
                parent.onExit().thenRun(() -> System.exit(EXIT_INTERRUPTED)));
        }
    }

    private Path input()
    {
        if (null != input)
        {
            return input;
        }
        final String property = System.getProperty(INPUT_PROPERTY, "");
        // Maven hands over the text of an expression where nobody has set the property.
        if (!property.isBlank() && !property.startsWith("${"))
        {
            return Path.of(System.getProperty(DIRECTORY_PROPERTY, "")).resolve(property);
        }
        for (final String name : DEFAULT_INPUTS)
        {
            if (Files.isRegularFile(Path.of(name)))
            {
                return Path.of(name);
            }
        }
        return JavaCommand.classPath().stream()
            .map(Path::of)
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(() -> new CommandFailure("found no file to carry: name one with --input"));
    }

    private static void require(final boolean condition, final String message)
    {
        if (!condition)
        {
            throw new HopwireException(ErrorCategory.CONFIGURATION, message);
        }
    }
}
