package io.hopwire.sim;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.Consumer;

/**
 * Messages that no core would send at this time or in this form, over links that are real: for hostile nodes and tests.
 */
public final class HostileMessages
{
    private static final int MAX_LENGTH = 1300;
    private static final int ROUTE_FIELDS = 9;
    private static final int ROUTE_HOPS = 31;
    private static final int ROUTE_TOKENS = 255;
    private static final int ROUTE_ROOM = 1200;
    private static final int HANDSHAKE_LENGTH = 512;
    private static final UnsafeBuffer HANDSHAKE = new UnsafeBuffer(new byte[HANDSHAKE_LENGTH]);

    private HostileMessages()
    {
    }

    /**
     * A transmission of one message.
     *
     * @param from      sender.
     * @param to        key that the message is to.
     * @param operation of it.
     * @param payload   writes the payload.
     * @return plaintext of a frame.
     */
    public static byte[] message(
        final SimNode from, final DirectBuffer to, final int operation, final Consumer<MsgPackEncoder> payload)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_LENGTH]);
        final TransmissionEncoder transmission = new TransmissionEncoder();
        transmission.wrap(buffer, 0, buffer.capacity(), Byte.SIZE * from.publicKey().capacity());
        final int offset = transmission.beginMessage(from.publicKey(), 0, to, 0, operation, false);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(buffer, offset, transmission.payloadCapacity());
        payload.accept(encoder);
        if (!transmission.commitMessage(encoder.length()))
        {
            throw new IllegalArgumentException("a message longer than " + MAX_LENGTH + " bytes");
        }
        final byte[] plaintext = new byte[transmission.finish()];
        buffer.getBytes(0, plaintext);
        return plaintext;
    }

    /**
     * A transmission of one request for a route that goes as far, and costs as much, as any may.
     *
     * @param from    sender.
     * @param to      key that a route is sought to.
     * @param group   number of the request: another one for each.
     * @param tokens  what the neighbours may spend on it.
     * @return plaintext of a frame.
     */
    public static byte[] routeRequest(
        final SimNode from, final DirectBuffer to, final long group, final int tokens)
    {
        return message(from, to, Operation.ROUTE, (encoder) -> encoder
            .putArrayHeader(ROUTE_FIELDS)
            .putLong(group)
            .putLong(0)
            .putBoolean(false)
            .putLong(ROUTE_HOPS)
            .putLong(0)
            .putLong(tokens)
            .putLong(1 + (group & Integer.MAX_VALUE))
            .putLong(ROUTE_ROOM)
            .putBinary(HANDSHAKE, 0, HANDSHAKE_LENGTH));
    }

    /**
     * As {@link #routeRequest(SimNode, DirectBuffer, long, int)}, with as many tokens as can be said.
     *
     * @param from  sender.
     * @param to    key that a route is sought to.
     * @param group number of the request: another one for each.
     * @return plaintext of a frame.
     */
    public static byte[] routeRequest(final SimNode from, final DirectBuffer to, final long group)
    {
        return routeRequest(from, to, group, ROUTE_TOKENS);
    }

    /**
     * Send a frame, authentic on its link.
     *
     * @param from      sender.
     * @param link      of the sender; null sends nothing.
     * @param plaintext of the frame.
     * @return whether it was sent.
     */
    public static boolean send(final SimNode from, final Link link, final byte[] plaintext)
    {
        final LinkTable links = from.links();
        final int offset = null == link ? -1 : links.tryClaim(link, plaintext.length);
        if (offset < 0)
        {
            return false;
        }
        links.claimBuffer().putBytes(offset, plaintext);
        links.commit(link, plaintext.length, from.nowNs());
        from.touch();
        return true;
    }
}
