package io.hopwire.agent;

import io.hopwire.delivery.MessageReader;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayDeque;

/**
 * Messages on their way from the node to the application: a {@link StreamRing} with one writer, the node, and one
 * reader. It tells the peer's window from its own free space, so what the peer may send always fits; a message that is
 * longer than the ring is gathered by the reader while it comes.
 * <p>
 * Memory is taken when something is written for the first time, little at first and more where more comes; until then
 * no more is promised than that. It goes back when all is read and nothing more comes, and what was promised stays so.
 * When the node writes no more, {@link #release()} gives it back, and what nobody has read yet waits on the heap.
 */
final class SessionInbox
{
    private static final long IDLE_NS = 1_000_000_000L;
    private static final int MAX_DATAGRAM_RING = 64 << 10;

    private final MemoryPool pool;
    private final int smallest;
    private final int window;
    private final MessageReader reader;
    private final ArrayDeque<byte[]> rest = new ArrayDeque<>(0);
    private volatile StreamRing ring;
    /** Messages that need no order, and datagrams; null where none came lately. */
    private volatile StreamRing unordered;
    private volatile StreamRing datagrams;
    private final MessageReader asideReader;
    private boolean isAsideFirst;
    /** Bytes that a ring has, or will have: what was promised is kept. */
    private int capacity;
    private long receivedBytes;
    private long lookedBytes;
    private long lookedNs;
    private boolean isReleased;
    /** The process had none for a ring that was promised: the session ends. */
    private boolean isOutOfMemory;
    /** There is no ring, and the pool knows that there may be one of this capacity. */
    private boolean isPromised;

    /**
     * @param pool     that memory comes from.
     * @param smallest bytes of the ring at first, a power of two.
     * @param window   the same once more than that came, where memory is not scarce.
     */
    SessionInbox(final MemoryPool pool, final int smallest, final int window)
    {
        this.pool = pool;
        this.smallest = smallest;
        this.window = window;
        this.capacity = smallest;
        this.reader = new MessageReader(pool);
        promise();
        this.asideReader = new MessageReader(pool);
    }

    /**
     * By the writer: bytes of the stream that fit now.
     */
    int window()
    {
        final StreamRing current = ring;
        return Math.min(capacity - (null == current ? 0 : current.size()), asideWindow());
    }

    /**
     * The same of an empty one.
     */
    int emptyWindow()
    {
        return Math.min(capacity, asideWindow());
    }

    private int asideWindow()
    {
        final StreamRing current = unordered;
        return null == current ? capacity : current.memory().capacity() - current.size();
    }

    /**
     * By the writer: messages that need not wait for others.
     *
     * @param isReliable whether they have room, as they were promised; datagrams may have none.
     * @return false where there is no room.
     */
    boolean writeAside(final boolean isReliable, final DirectBuffer buffer, final int offset, final int length)
    {
        assert !isReleased;
        receivedBytes += length;
        if (isReliable)
        {
            takeUnordered();
            return !isOutOfMemory && unordered.write(buffer, offset, length);
        }
        if (null == datagrams && !pool.isScarce())
        {
            datagrams = ring(pool.takeRing(Math.min(window, MAX_DATAGRAM_RING)));
        }
        return null != datagrams && datagrams.write(buffer, offset, length);
    }

    /**
     * By the writer.
     *
     * @return false where there is no room.
     */
    boolean write(final DirectBuffer buffer, final int offset, final int length)
    {
        assert !isReleased;
        receivedBytes += length;
        if (null == ring || mayGrow() && 0 == ring.size())
        {
            takeRing();
        }
        return !isOutOfMemory && ring.write(buffer, offset, length);
    }

    /**
     * Read messages; parts of one that is not here as a whole are gathered.
     *
     * @param limit most messages.
     * @return messages read.
     */
    int read(final MessageReader.Handler handler, final int limit)
    {
        if (null == unordered && null == datagrams)
        {
            return readStream(handler, limit);
        }
        // One at a time must not mean that the stream comes first every time.
        isAsideFirst = !isAsideFirst;
        int read = isAsideFirst ? readAside(handler, limit) : 0;
        read += read < limit ? readStream(handler, limit - read) : 0;
        return read + (!isAsideFirst && read < limit ? readAside(handler, limit - read) : 0);
    }

    private int readStream(final MessageReader.Handler handler, final int limit)
    {
        final StreamRing current = ring;
        return null != current ? current.read(reader, handler, limit) : rest.isEmpty() ? 0 : readRest(handler, limit);
    }

    private int readAside(final MessageReader.Handler handler, final int limit)
    {
        final StreamRing some = datagrams;
        final StreamRing others = unordered;
        final int read = null == some ? 0 : some.read(asideReader, handler, limit);
        return null == others || read == limit ? read : read + others.read(asideReader, handler, limit - read);
    }

