package io.hopwire.transport.tcp;

import io.hopwire.spi.ByteSink;
import org.agrona.MutableDirectBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A connection that carries bytes and no frames, and the sink of what is to leave by it: what is committed lies where
 * it was written until the kernel takes it. What the kernel leaves is moved to the front, once a duty cycle at the
 * most, so that there is room in one piece.
 */
final class StreamConnection extends Connection implements ByteSink
{
    private final TcpStreams owner;
    /** Is in the list of those that the core is to be told of. */
    boolean isRoomDue;
    /** The core has said that no more bytes of ours follow, or wants to hear nothing more. */
    boolean isEnding;
    /** The core has closed it, or never heard of it: it is told nothing. */
    boolean isLeft;
    /** The core knows that it is open. */
    boolean isTold;
    /** Nothing more comes from the peer. */
    boolean isEnded;
    /** Is read without asking the selector. */
    boolean isHot;
    /** Reads of it that found nothing since then. */
    int idleReads;
    private boolean isEndSent;
    private boolean wantsRoom;

    StreamConnection(
        final TcpStreams owner,
        final int slot,
        final int addressId,
        final boolean accepted,
        final SocketChannel channel,
        final ByteBuffer block)
    {
        super(slot, addressId, accepted, channel, block, 0);
        this.owner = owner;
    }

    @Override
    public int room()
    {
        if (OPEN != state || isEnding)
        {
            return 0;
        }
        final int room = roomBehind();
        wantsRoom |= room < capacity() / 2;
        return room;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return memory;
    }

    @Override
    public int offset()
    {
        return endOfWaiting();
    }

    @Override
    public void commit(final int length)
    {
        extend(length);
        owner.onCommitted(this, length);
    }

    @Override
    boolean isKept()
    {
        return !isLeft;
    }

    @Override
    int interest(final int operations)
    {
        return isHot ? operations & ~SelectionKey.OP_READ : watched(operations);
    }

    @Override
    int watched(final int operations)
    {
        return isEnded ? operations & ~SelectionKey.OP_READ : operations;
    }

    @Override
    void onWritten() throws IOException
    {
        if (isAnythingWaiting())
        {
            moveToFront();
        }
        else
        {
            sendEnd();
        }
        if (wantsRoom && !isRoomDue && roomBehind() >= capacity() / 2)
        {
            wantsRoom = false;
            owner.onRoom(this);
        }
    }

    /** Once all is written. */
    void sendEnd() throws IOException
    {
        if (isEnding && !isEndSent && OPEN == state && !isAnythingWaiting())
        {
            isEndSent = true;
            channel.shutdownOutput();
        }
    }

    /** The core has left it, or has never heard of it. */
    @Override
    boolean isSilent()
    {
        return isLeft || accepted && !isTold;
    }

    /** Have both sides said all that they have to say? */
    @Override
    boolean isOver()
    {
        return isEndSent && isEnded;
    }
}
