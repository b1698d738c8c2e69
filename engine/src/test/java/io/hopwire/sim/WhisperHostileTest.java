package io.hopwire.sim;

import io.hopwire.link.Link;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A neighbour that says what is none, to a node in the middle of three. Each has its reason and is counted once, and
 * nothing of it is heard or passed on.
 */
class WhisperHostileTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int BETA = 256;

    private final WhisperNetwork net = WhisperNetwork.line(3);
    private final DirectBuffer neighbour = net.network.node(0).publicKey();
    private final DirectBuffer victim = net.network.node(1).publicKey();
    private final DirectBuffer other = net.network.node(2).publicKey();

    @Test
    void boxesThatAreNone()
    {
        sealed(other, victim, new byte[0]);
        sealed(other, victim, new byte[]{9, 1, 2, 3});
        sealed(other, victim, new byte[]{2});
        assertEquals(3, net.count(1, RejectCode.WHISPER_BOX));
        // Of kinds that prove nobody, in another's name; and in the neighbour's own, which the link proves.
        sealed(other, victim, box(1));
        sealed(other, victim, box(3));
        assertEquals(2, net.count(1, RejectCode.WHISPER_UNPROVED));
        sealed(neighbour, victim, box(1));
        sealed(other, victim, box(4));
        assertEquals(5, net.count(1, RejectCode.WHISPER_BOX));
        // The same once more is not opened again.
        sealed(other, victim, box(4));
        assertEquals(6, net.count(1, RejectCode.WHISPER_BOX));
        assertNothingHeard();
    }

    @Test
    void messagesThatAreNone()
    {
        final long nowUs = net.network.nowNs() / 1000;
        plain(payload(2, nowUs, 16));
        plain(payload(3, nowUs, 15));
        plain(payload(3, -1, 16));
        plain(new UnsafeBuffer(new byte[]{(byte)0x93, (byte)0xc1}));
        assertEquals(4, net.count(1, RejectCode.PAYLOAD));
        plain(payload(3, nowUs - 40_000_000, 16));
        plain(payload(3, nowUs + 40_000_000, 16));
        plain(payload(3, Long.MAX_VALUE, 16));
        assertEquals(3, net.count(1, RejectCode.WHISPER_EXPIRED));
        assertNothingHeard();
    }

    @Test
    void messagesThatAreTooLong()
    {
        sealed(neighbour, other, new byte[1200]);
        sealed(neighbour, victim, new byte[1200]);
        assertEquals(2, net.count(1, RejectCode.WHISPER_LIMIT));
        assertNothingHeard();
    }

    @Test
    void sealedMessagesOfOtherOperations()
    {
        for (final int operation : new int[]{Operation.PING, Operation.SHOUT, Operation.SPEAK, Operation.FIND_NODE})
        {
            send(operation, neighbour, victim, new UnsafeBuffer(new byte[]{(byte)0x90}), true);
        }
        assertEquals(4, net.count(1, RejectCode.PAYLOAD));
        assertNothingHeard();
    }

    @Test
    void answersThatAreNone()
    {
        for (final int operation : new int[]{Operation.ACK, Operation.NACK})
        {
            answer(operation, 31, 16);
            answer(operation, 32, -1);
        }
        assertEquals(4, net.count(1, RejectCode.PAYLOAD));
        answer(Operation.ACK, 32, 15);
        assertEquals(5, net.count(1, RejectCode.PAYLOAD));
        answer(Operation.ACK, 32, 16);
        assertEquals(1, net.count(1, RejectCode.UNSOLICITED));
        assertNothingHeard();
    }

    private void assertNothingHeard()
    {
        assertEquals(0, net.sum(SystemCounter.WHISPERS_HEARD));
        assertEquals(0, net.sum(SystemCounter.WHISPERS_PASSED));
    }

    private void answer(final int operation, final int hashLength, final int secretLength)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[100]);
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[32]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(payload, 0, 100);
        encoder.putArrayHeader(secretLength < 0 ? 2 : 3).putLong(Operation.WHISPER).putBinary(bytes, 0, hashLength);
        if (secretLength >= 0)
        {
            encoder.putBinary(bytes, 0, secretLength);
        }
        send(operation, neighbour, victim, new UnsafeBuffer(payload, 0, encoder.length()), false);
    }

    private static byte[] box(final int kind)
    {
        final byte[] box = new byte[80];
        box[0] = (byte)kind;
        box[5] = 7;
        return box;
    }

    private static DirectBuffer payload(final int fields, final long number, final int secretLength)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[100]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(payload, 0, 100);
        encoder.putArrayHeader(fields).putString("x").putLong(number);
        if (fields > 2)
        {
            encoder.putBinary(new UnsafeBuffer(new byte[secretLength]), 0, secretLength);
        }
        return new UnsafeBuffer(payload, 0, encoder.length());
    }

    private void plain(final DirectBuffer payload)
    {
        send(Operation.WHISPER, neighbour, victim, payload, false);
    }

    private void sealed(final DirectBuffer from, final DirectBuffer to, final byte[] box)
    {
        send(Operation.WHISPER, from, to, new UnsafeBuffer(box), true);
    }

    private void send(
        final int operation,
        final DirectBuffer from,
        final DirectBuffer to,
        final DirectBuffer payload,
        final boolean isSealed)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[1400]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(frame, 0, frame.capacity(), BETA);
        final int at = encoder.beginMessage(from, 0, to, 0, operation, isSealed);
        frame.putBytes(at, payload, 0, payload.capacity());
        encoder.commitMessage(payload.capacity());
        final int length = encoder.finish();
        net.network.schedule(0, () ->
        {
            final Link link = net.network.node(0).links().byKey(victim, 0);
            assertEquals(0, net.network.node(0).links().send(link, frame, 0, length, net.network.nowNs()));
        });
        net.network.run(SECOND / 10);
    }
}
