package io.hopwire.transport;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.Outbox;
import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Datagrams on their way out, in the order of their commits: a ring of off-heap slots.
 * <pre>
 *    0                  stride               2 stride                      slots × stride
 *   +------------------+--------------------+------------------ ... ------+
 *   | datagram  | pad  | datagram    | pad  |                             |
 *   +------------------+--------------------+------------------ ... ------+
 *     ^ head: next to send                    ^ tail: next to claim
 * </pre>
 * The address of a committed datagram is retained until it has left. Not thread-safe.
 */
public final class SendSlab implements Outbox
{
    private static final int NOT_CLAIMED = -1;

    private final Addresses addresses;
    private final UnsafeBuffer buffer;
    private final int mtu;
    private final int stride;
    private final int mask;
    private final int[] lengths;
    private final int[] addressIds;
    private int head;
    private int tail;
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
        stride = BitUtil.align(mtu, BitUtil.CACHE_LINE_LENGTH);
        if (!BitUtil.isPowerOfTwo(slots) || (long)slots * stride > Integer.MAX_VALUE)
        {
            throw new TransportException(TransportException.Reason.CONFIGURATION,
                "slots of the outbox must be a power of two below 2 GiB in all: " + slots + " of " + mtu + " bytes");
        }
        this.addresses = addresses;
        this.mtu = mtu;
        buffer = new UnsafeBuffer(BufferUtil.allocateDirectAligned(slots * stride, BitUtil.CACHE_LINE_LENGTH));
        mask = slots - 1;
        lengths = new int[slots];
        addressIds = new int[slots];
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
        return (tail & mask) * stride;
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
    public void commit(final int addressId, final int length)
    {
        if (length < 0 || length > claimedLength)
        {
            throw new IllegalStateException("commit of " + length + " bytes, claimed " + claimedLength);
        }
        addresses.retain(addressId);
        addressIds[tail & mask] = addressId;
        lengths[tail & mask] = length;
        claimedLength = NOT_CLAIMED;
        tail++;
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
     * Slots that can be claimed and committed.
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
        return (head & mask) * stride;
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
     * To whom the oldest datagram goes.
     *
     * @return address id.
     */
    public int headAddressId()
    {
        return addressIds[head & mask];
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
        final int addressId = headAddressId();
        head++;
        addresses.release(addressId);
    }

    ByteBuffer memory()
    {
        return buffer.byteBuffer();
    }
}
