package io.hopwire.component.session;

import io.hopwire.crypto.HandshakeRequest;
import io.hopwire.crypto.HandshakeResult;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * Answers handshake requests with messages of the shape of Noise IK, without its cryptography: both ends get keys that
 * depend on both messages, the responder learns the initiator's key, and who is not the responder can not answer.
 */
class TestWorker
{
    private static final int KEY = 32;

    private final byte[] publicKey;
    private final TreeMap<Integer, byte[]> states = new TreeMap<>();
    private final HandshakeRequest request = new HandshakeRequest();
    private final HandshakeResult result = new HandshakeResult();
    private final byte[] copyTarget = new byte[KEY];
    private long ephemeral;

    TestWorker(final byte[] publicKey, final long seed)
    {
        this.publicKey = publicKey.clone();
        this.ephemeral = mix(seed);
    }

    int states()
    {
        return states.size();
    }

    int execute(final UnsafeBuffer in, final MutableDirectBuffer out)
    {
        request.wrap(in, 0);
        switch (request.op())
        {
            case HandshakeRequest.INITIATE:
                return initiate(in, out);

            case HandshakeRequest.RESPOND:
                return respond(in, out);

            case HandshakeRequest.ADVANCE:
                return advance(in, out);

            default:
                states.remove(request.handshakeId());
                return 0;
        }
    }

    private int initiate(final UnsafeBuffer in, final MutableDirectBuffer out)
    {
        final byte[] message = new byte[8 + KEY + KEY + request.payloadLength()];
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        buffer.putLong(0, ephemeral = mix(ephemeral));
        in.getBytes(request.addressOffset(), copyTarget);
        buffer.putBytes(8, copyTarget);
        buffer.putBytes(8 + KEY, publicKey);
        buffer.putBytes(8 + 2 * KEY, in, request.payloadOffset(), request.payloadLength());
        states.put(request.handshakeId(), message);
        begin(out, HandshakeResult.OK, 0);
        return finish(out, in, 0, 0, buffer, message.length);
    }

    private int respond(final UnsafeBuffer in, final MutableDirectBuffer out)
    {
        final int at = request.messageOffset();
        final byte[] target = new byte[KEY];
        if (request.messageLength() >= 8 + 2 * KEY)
        {
            in.getBytes(at + 8, target);
        }
        if (!Arrays.equals(target, publicKey))
        {
            return failed(out, HandshakeResult.INVALID_MESSAGE);
        }
        final byte[] message = new byte[8 + 8 + request.payloadLength()];
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        buffer.putLong(0, ephemeral = mix(ephemeral));
        buffer.putLong(8, mix(in.getLong(at) ^ 77));
        buffer.putBytes(16, in, request.payloadOffset(), request.payloadLength());
        begin(out, HandshakeResult.OK, HandshakeResult.FLAG_FINISHED | HandshakeResult.FLAG_REMOTE_ADDRESS);
        out.putBytes(result.addressLength(KEY).addressOffset(), in, at + 8 + KEY, KEY);
        keys(in.getLong(at), buffer.getLong(0), false);
        return finish(
            out, in, at + 8 + 2 * KEY, request.messageLength() - 8 - 2 * KEY, buffer, message.length);
    }

    private int advance(final UnsafeBuffer in, final MutableDirectBuffer out)
    {
        final byte[] first = states.remove(request.handshakeId());
        if (null == first)
        {
            return failed(out, HandshakeResult.NO_STATE);
        }
        final UnsafeBuffer own = new UnsafeBuffer(first);
        final int at = request.messageOffset();
        if (request.messageLength() < 16 || in.getLong(at + 8) != mix(own.getLong(0) ^ 77))
        {
            return failed(out, HandshakeResult.INVALID_MESSAGE);
        }
        begin(out, HandshakeResult.OK, HandshakeResult.FLAG_FINISHED | HandshakeResult.FLAG_REMOTE_ADDRESS);
        out.putBytes(result.addressLength(KEY).addressOffset(), own, 8, KEY);
        keys(own.getLong(0), in.getLong(at), true);
        return finish(out, in, at + 16, request.messageLength() - 16, in, 0);
    }

    private void keys(final long initiators, final long responders, final boolean initiator)
    {
        final UnsafeBuffer key = new UnsafeBuffer(new byte[2 * KEY]);
        for (int i = 0; i < 8; i++)
        {
            key.putLong(i * 8, mix(mix(initiators) + responders + i));
        }
        final byte[] forth = new byte[KEY];
        final byte[] back = new byte[KEY];
        key.getBytes(0, forth);
        key.getBytes(KEY, back);
        result.keys(initiator ? forth : back, initiator ? back : forth, new byte[KEY]);
    }

    private int finish(
        final MutableDirectBuffer out,
        final UnsafeBuffer payload,
        final int payloadOffset,
        final int payloadLength,
        final UnsafeBuffer message,
        final int messageLength)
    {
        result.payloadLength(payloadLength);
        out.putBytes(result.payloadOffset(), payload, payloadOffset, payloadLength);
        result.messageLength(messageLength);
        out.putBytes(result.messageOffset(), message, 0, messageLength);
        return result.length();
    }

    private int failed(final MutableDirectBuffer out, final int status)
    {
        begin(out, status, 0);
        return result.length();
    }

    private void begin(final MutableDirectBuffer out, final int status, final int flags)
    {
        result.wrapForWrite(out, 0).header(
            request.op(), request.owner(), status, flags, request.handshakeId(), request.correlation());
    }

    private static long mix(final long value)
    {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
