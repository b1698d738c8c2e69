package io.hopwire.agent;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A peer that was written from the description of the wire, and has nothing of the engine: it speaks seed 004's bare
 * transmissions over a socket.
 */
final class BareStranger implements Closeable
{
    static final int ACK = 0;
    static final int NACK = 1;
    static final int PING = 2;
    static final int SHOUT = 4;
    static final int SPEAK = 5;
    static final int FIND_NODE = 7;
    static final int FIND_VALUE = 8;
    private static final int KEY_LENGTH = 32;
    private static final int HEADER_LENGTH = 2 * KEY_LENGTH + 6;

    private final byte[] key;
    private final Socket socket;
    private final DataInputStream in;
    private final List<Message> waiting = new ArrayList<>();

    /** What came. */
    record Message(byte[] from, byte[] to, int operation, boolean isEncrypted, byte[] payload)
    {
    }

    BareStranger(final byte[] key, final int port)
    {
        this.key = key;
        try
        {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    static byte[] message(final byte[] from, final byte[] to, final int operation, final int... payload)
    {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final DataOutputStream out = new DataOutputStream(bytes);
        try
        {
            out.write(from);
            out.write(to);
            out.writeShort(operation << 12);
            out.writeInt(payload.length);
            for (final int one : payload)
            {
                out.write(one);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return bytes.toByteArray();
    }

    static byte[] transmission(final byte[]... messages)
    {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final DataOutputStream out = new DataOutputStream(bytes);
        try
        {
            out.writeShort(0);
            out.writeInt(Arrays.stream(messages).mapToInt((one) -> one.length).sum());
            for (final byte[] one : messages)
            {
                out.write(one);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return bytes.toByteArray();
    }

    /** Each byte in a packet of its own, where the kernel does not put them together again. */
    void sendInPieces(final byte[] bytes, final int pieceLength)
    {
        try
        {
            for (int i = 0; i < bytes.length; i += pieceLength)
            {
                socket.getOutputStream().write(bytes, i, Math.min(pieceLength, bytes.length - i));
                socket.getOutputStream().flush();
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    void send(final byte[] to, final int operation, final int... payload)
    {
        final byte[] bytes = transmission(message(key, to, operation, payload));
        sendInPieces(bytes, bytes.length);
    }

    /** The next message of an operation; PINGs that come meanwhile are answered, what else comes is kept. */
    Message await(final int operation)
    {
        while (true)
        {
            for (int i = 0; i < waiting.size(); i++)
            {
                if (operation == waiting.get(i).operation())
                {
                    return waiting.remove(i);
                }
            }
            read();
        }
    }

    private void read()
    {
        try
        {
            final int options = in.readUnsignedShort();
            if (0 != options)
            {
                throw new IllegalStateException("options " + options);
            }
            int left = in.readInt();
            while (left > 0)
            {
                final byte[] from = in.readNBytes(KEY_LENGTH);
                final byte[] to = in.readNBytes(KEY_LENGTH);
                final int bits = in.readUnsignedShort();
                final byte[] payload = in.readNBytes(in.readInt());
                left -= HEADER_LENGTH + payload.length;
                final Message message = new Message(from, to, bits >> 12, 0 != (bits & 1), payload);
                waiting.add(message);
                if (PING == message.operation())
                {
                    send(from, ACK, 0x91, PING);
                }
            }
            if (0 != left)
            {
                throw new IllegalStateException("messages are longer than their transmission");
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close()
    {
        try
        {
            socket.close();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
