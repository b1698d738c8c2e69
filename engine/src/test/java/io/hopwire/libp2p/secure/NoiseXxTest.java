package io.hopwire.libp2p.secure;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NoiseXxTest
{
    private final NoiseXx dialer = new NoiseXx(new HopwireCrypto());
    private final NoiseXx listener = new NoiseXx(new HopwireCrypto());
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[70_000]);
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[70_000]);

    @Test
    void handshakesAsTheVectorsDo()
    {
        final Map<String, Object> noise = VectorJson.object(Vectors.load("libp2p-wire.json").get("noise"));
        final Map<String, Object> initiator = VectorJson.object(noise.get("initiator"));
        final Map<String, Object> responder = VectorJson.object(noise.get("responder"));
        final List<Object> frames = VectorJson.array(noise.get("framed"));
        dialer.start(true, hex(initiator, "staticPrivate"), hex(initiator, "ephemeralPrivate"));
        listener.start(false, hex(responder, "staticPrivate"), hex(responder, "ephemeralPrivate"));

        pass(dialer, listener, new byte[0], (String)frames.get(0));
        pass(listener, dialer, hex(responder, "payload"), (String)frames.get(1));
        pass(dialer, listener, hex(initiator, "payload"), (String)frames.get(2));
        assertTrue(dialer.isFinished() && listener.isFinished());

        final byte[] key = new byte[NoiseXx.KEY_LENGTH];
        dialer.copyRemoteStatic(key);
        assertArrayEquals(hex(responder, "staticPublic"), key);
        listener.copyRemoteStatic(key);
        assertArrayEquals(hex(initiator, "staticPublic"), key);
        listener.copyHandshakeHash(key);
        assertEquals(noise.get("handshakeHash"), Vectors.hex(key));
        final byte[] other = new byte[NoiseXx.KEY_LENGTH];
        dialer.split(key, other);
        assertEquals(noise.get("initiatorToResponderKey"), Vectors.hex(key));
        assertEquals(noise.get("responderToInitiatorKey"), Vectors.hex(other));
        listener.split(key, other);
        assertEquals(noise.get("initiatorToResponderKey"), Vectors.hex(other));
    }

    @Test
    void aChangedByteAnywhereEndsIt()
    {
        // Of the first message nothing is authentic yet: a change of it shows in the second.
        for (int at = 0; at < 2 + 32 + 48 + 16 + 9 - 2; at++)
        {
            start();
            pass(dialer, listener, new byte[0], null);
            final int length = listener.write(payload, 0, 9, frame, 0);
            frame.putByte(2 + at, (byte)(frame.getByte(2 + at) ^ 0x10));
            assertEquals(NoiseXx.INVALID, dialer.read(frame, 2, length - 2, payload, 0));
            assertEquals(NoiseXx.INVALID, dialer.write(payload, 0, 0, frame, 0));
            assertFalse(dialer.isFinished() || dialer.isMyTurn());
            assertThrows(IllegalStateException.class, () -> dialer.split(new byte[32], new byte[32]));
        }
    }

    @Test
    void keysOfSmallOrderAreRefused()
    {
        for (final String point : new String[]{"00".repeat(32), "01" + "00".repeat(31),
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"})
        {
            start();
            assertEquals(0, listener.read(new UnsafeBuffer(Vectors.hex(point)), 0, 32, payload, 0));
            assertEquals(NoiseXx.INVALID, listener.write(payload, 0, 0, frame, 0));
        }
    }

    @Test
    void shortMessagesAndStepsOutOfTurnAreRefused()
    {
        start();
        assertEquals(NoiseXx.INVALID, listener.write(payload, 0, 0, frame, 0));
        assertEquals(NoiseXx.INVALID, listener.read(frame, 0, 31, payload, 0));
        start();
        assertEquals(NoiseXx.INVALID, dialer.read(frame, 0, 100, payload, 0));
        pass(dialer, listener, new byte[0], null);
        final int length = listener.write(payload, 0, 0, frame, 0);
        assertEquals(NoiseXx.INVALID, dialer.read(frame, 2, 32 + 48 + 15, payload, 0));
        assertEquals(2 + 32 + 48 + 16, length);
        start();
        assertEquals(NoiseXx.INVALID, dialer.write(payload, 0, 65_536 - 32, frame, 0));
    }

    @Test
    void noFrameHasMoreOverheadThanIsTold()
    {
        start();
        assertTrue(dialer.write(payload, 0, 0, frame, 0) <= NoiseXx.OVERHEAD);
        listener.read(frame, 2, 32, payload, 0);
        assertEquals(100 + NoiseXx.OVERHEAD, listener.write(payload, 0, 100, frame, 0));
    }

    @Test
    void framesArePutTogetherAndWhatFollowsIsLeft()
    {
        final byte[] bytes = Vectors.hex("0003" + "010203" + "0001" + "ff" + "0002");
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        for (int step = 1; step <= bytes.length; step++)
        {
            final NoiseFrames frames = new NoiseFrames();
            final StringBuilder messages = new StringBuilder();
            int done = 0;
            while (done < bytes.length)
            {
                done += frames.onBytes(buffer, done, Math.min(step, bytes.length - done));
                if (frames.isWhole())
                {
                    final byte[] message = new byte[frames.messageLength()];
                    frames.buffer().getBytes(frames.messageOffset(), message);
                    messages.append(Vectors.hex(message)).append(' ');
                    assertEquals(0, frames.onBytes(buffer, 0, 5), "not before it was made use of");
                    frames.next();
                }
            }
            assertEquals("010203 ff ", messages.toString());
            assertFalse(frames.isWhole());
            assertNull(frames.fault());
        }
    }

    @Test
    void lengthsOfFramesAreLookedAtFirst()
    {
        for (final int length : new int[]{0, Libp2pLimits.MAX_NOISE_HANDSHAKE_MESSAGE + 1, 65_535})
        {
            final NoiseFrames frames = new NoiseFrames();
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[100]);
            buffer.putShort(0, (short)length, ByteOrder.BIG_ENDIAN);
            assertEquals(2, frames.onBytes(buffer, 0, 100));
            assertEquals(SecureFault.HANDSHAKE_LENGTH, frames.fault());
            assertEquals(0, frames.onBytes(buffer, 0, 100));
            frames.next();
            assertNull(frames.fault());
        }
    }

    private void start()
    {
        dialer.start(true, key(1), key(2));
        listener.start(false, key(3), key(4));
    }

    private void pass(final NoiseXx from, final NoiseXx to, final byte[] content, final String expected)
    {
        assertTrue(from.isMyTurn() && !to.isMyTurn());
        payload.putBytes(0, content);
        final int length = from.write(payload, 0, content.length, frame, 0);
        final byte[] written = new byte[length];
        frame.getBytes(0, written);
        if (null != expected)
        {
            assertEquals(expected, Vectors.hex(written));
        }
        payload.setMemory(0, content.length, (byte)0);
        assertEquals(content.length, to.read(frame, SecureChannel.PREFIX, length - SecureChannel.PREFIX, payload, 0));
        final byte[] read = new byte[content.length];
        payload.getBytes(0, read);
        assertArrayEquals(content, read);
    }

    private static byte[] hex(final Map<String, Object> object, final String name)
    {
        return Vectors.hex(object.get(name));
    }

    private static byte[] key(final int value)
    {
        final byte[] key = new byte[NoiseXx.KEY_LENGTH];
        Arrays.fill(key, (byte)value);
        return key;
    }
}
