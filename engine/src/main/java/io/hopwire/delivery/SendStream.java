package io.hopwire.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Sending side of a stream of messages: keeps each byte until it is acknowledged, and says which are to be sent next.
 * Each message has a {@link MessageHeader} in front. What is sent at a time is a range of the stream, whatever messages
 * lie in it: many small ones, or a part of a long one; and what was lost may be cut differently when it leaves again.
 * What packets carried a range, and which of those are lost, {@link SentPackets} knows.
 * <pre>
 *              base             unsent          end          base + window
 *   acked .....| in flight, lost | ..............|               |
 *              | or acked        | not sent yet  | nothing yet   |
 * </pre>
 * Pure: no clock. Not thread-safe.
 */
public final class SendStream implements SentHandler
{
    /** Longest range that is sent at a time. */
    public static final int MAX_RANGE = 0xFFFF;

    private static final int LENGTH_BITS = 16;
    private static final long NONE = -1;

    private final int window;
    private final StreamMemory memory;
    private final Ranges acked = new Ranges();
    private final Ranges lost = new Ranges();
    private long base;
    private long unsent;
    private long end;
    /** Bytes of the message at {@link #unsent} that are not sent: 0 in front of a message. */
    private int unsentPart;
    /** The same once the range has left that was asked for last. */
    private int plannedPart;
    /** Bytes that a long message at {@link #end} still has to come. */
    private int missing;
    /** Messages begun, and those acknowledged as a whole. */
    private long messages;
    private long ackedMessages;
    /** Where the oldest message that is not acknowledged begins and ends; NONE where its header was not looked at. */
    private long oldest;
    private long oldestEnd = NONE;
    private int needless;

    /**
     * Without messages.
     *
     * @param window bytes kept at most.
     * @param pool   memory for them.
     * @param first  offset of the first byte.
     */
    public SendStream(final int window, final StreamPool pool, final long first)
    {
        base = first;
        unsent = first;
        end = first;
        oldest = first;
        this.window = window;
        this.memory = new StreamMemory(pool, window, false);
    }

    /**
     * Take a message over.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     * @return false where the window or the memory is full, or a longer message is still coming.
     */
    public boolean append(final DirectBuffer buffer, final int offset, final int length)
    {
        final int size = MessageHeader.length(length) + length;
        if (missing > 0 || size > room() || !memory.reserve(end, end + size))
        {
            return false;
        }
        final int place = StreamMemory.place(end);
        if (length < MessageHeader.MORE && place + size <= StreamBlock.LENGTH)
        {
            // A short message within a block, the rule: the block is looked up once.
            final MutableDirectBuffer block = memory.block(end);
            block.putByte(place, (byte)length);
            block.putBytes(place + 1, buffer, offset, length);
            end += size;
        }
        else
        {
            putHeader(length);
            memory.put(end, buffer, offset, length);
            end += length;
        }
        messages++;
        return true;
    }

    /**
     * Take over a part of a message that is longer than the window may be, as much as there is room for.
     *
     * @param total  bytes of the message.
     * @param done   of them that were taken over before.
     * @param buffer holds what follows those.
     * @param offset first byte.
     * @return bytes taken over.
     */
    public int appendPart(final int total, final int done, final DirectBuffer buffer, final int offset)
    {
        assert 0 == done ? 0 == missing : total - done == missing;
        final int headerLength = 0 == done ? MessageHeader.length(total) : 0;
        final int size = Math.min(total - done + headerLength, room());
        if (size <= headerLength || !memory.reserve(end, end + size))
        {
            return 0;
        }
        if (headerLength > 0)
        {
            putHeader(total);
            messages++;
        }
        final int length = size - headerLength;
        memory.put(end, buffer, offset, length);
        end += length;
        missing = total - done - length;
        return length;
    }

    /**
     * Where the next range to be sent begins: the oldest that is lost, otherwise what was not sent yet.
     *
     * @return its offset; {@link #end()} where there is nothing to send.
     */
    public long next()
    {
        return lost.isEmpty() ? unsent : lost.start(0);
    }

