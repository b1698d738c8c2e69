package io.hopwire.store;

import io.hopwire.spi.OffHeap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.util.concurrent.atomic.AtomicLong;

import static io.hopwire.spi.RecordDisk.BACK_PRESSURED;
import static io.hopwire.spi.RecordDisk.MAX_LENGTH;

/**
 * The way of a write from the node's thread to the disk's, and the word back that it lasts. A record of the ring is the
 * length of the key in four bytes, the key, and the value. The disk's thread takes them where they lie, off the heap,
 * so none is copied but into the file.
 */
final class DiskRing implements AutoCloseable
{
    private static final int WRITE = 1;
    private static final int KEY = Integer.BYTES;
    private static final int SLOT = 2 * (KEY + MAX_LENGTH);

    private final OneToOneRingBuffer ring;
    private final AtomicLong lasting = new AtomicLong();
    private final UnsafeBuffer key = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer value = new UnsafeBuffer(0, 0);
    private final MessageHandler onWrite = this::onWrite;
    private int claim;
    private long written;
    private Writer writer;
    private long taken;

    /**
     * Takes writes.
     */
    interface Writer
    {
        /**
         * One write.
         *
         * @param key   of the pair.
         * @param value of it, or nothing where it is to be deleted.
         */
        void onWrite(DirectBuffer key, DirectBuffer value);
    }

    DiskRing(final int capacity)
    {
        ring = new OneToOneRingBuffer(OffHeap.allocate(capacity + RingBufferDescriptor.TRAILER_LENGTH));
    }

    // The node's thread.

    boolean hasRoom()
    {
        return ring.capacity() - ring.size() >= SLOT;
    }

    int tryClaim(final int keyLength, final int valueLength)
    {
        claim = keyLength + valueLength > MAX_LENGTH ? BACK_PRESSURED :
            ring.tryClaim(WRITE, KEY + keyLength + valueLength);
        if (claim < 0)
        {
            return BACK_PRESSURED;
        }
        ring.buffer().putInt(claim, keyLength);
        return claim + KEY;
    }

    MutableDirectBuffer buffer()
    {
        return ring.buffer();
    }

    long commit()
    {
        ring.commit(claim);
        return ++written;
    }

    long lasting()
    {
        return lasting.get();
    }

    // The disk's thread.

    boolean isEmpty()
    {
        return 0 == ring.size();
    }

    /**
     * Take some.
     *
     * @return how many.
     */
    int take(final Writer to, final int most)
    {
        writer = to;
        final int count = ring.read(onWrite, most);
        taken += count;
        return count;
    }

    /** All that was taken lasts. */
    void last()
    {
        lasting.set(taken);
    }

    private void onWrite(final int type, final MutableDirectBuffer buffer, final int offset, final int length)
    {
        final int keyLength = buffer.getInt(offset);
        key.wrap(buffer, offset + KEY, keyLength);
        value.wrap(buffer, offset + KEY + keyLength, length - KEY - keyLength);
        writer.onWrite(key, value);
    }

    @Override
    public void close()
    {
        OffHeap.free((UnsafeBuffer)ring.buffer());
    }
}
