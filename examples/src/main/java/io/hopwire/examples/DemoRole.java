package io.hopwire.examples;

/**
 * What a process of the demo does besides running its node: a relay does nothing.
 */
class DemoRole
{
    /**
     * Part of the duty cycle.
     *
     * @return work done.
     */
    int poll()
    {
        return 0;
    }

    /**
     * Carry out a command of the demo.
     *
     * @param command  its name.
     * @param argument the rest of its line.
     * @return the answer, one line.
     */
    String onCommand(final String command, final String argument)
    {
        throw new CommandFailure("unknown command " + command);
    }
}
