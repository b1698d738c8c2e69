package io.hopwire.component.payload;

import io.hopwire.routing.ContactRecord;
import io.hopwire.routing.Distance;
import io.hopwire.routing.RoutingTable;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.FoundContact;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Opens a link to whom a message is for, where its address is known. Not thread-safe.
 */
final class WhisperDialer
{
    static final int DIALLED = 0;
    static final int UNKNOWN = 1;
    static final int REFUSED = 2;

    private final Ways ways;
    private final int addressLength;
    private final UnsafeBuffer contact;

    WhisperDialer(final Ways ways)
    {
        this.ways = ways;
        addressLength = ways.own().space().length();
        contact = new UnsafeBuffer(new byte[FoundContact.length(addressLength)]);
    }

    /**
     * Dial it.
     *
     * @param id       holds the id of its key.
     * @param idOffset first byte.
     * @param nowNs    time of the duty cycle.
     * @return {@link #DIALLED}, where a link is being opened now; {@link #UNKNOWN}, where nobody of that key is among
     * the contacts that have answered last; or {@link #REFUSED}, where no more links may be opened now.
     */
    int dial(final DirectBuffer id, final int idOffset, final long nowNs)
    {
        final DirectBuffer memory = ways.table().memory();
        final int record = ways.table().closest(id, idOffset);
        if (RoutingTable.UNKNOWN == record || 0 != memory.getByte(record + ContactRecord.FAILURES_OFFSET) ||
            0 != Distance.compareIds(memory, record + ContactRecord.ID_OFFSET, id, idOffset))
        {
            return UNKNOWN;
        }
        contact.putBytes(
            FoundContact.ADDRESS_OFFSET, memory, record + ContactRecord.ADDRESS_OFFSET, Addresses.LENGTH);
        contact.putBytes(FoundContact.KEY_OFFSET, memory, record + ContactRecord.KEY_OFFSET, addressLength);
        ways.search().dial(contact, 0, nowNs);
        return null == ways.links().anyByKey(contact, FoundContact.KEY_OFFSET) ? REFUSED : DIALLED;
    }
}
