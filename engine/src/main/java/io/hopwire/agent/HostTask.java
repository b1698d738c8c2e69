package io.hopwire.agent;

import io.hopwire.spi.Commands;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What an application's thread has the node's thread do, in the order of its other commands: a call of a core of
 * libp2p, which belongs to that thread.
 */
final class HostTask extends PendingCommand
{
    private final Runnable task;
    private final EngineState state;
    private volatile RuntimeException refusal;

    HostTask(final EngineState state, final Runnable task)
    {
        super(Commands.FIRST_OF_HOST, new UnsafeBuffer(new byte[BitUtil.SIZE_OF_LONG]));
        this.state = state;
        this.task = task;
    }

    /**
     * What is wrong with an argument is said to the thread that gave it. Whatever else is thrown leaves the core in the
     * middle of something.
     */
    @Override
    boolean onTaken(final EngineSessions sessions)
    {
        try
        {
            task.run();
        }
        catch (final IllegalArgumentException ex)
        {
            refusal = ex;
        }
        catch (final Throwable ex)
        {
            state.fail(ex);
            throw ex;
        }
        return false;
    }

    /** When it is answered: throws what was wrong with an argument. */
    void checkTaken()
    {
        if (null != refusal)
        {
            throw refusal;
        }
    }
}
