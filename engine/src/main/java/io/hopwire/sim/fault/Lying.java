package io.hopwire.sim.fault;

import io.hopwire.sim.SimNetwork;
import io.hopwire.sim.SimNode;
import io.hopwire.sim.SimRandom;
import io.hopwire.sim.Tampering;
import io.hopwire.sim.Victim;
import io.hopwire.sim.nat.SimAddress;
import io.hopwire.spi.Addresses;
import io.hopwire.wire.FrameKinds;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackType;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionParser;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * Puts false addresses into its answers to FIND_NODE, those of {@link Victim}, and false values into its answers to
 * FIND_VALUE. What it says is as long as the truth. All who lie within the same second say the same.
 */
final class Lying extends Mischief implements Tampering
{
    private static final int BYTES_OF_PORT = 3;
    private static final int VALUE_FIELDS = 5;
    private static final int KINDS = 3;
    private static final int KNOWN_KEYS = 0;
    private static final int PORTS = 1;

    private final int keyLength;
    private final TransmissionParser parser = new TransmissionParser();
    private final MsgPackDecoder decoder = new MsgPackDecoder();
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final byte[] key;

    Lying(final SimNetwork network, final SimNode node, final SimRandom luck)
    {
        super(network, node, luck);
        keyLength = network.space().length();
        key = new byte[keyLength];
    }

    @Override
    Tampering tampering()
    {
        return this;
    }

    @Override
    public boolean onFrame(final MutableDirectBuffer plaintext, final int offset, final int length)
    {
        final boolean isTransmission = length > 0 && FrameKinds.TRANSMISSION == plaintext.getByte(offset) &&
            null == parser.wrap(plaintext, offset, length, Byte.SIZE * keyLength);
        while (isTransmission && parser.next())
        {
            if (Operation.ACK == parser.operation() && !parser.isEncrypted())
            {
                onAnswer(plaintext);
            }
        }
        return true;
    }

    private void onAnswer(final MutableDirectBuffer buffer)
    {
        decoder.wrap(buffer, parser.payloadOffset(), parser.payloadLength());
        final int fields = decoder.readArrayHeader();
        final long operation = decoder.readLong();
        if (Operation.FIND_NODE == operation)
        {
            decoder.readBinary();
            int nodes = fields - 2;
            if (MsgPackType.INTEGER == decoder.peek())
            {
                // Which of how many it names first.
                decoder.readLong();
                decoder.readLong();
                nodes -= 2;
            }
            final SimRandom same = new SimRandom(network.nowNs() / SECOND);
            for (int i = 0; i < nodes && !decoder.failed(); i++)
            {
                lieAboutNode(buffer, same.fork(i));
            }
        }
        else if (Operation.FIND_VALUE == operation && fields >= VALUE_FIELDS)
        {
            decoder.readBinary();
            lieAboutValue(buffer);
        }
    }

    private void lieAboutNode(final MutableDirectBuffer buffer, final SimRandom same)
    {
        final int fields = decoder.readArrayHeader();
        decoder.readBinary();
        final int keyOffset = decoder.valueOffset();
        decoder.readBinary();
        final int hostOffset = decoder.valueOffset();
        final int portOffset = decoder.position();
        decoder.readLong();
        final int portLength = decoder.position() - portOffset;
        if (fields > 3)
        {
            decoder.readLong();
        }
        if (!decoder.failed() && BYTES_OF_PORT == portLength)
        {
            network.victim().onNamed(node);
            final int kind = same.nextInt(KINDS);
            final int slot = PORTS == kind ? same.nextInt(SimAddress.MAX_SLOT + 1) : 0;
            network.addresses().copyTo(SimAddress.of(Victim.HOST, slot), address, 0);
            buffer.putBytes(hostOffset, address, 0, Addresses.IP_LENGTH);
            final int port = address.getShort(Addresses.PORT_OFFSET, ByteOrder.BIG_ENDIAN);
            buffer.putShort(portOffset + 1, (short)port, ByteOrder.BIG_ENDIAN);
            if (KNOWN_KEYS != kind)
            {
                same.nextBytes(key, 0, keyLength);
                buffer.putBytes(keyOffset, key);
            }
        }
    }

    /** Another number in place of the one that was stored. */
    private void lieAboutValue(final MutableDirectBuffer buffer)
    {
        final boolean isNumber = MsgPackType.INTEGER == decoder.peek();
        decoder.skip();
        if (isNumber && !decoder.failed())
        {
            final int last = decoder.position() - 1;
            buffer.putByte(last, (byte)(buffer.getByte(last) ^ 1));
        }
    }
}
