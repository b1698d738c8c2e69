package io.hopwire.perf;

/**
 * What a {@link Worker} does when it is told to run.
 */
interface Task extends Receiver
{
    /**
     * Measure for one slice.
     *
     * @param end      to talk through.
     * @param commands of the controller: one that waits ends the slice of a task that has no end by itself.
     * @param order    what to run.
     */
    void run(End end, Commands commands, Fields order);

    /**
     * Say what was measured in the slice that has ended; what this costs is nobody's expense.
     *
     * @param report to be filled.
     */
    void report(Fields report);
}
