package io.hopwire.examples;

import picocli.CommandLine.Option;

/**
 * Of the commands that can be carried out by a node which runs already, instead of one of their own that joins for the
 * occasion; {@link HopwireCommand} looks at it before the command does anything.
 */
final class ThroughOption
{
    /** Its name. */
    static final String NAME = "--through";

    @Option(
        names = NAME,
        paramLabel = "FILE",
        description = "Have it done by a running node of this machine, the one that 'hopwire node --control FILE' " +
            "is; it is the node's key that tells, and signs. '-': as there.")
    private String file;
}
