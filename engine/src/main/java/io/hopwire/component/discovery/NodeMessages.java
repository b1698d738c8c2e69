package io.hopwire.component.discovery;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.link.Link;
import io.hopwire.link.MessageBatch;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.nio.ByteOrder;

/**
 * Payloads of PING and FIND_NODE.
 * <pre>
 *   PING                                          []
 *   ACK PING                                      [2]
 *   FIND_NODE &lt;extended address&gt;                  [address]
 *   ACK FIND_NODE &lt;address&gt; &lt;node info&gt; ...       [7, address, [address, ip, port (, kind)], ...]
 * </pre>
 * The specification's answer does not repeat the address that was asked for; ours does, so that an answer is told from
 * a late one. A node's info is its address, the 16 bytes of its IP address and its port; where that is not one of UDP,
 * what kind of address it is follows. Infos of a kind that we do not know are counted and passed over, so that those
 * around them are not lost.
 */
final class NodeMessages
{
    private static final int IP_LENGTH = Addresses.IP_LENGTH;
    private static final int INFO_FIELDS = 3;
    private static final int INFO_FIELDS_WITH_KIND = 4;
    private static final int MAX_PORT = 65_535;
    /** Bytes of an info beside the address, the headers of msgpack counted. */
    private static final int INFO_OVERHEAD = IP_LENGTH + 10;

    private final DirectBuffer publicKey;
    private final AddressSpace space;
    private final MessageBatch batch;
    private final int k;

    NodeMessages(final Neighbourhood near, final int k)
    {
        this.k = k;
        publicKey = near.own().bytes();
        space = near.own().space();
        batch = near.messages();
    }

    void findNode(final Link link, final DirectBuffer target, final int targetOffset, final long nowNs)
    {
        final MsgPackEncoder encoder =
            batch.begin(link, publicKey, 0, link.identity(), Link.ADDRESS_OFFSET, Operation.FIND_NODE, nowNs);
        if (null != encoder)
        {
            encoder.putArrayHeader(1).putBinary(target, targetOffset, space.length());
            batch.end();
        }
    }

    /**
     * Name the contacts that were searched last, as many as there is room for: neither those that have failed since
     * they answered last, nor the one that asks.
     */
    void ackFindNode(
        final Link link,
        final DirectBuffer target,
        final int targetOffset,
        final Contacts contacts,
        final int found,
        final long nowNs)
    {
        final MsgPackEncoder encoder =
            batch.begin(link, publicKey, 0, link.identity(), Link.ADDRESS_OFFSET, Operation.ACK, nowNs);
        if (null == encoder)
        {
            return;
        }
        final int length = space.length();
        final int room = Math.min(k, (encoder.remaining() - length - 9) / (INFO_OVERHEAD + length));
        int count = 0;
        for (int i = 0; i < found && count < room; i++)
        {
            count += isNamed(contacts, i, link) ? 1 : 0;
        }
        encoder.putArrayHeader(2 + count).putLong(Operation.FIND_NODE).putBinary(target, targetOffset, space.length());
        for (int i = 0; count > 0; i++)
        {
            if (isNamed(contacts, i, link))
            {
                putInfo(encoder, contacts.memory(), contacts.keyOffset(i), contacts.addressOffset(i));
                count--;
            }
        }
        batch.end();
    }

    private boolean isNamed(final Contacts contacts, final int index, final Link asker)
    {
        return contacts.isGood(index) &&
            !space.same(contacts.memory(), contacts.keyOffset(index), asker.identity(), Link.ADDRESS_OFFSET);
    }

    private void putInfo(
        final MsgPackEncoder encoder, final DirectBuffer memory, final int key, final int address)
    {
        final int kind = memory.getByte(address + Addresses.KIND_OFFSET);
        encoder.putArrayHeader(AddressKind.UDP == kind ? INFO_FIELDS : INFO_FIELDS_WITH_KIND)
            .putBinary(memory, key, space.length())
            .putBinary(memory, address, IP_LENGTH)
            .putLong(memory.getShort(address + Addresses.PORT_OFFSET, ByteOrder.BIG_ENDIAN) & MAX_PORT);
        if (AddressKind.UDP != kind)
        {
            encoder.putLong(kind);
        }
    }

    void ackPing(final Link link, final long nowNs)
    {
        final MsgPackEncoder encoder =
            batch.begin(link, publicKey, 0, link.identity(), Link.ADDRESS_OFFSET, Operation.ACK, nowNs);
        if (null != encoder)
        {
            encoder.putArrayHeader(1).putLong(Operation.PING);
            batch.end();
        }
    }

    /**
     * An answer to FIND_NODE, as offsets into the buffer it was read from.
     */
    static final class Answer
    {
        final int[] keyOffsets;
        private final int addressLength;
        int targetOffset;
        int count;
        /** Infos passed over, for their addresses are of no kind that can be dialled. */
        int unknownKinds;
        private final int[] ipOffsets;
        private final int[] ports;
        private final byte[] kinds;

        Answer(final int capacity, final int addressLength)
        {
            this.addressLength = addressLength;
            keyOffsets = new int[capacity];
            ipOffsets = new int[capacity];
            ports = new int[capacity];
            kinds = new byte[capacity];
        }

        /** The decoder stands behind the acknowledged operation. */
        boolean decode(final MsgPackDecoder decoder, final int fields)
        {
            count = 0;
            unknownKinds = 0;
            final int infos = fields - 2;
            if (infos < 0 || infos > keyOffsets.length || decoder.readBinary() != addressLength)
            {
                return false;
            }
            targetOffset = decoder.valueOffset();
            for (int i = 0; i < infos; i++)
            {
                if (!decodeInfo(decoder))
                {
                    return false;
                }
            }
            return !decoder.failed() && decoder.remaining() == 0;
        }

        void copyAddress(final DirectBuffer buffer, final int index, final MutableDirectBuffer address)
        {
            address.putBytes(0, buffer, ipOffsets[index], IP_LENGTH);
            address.putShort(Addresses.PORT_OFFSET, (short)ports[index], ByteOrder.BIG_ENDIAN);
            address.putByte(Addresses.KIND_OFFSET, kinds[index]);
        }

        private boolean decodeInfo(final MsgPackDecoder decoder)
        {
            final int fields = decoder.readArrayHeader();
            if (fields < INFO_FIELDS || fields > INFO_FIELDS_WITH_KIND || decoder.readBinary() != addressLength)
            {
                return false;
            }
            keyOffsets[count] = decoder.valueOffset();
            if (decoder.readBinary() != IP_LENGTH)
            {
                return false;
            }
            ipOffsets[count] = decoder.valueOffset();
            final long port = decoder.readLong();
            ports[count] = (int)port;
            final long kind = INFO_FIELDS == fields ? AddressKind.UDP : decoder.readLong();
            kinds[count] = (byte)kind;
            final boolean isKnown = kind == (byte)kind && AddressKind.isDialable((int)kind);
            count += isKnown ? 1 : 0;
            unknownKinds += isKnown ? 0 : 1;
            return port > 0 && port <= MAX_PORT;
        }
    }
}
