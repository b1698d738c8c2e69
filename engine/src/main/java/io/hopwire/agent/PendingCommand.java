package io.hopwire.agent;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A command between the thread that waits for its answer and the node that works on it. Ends once: by an answer or by
 * the waiter giving up; whoever comes second learns so.
 */
class PendingCommand
{
    private static final int WAITING = 0;
    private static final int ANSWERING = 1;
    private static final int ANSWERED = 2;
    private static final int ABANDONED = 3;

    private final int type;
    private final MutableDirectBuffer command;
    private final WaitPlace answered = WaitPlace.ofAll();
    private final AtomicInteger status = new AtomicInteger(WAITING);
    private UnsafeBuffer body;
    private int code;

    /**
     * Not handed over yet.
     *
     * @param type    one of {@link io.hopwire.spi.Commands}.
     * @param command all of it; its correlation id is set when it is handed over.
     */
    PendingCommand(final int type, final MutableDirectBuffer command)
    {
        this.type = type;
        this.command = command;
    }

    final int type()
    {
        return type;
    }

    final MutableDirectBuffer command()
    {
        return command;
    }

    /**
     * By the node, in front of the core: what the node itself has to know of it.
     *
     * @return false where the core shall not be asked any more.
     */
    boolean onTaken(final EngineSessions sessions)
    {
        return true;
    }

    /**
     * By the node: the core has answered.
     */
    void onAnswer(
        final EngineSessions sessions, final int answer, final DirectBuffer buffer, final int offset, final int length)
    {
        if (beginAnswer())
        {
            endAnswer(answer, buffer, offset, length);
        }
    }

    /**
     * By the node, outside of the core, where it was added to {@link LateAnswers}: whoever does not wait hears it.
     */
    void tell()
    {
    }

    /**
     * By whoever answers: the node, or a waiter whose time is over.
     *
     * @return false if nobody waits any more, or there is an answer.
     */
    final boolean beginAnswer()
    {
        return status.compareAndSet(WAITING, ANSWERING);
    }

    /**
     * By whoever has begun to answer: the waiter sees all that was written in between.
     */
    final void endAnswer(final int answer, final DirectBuffer buffer, final int offset, final int length)
    {
        code = answer;
        if (length > 0)
        {
            body = new UnsafeBuffer(new byte[length]);
            body.putBytes(0, buffer, offset, length);
        }
        status.set(ANSWERED);
    }

    /**
     * By the waiter, which does not wait any more.
     *
     * @return false where an answer came first; it is complete then.
     */
    final boolean abandon()
    {
        if (status.compareAndSet(WAITING, ABANDONED))
        {
            return true;
        }
        while (ANSWERING == status.get())
        {
            Thread.onSpinWait();
        }
        return false;
    }

    final boolean isAnswered()
    {
        return ANSWERED == status.get();
    }

    /**
     * Where its waiter waits.
     */
    final WaitPlace answered()
    {
        return answered;
    }

    /**
     * Code of the answer.
     */
    final int code()
    {
        return code;
    }

    /**
     * Body of the answer; null where it has none.
     */
    final DirectBuffer body()
    {
        return body;
    }
}
