package io.hopwire.component.session;

import io.hopwire.delivery.SentHandler;
import org.agrona.DirectBuffer;

/**
 * Sending side of a session's messages: keeps each until it is acknowledged, and says which is to be sent next. What
 * packets carried them, and which of those are lost, {@link io.hopwire.delivery.SentPackets} knows.
 * <pre>
 *              base             unsent          end
 *   acked .....| f f a l f f f  | u u u u ......|
 *                in flight, acked, lost; not sent yet
 * </pre>
 * Pure: no clock.
 */
final class SendWindow implements SentHandler
{
    private static final byte IN_FLIGHT = 1;
    private static final byte LOST = 2;
    private static final byte ACKED = 3;

    private final MessagePool pool;
    private final int window;
    private final MessageChunk[] chunks;
    private long base;
    private long unsent;
    private long end;
    private long lostHint;
    private int lost;
    private int needless;

    SendWindow(final int window, final MessagePool pool)
    {
        this(window, pool, 0);
    }

    SendWindow(final int window, final MessagePool pool, final long first)
    {
        base = first;
        unsent = first;
        end = first;
        lostHint = first;
        this.pool = pool;
        this.window = window;
        this.chunks = MessageChunk.ring(window);
    }

    /**
     * Take a message over.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     * @return false where the window or the memory is full.
     */
    boolean append(final DirectBuffer buffer, final int offset, final int length)
    {
        final MessageChunk chunk = end - base < window ? chunkForEnd() : null;
        if (null == chunk)
        {
            return false;
        }
        final int slot = (int)end & MessageChunk.MASK;
        chunk.buffer.putBytes(chunk.offset(end), buffer, offset, length);
        chunk.lengths[slot] = length;
        chunk.states[slot] = 0;
        end++;
        return true;
    }

    /**
     * A message left, for the first time or again.
     *
     * @param message      its number.
     * @param packetNumber that it left in.
     */
    void onSent(final long message, final long packetNumber)
    {
        final MessageChunk chunk = chunk(message);
        final int slot = (int)message & MessageChunk.MASK;
        if (message == unsent)
        {
            unsent++;
        }
        else
        {
            assert chunk.states[slot] == LOST;
            lost--;
        }
        chunk.states[slot] = IN_FLIGHT;
        chunk.packetNumbers[slot] = packetNumber;
        assert base <= unsent && unsent <= end && lost >= 0;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void onAcked(final long message, final long packetNumber, final boolean wasLost)
    {
        needless += wasLost && !isLost(message) ? 1 : 0;
        onAcked(message);
    }

    /**
     * {@return how many messages left again for nothing, as it turned out since this was asked last}
     */
    int takeNeedless()
    {
        final int count = needless;
        needless = 0;
        return count;
    }

    /**
     * A packet that carried a message was acknowledged, whichever of those that did.
     *
     * @param message its number.
     * @return true where it was not known yet that the message arrived.
     */
    boolean onAcked(final long message)
    {
        if (message < base)
        {
            return false;
        }
        final byte[] states = chunk(message).states;
        final int slot = (int)message & MessageChunk.MASK;
        final byte state = states[slot];
        if (state == ACKED)
        {
            return false;
        }
        lost -= state == LOST ? 1 : 0;
        states[slot] = ACKED;
        while (base < unsent && chunk(base).states[(int)base & MessageChunk.MASK] == ACKED)
        {
            leave();
        }
        assert base <= unsent && lost >= 0;
        return true;
    }

    /**
     * {@inheritDoc}
     * <p>
     * It matters only if the message did not leave again since.
     */
    @Override
    public void onLost(final long message, final long packetNumber)
    {
        final int slot = (int)message & MessageChunk.MASK;
        if (message >= base && chunk(message).packetNumbers[slot] == packetNumber &&
            chunk(message).states[slot] == IN_FLIGHT)
        {
            chunk(message).states[slot] = LOST;
            lost++;
            lostHint = Math.min(lostHint, message);
        }
    }

    /**
     * Whether a message waits to be sent again.
     *
     * @param message its number.
     * @return true if it is lost and not acknowledged since.
     */
    boolean isLost(final long message)
    {
        return message >= base && chunk(message).states[(int)message & MessageChunk.MASK] == LOST;
    }

    /**
     * The oldest lost message.
     *
     * @return its number, or -1.
     */
    long nextLost()
    {
        if (lost == 0)
        {
            return -1;
        }
        long message = Math.max(lostHint, base);
        while (chunk(message).states[(int)message & MessageChunk.MASK] != LOST)
        {
            message++;
        }
        lostHint = message;
        return message;
    }

    MessageChunk chunk(final long message)
    {
        return chunks[chunkIndex(message)];
    }

    int length(final long message)
    {
        return chunk(message).lengths[(int)message & MessageChunk.MASK];
    }

    long base()
    {
        return base;
    }

    long unsent()
    {
        return unsent;
    }

    long end()
    {
        return end;
    }

    boolean hasUnsent()
    {
        return unsent < end;
    }

    boolean hasLost()
    {
        return lost > 0;
    }

    boolean isEmpty()
    {
        return base == end;
    }

    /**
     * Chunks that are borrowed.
     */
    int chunks()
    {
        int count = 0;
        for (final MessageChunk chunk : chunks)
        {
            count += null == chunk ? 0 : 1;
        }
        return count;
    }

    /**
     * Give all memory back.
     */
    void clear()
    {
        for (int i = 0; i < chunks.length; i++)
        {
            if (null != chunks[i])
            {
                pool.give(chunks[i]);
                chunks[i] = null;
            }
        }
    }

    private void leave()
    {
        final int index = chunkIndex(base);
        base++;
        if (base == end || 0 == (base & MessageChunk.MASK))
        {
            pool.give(chunks[index]);
            chunks[index] = null;
        }
    }

    private MessageChunk chunkForEnd()
    {
        final int index = chunkIndex(end);
        if (null == chunks[index])
        {
            chunks[index] = pool.take();
        }
        return chunks[index];
    }

    private int chunkIndex(final long message)
    {
        return (int)(message >>> MessageChunk.SHIFT) & chunks.length - 1;
    }
}
