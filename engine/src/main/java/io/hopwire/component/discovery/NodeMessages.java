package io.hopwire.component.discovery;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.link.Link;
import io.hopwire.link.MessageBatch;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.AddressScope;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Limits;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.MsgPackType;
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
 *                                                 [7, address, from, of, [address, ip, port (, kind)], ...]
 * </pre>
 * The specification's answer does not repeat the address that was asked for; ours does, so that an answer is told from
 * a late one. A node's info is its address, the 16 bytes of its IP address and its port; where that is not one of UDP,
 * what kind of address it is follows. Infos of a kind that we do not know are counted and passed over, so that those
 * around them are not lost.
 * <p>
 * Where addresses are so long that a frame names fewer than half of the k closest, an answer has several messages, each
 * of which says which of how many nodes it names first. With two names of twenty, as between keys of RSA, two nodes
 * that look for the same key would find others, and two majorities of them could have nobody in common. Who has not
 * been heard from where he seems to be has one message: several would be more than was sent to us from there.
 * <p>
 * Where a frame names more than half of them, as a link's first ones of 1,200 bytes, the last places go to each second
 * node of those that are left, and of two nodes that answer one takes the even ones and the other the odd. If all named
 * the nearest that fit, all who are near an address would leave out the same: of 1,000 look-ups among 10,000 nodes
 * three missed the last of the twenty, though most of the others had a link to it.
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
    /** Bytes of an answer beside its infos and the address that was asked for, the headers of msgpack counted. */
    private static final int ANSWER_OVERHEAD = 10;
    /** Bytes of the two numbers of an answer's part. */
    private static final int PART_OVERHEAD = 2;
    /** Messages that one input may cause from answers that have several; all further ones have one. */
    private static final int MESSAGES_PER_INPUT = Limits.MAX_DATAGRAMS_PER_INPUT / 2;

    private final DirectBuffer publicKey;
    private final AddressSpace space;
    private final Addresses addresses;
    private final UnsafeBuffer askerAddress = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final UnsafeBuffer ip = new UnsafeBuffer(new byte[IP_LENGTH]);
    private final MessageBatch batch;
    private final int k;
    private final int length;
    /** Whether the last places of an answer go to the odd ones, 1, or to the even ones, 0. */
    private final int parity;
    /** Of the answer that is being written, the contact that comes next. */
    private int next;

    NodeMessages(final Neighbourhood near, final int k)
    {
        this.k = k;
        publicKey = near.own().bytes();
        space = near.own().space();
        length = space.length();
        parity = parity(publicKey);
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
     * Name the contacts that were searched last, the k closest at most: neither those that have failed since they
     * answered last, nor the one that asks, nor any that he can not reach.
     */
    void ackFindNode(
        final Link link,
        final DirectBuffer target,
        final int targetOffset,
        final Contacts contacts,
        final int found,
        final long nowNs)
    {
        addresses.copyTo(link.addressId(), askerAddress, 0);
        next = 0;
        final int total = count(link, contacts, found, k);
        final int perMessage = room(batch.roomOfMessage(link) - PART_OVERHEAD);
        final int of = total > perMessage && perMessage < k >> 1 ?
            Math.min(total, perMessage * messages(link, total, perMessage)) : 0;
        MsgPackEncoder encoder = begin(link, nowNs);
        if (0 == of && null != encoder)
        {
            final int count = Math.min(total, room(encoder.remaining()));
            encoder.putArrayHeader(2 + count).putLong(Operation.FIND_NODE).putBinary(target, targetOffset, length);
            endWithInfos(encoder, link, contacts, count, total);
        }
        for (int from = 0; from < of && null != encoder; from += perMessage)
        {
            final int count = Math.min(perMessage, of - from);
            encoder.putArrayHeader(4 + count).putLong(Operation.FIND_NODE).putBinary(target, targetOffset, length)
                .putLong(from).putLong(of);
            endWithInfos(encoder, link, contacts, count, count);
            encoder = from + count < of ? begin(link, nowNs) : null;
        }
    }

    /** {@return how many infos a payload of so many bytes has room for} */
    private int room(final int payloadLength)
    {
        return (payloadLength - length - ANSWER_OVERHEAD) / (INFO_OVERHEAD + length);
    }

    /** {@return how many messages an answer has that is one of several messages; 0 where it may not be} */
    private int messages(final Link link, final int total, final int perMessage)
    {
        final int most = perMessage < 1 || !batch.links().isPlaceProved(link) ? 0 :
            Math.min((total + perMessage - 1) / perMessage, MESSAGES_PER_INPUT - batch.messagesOfInput());
        return most > 1 ? most : 0;
    }

    private MsgPackEncoder begin(final Link link, final long nowNs)
    {
        return batch.begin(link, publicKey, 0, link.identity(), Link.ADDRESS_OFFSET, Operation.ACK, nowNs);
    }

    /** Name so many of the next ones that can be named, of which there are {@code total}. */
    private void endWithInfos(
        final MsgPackEncoder encoder, final Link link, final Contacts contacts, final int count, final int total)
    {
        for (int i = 0; i < total; next++)
        {
            if (isNamed(contacts, next, link))
            {
                if (hasPlace(i, count, total, parity))
                {
                    putInfo(encoder, contacts.memory(), contacts.keyOffset(next), contacts.addressOffset(next));
                }
                i++;
            }
        }
        batch.end();
    }

    /** {@return whether the node of this index is one of {@code count} that an answer names, of {@code total}} */
    static boolean hasPlace(final int index, final int count, final int total, final int parity)
    {
        final int certain = 2 * count < total ? count : 2 * count - total;
        return index < certain || 2 * count >= total && (index & 1) == parity;
    }

    private static int parity(final DirectBuffer key)
    {
        int ones = 0;
        for (int i = 0; i < key.capacity(); i++)
        {
            ones += Integer.bitCount(key.getByte(i));
        }
        return ones & 1;
    }

    /** {@return how many there are to be named, up to a limit} */
    private int count(final Link link, final Contacts contacts, final int found, final int most)
    {
        int count = 0;
        for (int i = 0; i < found && count < most; i++)
        {
            count += isNamed(contacts, i, link) ? 1 : 0;
        }
        return count;
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
        /** Nodes of the whole answer, which has several messages; 0 where this is all of it. */
        int total;
        /** Of the whole answer's nodes those that this message names, a bit each. */
        long part;
        /** Infos passed over, for their addresses are of no kind that can be dialled. */
        int unknownKinds;
        /** Infos passed over, for who named them is not where their addresses mean something. */
        int outOfScope;
        private final int[] ipOffsets;
        private final int[] ports;
        private final byte[] kinds;

        Answer(final int capacity, final int addressLength)
        {
            assert capacity <= Long.SIZE : "a bit for each";
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
            if (fields < 2 || decoder.readBinary() != addressLength)
            {
                return false;
            }
            targetOffset = decoder.valueOffset();
            final boolean isPart = fields > 4 && MsgPackType.INTEGER == decoder.peek();
            final int infos = fields - (isPart ? 4 : 2);
            if (infos > keyOffsets.length || !decodePart(decoder, isPart, infos))
            {
                return false;
            }
            for (int i = 0; i < infos; i++)
            {
                if (!decodeInfo(decoder, buffer))
                {
                    return false;
                }
            }
            return !decoder.failed() && decoder.remaining() == 0;
        }

        private boolean decodePart(final MsgPackDecoder decoder, final boolean isPart, final int infos)
        {
            total = 0;
            part = 0;
            if (!isPart)
            {
                return true;
            }
            final long from = decoder.readLong();
            final long of = decoder.readLong();
            if (from < 0 || of < infos || of > keyOffsets.length || from > of - infos)
            {
                return false;
            }
            total = (int)of;
            part = bits((int)from + infos) & ~bits((int)from);
            return true;
        }

        /** {@return the lowest so many bits} */
        static long bits(final int count)
        {
            return Long.SIZE == count ? -1L : (1L << count) - 1;
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
