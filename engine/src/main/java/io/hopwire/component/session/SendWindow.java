package io.hopwire.component.session;

import org.agrona.DirectBuffer;

/**
 * Sending side of a session's messages: keeps each until it is acknowledged and finds the lost ones as RFC 9002,
 * section 6.1, does: a message is lost once one sent {@link #PACKET_THRESHOLD} packets later is acknowledged, or one
 * sent later and time enough has passed.
 * <pre>
 *              base             unsent          end
 *   acked .....| f f k l f f f  | u u u u ......|
 *                in flight, kept by the peer, lost; not sent yet
 * </pre>
 * Pure: no clock, no callback.
 */
final class SendWindow
{
    /** The peer acknowledged what was never sent. */
    static final int INVALID = -1;
    /** Reordering that is not taken for loss. */
    static final int PACKET_THRESHOLD = 3;

    private static final byte IN_FLIGHT = 1;
    private static final byte LOST = 2;
    private static final byte KEPT = 3;
    private static final byte STATE_MASK = 3;
    private static final byte RETRANSMITTED = 4;

    private final MessagePool pool;
    private final int window;
    private final MessageChunk[] chunks;
    private long base;
    private long unsent;
    private long end;
    private long lostHint;
    private long reach;
    private int inFlight;
    private int lost;
    private int kept;
    private int retransmitted;
    private long largestAcked = -1;
    private long sampleSentNs = -1;
    private long largestCounted;
    private int progress;

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
     * @param nowNs        when.
     */
    void onSent(final long message, final long packetNumber, final long nowNs)
    {
        final MessageChunk chunk = chunk(message);
        final int slot = (int)message & MessageChunk.MASK;
        final byte state = chunk.states[slot];
        byte flag = (byte)(state & RETRANSMITTED);
        if (message == unsent)
        {
            unsent++;
        }
        else
        {
            assert (state & STATE_MASK) == LOST;
            lost--;
            if (flag == 0)
            {
                flag = RETRANSMITTED;
                retransmitted++;
            }
        }
        inFlight++;
        chunk.states[slot] = (byte)(IN_FLIGHT | flag);
        chunk.packetNumbers[slot] = packetNumber;
        chunk.sentNs[slot] = nowNs;
    }

    /**
     * An acknowledgement came, new or old.
     *
     * @param ackNext first message the peer does not have in order.
     * @param ackBits bit i: message ackNext + 1 + i is kept by the peer.
     * @param newest  newest packet that the peer has; -1 where it does not say.
     * @return messages newly acknowledged in order, or {@link #INVALID}.
     */
    int onAck(final long ackNext, final long ackBits, final long newest)
    {
        progress = 0;
        sampleSentNs = -1;
        if (ackNext > unsent || (ackBits != 0 && ackNext + Long.SIZE - Long.numberOfLeadingZeros(ackBits) >= unsent))
        {
            return INVALID;
        }
        largestAcked = Math.max(largestAcked, newest);
        largestCounted = -1;
        reach = Math.max(reach, ackNext + 1 + Long.SIZE);
        final long before = base;
        while (base < ackNext)
        {
            acknowledge(base, newest, true);
            leave();
        }
        for (long bits = ackBits; bits != 0; bits &= bits - 1)
        {
            final long message = ackNext + 1 + Long.numberOfTrailingZeros(bits);
            if (message >= base)
            {
                acknowledge(message, newest, false);
            }
        }
        return (int)(base - before);
    }

