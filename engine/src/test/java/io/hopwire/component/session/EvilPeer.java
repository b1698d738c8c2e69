package io.hopwire.component.session;

import io.hopwire.crypto.Aead;
import io.hopwire.delivery.DeliveryHeader;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One end of a session that has the keys and seals whatever a test wants.
 */
final class EvilPeer
{
    /** Laid down here by a test that sends more than one frame, or one with a content. */
    final UnsafeBuffer frame = new UnsafeBuffer(new byte[1200]);
    private final SessionNode evil;
    private final SessionNode victim;
    /** The number of the session at both ends. */
    int slot;

    EvilPeer(final SessionNode evil, final SessionNode victim)
    {
        this.evil = evil;
        this.victim = victim;
    }

    /** A packet arrives by the first route of a session. */
    static void inject(final SessionNode to, final int slot, final UnsafeBuffer packet, final int length)
    {
        final UnsafeBuffer copy = new UnsafeBuffer(new byte[length]);
        copy.putBytes(0, packet, 0, length);
        final int circuitId = to.component.table().bySlot(slot).routes.circuitIds[0];
        to.component.onCell(circuitId, copy, 0, length, to.net.nowNs);
        to.flush();
    }

    /** One frame, and no acknowledgement. */
    void send(final int type, final long value, final int length)
    {
        frame.setMemory(0, frame.capacity(), (byte)0);
        frame.putByte(0, (byte)type);
        frame.putInt(1, (int)value);
        send(0, 0, 0, Math.max(1, SessionPacket.frameHeaderLength(type)) + length);
    }

    /** An acknowledgement of the packets up to the newest, and gaps and runs in turn behind it. */
    void acknowledge(final long newest, final int run, final int... further)
    {
        send(newest, run, 0, 0, further);
    }

    void send(
        final long newest, final int run, final long credit, final int frameLength, final int... further)
    {
        final int headerLength = DeliveryHeader.LENGTH + further.length * 2;
        final UnsafeBuffer plaintext = new UnsafeBuffer(new byte[headerLength + frameLength]);
        plaintext.putByte(1, (byte)(further.length / 2));
        plaintext.putShort(2, (short)run);
        plaintext.putInt(4, (int)newest);
        plaintext.putInt(8, (int)credit);
        for (int i = 0; i < further.length; i++)
        {
            plaintext.putShort(DeliveryHeader.LENGTH + i * 2, (short)further[i]);
        }
        plaintext.putBytes(headerLength, frame, 0, frameLength);
        seal(plaintext);
    }

    void seal(final UnsafeBuffer plaintext)
    {
        final SessionEntry session = evil.component.table().bySlot(slot);
        final int length = plaintext.capacity();
        final int sealed = SessionPacket.SEALED_OFFSET;
        final UnsafeBuffer packet = new UnsafeBuffer(new byte[sealed + length + Aead.TAG_LENGTH]);
        final long number = session.nextPacketNumber++;
        packet.putInt(0, (int)number);
        packet.putBytes(sealed, plaintext, 0, length);
        session.sendKeys.forSealing(number).seal(number, packet, sealed, length, packet, sealed);
        inject(victim, slot, packet, packet.capacity());
    }
}
