package io.hopwire.component.session;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.delivery.AckRanges;
import io.hopwire.delivery.DeliveryHeader;
import io.hopwire.spi.Limits;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Packets of sessions, made by hand out of what the session makes them of: for examples of the document of the wire.
 */
public final class SessionPackets
{
    /** Bytes in front of what is sealed. */
    public static final int SEALED_OFFSET = SessionPacket.SEALED_OFFSET;
    /** Type of a frame that no session of ours sends, though each takes it. */
    public static final int STREAM_OF_LENGTH = SessionPacket.STREAM_OF_LENGTH;
    /** Type of a frame with a part of the stream. */
    public static final int STREAM = SessionPacket.STREAM;

    private SessionPackets()
    {
    }

    /**
     * What is sealed in a packet.
     *
     * @param packetNumber of the packet.
     * @param credit       limit of what may come.
     * @param floor        lowest number of interest.
     * @param acked        numbers that arrived.
     * @param frames       none or more.
     * @return header and frames.
     */
    public static byte[] plaintext(
        final long packetNumber, final long credit, final long floor, final long[] acked, final byte[] frames)
    {
        final AckRanges acks = new AckRanges(Limits.MAX_ACK_RANGES);
        for (final long number : acked)
        {
            acks.add(number);
        }
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[1024]);
        final int length = DeliveryHeader.write(buffer, 0, acks, 4 * Limits.MAX_ACK_RANGES, false);
        DeliveryHeader.write(buffer, 0, credit, packetNumber, floor);
        buffer.putBytes(length, frames);
        return Arrays.copyOf(buffer.byteArray(), length + frames.length);
    }

    /**
     * A packet, with the key of the chain that its number asks for.
     *
     * @param firstKey          of the chain.
     * @param rekeyAfterPackets packets of a key, a power of two.
     * @param packetNumber      of the packet.
     * @param plaintext         to seal.
     * @return the packet.
     */
    public static byte[] seal(
        final byte[] firstKey, final long rekeyAfterPackets, final long packetNumber, final byte[] plaintext)
    {
        final byte[] packet = new byte[SEALED_OFFSET + plaintext.length + Aead.TAG_LENGTH];
        final UnsafeBuffer buffer = new UnsafeBuffer(packet);
        buffer.putInt(0, (int)packetNumber, ByteOrder.LITTLE_ENDIAN);
        new SessionKeys(new HopwireCrypto(), rekeyAfterPackets, firstKey).forSealing(packetNumber).seal(
            packetNumber, new UnsafeBuffer(plaintext), 0, plaintext.length, buffer, SEALED_OFFSET);
        return packet;
    }

    /**
     * Where the frames of a packet begin.
     *
     * @param plaintext of the packet.
     * @return offset of the first frame.
     */
    public static int framesOffset(final byte[] plaintext)
    {
        return DeliveryHeader.length(new UnsafeBuffer(plaintext), 0, plaintext.length);
    }

    /**
     * Bytes of a frame in front of its messages.
     *
     * @param type of the frame.
     * @return bytes, 0 for a type that is none.
     */
    public static int frameHeaderLength(final int type)
    {
        return SessionPacket.frameHeaderLength(type);
    }

    /** {@return the class that all types of frames are constants of} */
    public static Class<?> frameTypes()
    {
        return SessionPacket.class;
    }
}
