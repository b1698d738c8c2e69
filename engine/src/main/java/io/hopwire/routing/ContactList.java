package io.hopwire.routing;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Copies of contacts, laid out one after the other as {@link ContactRecord} draws them. Owned and reused by whoever
 * asks the table; what is in it no longer changes when the table does. Not thread-safe.
 */
public final class ContactList
{
    private final int capacity;
    private final int recordLength;
    private final UnsafeBuffer buffer;
    private int size;

    /**
     * Allocates room off-heap.
     *
     * @param capacity      most contacts that it can hold, 1 or more.
     * @param addressLength bytes of an address.
     */
    public ContactList(final int capacity, final int addressLength)
    {
        if (capacity < 1)
        {
            throw new IllegalArgumentException("capacity of a contact list: " + capacity);
        }
        this.capacity = capacity;
        this.recordLength = ContactRecord.length(addressLength);
        this.buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(capacity * recordLength));
    }

    /**
     * Most contacts that it can hold.
     *
     * @return most contacts that it can hold.
     */
    public int capacity()
    {
        return capacity;
    }

    /**
     * Contacts in the list.
     *
     * @return contacts in the list.
     */
    public int size()
    {
        return size;
    }

    /**
     * Forget all contacts.
     */
    public void clear()
    {
        size = 0;
    }

    /**
     * The memory that holds the copies.
     *
     * @return the memory that the offsets of this class point into.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Where a record begins.
     *
     * @param index of the contact, below {@link #size()}.
     * @return offset in {@link #buffer()}.
     */
    public int recordOffset(final int index)
    {
        return index * recordLength;
    }

    /**
     * Where an id begins.
     *
     * @param index of the contact, below {@link #size()}.
     * @return offset in {@link #buffer()} of {@link Distance#ID_LENGTH} bytes.
     */
    public int idOffset(final int index)
    {
        return recordOffset(index) + ContactRecord.ID_OFFSET;
    }

    /**
     * Where an address begins: who it is.
     *
     * @param index of the contact, below {@link #size()}.
     * @return offset in {@link #buffer()}.
     */
    public int keyOffset(final int index)
    {
        return recordOffset(index) + ContactRecord.KEY_OFFSET;
    }

    /**
     * Where a network address begins.
     *
     * @param index of the contact, below {@link #size()}.
     * @return offset in {@link #buffer()} of a network address in canonical form.
     */
    public int addressOffset(final int index)
    {
        return recordOffset(index) + ContactRecord.ADDRESS_OFFSET;
    }

    /**
     * Role of a contact.
     *
     * @param index of the contact, below {@link #size()}.
     * @return 0 to 255, as the owner gave it.
     */
    public int role(final int index)
    {
        return buffer.getByte(recordOffset(index) + ContactRecord.ROLE_OFFSET) & 0xFF;
    }

    /**
     * Failures since a contact was last heard of.
     *
     * @param index of the contact, below {@link #size()}.
     * @return 0 to {@link ContactRecord#MAX_FAILURES}.
     */
    public int failures(final int index)
    {
        return buffer.getByte(recordOffset(index) + ContactRecord.FAILURES_OFFSET) & 0xFF;
    }

    /**
     * The table owner's link to a contact.
     *
     * @param index of the contact, below {@link #size()}.
     * @return link, or {@link ContactRecord#NO_LINK}.
     */
    public int linkId(final int index)
    {
        return buffer.getInt(recordOffset(index) + ContactRecord.LINK_ID_OFFSET);
    }

    /**
     * When a contact was last heard of.
     *
     * @param index of the contact, below {@link #size()}.
     * @return nanoseconds of the core's clock.
     */
    public long lastSeenNs(final int index)
    {
        return buffer.getLong(recordOffset(index) + ContactRecord.LAST_SEEN_OFFSET);
    }

    /**
     * Append a copy of a record. The caller has checked that there is room.
     *
     * @param source       holds the record.
     * @param sourceOffset its first byte.
     */
    void add(final DirectBuffer source, final int sourceOffset)
    {
        assert size < capacity : "the caller has checked that there is room";
        buffer.putBytes(size * recordLength, source, sourceOffset, recordLength);
        size++;
    }
}