    /**
     * Bytes of a range that is sent again.
     *
     * @param most bytes that there is room for.
     * @return bytes.
     */
    public int lostLength(final int most)
    {
        return (int)Math.min(lost.end(0) - lost.start(0), most);
    }

    /**
     * The same, but of whole messages, each of which fits.
     *
     * @param most bytes that there is room for.
     * @return bytes.
     */
    public int lostMessagesLength(final int most)
    {
        final long from = lost.start(0);
        final int all = lostLength(Integer.MAX_VALUE);
        int length = 0;
        int next = messageSize(from);
        while (length + next <= most)
        {
            length += next;
            next = length < all ? messageSize(from + length) : most;
        }
        assert 0 < length && length <= all;
        return length;
    }

    /**
     * Bytes of the next range that is sent for the first time. A message that fits a packet is not cut, so that its
     * receiver has it whole; a longer one fills what is left.
     *
     * @param room   bytes that there is room for.
     * @param packet bytes that an empty packet has room for.
     * @return bytes, 0 where nothing should be sent now.
     */
    public int unsentLength(final int room, final int packet)
    {
        final int most = (int)Math.min(end - unsent, Math.min(room, MAX_RANGE));
        int length = Math.min(unsentPart, most);
        plannedPart = unsentPart - length;
        if (length < unsentPart)
        {
            return most < room || isWorthAPacket(most, packet) ? length : 0;
        }
        while (length < most)
        {
            final int size = messageSize(unsent + length);
            if (size > most - length)
            {
                if (size <= packet || !isWorthAPacket(most - length, packet))
                {
                    return length;
                }
                plannedPart = size - (most - length);
                return most;
            }
            length += size;
        }
        return length;
    }

    /**
     * A range leaves, for the first time or again.
     *
     * @param offset of {@link #next()}.
     * @param length as {@link #unsentLength} or {@link #lostLength} has said last.
     */
    public void onSent(final long offset, final int length)
    {
        if (offset < unsent)
        {
            lost.remove(offset, offset + length);
            return;
        }
        assert offset == unsent && lost.isEmpty();
        unsent += length;
        unsentPart = plannedPart;
        assert unsent <= end;
    }

    /**
     * Copy a range.
     *
     * @param at     its offset in the stream.
     * @param length bytes.
     * @param buffer to write to.
     * @param offset first byte.
     */
    public void get(final long at, final int length, final MutableDirectBuffer buffer, final int offset)
    {
        memory.get(at, buffer, offset, length);
    }

    /**
     * What {@link SentPackets} is to remember of a range.
     *
     * @param at     its offset in the stream.
     * @param length bytes, 1 to {@link #MAX_RANGE}.
     * @return a number that comes back when the range is acknowledged or lost.
     */
    public static long content(final long at, final int length)
    {
        return at << LENGTH_BITS | length;
    }

    @Override
    public void onAcked(final long content, final long packetNumber, final boolean wasLost)
    {
        final long from = Math.max(start(content), base);
        final long to = start(content) + length(content);
        if (from >= to)
        {
            needless += wasLost ? 1 : 0;
            return;
        }
        needless += wasLost && !lost.contains(from, to) ? 1 : 0;
        if (!lost.isEmpty())
        {
            lost.remove(from, to);
        }
        if (from == base && acked.isEmpty())
        {
            base = to;
        }
        else
        {
            acked.add(from, to);
            if (acked.start(0) <= base)
            {
                base = acked.end(0);
                acked.removeFirst();
            }
        }
        leave();
    }

    @Override
    public void onLost(final long content, final long packetNumber)
    {
        final long from = Math.max(start(content), base);
        final long to = start(content) + length(content);
        if (from < to)
        {
            lost.add(from, to);
            for (int i = acked.firstEndingAt(from); i < acked.count() && acked.start(i) < to; i++)
            {
                lost.remove(acked.start(i), acked.end(i));
            }
        }
    }

