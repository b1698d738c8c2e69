package io.hopwire.component.dht;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * An entry as it lies on a disk, behind its address, which is the key there. Numbers are little endian.
 * <pre>
 *    0        1          2             4            8                                        56
 *   +--------+----------+-------------+------------+----------------------------------------+-----+--------+
 *   | format | reserved | key, length | record,    | promised counter, node, accepted       | key | record |
 *   | 1      | 0        |             | length     | counter, node, writer, forgotten at ms |     |        |
 *   +--------+----------+-------------+------------+----------------------------------------+-----+--------+
 * </pre>
 * A view of one, and how to write one. Not thread-safe.
 */
final class DiskRecord
{
    private static final byte FORMAT = 1;
    private static final int KEY_LENGTH = 2;
    private static final int RECORD_LENGTH = 4;
    private static final int PROMISED = 8;
    private static final int ACCEPTED = 24;
    private static final int WRITER = 40;
    private static final int FORGET = 48;
    private static final int KEY = 56;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private final Record record = new Record();
    private final UnsafeBuffer recordBytes = new UnsafeBuffer(0, 0);
    private DirectBuffer buffer;
    private int keyLength;
    private int recordLength;

    static int length(final RecordEntry entry)
    {
        return KEY + entry.key.capacity() + entry.recordLength;
    }

    static void put(final MutableDirectBuffer to, final int offset, final RecordEntry entry)
    {
        to.putByte(offset, FORMAT);
        to.putByte(offset + 1, (byte)0);
        to.putShort(offset + KEY_LENGTH, (short)entry.key.capacity(), ORDER);
        to.putInt(offset + RECORD_LENGTH, entry.recordLength, ORDER);
        putBallot(to, offset + PROMISED, entry.promisedCounter, entry.promisedNode);
        putBallot(to, offset + ACCEPTED, entry.acceptedCounter, entry.acceptedNode);
        to.putLong(offset + WRITER, entry.writer, ORDER);
        to.putLong(offset + FORGET, entry.forgetMs, ORDER);
        to.putBytes(offset + KEY, entry.key, 0, entry.key.capacity());
        to.putBytes(offset + KEY + entry.key.capacity(), entry.record, 0, entry.recordLength);
    }

    private static void putBallot(
        final MutableDirectBuffer to, final int offset, final long counter, final long node)
    {
        to.putLong(offset, counter, ORDER);
        to.putLong(offset + Long.BYTES, node, ORDER);
    }

    /**
     * Look at one.
     *
     * @param value all of it.
     * @return false where it is none.
     */
    boolean wrap(final DirectBuffer value)
    {
        if (value.capacity() <= KEY || FORMAT != value.getByte(0))
        {
            return false;
        }
        buffer = value;
        keyLength = value.getShort(KEY_LENGTH, ORDER);
        recordLength = value.getInt(RECORD_LENGTH, ORDER);
        return keyLength > 0 && recordLength >= 0 && KEY + (long)keyLength + recordLength == value.capacity() &&
            (0 == recordLength || isRecord());
    }

    private boolean isRecord()
    {
        recordBytes.wrap(buffer, KEY + keyLength, recordLength);
        return record.isWellFormed(recordBytes, recordLength);
    }

    int keyOffset()
    {
        return KEY;
    }

    int keyLength()
    {
        return keyLength;
    }

    void copyTo(final RecordEntry entry)
    {
        entry.promisedCounter = buffer.getLong(PROMISED, ORDER);
        entry.promisedNode = buffer.getLong(PROMISED + Long.BYTES, ORDER);
        entry.acceptedCounter = buffer.getLong(ACCEPTED, ORDER);
        entry.acceptedNode = buffer.getLong(ACCEPTED + Long.BYTES, ORDER);
        entry.writer = buffer.getLong(WRITER, ORDER);
        entry.forgetMs = buffer.getLong(FORGET, ORDER);
        entry.chargedLength = recordLength;
        if (recordLength > 0)
        {
            entry.put(buffer, KEY + keyLength, recordLength);
        }
    }
}
