package io.hopwire.transport.tcp;

import io.hopwire.crowd.CrowdMember;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One connection and its memory: the beginning of a frame whose rest has not come yet, and what waits for room in the
 * kernel.
 * <pre>
 *    0                  MTU                                                    MTU + capacity
 *   +------------------+---------------+------------------------+-------------+
 *   | beginning of a   | written       | waits                  | free        |
 *   | frame            |               |                        |             |
 *   +------------------+---------------+------------------------+-------------+
 *                                      ^ head                   ^ tail
 * </pre>
 * What waits is moved to the front where a frame does not fit behind it.
 */
class Connection extends CrowdMember
{
    /** Under way: the other end has not accepted it yet. */
    static final int DIALLING = 1;
    /** Frames go both ways. */
    static final int OPEN = 2;
    /** Gone, which the core is still to be told. */
    static final int CLOSED = 3;

    final int slot;
    final int addressId;
    final boolean accepted;
    final SocketChannel channel;
    SelectionKey key;
    int state;
    int reason;
    /** Since when it is dialled or, once it is open, when it was last seen in use. */
    long sinceNs;
    /** What the selector found it ready for, 0 where it is not in the queue of those that are. */
    int readyOps;
    /** Its peer has said something. */
    boolean hasSpoken;
    /** Is in the list of those that have something to write. */
    boolean dirty;
    int restLength;
    private final int mtu;
    private final int capacity;
    private ByteBuffer block;
    final UnsafeBuffer memory = new UnsafeBuffer(0, 0);
    private int head;
    private int tail;

    Connection(
        final int slot,
        final int addressId,
        final boolean accepted,
        final SocketChannel channel,
        final ByteBuffer block,
        final int mtu)
    {
        this.slot = slot;
        this.addressId = addressId;
        this.accepted = accepted;
        this.channel = channel;
        this.block = block;
        this.mtu = mtu;
        capacity = block.capacity() - mtu;
        memory.wrap(block);
    }

    /**
     * Have a frame wait to be written.
     *
     * @return false where there is no room for all of it.
     */
    boolean append(final DirectBuffer frame, final int offset, final int length)
    {
        assert CLOSED != state;
        if (tail + length > capacity)
        {
            if (tail - head + length > capacity)
            {
                return false;
            }
            moveToFront();
        }
        memory.putBytes(mtu + tail, frame, offset, length);
        tail += length;
        return true;
    }

    final boolean isAnythingWaiting()
    {
        return tail > head;
    }

    /** Bytes behind what waits. */
    final int roomBehind()
    {
        return capacity - tail;
    }

    /** Where what is appended next begins. */
    final int endOfWaiting()
    {
        return mtu + tail;
    }

    /** What was written behind what waits, waits too. */
    final void extend(final int length)
    {
        assert length >= 0 && length <= roomBehind();
        tail += length;
    }

    final void moveToFront()
    {
        memory.putBytes(mtu, memory, mtu + head, tail - head);
        tail -= head;
        head = 0;
    }

    final int capacity()
    {
        return capacity;
    }

    @Override
    public int addressId()
    {
        return addressId;
    }

    /** Is it in use, whether or not a link retains its address? */
    boolean isKept()
    {
        return false;
    }

    /** What the selector is to be asked about, of what its state asks for. */
    int interest(final int operations)
    {
        return operations;
    }

    /** What ends the wait of the host, of what its state asks for. */
    int watched(final int operations)
    {
        return operations;
    }

    /** Is nobody told of its end? */
    boolean isSilent()
    {
        return false;
    }

    /** Does it end now, as both sides wanted? */
    boolean isOver()
    {
        return false;
    }

    /** The kernel has taken what it had room for. */
    void onWritten() throws IOException
    {
    }

    /**
     * Hand the kernel what it has room for.
     *
     * @throws IOException where the connection is broken.
     */
    void write() throws IOException
    {
        block.limit(mtu + tail).position(mtu + head);
        head += channel.write(block);
        if (head == tail)
        {
            head = 0;
            tail = 0;
        }
    }

    /**
     * Keep the beginning of a frame.
     */
    void keepRest(final DirectBuffer buffer, final int offset, final int length)
    {
        assert length < mtu : "a whole frame is no rest: " + length;
        memory.putBytes(0, buffer, offset, length);
        restLength = length;
    }

    /**
     * Put what was kept in front of what comes next.
     */
    void takeRest(final UnsafeBuffer buffer)
    {
        buffer.putBytes(0, memory, 0, restLength);
        restLength = 0;
    }

    /**
     * The memory, which is not to be touched here any more.
     */
    ByteBuffer giveBlock()
    {
        final ByteBuffer given = block;
        block = null;
        memory.wrap(0, 0);
        given.clear();
        return given;
    }
}
