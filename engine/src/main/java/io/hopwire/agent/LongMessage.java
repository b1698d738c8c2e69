package io.hopwire.agent;

import io.hopwire.delivery.MessageReader;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The long message of a session that is leaving: too long for the ring of commands, or for the window of the session.
 * The application copies it here, and the node hands it to the core part by part. One at a time: the next one waits
 * until this one is with the core.
 * <p>
 * Whoever finds that the session has ended gives the memory back: the node when it ends, or the application that came
 * too late.
 */
final class LongMessage
{
    private final MessageReader.Memory memory;
    private final AtomicReference<UnsafeBuffer> message = new AtomicReference<>();
    private int length;
    private int done;

    LongMessage(final MessageReader.Memory memory)
    {
        this.memory = memory;
    }

    /** {@return whether a message is leaving} */
    boolean isLeaving()
    {
        return null != message.get();
    }

    /**
     * By the application, where none is leaving.
     *
     * @return false where there is no memory for it now.
     */
    boolean set(final DirectBuffer buffer, final int offset, final int messageLength)
    {
        assert !isLeaving();
        final UnsafeBuffer copy = (UnsafeBuffer)memory.take(BitUtil.findNextPositivePowerOfTwo(messageLength));
        if (null == copy)
        {
            return false;
        }
        copy.putBytes(0, buffer, offset, messageLength);
        length = messageLength;
        done = 0;
        message.set(copy);
        return true;
    }

    /**
     * By the node: hand over as much as the core takes.
     *
     * @return whether all of it was.
     */
    boolean handOver(final NodeAgent agent, final EngineSession session)
    {
        final int taken = agent.offerPart(session, length, done, message.get(), done);
        done += Math.max(0, taken);
        if (done < length)
        {
            return false;
        }
        release();
        session.onHandedOver();
        return true;
    }

    /**
     * It will not leave any more, or it has left.
     */
    void release()
    {
        final UnsafeBuffer copy = message.getAndSet(null);
        if (null != copy)
        {
            memory.give(copy);
        }
    }
}