    /**
     * Declare lost what must be by now. What lies beyond the reach of the bits of any acknowledgement may have arrived
     * and could not be told.
     *
     * @param nowNs       now.
     * @param lossDelayNs of the round trip estimate.
     * @return when to look again; {@link Long#MAX_VALUE} where there is nothing to wait for.
     */
    long detectLosses(final long nowNs, final long lossDelayNs)
    {
        long lookAgainNs = Long.MAX_VALUE;
        if (!mayHaveLost())
        {
            return lookAgainNs;
        }
        for (long message = base, limit = Math.min(unsent, reach); message < limit; message++)
        {
            final MessageChunk chunk = chunk(message);
            final int slot = (int)message & MessageChunk.MASK;
            if ((chunk.states[slot] & STATE_MASK) == IN_FLIGHT && chunk.packetNumbers[slot] < largestAcked)
            {
                final long deadlineNs = chunk.sentNs[slot] + lossDelayNs;
                if (chunk.packetNumbers[slot] <= largestAcked - PACKET_THRESHOLD || deadlineNs - nowNs <= 0)
                {
                    lose(message);
                }
                else
                {
                    lookAgainNs = Math.min(lookAgainNs, deadlineNs);
                }
            }
        }
        return lookAgainNs;
    }

    /**
     * Nothing was heard for a probe timeout: send the oldest messages again, though they may only be late.
     *
     * @param count most messages.
     */
    void probe(final int count)
    {
        int left = count;
        for (long message = base; message < unsent && left > 0; message++)
        {
            if ((chunk(message).states[(int)message & MessageChunk.MASK] & STATE_MASK) == IN_FLIGHT)
            {
                lose(message);
                left--;
            }
        }
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
        while ((chunk(message).states[(int)message & MessageChunk.MASK] & STATE_MASK) != LOST)
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

    /**
     * When the newest message acknowledged by the last {@link #onAck} was sent, if it is known which copy arrived and
     * nothing that was sent later made the peer answer.
     *
     * @return a time, or -1.
     */
    long sampleSentNs()
    {
        return sampleSentNs;
    }

    /**
     * Messages that the last {@link #onAck} was the first to tell of.
     *
     * @return messages.
     */
    int progress()
    {
        return progress;
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

    int inFlight()
    {
        return inFlight;
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

    /**
     * Unless something overtook something, whatever is unacknowledged was sent after whatever is acknowledged.
     */
    private boolean mayHaveLost()
    {
        return inFlight > 0 && (kept > 0 || retransmitted > 0 ||
            chunk(base).packetNumbers[(int)base & MessageChunk.MASK] < largestAcked);
    }

    private void acknowledge(final long message, final long newest, final boolean inOrder)
    {
        final MessageChunk chunk = chunk(message);
        final int slot = (int)message & MessageChunk.MASK;
        final int state = chunk.states[slot] & STATE_MASK;
        final boolean again = 0 != (chunk.states[slot] & RETRANSMITTED);
        if (state == KEPT)
        {
            kept -= inOrder ? 1 : 0;
        }
        else
        {
            count(state, again, chunk.packetNumbers[slot], chunk.sentNs[slot], newest);
            if (!inOrder)
            {
                kept++;
                chunk.states[slot] = (byte)(KEPT | chunk.states[slot] & RETRANSMITTED);
            }
        }
        retransmitted -= inOrder && again ? 1 : 0;
    }

    /**
     * Which copy arrived is known of a message sent once, and of the one in the newest packet that the peer names. Of
     * others nothing is concluded: a wrong guess would take what is on the way for lost, and never measure a path again
     * that has become slower (Karn's rule).
     */
    private void count(
        final int state, final boolean again, final long packetNumber, final long sentNs, final long newest)
    {
        progress++;
        if (state == LOST)
        {
            lost--;
        }
        else
        {
            inFlight--;
        }
        if (!again)
        {
            largestAcked = Math.max(largestAcked, packetNumber);
        }
        if (packetNumber > largestCounted)
        {
            largestCounted = packetNumber;
            final boolean measurable = newest < 0 ? !again : packetNumber == newest;
            sampleSentNs = measurable ? sentNs : -1;
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

    private void lose(final long message)
    {
        final MessageChunk chunk = chunk(message);
        final int slot = (int)message & MessageChunk.MASK;
        chunk.states[slot] = (byte)(LOST | chunk.states[slot] & RETRANSMITTED);
        inFlight--;
        lost++;
        lostHint = Math.min(lostHint, message);
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
