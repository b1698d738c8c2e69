package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.OffHeap;
import io.hopwire.spi.Outbox;
import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Datagrams on their way out, in the order of their commits: a ring of off-heap bytes, without a gap between one
 * datagram and the next, so that the kernel can be handed many in one piece.
 * <pre>
 *    0                                                          (slots + 1) × mtu
 *   +----------------+-----------+-----------+-----------------+------+
 *   | ... datagram   | free      | datagram  | datagram ...    | pad  |
 *   +----------------+-----------+-----------+-----------------+------+
 *                    ^ tail: next to claim   ^ head: next to send
 * </pre>
 * A claim that does not fit in front of the end goes to the beginning; the pad it leaves is shorter than the MTU. The
 * room of one MTU beyond the slots pays for it, so that a claim succeeds as long as a slot is free, however long the
 * datagrams are. When nothing waits the ring starts over at the beginning, where the memory is still in the cache.
 * <p>
 * The address of a committed datagram is retained until it has left. Not thread-safe.
 */
public final class SendSlab implements Outbox
{
    private static final int NOT_CLAIMED = -1;

    private final Addresses addresses;
    private final UnsafeBuffer buffer;
    private final int mtu;
    private final int capacity;
    private final int mask;
    private final int[] offsets;
    private final int[] lengths;
    private final int[] pathIds;
    private int head;
    private int tail;
    private int tailOffset;
    private int claimedOffset;
    private int claimedLength = NOT_CLAIMED;

    /**
     * Allocate.
     *
     * @param slots     datagrams that wait at most, a power of two.
     * @param mtu       bytes of the largest datagram.
     * @param addresses that the ids given to {@link #commit(int, int)} belong to.
     */
    public SendSlab(final int slots, final int mtu, final Addresses addresses)
    {
        if (!BitUtil.isPowerOfTwo(slots) || (slots + 1L) * mtu > Integer.MAX_VALUE)
        {
            throw new TransportException(TransportException.Reason.CONFIGURATION,
                "slots of the outbox must be a power of two below 2 GiB in all: " + slots + " of " + mtu + " bytes");
        }
        this.addresses = addresses;
        this.mtu = mtu;
        capacity = (slots + 1) * mtu;
        buffer = OffHeap.allocate(capacity);
        mask = slots - 1;
        offsets = new int[slots];
        lengths = new int[slots];
        pathIds = new int[slots];
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public int tryClaim(final int maxLength)
    {
        if (maxLength < 0 || maxLength > mtu)
        {
            throw new IllegalArgumentException("datagram of " + maxLength + " bytes, the MTU is " + mtu);
        }
        if (NOT_CLAIMED != claimedLength)
        {
            throw new IllegalStateException("a claim is open already");
        }
        if (0 == free())
        {
            return BACK_PRESSURED;
        }
        claimedLength = maxLength;
        claimedOffset = head == tail || tailOffset + maxLength > capacity ? 0 : tailOffset;
        assert claimedOffset + maxLength <= capacity : "a claim is in one piece";
        assert head == tail || claimedOffset >= headOffset() + headLength() ||
            claimedOffset + maxLength <= headOffset() : "what waits is not written over";
        return claimedOffset;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public MutableDirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void commit(final int pathId, final int length)
    {
        if (length < 0 || length > claimedLength)
        {
            throw new IllegalStateException("commit of " + length + " bytes, claimed " + claimedLength);
        }
        addresses.retain(PathId.addressId(pathId));
        final int slot = tail & mask;
        offsets[slot] = claimedOffset;
        lengths[slot] = length;
        pathIds[slot] = pathId;
        tailOffset = claimedOffset + length;
        claimedLength = NOT_CLAIMED;
        tail++;
        assert size() > 0 && size() <= lengths.length;
    }

    /**
     * {@inheritDoc}
     */
    @Override
    public void abort()
    {
        claimedLength = NOT_CLAIMED;
    }

    /**
     * Datagrams of any length that can be claimed and committed.
     *
     * @return free slots.
     */
    public int free()
    {
        return lengths.length - size();
    }

    /**
     * Datagrams that wait.
     *
     * @return committed and not yet removed.
     */
    public int size()
    {
        return tail - head;
    }

    /**
     * Where the oldest datagram begins.
     *
     * @return offset in {@link #buffer()}.
     */
    public int headOffset()
    {
        return offsets[head & mask];
    }

    /**
     * Bytes of the oldest datagram.
     *
     * @return bytes.
     */
    public int headLength()
    {
        return lengths[head & mask];
    }

    /**
     * To whom the oldest datagram goes, and how.
     *
     * @return path id.
     */
    public int headPathId()
    {
        return pathIds[head & mask];
    }

    /**
     * The oldest datagrams that one call of the kernel can send: on the same path, one behind the other, all as
     * long as the first but the last, which may be shorter. A datagram without bytes goes alone.
     *
     * @param maxDatagrams most datagrams.
     * @param maxLength    most bytes in all.
     * @return how many, 1 at least; {@link #length(int)} tells their bytes.
     */
    int headRun(final int maxDatagrams, final int maxLength)
    {
        final int length = headLength();
        final int limit = 0 == length ? 1 : Math.min(size(), Math.min(maxDatagrams, maxLength / length));
        int run = 1;
        while (run < limit && continuesRun(head + run))
        {
            final int next = lengths[(head + run) & mask];
            if (next != length)
            {
                return 0 < next && next < length ? run + 1 : run;
            }
            run++;
        }
        return run;
    }

    private boolean continuesRun(final int position)
    {
        final int slot = position & mask;
        final int before = (position - 1) & mask;
        return pathIds[slot] == pathIds[before] && offsets[slot] == offsets[before] + lengths[before];
    }

    /**
     * Bytes of the oldest datagrams of a run.
     *
     * @param datagrams in the run.
     * @return bytes.
     */
    int length(final int datagrams)
    {
        final int last = (head + datagrams - 1) & mask;
        return offsets[last] + lengths[last] - headOffset();
    }

    /**
     * Forget the oldest datagram and release its address.
     */
    public void remove()
    {
        if (0 == size())
        {
            throw new IllegalStateException("nothing waits");
        }
        final int pathId = headPathId();
        head++;
        addresses.release(PathId.addressId(pathId));
    }

    /**
     * Give the memory back: nobody sends any more.
     */
    void releaseMemory()
    {
        OffHeap.free(buffer);
    }

    ByteBuffer memory()
    {
        return OffHeap.view(buffer);
    }
}
