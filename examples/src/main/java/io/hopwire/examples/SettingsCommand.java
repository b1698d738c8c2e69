package io.hopwire.examples;

import io.hopwire.agent.SettingsTable;
import io.hopwire.core.CoreConfig;
import io.hopwire.core.MemoryBudget;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

import java.util.concurrent.Callable;

/**
 * {@code hopwire settings}.
 */
@Command(
    name = "settings",
    description = "Print every setting of a node with its default, its range and what it is for. Each is a system " +
        "property, and --set NAME=VALUE of the commands that run a node.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:used in a wrong way"},
    footerHeading = "%nExamples:%n",
    footer = {
        "  hopwire settings",
        "  hopwire settings --markdown > engine/SETTINGS.md",
        "  hopwire settings --memory"})
final class SettingsCommand implements Callable<Integer>
{
    @ParentCommand
    private HopwireCommand parent;

    @Option(names = "--markdown", description = "As tables of Markdown.")
    private boolean markdown;

    @Option(names = "--memory", description = "Not the settings, but what a node's tables take at the most by their " +
        "defaults, whatever its peers do.")
    private boolean memory;

    @Override
    public Integer call()
    {
        final String settings = markdown ? SettingsTable.markdown() : SettingsTable.text();
        parent.terminal().out().print(memory ? MemoryBudget.of(new CoreConfig()).toString() : settings);
        parent.terminal().out().flush();
        return 0;
    }
}
