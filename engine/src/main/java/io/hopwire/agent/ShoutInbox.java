package io.hopwire.agent;

import io.hopwire.PublicKey;
import io.hopwire.Shout;
import io.hopwire.ShoutHandler;
import io.hopwire.core.ShoutValue;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.spi.OffHeap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * SHOUTs between the core, within which no handler may be called, and the handler, which is called at the end of the
 * same duty cycle. What comes beyond {@value #CAPACITY} bytes in one cycle is dropped and counted: nobody has promised
 * that it arrives.
 * <pre>
 *    0        8
 *   +--------+---------+-------------------- - -
 *   | number | address | one value of msgpack
 *   +--------+---------+-------------------- - -
 * </pre>
 * All of it on the node's thread but for {@link #handler(ShoutHandler)}.
 */
final class ShoutInbox
{
    private static final int CAPACITY = 1 << 18;
    private static final int MAX_PER_CYCLE = 64;
    private static final int TYPE = 1;
    private static final Shout.Kind[] KINDS = {Shout.Kind.BYTES, Shout.Kind.TEXT, Shout.Kind.VALUE};

    private final IdentityScheme scheme;
    private final Lent lent = new Lent();
    private final MessageHandler onRecord = this::onRecord;
    private UnsafeBuffer memory;
    private OneToOneRingBuffer ring;
    private volatile ShoutHandler handler;

    ShoutInbox(final IdentityScheme scheme)
    {
        this.scheme = scheme;
    }

    /**
     * By any thread: who hears from now on.
     *
     * @param handlerOrNull null for nobody.
     */
    void handler(final ShoutHandler handlerOrNull)
    {
        handler = handlerOrNull;
    }

    /**
     * Within the core.
     *
     * @param buffer      holds address and value.
     * @param keyOffset   of the address.
     * @param number      of the message.
     * @param valueOffset of the value.
     * @param valueLength its bytes.
     * @return false where somebody would hear it and there was no room.
     */
    boolean add(
        final DirectBuffer buffer,
        final int keyOffset,
        final long number,
        final int valueOffset,
        final int valueLength)
    {
        if (null == handler)
        {
            return true;
        }
        if (null == ring)
        {
            memory = OffHeap.allocate(CAPACITY + RingBufferDescriptor.TRAILER_LENGTH);
            ring = new OneToOneRingBuffer(memory);
        }
        final int addressLength = scheme.addressLength();
        final int index = ring.tryClaim(TYPE, SIZE_OF_LONG + addressLength + valueLength);
        if (index < 0)
        {
            return false;
        }
        ring.buffer().putLong(index, number);
        ring.buffer().putBytes(index + SIZE_OF_LONG, buffer, keyOffset, addressLength);
        ring.buffer().putBytes(index + SIZE_OF_LONG + addressLength, buffer, valueOffset, valueLength);
        ring.commit(index);
        return true;
    }

    /**
     * Let the handler hear. What it throws is reported, and it hears the next one.
     *
     * @param agent that runs.
     * @return how many it was shown.
     */
    int deliver(final NodeAgent agent)
    {
        int heard = 0;
        while (null != ring && heard < MAX_PER_CYCLE && ring.size() > 0)
        {
            heard++;
            try
            {
                ring.read(onRecord, 1);
            }
            catch (final RuntimeException ex)
            {
                agent.onHandlerException(ex);
            }
        }
        return heard;
    }

    /**
     * When the node ends: nobody hears any more.
     */
    void releaseMemory()
    {
        handler = null;
        if (null != ring)
        {
            ring = null;
            OffHeap.free(memory);
        }
    }

    private void onRecord(final int type, final DirectBuffer buffer, final int offset, final int length)
    {
        final ShoutHandler to = handler;
        if (null != to)
        {
            to.onShout(lent.wrap(buffer, offset, length));
        }
    }

    /** One that is shown. */
    private final class Lent implements Shout
    {
        private final ShoutValue value = new ShoutValue();
        private DirectBuffer buffer;
        private int record;

        Lent wrap(final DirectBuffer source, final int recordOffset, final int recordLength)
        {
            final int head = SIZE_OF_LONG + scheme.addressLength();
            buffer = source;
            record = recordOffset;
            value.wrap(source, recordOffset + head, recordLength - head);
            return this;
        }

        @Override
        public PublicKey from()
        {
            return KeyPairs.publicKey(scheme, buffer, record + SIZE_OF_LONG);
        }

        @Override
        public long number()
        {
            return buffer.getLong(record);
        }

        @Override
        public Kind kind()
        {
            return KINDS[value.kind()];
        }

        @Override
        public DirectBuffer buffer()
        {
            return buffer;
        }

        @Override
        public int offset()
        {
            return value.offset();
        }

        @Override
        public int length()
        {
            return value.length();
        }
    }
}
