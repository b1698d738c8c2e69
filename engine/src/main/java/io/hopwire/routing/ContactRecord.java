package io.hopwire.routing;

import io.hopwire.spi.Addresses;
import org.agrona.BitUtil;

import static org.agrona.BitUtil.SIZE_OF_BYTE;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Layout of one contact, in the table and in a {@link ContactList}. Numbers are in native order: a record never leaves
 * the machine.
 * <pre>
 *    0              32                51     52         53    56       60    64             72
 *   +--------------+-----------------+------+----------+-----+--------+-----+--------------+-----------+
 *   |  id          | network address | role | failures | pad | linkId | pad |  lastSeenNs  |  address  |
 *   +--------------+-----------------+------+----------+-----+--------+-----+--------------+-----------+
 * </pre>
 */
public final class ContactRecord
{
    /**
     * Offset of the id, {@link Distance#ID_LENGTH} bytes.
     */
    public static final int ID_OFFSET = 0;

    /**
     * Offset of the network address, {@link Addresses#LENGTH} bytes in canonical form.
     */
    public static final int ADDRESS_OFFSET = ID_OFFSET + Distance.ID_LENGTH;

    /**
     * Offset of the role, an unsigned byte whose meaning is the owner's.
     */
    public static final int ROLE_OFFSET = ADDRESS_OFFSET + Addresses.LENGTH;

    /**
     * Offset of the count of failures since the contact was last heard of, an unsigned byte that saturates.
     */
    public static final int FAILURES_OFFSET = ROLE_OFFSET + SIZE_OF_BYTE;

    /**
     * Offset of the owner's link to the contact, an int, {@link #NO_LINK} where there is none.
     */
    public static final int LINK_ID_OFFSET = BitUtil.align(FAILURES_OFFSET + SIZE_OF_BYTE, SIZE_OF_INT);

    /**
     * Offset of the time at which the contact was last heard of, a long, in nanoseconds of the core's clock.
     */
    public static final int LAST_SEEN_OFFSET = BitUtil.align(LINK_ID_OFFSET + SIZE_OF_INT, SIZE_OF_LONG);

    /**
     * Offset of the address, who it is: as many bytes as the network's addresses have.
     */
    public static final int KEY_OFFSET = LAST_SEEN_OFFSET + SIZE_OF_LONG;

    /**
     * The owner has no link to the contact.
     */
    public static final int NO_LINK = -1;

    /**
     * Where the count of failures saturates.
     */
    public static final int MAX_FAILURES = 255;

    private ContactRecord()
    {
    }

    /**
     * Bytes of a record: whole words.
     *
     * @param addressLength bytes of an address.
     * @return bytes of a record.
     */
    public static int length(final int addressLength)
    {
        return BitUtil.align(KEY_OFFSET + addressLength, Long.BYTES);
    }
}
