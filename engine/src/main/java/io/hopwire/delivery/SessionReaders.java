package io.hopwire.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A {@link MessageReader} for each session, for hosts that need not be sparing: messages that come in parts are
 * gathered on the heap.
 */
public final class SessionReaders
{
    private static final MessageReader.Memory HEAP = new Heap();

    private final Int2ObjectHashMap<MessageReader> readers = new Int2ObjectHashMap<>();

    /**
     * Without sessions.
     */
    public SessionReaders()
    {
    }

    /**
     * Take the messages out of what came.
     *
     * @param sessionId whose stream it is.
     * @param buffer    holds what is next in it.
     * @param offset    first byte.
     * @param length    bytes.
     * @param handler   shown each message.
     */
    public void read(
        final int sessionId,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final MessageReader.Handler handler)
    {
        MessageReader reader = readers.get(sessionId);
        if (null == reader)
        {
            reader = new MessageReader(HEAP);
            readers.put(sessionId, reader);
        }
        reader.read(buffer, offset, length, handler, Integer.MAX_VALUE);
    }

    /**
     * A session has ended: its id may be another's from now on.
     *
     * @param sessionId of the session.
     */
    public void forget(final int sessionId)
    {
        readers.remove(sessionId);
    }

    private static final class Heap implements MessageReader.Memory
    {
        @Override
        public MutableDirectBuffer take(final int length)
        {
            return new UnsafeBuffer(new byte[length]);
        }

        @Override
        public void give(final MutableDirectBuffer buffer)
        {
            // The collector has it.
        }
    }
}
