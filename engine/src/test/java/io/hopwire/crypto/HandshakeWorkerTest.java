package io.hopwire.crypto;

import io.hopwire.sim.NullCrypto;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Limits;
import io.hopwire.spi.ResultOwners;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;

import static io.hopwire.crypto.HandshakeRequest.ADVANCE;
import static io.hopwire.crypto.HandshakeRequest.DISCARD;
import static io.hopwire.crypto.HandshakeRequest.INITIATE;
import static io.hopwire.crypto.HandshakeRequest.PATTERN_IK;
import static io.hopwire.crypto.HandshakeRequest.PATTERN_XX;
import static io.hopwire.crypto.HandshakeRequest.RESPOND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HandshakeWorkerTest
{
    private static final int OFFSET = 8;
    private static final String PROLOGUE = "network";

    private final CryptoProvider crypto = new HopwireCrypto();
    private final Peer alice = new Peer(crypto, 1);
    private final Peer bob = new Peer(crypto, 2);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void finishesIk(final boolean real)
    {
        final Peer a = real ? alice : new Peer(new NullCrypto(), 1);
        final Peer b = real ? bob : new Peer(new NullCrypto(), 2);
        final Step one = a.step(INITIATE, PATTERN_IK, 7, b.publicKey, "hello", null);
        assertEquals(HandshakeResult.OK, one.status);
        assertFalse(one.finished);
        assertEquals(1, a.worker.size());
        assertEquals(32 + 48 + 3 + 5 + 16, one.message.length);

        final Step two = b.step(RESPOND, PATTERN_IK, 9, null, "world", one.message);
        assertEquals("hello", two.payload);
        assertTrue(two.finished);
        assertArrayEquals(a.publicKey, two.remoteAddress);
        assertEquals(0, b.worker.size());

        final Step three = a.step(ADVANCE, PATTERN_IK, 7, null, "", two.message);
        assertEquals("world", three.payload);
        assertEquals(0, three.message.length);
        assertArrayEquals(b.publicKey, three.remoteAddress);
        assertKeysMatch(three, two);
        assertEquals(0, a.worker.size());
        assertEquals(HandshakeResult.NO_STATE, a.step(ADVANCE, PATTERN_IK, 7, null, "", two.message).status);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void finishesXx(final boolean real)
    {
        final Peer a = real ? alice : new Peer(new NullCrypto(), 1);
        final Peer b = real ? bob : new Peer(new NullCrypto(), 2);
        final Step one = a.step(INITIATE, PATTERN_XX, 1, null, "one", null);
        assertEquals(32 + 3 + 3, one.message.length);
        assertEquals(null, one.remoteAddress);
        final Step two = b.step(RESPOND, PATTERN_XX, 1, null, "two", one.message);
        assertFalse(two.finished);
        assertEquals("one", two.payload);
        assertEquals(null, two.remoteAddress);
        final Step three = a.step(ADVANCE, PATTERN_XX, 1, null, "three", two.message);
        assertEquals("two", three.payload);
        assertTrue(three.finished);
        assertArrayEquals(b.publicKey, three.remoteAddress);
        final Step four = b.step(ADVANCE, PATTERN_XX, 1, null, "ignored", three.message);
        assertEquals("three", four.payload);
        assertTrue(four.finished);
        assertEquals(0, four.message.length);
        assertArrayEquals(a.publicKey, four.remoteAddress);
        assertKeysMatch(three, four);
        assertEquals(0, a.worker.size() + b.worker.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {PATTERN_IK, PATTERN_XX})
    void refusesEveryDamagedMessage(final int pattern)
    {
        final Random random = new Random(3);
        for (int round = 0; round < 40; round++)
        {
            final byte[] first = alice.step(INITIATE, pattern, 1, bob.publicKey, "abc", null).message;
            if (pattern == PATTERN_IK)
            {
                final byte[] damaged = damage(random, first);
                assertFailed(bob, bob.step(RESPOND, pattern, 1, null, "", damaged));
            }
            final byte[] second = bob.step(RESPOND, pattern, 1, null, "def", first).message;
            assertFailed(alice, alice.step(ADVANCE, pattern, 1, null, "", damage(random, second)));
            bob.step(DISCARD, pattern, 1, null, "", null);
        }
        for (int length = 0; length < 96; length++)
        {
            final byte[] cut = new byte[pattern == PATTERN_IK ? length : length % 32];
            assertFailed(bob, bob.step(RESPOND, pattern, 1, null, "", cut));
        }
    }

    @Test
    void refusesAKeyOfSmallOrder()
    {
        assertFailed(bob, bob.step(RESPOND, PATTERN_XX, 1, null, "", new byte[40]));
        assertFailed(alice, alice.step(INITIATE, PATTERN_IK, 1, new byte[32], "", null));
    }

    @Test
    void doesNotAgreeOnDifferentPrologues()
    {
        final Step one = alice.step(INITIATE, PATTERN_IK, 1, bob.publicKey, "", null);
        bob.prologue = "another";
        assertFailed(bob, bob.step(RESPOND, PATTERN_IK, 1, null, "", one.message));
    }

    @Test
    void displacesTheOldest()
    {
        final Step two = bob.step(
            RESPOND, PATTERN_XX, 1, null, "", alice.step(INITIATE, PATTERN_XX, 0, null, "", null).message);
        for (int i = 1; i <= Peer.MAX_HANDSHAKES; i++)
        {
            alice.step(INITIATE, PATTERN_XX, i, null, "", null);
        }
        assertEquals(Peer.MAX_HANDSHAKES, alice.worker.size());
        assertEquals(HandshakeResult.NO_STATE, alice.step(ADVANCE, PATTERN_XX, 0, null, "", two.message).status);
        assertEquals(HandshakeResult.INVALID_MESSAGE, alice.step(ADVANCE, PATTERN_XX, 1, null, "", two.message).status);
        assertEquals(Peer.MAX_HANDSHAKES - 1, alice.worker.size());
        alice.worker.close();
        assertEquals(0, alice.worker.size());
    }

    @Test
    void refusesAPayloadThatIsNone()
    {
        alice.isRaw = true;
        final Step one = alice.step(INITIATE, PATTERN_IK, 1, bob.publicKey, "not fields", null);
        assertEquals(HandshakeResult.INVALID_PAYLOAD, bob.step(RESPOND, PATTERN_IK, 1, null, "", one.message).status);
        assertEquals(0, bob.worker.size());
        final String withOptional = "\1\2\0hi" + "\u0003\0\0";
        final Step required = alice.step(INITIATE, PATTERN_IK, 1, bob.publicKey, withOptional, null);
        assertEquals(
            HandshakeResult.INVALID_PAYLOAD, bob.step(RESPOND, PATTERN_IK, 1, null, "", required.message).status);
    }

    @Test
    void refusesACertificateWhereThereMustBeNone()
    {
        alice.isRaw = true;
        final String certified = "\1\2\0hi" + "\2\3\0abc";
        final Step one = alice.step(INITIATE, PATTERN_IK, 1, bob.publicKey, certified, null);
        assertEquals(
            HandshakeResult.INVALID_CERTIFICATE, bob.step(RESPOND, PATTERN_IK, 1, null, "", one.message).status);
        assertEquals(0, bob.worker.size());
    }

    @Test
    void doesNotAskForAnAddressOfAnotherLength()
    {
        final Step one = alice.step(INITIATE, PATTERN_IK, 1, new byte[33], "", null);
        assertEquals(HandshakeResult.INVALID_ADDRESS, one.status);
        assertEquals(0, alice.worker.size());
    }

    @Test
    void remembersTheSecretWithWhomItHasAskedBefore()
    {
        final CountingCrypto counting = new CountingCrypto();
        final Peer asking = new Peer(counting, 1);
        final Peer carol = new Peer(crypto, 3);
        assertEquals(List.of(4, 2), costs(counting, () -> handshake(asking, bob)));
        assertEquals(List.of(3, 1), costs(counting, () -> handshake(asking, bob)));
        assertEquals(List.of(4, 1), costs(counting, () -> handshake(asking, carol)));
        for (int i = 0; i < 200; i++)
        {
            // More than it remembers: each is displaced, and none is taken for another.
            handshake(asking, new Peer(crypto, 100 + i));
        }
        handshake(asking, bob);
        assertEquals(List.of(3, 1), costs(counting, () -> handshake(asking, bob)));
    }

    @Test
    void doesNotTellByItsTimeWhoHasAskedItBefore()
    {
        final CountingCrypto counting = new CountingCrypto();
        final Peer asked = new Peer(counting, 2);
        handshake(alice, asked);
        assertEquals(List.of(4, 1), costs(counting, () -> handshake(alice, asked)));
    }

    @Test
    void startsAnewUnderTheSameNumber()
    {
        alice.step(INITIATE, PATTERN_XX, 5, null, "", null);
        final Step one = alice.step(INITIATE, PATTERN_IK, 5, bob.publicKey, "", null);
        assertEquals(1, alice.worker.size());
        final Step two = bob.step(RESPOND, PATTERN_IK, 5, null, "", one.message);
        assertKeysMatch(alice.step(ADVANCE, PATTERN_IK, 5, null, "", two.message), two);
    }

    @Test
    void keepsOwnersApart()
    {
        alice.step(INITIATE, PATTERN_XX, 5, null, "", null);
        alice.owner = 1;
        alice.step(INITIATE, PATTERN_XX, 5, null, "", null);
        assertEquals(2, alice.worker.size());
        alice.step(DISCARD, PATTERN_XX, 5, null, "", null);
        assertEquals(1, alice.worker.size());
    }

    @Test
    void neverExceedsALimit()
    {
        // Message 1 of XX is not encrypted and carries no fields.
        alice.isRaw = true;
        final String longest = "x".repeat(Limits.MAX_SLOW_WORK_LENGTH - HandshakeResult.HEADER_LENGTH - 32);
        final Step fits = alice.step(INITIATE, PATTERN_XX, 1, null, longest, null);
        assertEquals(HandshakeResult.OK, fits.status);
        assertEquals(HandshakeResult.LIMIT, bob.step(RESPOND, PATTERN_XX, 1, null, "", fits.message).status);
        assertEquals(HandshakeResult.LIMIT, alice.step(INITIATE, PATTERN_XX, 1, null, longest + "x", null).status);
        assertEquals(0, alice.worker.size() + bob.worker.size());
    }

    @Test
    void survivesDamagedRequests()
    {
        final Random random = new Random(4);
        final UnsafeBuffer request = new UnsafeBuffer(new byte[512]);
        final UnsafeBuffer result = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
        for (int i = 0; i < 2_000; i++)
        {
            random.nextBytes(request.byteArray());
            request.putByte(1, (byte)random.nextInt(ResultOwners.MAX_OWNERS));
            request.putByte(2, (byte)random.nextInt(6));
            request.putByte(3, (byte)random.nextInt(3));
            for (int field = 16; field < 24; field += 2)
            {
                request.putShort(field, (short)random.nextInt(150));
            }
            final int length = alice.worker.execute(request, 0, random.nextInt(513), result, 0);
            assertTrue(length <= Limits.MAX_SLOW_WORK_LENGTH, "seed 4 round " + i);
        }
        assertTrue(alice.worker.size() <= Peer.MAX_HANDSHAKES);
    }

    private static void handshake(final Peer a, final Peer b)
    {
        final Step one = a.step(INITIATE, PATTERN_IK, 1, b.publicKey, "", null);
        final Step two = b.step(RESPOND, PATTERN_IK, 1, null, "", one.message);
        assertKeysMatch(a.step(ADVANCE, PATTERN_IK, 1, null, "", two.message), two);
    }

    /** Agreements, and public keys derived. */
    private static List<Integer> costs(final CountingCrypto counting, final Runnable work)
    {
        final int agreements = counting.agreements;
        final int publicKeys = counting.publicKeys;
        work.run();
        return List.of(counting.agreements - agreements, counting.publicKeys - publicKeys);
    }

    private static byte[] damage(final Random random, final byte[] message)
    {
        final byte[] damaged = message.clone();
        // The highest bit of a Curve25519 key is ignored by definition, but the handshake hash still has it.
        damaged[random.nextInt(damaged.length)] ^= (byte)(1 << random.nextInt(8));
        return damaged;
    }

    private static void assertFailed(final Peer peer, final Step step)
    {
        assertEquals(HandshakeResult.INVALID_MESSAGE, step.status);
        assertFalse(step.finished);
        assertEquals(HandshakeResult.HEADER_LENGTH, step.length);
        assertEquals(0, peer.worker.size());
    }

    private static void assertKeysMatch(final Step a, final Step b)
    {
        assertArrayEquals(a.sendKey, b.receiveKey);
        assertArrayEquals(a.receiveKey, b.sendKey);
        assertArrayEquals(a.hash, b.hash);
        assertFalse(java.util.Arrays.equals(a.sendKey, a.receiveKey));
    }

    private static final class CountingCrypto implements CryptoProvider
    {
        int agreements;
        int publicKeys;
        private final CryptoProvider crypto = new HopwireCrypto();

        @Override
        public Aead newAead()
        {
            return crypto.newAead();
        }

        @Override
        public void publicKey(final byte[] privateKey, final byte[] publicKey)
        {
            publicKeys++;
            crypto.publicKey(privateKey, publicKey);
        }

        @Override
        public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
        {
            agreements++;
            return crypto.agree(privateKey, remotePublic, shared);
        }
    }

    private static final class Step
    {
        int length;
        int status;
        boolean finished;
        String payload;
        byte[] message;
        byte[] remoteAddress;
        final byte[] sendKey = new byte[32];
        final byte[] receiveKey = new byte[32];
        final byte[] hash = new byte[32];
    }

    private static final class Peer implements EntropySource
    {
        static final int MAX_HANDSHAKES = 4;

        final byte[] publicKey = new byte[32];
        final HandshakeWorker worker;
        final Random random;
        String prologue = PROLOGUE;
        int owner = 0;
        boolean isRaw;
        private long correlation;

        Peer(final CryptoProvider crypto, final long seed)
        {
            random = new Random(seed);
            final byte[] privateKey = new byte[32];
            random.nextBytes(privateKey);
            crypto.publicKey(privateKey, publicKey);
            worker = new HandshakeWorker(crypto, this, privateKey, MAX_HANDSHAKES);
        }

        @Override
        public void nextBytes(final byte[] dst, final int offset, final int length)
        {
            for (int i = 0; i < length; i++)
            {
                dst[offset + i] = (byte)random.nextInt();
            }
        }

        @Override
        public long nextLong()
        {
            return random.nextLong();
        }

        Step step(
            final int op,
            final int pattern,
            final int id,
            final byte[] remote,
            final String payload,
            final byte[] message)
        {
            final UnsafeBuffer in = new UnsafeBuffer(new byte[2 * Limits.MAX_SLOW_WORK_LENGTH]);
            final UnsafeBuffer out = new UnsafeBuffer(new byte[OFFSET + Limits.MAX_SLOW_WORK_LENGTH]);
            final UnsafeBuffer fields = isRaw ? new UnsafeBuffer(payload.getBytes()) : hello(payload);
            final byte[] address = null == remote ? new byte[0] : remote;
            final HandshakeRequest request = new HandshakeRequest().wrapForWrite(in, OFFSET)
                .header(op, owner, pattern, id, ++correlation)
                .remoteAddress(new UnsafeBuffer(address), 0, address.length)
                .prologue(new UnsafeBuffer(prologue.getBytes()), 0, prologue.length())
                .payload(fields, 0, fields.capacity());
            if (null != message)
            {
                request.message(new UnsafeBuffer(message), 0, message.length);
            }
            final int length = worker.execute(in, OFFSET, request.length(), out, OFFSET);
            final Step step = new Step();
            step.length = length;
            if (op == DISCARD)
            {
                assertEquals(0, length);
                return step;
            }
            final HandshakeResult result = new HandshakeResult().wrap(out, OFFSET);
            assertEquals(length, result.length());
            assertEquals(op, result.op());
            assertEquals(owner, result.owner());
            assertEquals(id, result.handshakeId());
            assertEquals(correlation, result.correlation());
            read(result, out, step);
            return step;
        }

        private static UnsafeBuffer hello(final String text)
        {
            final UnsafeBuffer payload = new UnsafeBuffer(new byte[3 + text.length()]);
            HandshakePayload.putField(payload, 0, HandshakePayload.HELLO, text.length());
            payload.putBytes(3, text.getBytes());
            return payload;
        }

        private static void read(final HandshakeResult result, final UnsafeBuffer out, final Step step)
        {
            step.status = result.status();
            step.finished = result.isFinished();
            step.payload = result.payloadLength() < 3 ? "" :
                out.getStringWithoutLengthUtf8(result.payloadOffset() + 3, out.getByte(result.payloadOffset() + 1));
            step.message = new byte[result.messageLength()];
            out.getBytes(result.messageOffset(), step.message);
            if (result.hasRemoteAddress())
            {
                step.remoteAddress = new byte[result.addressLength()];
                out.getBytes(result.addressOffset(), step.remoteAddress);
            }
            result.getSendKey(step.sendKey);
            result.getReceiveKey(step.receiveKey);
            result.getHandshakeHash(step.hash);
        }
    }
}
