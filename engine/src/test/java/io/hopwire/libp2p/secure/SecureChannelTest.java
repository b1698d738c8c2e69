package io.hopwire.libp2p.secure;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.crypto.NoiseHandshake;
import io.hopwire.crypto.NoiseProtocol;
import io.hopwire.libp2p.mux.TestSink;
import io.hopwire.sim.SimRandom;
import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SecureChannelTest
{
    private static final int SEEDS = (int)(50 * Double.parseDouble(System.getProperty("hopwire.test.scale", "1")));

    private final SecureMemory memory = new SecureMemory(1 << 20);
    private final TestSink sink = new TestSink(200_000);
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final SecureChannel near = new SecureChannel(memory);
    private final SecureChannel far = new SecureChannel(memory);

    @Test
    void recordsAreThoseOfTheVectors()
    {
        final Map<String, Object> noise = VectorJson.object(Vectors.load("libp2p-wire.json").get("noise"));
        final byte[] there = Vectors.hex(noise.get("initiatorToResponderKey"));
        final byte[] back = Vectors.hex(noise.get("responderToInitiatorKey"));
        near.start(there, back, sink, this::hear);
        far.start(back, there, sink, this::hear);
        final List<Object> rows = VectorJson.array(noise.get("transport"));
        assertTrue(rows.size() >= 3);
        for (final Object row : rows)
        {
            final Map<String, Object> message = VectorJson.object(row);
            final boolean isThere = "initiator to responder".equals(message.get("direction"));
            check(isThere ? near : far, isThere ? far : near, message);
        }
    }

    /** Of snow and Cacophony, whose prologues and payloads are other than libp2p's. */
    @Test
    void recordsAreThoseOfNoisesOwnVectors()
    {
        int checked = 0;
        for (final Object row : VectorJson.array(Vectors.load("noise.json").get("vectors")))
        {
            final Map<String, Object> vector = VectorJson.object(row);
            if ("Noise_XX_25519_ChaChaPoly_SHA256".equals(vector.get("protocol_name")))
            {
                checkVector(vector);
                checked++;
            }
        }
        assertEquals(2, checked);
    }

    private void checkVector(final Map<String, Object> vector)
    {
        final NoiseHandshake[] sides = {begin(vector, true), begin(vector, false)};
        final List<Object> messages = VectorJson.array(vector.get("messages"));
        final UnsafeBuffer wire = new UnsafeBuffer(new byte[1000]);
        final UnsafeBuffer text = new UnsafeBuffer(new byte[1000]);
        for (int i = 0; i < 3; i++)
        {
            final byte[] payload = Vectors.hex(VectorJson.object(messages.get(i)).get("payload"));
            text.putBytes(0, payload);
            final int length = sides[i % 2].writeMessage(text, 0, payload.length, wire, 0);
            assertEquals(payload.length, sides[1 - i % 2].readMessage(wire, 0, length, text, 0));
        }
        final byte[] there = new byte[32];
        final byte[] back = new byte[32];
        sides[0].split(there, back);
        near.start(there, back, sink, this::hear);
        far.start(back, there, sink, this::hear);
        for (int i = 3; i < messages.size(); i++)
        {
            final Map<String, Object> message = VectorJson.object(messages.get(i));
            final String sealed = (String)message.get("ciphertext");
            check(1 == i % 2 ? far : near, 1 == i % 2 ? near : far, Map.of(
                "plaintext", message.get("payload"), "framed", String.format("%04x", sealed.length() / 2) + sealed));
        }
    }

    private static NoiseHandshake begin(final Map<String, Object> vector, final boolean isInitiator)
    {
        final NoiseProtocol protocol = new NoiseProtocol((String)vector.get("protocol_name"));
        final NoiseHandshake handshake = new NoiseHandshake(protocol, new HopwireCrypto());
        final String side = isInitiator ? "init" : "resp";
        final UnsafeBuffer prologue = new UnsafeBuffer(Vectors.hex(vector.get(side + "_prologue")));
        handshake.start(protocol, isInitiator, prologue, 0, prologue.capacity(), new NoiseHandshake.Keys(
            Vectors.hex(vector.get(side + "_static")), Vectors.hex(vector.get(side + "_ephemeral")), null, null));
        return handshake;
    }

    private void check(final SecureChannel from, final SecureChannel to, final Map<String, Object> message)
    {
        final byte[] text = Vectors.hex(message.get("plaintext"));
        final byte[] record = Vectors.hex(message.get("framed"));
        if (text.length > 0)
        {
            write(from, text);
            from.flush();
            assertEquals(message.get("framed"), Vectors.hex(sink.takeAll()));
        }
        else
        {
            // We never send an empty one, but the number of the next record is as if we had.
            from.sendCounter++;
        }
        heard.reset();
        to.onBytes(new UnsafeBuffer(record), 0, record.length, 0);
        assertArrayEquals(text, heard.toByteArray());
        assertNull(to.fault());
    }

    @Test
    void framesShareARecordUntilItIsFlushed()
    {
        start();
        write(near, new byte[5]);
        write(near, new byte[0]);
        write(near, new byte[7]);
        assertEquals(0, sink.length());
        near.flush();
        near.flush();
        assertEquals(SecureChannel.PREFIX + 12 + SecureChannel.TAG, sink.length());
    }

    @Test
    void aFullRecordIsSealedAtOnceAndTheLongestIsOpened()
    {
        start();
        assertEquals(SecureChannel.MAX_PLAINTEXT, near.room());
        write(near, new byte[SecureChannel.MAX_PLAINTEXT]);
        assertEquals(SecureChannel.MAX_RECORD, sink.length());
        final byte[] record = sink.takeAll();
        far.onBytes(new UnsafeBuffer(record), 0, record.length, 0);
        assertEquals(SecureChannel.MAX_PLAINTEXT, heard.size());
    }

    @Test
    void aSinkWithoutRoomHasNone()
    {
        final TestSink small = new TestSink(30);
        near.start(key(1), key(2), small, this::hear);
        assertEquals(12, near.room());
        write(near, new byte[10]);
        assertEquals(2, near.room());
        near.flush();
        assertEquals(0, near.room());
        small.take(small.length());
        assertEquals(12, near.room());
    }

    @Test
    void eachByteComesOnceAndInOrderHoweverItIsCut()
    {
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            final SimRandom random = new SimRandom(seed);
            start();
            heard.reset();
            final ByteArrayOutputStream said = new ByteArrayOutputStream();
            for (int i = 0; i < 60; i++)
            {
                final byte[] text = new byte[random.nextInt(random.nextInt(3) == 0 ? 60_000 : 100)];
                random.nextBytes(text, 0, text.length);
                said.writeBytes(text);
                write(near, text);
                if (random.nextInt(3) > 0)
                {
                    near.flush();
                    carry(random);
                }
            }
            near.flush();
            while (sink.length() > 0)
            {
                carry(random);
            }
            assertArrayEquals(said.toByteArray(), heard.toByteArray(), "seed " + seed);
            assertNull(far.fault());
            assertEquals(0, memory.usedBytes());
        }
    }

    @Test
    void recordsThatAreNotAuthenticEndIt()
    {
        start();
        write(near, new byte[10]);
        near.flush();
        final byte[] first = sink.takeAll();
        write(near, new byte[10]);
        near.flush();
        final byte[] second = sink.takeAll();
        for (int at = 2; at < first.length; at++)
        {
            start();
            final byte[] changed = first.clone();
            changed[at] ^= 1;
            refuses(SecureFault.AUTHENTICATION, changed);
        }
        start();
        refuses(SecureFault.AUTHENTICATION, second);
        start();
        far.onBytes(new UnsafeBuffer(first.clone()), 0, first.length, 0);
        assertEquals(10, heard.size());
        heard.reset();
        refuses(SecureFault.AUTHENTICATION, first.clone());
    }

    @Test
    void recordsWithoutATagEndIt()
    {
        for (int length = 0; length < SecureChannel.TAG; length++)
        {
            start();
            refuses(SecureFault.RECORD_LENGTH, new byte[]{0, (byte)length, 1, 2, 3});
            start();
            far.onBytes(new UnsafeBuffer(new byte[1]), 0, 1, 0);
            refuses(SecureFault.RECORD_LENGTH, new byte[]{(byte)length, 9});
        }
    }

    @Test
    void whatIsHeldGrowsWithWhatCame()
    {
        start();
        final UnsafeBuffer one = new UnsafeBuffer(new byte[]{(byte)0xFF});
        for (int i = 1; i <= SecureChannel.MAX_RECORD - 1; i++)
        {
            far.onBytes(one, 0, 1, 0);
            assertTrue(memory.usedBytes() <= Math.max(1024, 2 * i), memory.usedBytes() + " for " + i);
        }
        assertNull(far.fault());
        far.onBytes(one, 0, 1, 0);
        assertEquals(SecureFault.AUTHENTICATION, far.fault());
        assertEquals(0, memory.usedBytes());
    }

    @Test
    void memoryForCutRecordsHasABound()
    {
        final SecureMemory little = new SecureMemory(4 * 1024);
        final SecureChannel[] channels = new SecureChannel[5];
        for (int i = 0; i < channels.length; i++)
        {
            channels[i] = new SecureChannel(little);
            channels[i].start(key(1), key(2), sink, this::hear);
            channels[i].onBytes(new UnsafeBuffer(new byte[]{2, 0, 0}), 0, 3, 0);
        }
        assertNull(channels[3].fault());
        assertEquals(SecureFault.MEMORY, channels[4].fault());
        channels[0].close();
        channels[1].close();
        channels[3].close();
        channels[2].onBytes(new UnsafeBuffer(new byte[400]), 0, 400, 0);
        assertNull(channels[2].fault());
        channels[0].start(key(1), key(2), sink, this::hear);
        channels[0].onBytes(new UnsafeBuffer(new byte[]{8, 0}), 0, 2, 0);
        channels[0].onBytes(new UnsafeBuffer(new byte[1500]), 0, 1500, 0);
        assertNull(channels[0].fault(), "two free ones make room for one of twice the size");
        assertEquals(3 * 1024, little.usedBytes());
    }

    @Test
    void noKeyProtectsMoreThanItMay()
    {
        start();
        near.sendCounter = -2;
        far.receiveCounter = -2;
        write(near, new byte[3]);
        near.flush();
        final byte[] record = sink.takeAll();
        far.onBytes(new UnsafeBuffer(record.clone()), 0, record.length, 0);
        assertEquals(3, heard.size());
        far.onBytes(new UnsafeBuffer(record), 0, record.length, 0);
        assertEquals(SecureFault.KEY_USED_UP, far.fault());
        write(near, new byte[3]);
        near.flush();
        assertEquals(SecureFault.KEY_USED_UP, near.fault());
        assertEquals(0, sink.length());
        assertEquals(0, near.room());
    }

    @Test
    void whoeverHearsMayCloseIt()
    {
        start();
        write(near, new byte[3]);
        near.flush();
        write(near, new byte[3]);
        near.flush();
        final byte[] records = sink.takeAll();
        final int[] count = new int[1];
        far.start(key(2), key(1), sink, (buffer, offset, length, nowNs) ->
        {
            count[0]++;
            far.close();
        });
        far.onBytes(new UnsafeBuffer(records), 0, records.length, 0);
        assertEquals(1, count[0]);
        assertNull(far.fault());
    }

    @Test
    void allocatesNothing()
    {
        final long[] bytes = new long[1];
        near.start(key(1), key(2), sink, this::hear);
        far.start(key(2), key(1), sink, (buffer, offset, length, nowNs) -> bytes[0] += length);
        final UnsafeBuffer text = new UnsafeBuffer(new byte[900]);
        final UnsafeBuffer lent = new UnsafeBuffer(new byte[8192]);
        assertEquals(0, Allocations.minimumPerRound(200, () ->
        {
            for (int i = 0; i < 4; i++)
            {
                near.buffer().putBytes(near.offset(), text, 0, text.capacity());
                near.commit(text.capacity());
                near.flush();
            }
            final int length = sink.length();
            lent.putBytes(0, sink.memory(), 0, length);
            sink.take(length);
            // The second and the last one are cut.
            far.onBytes(lent, 0, 1500, 0);
            far.onBytes(lent, 1500, 1300, 0);
            far.onBytes(lent, 2800, length - 2800, 0);
        }));
        assertEquals(20L * 200 * 4 * 900, bytes[0]);
    }

    private void start()
    {
        near.start(key(1), key(2), sink, this::hear);
        far.start(key(2), key(1), sink, this::hear);
    }

    private void refuses(final SecureFault fault, final byte[] bytes)
    {
        far.onBytes(new UnsafeBuffer(bytes), 0, bytes.length, 0);
        assertEquals(fault, far.fault());
        assertEquals(0, heard.size());
        assertEquals(0, memory.usedBytes());
        far.onBytes(new UnsafeBuffer(bytes), 0, bytes.length, 0);
        assertEquals(0, heard.size());
    }

    private void carry(final SimRandom random)
    {
        final int length = Math.min(sink.length(), 1 + random.nextInt(80_000));
        int done = 0;
        while (done < length)
        {
            final int part = Math.min(length - done, 1 + random.nextInt(random.nextInt(2) == 0 ? 20 : 70_000));
            final UnsafeBuffer lent = new UnsafeBuffer(new byte[part]);
            lent.putBytes(0, sink.memory(), done, part);
            far.onBytes(lent, 0, part, 0);
            done += part;
        }
        sink.take(length);
    }

    private static void write(final SecureChannel channel, final byte[] text)
    {
        int done = 0;
        while (done < text.length)
        {
            final int part = Math.min(text.length - done, channel.room());
            channel.buffer().putBytes(channel.offset(), text, done, part);
            channel.commit(part);
            done += part;
            if (0 == channel.room())
            {
                channel.flush();
            }
        }
    }

    private void hear(final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final byte[] text = new byte[length];
        buffer.getBytes(offset, text);
        heard.writeBytes(text);
    }

    private static byte[] key(final int value)
    {
        final byte[] key = new byte[32];
        Arrays.fill(key, (byte)value);
        return key;
    }
}
