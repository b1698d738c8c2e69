package io.hopwire.component.payload;

import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * SHOUTs on their way to the neighbours. Those that come while others are being sent gather in one transmission, which
 * then goes to every neighbour: it is put together once, and under load one datagram carries many.
 * <p>
 * A ring of transmissions, of which the first is being sent and only the last one takes more. Each has the most bytes
 * that any link carries. Keeps the memory it once needed. Not thread-safe.
 */
final class ShoutQueue
{
    /** Most messages in one transmission. */
    static final int MAX_MESSAGES = 16;

    private final Transmission[] ring;
    private final int maxLength;
    private final int beta;
    private final TransmissionEncoder encoder = new TransmissionEncoder();
    private long first;
    private long end;
    private boolean isOpen;

    /**
     * Empty.
     *
     * @param capacity  transmissions, a power of two.
     * @param maxLength bytes of each, its header included.
     * @param beta      bits of an address.
     */
    ShoutQueue(final int capacity, final int maxLength, final int beta)
    {
        ring = new Transmission[capacity];
        this.maxLength = maxLength;
        this.beta = beta;
    }

    boolean isEmpty()
    {
        return first == end;
    }

    /**
     * Is there room?
     *
     * @param length bytes of a message, header and payload.
     * @return whether {@link #add} will succeed.
     */
    boolean hasRoom(final int length)
    {
        return end - first < ring.length ||
            isOpen && last().count < MAX_MESSAGES && length <= encoder.remaining();
    }

    /**
     * Add a message.
     *
     * @param buffer holds it.
     * @param offset first byte of its header.
     * @param length bytes, header and payload, which fit a transmission.
     * @param linkId of the neighbour it came from and does not go back to; negative where it is our own.
     * @return false where there is no room.
     */
    boolean add(final DirectBuffer buffer, final int offset, final int length, final int linkId)
    {
        if (!isOpen || last().count == MAX_MESSAGES || !encoder.addMessage(buffer, offset, length))
        {
            close();
            if (end - first == ring.length)
            {
                return false;
            }
            open();
            final boolean fits = encoder.addMessage(buffer, offset, length);
            assert fits : "the longest message fits a transmission of its own";
        }
        last().add(linkId, length);
        return true;
    }

    /**
     * The transmission that is to be sent next; it takes no more from now on.
     *
     * @return the first one.
     */
    Transmission first()
    {
        if (end - first == 1)
        {
            close();
        }
        return ring[(int)first & ring.length - 1];
    }

    /**
     * The first one was sent to everybody.
     */
    void removeFirst()
    {
        first++;
    }

    private Transmission last()
    {
        return ring[(int)(end - 1) & ring.length - 1];
    }

    private void open()
    {
        final int index = (int)end & ring.length - 1;
        if (null == ring[index])
        {
            ring[index] = new Transmission(maxLength);
        }
        ring[index].count = 0;
        encoder.wrap(ring[index].buffer, 0, maxLength, beta);
        end++;
        isOpen = true;
    }

    private void close()
    {
        if (isOpen)
        {
            isOpen = false;
            last().length = encoder.finish();
        }
    }

    /** Some messages, and where each came from. */
    static final class Transmission
    {
        final UnsafeBuffer buffer;
        int length;
        int count;
        private final int[] linkIds = new int[MAX_MESSAGES];
        private final int[] lengths = new int[MAX_MESSAGES];

        Transmission(final int maxLength)
        {
            buffer = new UnsafeBuffer(new byte[maxLength]);
        }

        int linkId(final int index)
        {
            return linkIds[index];
        }

        int length(final int index)
        {
            return lengths[index];
        }

        private void add(final int linkId, final int messageLength)
        {
            linkIds[count] = linkId;
            lengths[count++] = messageLength;
        }
    }
}