    /**
     * {@return how many ranges left again for nothing, as it turned out since this was asked last}
     */
    public int takeNeedless()
    {
        final int count = needless;
        needless = 0;
        return count;
    }

    /** {@return bytes of the longest message that is not taken over in parts} */
    public int longest()
    {
        return window - MessageHeader.MAX_LENGTH;
    }

    /** {@return whether something is lost, and has not left again} */
    public boolean hasLost()
    {
        return !lost.isEmpty();
    }

    /** {@return whether something was not sent yet} */
    public boolean hasUnsent()
    {
        return unsent < end;
    }

    /** {@return bytes that were not sent yet} */
    public long unsentBytes()
    {
        return end - unsent;
    }

    /** {@return whether everything is acknowledged that was handed over} */
    public boolean isEmpty()
    {
        return base == end && 0 == missing;
    }

    /** {@return offset of the oldest byte that is not acknowledged} */
    public long base()
    {
        return base;
    }

    /** {@return offset of the first byte that was not sent yet} */
    public long unsent()
    {
        return unsent;
    }

    /** {@return offset behind the last byte that was handed over} */
    public long end()
    {
        return end;
    }

    /** {@return messages handed over, one of which parts are still to come among them} */
    public long messages()
    {
        return messages;
    }

    /** {@return messages acknowledged} */
    public long ackedMessages()
    {
        return ackedMessages;
    }

    /** {@return blocks of memory that it holds} */
    public int blocks()
    {
        return memory.blocks();
    }

    /**
     * Give back the memory that an empty stream still holds, for the next message. A stream that is used needs not
     * borrow it for each message.
     */
    public void trim()
    {
        if (isEmpty())
        {
            memory.clear();
        }
    }

    /**
     * Give all memory back.
     */
    public void clear()
    {
        memory.clear();
    }

    private int room()
    {
        return (int)(window - (end - base));
    }

    private void putHeader(final int length)
    {
        int rest = length;
        while (rest >= MessageHeader.MORE)
        {
            memory.putByte(end++, (byte)(rest | MessageHeader.MORE));
            rest >>>= MessageHeader.BITS;
        }
        memory.putByte(end++, (byte)rest);
    }

    /** Bytes of a message with its header, of which the first byte is at an offset. */
    private int messageSize(final long at)
    {
        byte next = memory.getByte(at);
        if (next >= 0)
        {
            return 1 + next;
        }
        int length = 0;
        int shift = 0;
        long place = at;
        while (next < 0)
        {
            length |= (next & MessageHeader.MORE - 1) << shift;
            shift += MessageHeader.BITS;
            next = memory.getByte(++place);
        }
        return (int)(place + 1 - at) + (length | next << shift);
    }

    /** A long message does not leave in crumbs, where credit comes in crumbs. */
    private static boolean isWorthAPacket(final int length, final int packet)
    {
        return length >= packet / 4 && length > MessageHeader.MAX_LENGTH;
    }

    /** Content keeps the low bits of an offset, which lies near the base. */
    private long start(final long content)
    {
        final long low = content >>> LENGTH_BITS;
        return base + ((low - base) << LENGTH_BITS >> LENGTH_BITS);
    }

    private static int length(final long content)
    {
        return (int)content & MAX_RANGE;
    }

    /** What is acknowledged from the beginning on needs no memory; the messages in it are counted before. */
    private void leave()
    {
        if (isEmpty())
        {
            ackedMessages = messages;
            oldest = end;
            oldestEnd = NONE;
        }
        while (knowsOldest() && oldestEnd <= base)
        {
            ackedMessages++;
            oldest = oldestEnd;
            oldestEnd = NONE;
        }
        memory.freeBelow(base, false);
        assert ackedMessages <= messages && oldest <= base;
    }

    private boolean knowsOldest()
    {
        if (oldestEnd == NONE && oldest < end)
        {
            oldestEnd = oldest + messageSize(oldest);
        }
        return oldestEnd != NONE;
    }
}
