package io.hopwire.libp2p.secure;

import io.hopwire.libp2p.mux.TestSink;
import io.hopwire.libp2p.pipe.ByteHandler;
import io.hopwire.test.FuzzTarget;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Messages of a handshake, and records under a key of zeros: however they are cut, the same comes of them.
 */
public final class SecureFuzzTarget
{
    private static final byte[] KEY = new byte[32];

    private SecureFuzzTarget()
    {
    }

    /**
     * Reads records as a host does, with objects that are there already.
     *
     * @return which.
     */
    public static FuzzTarget.Reader newReader()
    {
        final SecureChannel channel = new SecureChannel(new SecureMemory(1 << 20));
        final TestSink sink = new TestSink(100);
        final UnsafeBuffer lent = new UnsafeBuffer(new byte[1 << 17]);
        final long[] heard = new long[1];
        final ByteHandler handler = (buffer, offset, count, nowNs) -> heard[0] += count;
        return (input, length) ->
        {
            lent.putBytes(0, input, 0, length);
            channel.start(KEY, KEY, sink, handler);
            channel.onBytes(lent, 0, length, 0);
            final boolean isGood = null == channel.fault();
            channel.close();
            return isGood;
        };
    }

    /**
     * Try one input.
     *
     * @param data of a fuzzer.
     */
    public static void fuzzerTestOneInput(final byte[] data)
    {
        final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        final SecureFault fault = records(data, data.length, heard);
        final ByteArrayOutputStream heardInParts = new ByteArrayOutputStream();
        assertEquals(fault, records(data, 1, heardInParts));
        assertArrayEquals(heard.toByteArray(), heardInParts.toByteArray());
        assertTrue(heard.size() <= data.length);
        assertEquals(messages(data, data.length), messages(data, 1));
    }

    private static SecureFault records(final byte[] data, final int step, final ByteArrayOutputStream heard)
    {
        final SecureMemory memory = new SecureMemory(1 << 20);
        final SecureChannel channel = new SecureChannel(memory);
        channel.start(KEY, KEY, new TestSink(100), (buffer, offset, length, nowNs) ->
        {
            final byte[] text = new byte[length];
            buffer.getBytes(offset, text);
            heard.writeBytes(text);
        });
        for (int at = 0; at < data.length; at += step)
        {
            final int length = Math.min(step, data.length - at);
            channel.onBytes(new UnsafeBuffer(Arrays.copyOfRange(data, at, at + length)), 0, length, 0);
        }
        channel.close();
        assertEquals(0, memory.usedBytes());
        return channel.fault();
    }

    private static List<String> messages(final byte[] data, final int step)
    {
        final NoiseFrames frames = new NoiseFrames();
        final List<String> found = new ArrayList<>();
        final UnsafeBuffer input = new UnsafeBuffer(data);
        int done = 0;
        while (done < data.length && null == frames.fault())
        {
            done += frames.onBytes(input, done, Math.min(step, data.length - done));
            if (frames.isWhole())
            {
                found.add(frames.messageLength() + " before " + done);
                frames.next();
            }
        }
        found.add(String.valueOf(frames.fault()));
        return found;
    }
}
