package io.hopwire.component.discovery;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.link.Link;
import io.hopwire.link.MessageBatch;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.AddressScope;
import io.hopwire.spi.Addresses;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

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
 * <p>
 * A loopback or link-local address is only named to whoever is spoken to at such a one himself, and only taken from
 * such a one, see {@link AddressScope}: anybody else would be sent into a network that was not meant.
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
    private final Addresses addresses;
    private final UnsafeBuffer askerAddress = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final UnsafeBuffer ip = new UnsafeBuffer(new byte[IP_LENGTH]);
    private final MessageBatch batch;
    private final int k;

    NodeMessages(final Neighbourhood near, final int k)
    {
        this.k = k;
        publicKey = near.own().bytes();
        space = near.own().space();
        addresses = near.services().addresses();
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
     * they answered last, nor the one that asks, nor any that he can not reach.
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
        addresses.copyTo(link.addressId(), askerAddress, 0);
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
            AddressScope.isShared(contacts.memory(), contacts.addressOffset(index), askerAddress, 0) &&
            !space.same(contacts.memory(), contacts.keyOffset(index), asker.identity(), Link.ADDRESS_OFFSET);
    }

    private void putInfo(
        final MsgPackEncoder encoder, final DirectBuffer memory, final int key, final int address)
    {
        final int kind = memory.getByte(address + Addresses.KIND_OFFSET);
        AddressScope.copyOut(memory, address, ip, 0);
        encoder.putArrayHeader(AddressKind.UDP == kind ? INFO_FIELDS : INFO_FIELDS_WITH_KIND)
            .putBinary(memory, key, space.length())
            .putBinary(ip, 0, IP_LENGTH)
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
        private final UnsafeBuffer namer = new UnsafeBuffer(new byte[Addresses.LENGTH]);
        private final UnsafeBuffer named = new UnsafeBuffer(new byte[IP_LENGTH]);
        int targetOffset;
        int count;
        /** Infos passed over, for their addresses are of no kind that can be dialled. */
        int unknownKinds;
        /** Infos passed over, for who named them is not where their addresses mean something. */
        int outOfScope;
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

        /** Where the address of the one who answers goes, before the answer is decoded. */
        MutableDirectBuffer namer()
        {
            return namer;
        }

        /** The decoder stands behind the acknowledged operation. */
        boolean decode(final MsgPackDecoder decoder, final int fields, final DirectBuffer buffer)
        {
            count = 0;
            unknownKinds = 0;
            outOfScope = 0;
            final int infos = fields - 2;
            if (infos < 0 || infos > keyOffsets.length || decoder.readBinary() != addressLength)
            {
                return false;
            }
            targetOffset = decoder.valueOffset();
            for (int i = 0; i < infos; i++)
            {
                if (!decodeInfo(decoder, buffer))
                {
                    return false;
                }
            }
            return !decoder.failed() && decoder.remaining() == 0;
        }

        void copyAddress(final DirectBuffer buffer, final int index, final MutableDirectBuffer address)
        {
            AddressScope.copyNamed(buffer, ipOffsets[index], namer, 0, address, 0);
            address.putShort(Addresses.PORT_OFFSET, (short)ports[index], ByteOrder.BIG_ENDIAN);
            address.putByte(Addresses.KIND_OFFSET, kinds[index]);
        }

        private boolean decodeInfo(final MsgPackDecoder decoder, final DirectBuffer buffer)
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
            final boolean isShared = isShared(buffer, ipOffsets[count]);
            count += isKnown && isShared ? 1 : 0;
            unknownKinds += isKnown ? 0 : 1;
            outOfScope += isKnown && !isShared ? 1 : 0;
            return port > 0 && port <= MAX_PORT;
        }

        private boolean isShared(final DirectBuffer buffer, final int ipOffset)
        {
            AddressScope.copyNamed(buffer, ipOffset, namer, 0, named, 0);
            return AddressScope.isShared(named, 0, namer, 0);
        }
    }
}
