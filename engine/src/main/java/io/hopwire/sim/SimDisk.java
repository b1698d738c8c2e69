package io.hopwire.sim;

import io.hopwire.spi.RecordDisk;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The disk of a simulated node, which outlives it: the node's setup gives the same one to each of its lives. What is
 * written lasts a while later, and what does not yet when the node crashes never will.
 */
public final class SimDisk implements RecordDisk
{
    private final SimNetwork network;
    private final int index;
    private final long delayNs;
    private final Map<ByteBuffer, byte[]> pairs = new LinkedHashMap<>();
    private final ArrayDeque<Write> writes = new ArrayDeque<>();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_LENGTH]);
    private int keyLength;
    private int length;
    private int life;
    private long written;
    private long lasting;

    /**
     * Empty.
     *
     * @param network of the node.
     * @param index   of the node.
     * @param delayNs how long a write takes, in the network's nanoseconds; 0: it lasts at once.
     */
    public SimDisk(final SimNetwork network, final int index, final long delayNs)
    {
        this.network = network;
        this.index = index;
        this.delayNs = delayNs;
    }

    private record Write(ByteBuffer key, byte[] value)
    {
    }

    /** {@return bytes of the pairs that last} */
    public long bytes()
    {
        return pairs.entrySet().stream().mapToLong((pair) -> pair.getKey().capacity() + pair.getValue().length).sum();
    }

    /** {@return pairs that last} */
    public int size()
    {
        return pairs.size();
    }

    /**
     * {@inheritDoc}
     * <p>
     * A new life begins: what was on its way in the last one is lost.
     */
    @Override
    public void load(final PairHandler handler)
    {
        life++;
        writes.clear();
        written = 0;
        lasting = 0;
        for (final Map.Entry<ByteBuffer, byte[]> pair : pairs.entrySet())
        {
            handler.onPair(new UnsafeBuffer(pair.getKey()), new UnsafeBuffer(pair.getValue()));
        }
    }

    @Override
    public boolean hasRoom()
    {
        return true;
    }

    @Override
    public int tryClaim(final int ofKey, final int ofValue)
    {
        keyLength = ofKey;
        length = ofKey + ofValue;
        return length > MAX_LENGTH ? BACK_PRESSURED : 0;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return buffer;
    }

    @Override
    public long commit()
    {
        writes.add(new Write(ByteBuffer.wrap(bytes(0, keyLength)), bytes(keyLength, length - keyLength)));
        written++;
        if (0 == delayNs)
        {
            last();
        }
        else
        {
            final int of = life;
            network.schedule(delayNs, () -> lastIn(of));
        }
        return written;
    }

    @Override
    public long lasting()
    {
        return lasting;
    }

    private void lastIn(final int ofLife)
    {
        if (ofLife == life && network.node(index).isAlive())
        {
            last();
            network.node(index).touch();
        }
    }

    private void last()
    {
        final Write write = writes.remove();
        lasting++;
        if (0 == write.value.length)
        {
            pairs.remove(write.key);
        }
        else
        {
            pairs.put(write.key, write.value);
        }
    }

    private byte[] bytes(final int offset, final int count)
    {
        final byte[] bytes = new byte[count];
        buffer.getBytes(offset, bytes);
        return bytes;
    }
}