    /**
     * By the node, read what is next in the stream where it was received, as nothing lies in the ring. Whoever sends
     * much is promised the whole window, though there need not be a ring for it. What there is no memory for is written
     * to one, and waits there.
     *
     * @return whether it waits.
     */
    boolean readLent(final DirectBuffer buffer, final int offset, final int length, final MessageReader.Handler handler)
    {
        assert null == ring || 0 == ring.size();
        receivedBytes += length;
        if (!isReleased && mayGrow())
        {
            grow();
        }
        final int read = reader.read(buffer, offset, length, handler, Integer.MAX_VALUE);
        if (reader.isStalled() && !write(buffer, offset + read, length - read) && !isOutOfMemory)
        {
            throw new IllegalStateException("a ring has room for what was promised");
        }
        return reader.isStalled();
    }

    /** {@return whether the process had no memory for what came} */
    boolean isOutOfMemory()
    {
        return isOutOfMemory;
    }

    /** {@return bytes that the last {@link #readLent} has read, also where its handler threw} */
    int lentBytesRead()
    {
        return reader.bytesRead();
    }

    boolean isEmpty()
    {
        final StreamRing current = ring;
        return (null == current ? rest.isEmpty() : 0 == current.size()) && isEmpty(unordered) && isEmpty(datagrams);
    }

    private static boolean isEmpty(final StreamRing ring)
    {
        return null == ring || 0 == ring.size();
    }

    /**
     * {@return where memory comes from, and goes to}
     */
    MemoryPool pool()
    {
        return pool;
    }

    /**
     * By the node: give the memory back where nothing was written for a while and all is read. Who is reading at the
     * same time has not read all, or finds nothing in a ring that stays empty.
     *
     * @param nowNs now.
     */
    void trim(final long nowNs)
    {
        if ((null != ring || hasAside()) && nowNs - lookedNs >= IDLE_NS)
        {
            if (receivedBytes == lookedBytes && isEmpty())
            {
                trimRings();
            }
            lookedBytes = receivedBytes;
            lookedNs = nowNs;
        }
    }

    /**
     * Give the memory back. Nobody may write any more, and nobody read at the same time. Does nothing the second time.
     */
    void release()
    {
        if (!isReleased)
        {
            isReleased = true;
            takePromiseBack();
            if (null != ring)
            {
                ring.read(reader, this::keep, Integer.MAX_VALUE);
                giveRing();
            }
            readAside(this::keep, Integer.MAX_VALUE);
            giveAside();
            // Of a message that has not come as a whole nobody will see the rest.
            reader.reset();
        }
    }

    /** As large as the ring of the stream is, or will be: that much was promised, of either. */
    private void takeUnordered()
    {
        final StreamRing current = unordered;
        if (null == ring && isEmpty(current) && mayGrow())
        {
            grow();
        }
        if (null == current || (current.memory().capacity() < capacity && 0 == current.size()))
        {
            unordered = ring(pool.takeRing(capacity));
            isOutOfMemory |= null == unordered;
            if (null != current)
            {
                pool.give(current.memory());
            }
        }
    }

    /** There is no ring, or nothing in it: from now on all of the window is promised. */
    private void grow()
    {
        giveRing();
        takePromiseBack();
        capacity = window;
        promise();
    }

    private boolean hasAside()
    {
        return null != unordered || null != datagrams;
    }

    private void trimRings()
    {
        if (null != ring)
        {
            giveRing();
            promise();
        }
        giveAside();
    }

    private void giveAside()
    {
        final StreamRing some = datagrams;
        final StreamRing others = unordered;
        datagrams = null;
        unordered = null;
        if (null != some)
        {
            pool.give(some.memory());
        }
        if (null != others)
        {
            pool.give(others.memory());
        }
    }

    /** Memory for what was promised; or for all of the window, where more came than was promised at first. */
    private void takeRing()
    {
        giveRing();
        takePromiseBack();
        capacity = mayGrow() ? window : capacity;
        ring = ring(pool.takeRing(capacity));
        isOutOfMemory |= null == ring;
    }

    private static StreamRing ring(final UnsafeBuffer memory)
    {
        return null == memory ? null : new StreamRing(memory);
    }

    /** Who is reading at the same time finds nothing in the old one, and it stays empty. */
    private void giveRing()
    {
        final StreamRing current = ring;
        if (null != current)
        {
            ring = null;
            pool.give(current.memory());
        }
    }

    private boolean mayGrow()
    {
        return capacity < window && receivedBytes > smallest && !pool.isScarce();
    }

    private void promise()
    {
        pool.promise(capacity);
        isPromised = true;
    }

    private void takePromiseBack()
    {
        if (isPromised)
        {
            isPromised = false;
            pool.promise(-capacity);
        }
    }

    private void keep(final DirectBuffer buffer, final int offset, final int length)
    {
        final byte[] message = new byte[length];
        buffer.getBytes(offset, message);
        rest.addLast(message);
    }

    private int readRest(final MessageReader.Handler handler, final int limit)
    {
        int read = 0;
        while (read < limit && !rest.isEmpty())
        {
            final byte[] message = rest.pollFirst();
            read++;
            handler.onMessage(new UnsafeBuffer(message), 0, message.length);
        }
        return read;
    }
}
