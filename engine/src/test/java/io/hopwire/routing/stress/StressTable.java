package io.hopwire.routing.stress;

import io.hopwire.routing.ContactList;
import io.hopwire.routing.ContactRecord;
import io.hopwire.routing.RoutingLimits;
import io.hopwire.routing.RoutingTable;
import io.hopwire.routing.RoutingTableReader;
import io.hopwire.spi.Addresses;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A table, and a reader of it, whose contacts are numbers: the id of number n begins with the byte n, and every byte of
 * key and address, the role and the time are functions of n and of a stamp, so that a record shows whether it is torn.
 */
class StressTable
{
    static final int CAPACITY = 40;
    static final int TORN = -2;
    static final int CONTENDED = -1;

    private final UnsafeBuffer id = new UnsafeBuffer(new byte[32]);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final UnsafeBuffer wanted = new UnsafeBuffer(new byte[32]);
    private final ContactList list = new ContactList(4, 32);
    private final RoutingTable table;
    private final RoutingTableReader reader;

    StressTable()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[RoutingTable.requiredLength(CAPACITY, 32)]);
        id.setMemory(0, 32, (byte)0xFF);
        table = new RoutingTable(buffer, CAPACITY, 32, id, 0, new RoutingLimits(CAPACITY, 0, 1, 0, 0), 1);
        reader = new RoutingTableReader(buffer);
    }

    void insert(final int number, final int stamp)
    {
        putId(id, number);
        key.setMemory(0, 32, (byte)number);
        address.setMemory(0, Addresses.LENGTH, (byte)stamp);
        table.insertVerified(key, 0, id, 0, address, 0, stamp, stamp);
    }

    void remove(final int number)
    {
        putId(id, number);
        table.remove(id, 0);
    }

    int get(final int number)
    {
        putId(wanted, number);
        final int size = reader.get(wanted, 0, list);
        return size <= 0 ? size : stamp(0, number);
    }

    /**
     * Closest contacts to a number, as the digits of their distances in base 100; -2 where one of them is torn.
     */
    int closest(final int number, final int max)
    {
        putId(wanted, number);
        final int size = reader.closest(wanted, 0, max, list);
        int digits = size < 0 ? size : 0;
        for (int i = 0; i < size; i++)
        {
            final int found = list.buffer().getByte(list.idOffset(i)) & 0xFF;
            if (stamp(i, found) < 0)
            {
                return TORN;
            }
            digits = digits * 100 + (found ^ number);
        }
        return digits;
    }

    private int stamp(final int index, final int number)
    {
        final int stamp = list.role(index);
        boolean whole = stamp == list.lastSeenNs(index) && ContactRecord.NO_LINK == list.linkId(index);
        for (int i = 0; i < 32; i++)
        {
            whole &= (byte)number == list.buffer().getByte(list.keyOffset(index) + i);
            whole &= (byte)number == list.buffer().getByte(list.idOffset(index) + i);
        }
        for (int i = 0; i < Addresses.LENGTH; i++)
        {
            whole &= (byte)stamp == list.buffer().getByte(list.addressOffset(index) + i);
        }
        return whole ? stamp : TORN;
    }

    private static void putId(final UnsafeBuffer buffer, final int number)
    {
        buffer.setMemory(0, 32, (byte)number);
    }
}
