package io.hopwire.agent;

import java.util.ArrayDeque;

/**
 * Requests that have ended and whose handlers have still to hear it, outside of the core, by the node's thread. As many
 * as the core works on at a time, and those that it refuses within a duty cycle.
 */
final class LateAnswers
{
    private static final int MAX_PER_CYCLE = 16;

    private final ArrayDeque<PendingCommand> ended = new ArrayDeque<>();

    void add(final PendingCommand call)
    {
        ended.add(call);
    }

    /**
     * Let them hear. What one throws is reported, and the next one hears.
     *
     * @param agent that runs.
     * @return how many.
     */
    int deliver(final NodeAgent agent)
    {
        int told = 0;
        while (told < MAX_PER_CYCLE && !ended.isEmpty())
        {
            told++;
            try
            {
                ended.poll().tell();
            }
            catch (final RuntimeException ex)
            {
                agent.onHandlerException(ex);
            }
        }
        return told;
    }
}
