package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.HostKey;
import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.identity.NoisePayload;
import io.hopwire.libp2p.mux.TestSink;
import io.hopwire.libp2p.secure.NoiseXx;
import io.hopwire.libp2p.secure.SecureChannel;
import io.hopwire.libp2p.secure.SecureMemory;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Who connects to a host and is none: it says what it is told to, byte by byte.
 */
final class RawPeer
{
    private final HostNetwork network;
    private final TestHost host;
    private final TestHost.End end;
    private final NoiseXx noise = new NoiseXx(HostNetwork.CRYPTO);
    private final SecureChannel channel = new SecureChannel(new SecureMemory(1 << 20));
    private final TestSink sink = new TestSink(1 << 18);
    private final ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
    private byte[] payload;
    /** Who it is; somebody new where it is null. */
    HostKey key;

    RawPeer(final HostNetwork network, final TestHost host)
    {
        this.network = network;
        this.host = host;
        end = host.acceptRaw();
        network.run();
    }

    boolean isOver()
    {
        return end.other.isClosed;
    }

    void send(final byte[] bytes)
    {
        if (!isOver())
        {
            host.deliver(end.other, bytes);
            network.run();
        }
    }

    /** {@return what the host has said since it was asked last} */
    byte[] heard()
    {
        final byte[] heard = end.raw.toByteArray();
        end.raw.reset();
        return heard;
    }

    static byte[] lines(final String... names)
    {
        final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (final String name : names)
        {
            lines.write(name.length() + 1);
            lines.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    /** {@return the first message of a handshake} */
    byte[] first(final List<String> muxers)
    {
        final byte[] secret = new byte[NoiseXx.KEY_LENGTH];
        final byte[] ephemeral = new byte[NoiseXx.KEY_LENGTH];
        network.random.nextBytes(secret, 0, secret.length);
        network.random.nextBytes(ephemeral, 0, ephemeral.length);
        final byte[] publicKey = new byte[NoiseXx.KEY_LENGTH];
        HostNetwork.CRYPTO.publicKey(secret, publicKey);
        key = null == key ? HostKey.generate(KeyType.ED25519, network.random) : key;
        payload = NoisePayload.encode(key, publicKey, muxers);
        noise.start(true, secret, ephemeral);
        return written(new byte[0]);
    }

    /** From now on it says that it is somebody, and has no proof. */
    void forge()
    {
        payload = NoisePayload.encode(
            HostKey.generate(KeyType.ED25519, network.random), new byte[NoiseXx.KEY_LENGTH], List.of());
    }

    /** {@return the third one, which answers what the host has said} */
    byte[] third()
    {
        final byte[] heard = heard();
        final UnsafeBuffer message = new UnsafeBuffer(heard);
        final int length = message.getShort(heardLines(heard), ByteOrder.BIG_ENDIAN) & 0xFFFF;
        if (noise.read(message, heardLines(heard) + 2, length, new UnsafeBuffer(new byte[9000]), 0) < 0)
        {
            throw new AssertionError("the host's message is not authentic");
        }
        final byte[] third = written(payload);
        final byte[] send = new byte[NoiseXx.KEY_LENGTH];
        final byte[] receive = new byte[NoiseXx.KEY_LENGTH];
        noise.split(send, receive);
        channel.start(send, receive, sink, (buffer, offset, count, nowNs) ->
        {
            for (int i = 0; i < count; i++)
            {
                plaintext.write(buffer.getByte(offset + i));
            }
        });
        return third;
    }

    /** All of the handshake. */
    void connect(final List<String> muxers)
    {
        send(lines("/multistream/1.0.0", "/noise"));
        send(first(muxers));
        send(third());
    }

    /** {@return a record} */
    byte[] record(final byte[] text)
    {
        channel.buffer().putBytes(channel.offset(), text);
        channel.commit(text.length);
        channel.flush();
        return sink.takeAll();
    }

    /** {@return what the host has said in records since it was asked last} */
    byte[] plaintext()
    {
        final byte[] heard = heard();
        channel.onBytes(new UnsafeBuffer(heard), 0, heard.length, 0);
        final byte[] text = plaintext.toByteArray();
        plaintext.reset();
        return text;
    }

    private byte[] written(final byte[] content)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[9000]);
        final int length = noise.write(new UnsafeBuffer(content), 0, content.length, frame, 0);
        final byte[] bytes = new byte[length];
        frame.getBytes(0, bytes);
        return bytes;
    }

    /** Bytes of the lines in front of the handshake. */
    private static int heardLines(final byte[] heard)
    {
        return lines("/multistream/1.0.0", "/noise").length <= heard.length && 19 == heard[0] ?
            lines("/multistream/1.0.0", "/noise").length : 0;
    }
}
