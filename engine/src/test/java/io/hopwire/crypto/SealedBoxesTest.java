package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.link.TestEntropy;
import io.hopwire.sim.NullCrypto;
import io.hopwire.spi.EntropySource;
import io.hopwire.test.Allocations;
import io.hopwire.test.Figures;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import static io.hopwire.test.Vectors.hex;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("fallback")
class SealedBoxesTest
{
    private static final byte[] INFO = "test boxes".getBytes(US_ASCII);
    private static final UnsafeBuffer AD = new UnsafeBuffer("header".getBytes(US_ASCII));
    private static final byte CANARY = 0x5A;
    /** To make one takes a while. */
    private static final Map<Integer, byte[]> RSA_KEYS = new HashMap<>();

    private final HopwireCrypto crypto = new HopwireCrypto();
    private final EntropySource entropy = new TestEntropy(7);
    private final UnsafeBuffer plain = new UnsafeBuffer(new byte[SealedBoxes.MAX_LENGTH + 64]);
    private final UnsafeBuffer box = new UnsafeBuffer(ByteBuffer.allocateDirect(SealedBoxes.MAX_LENGTH + 1024));
    private final UnsafeBuffer opened = new UnsafeBuffer(new byte[SealedBoxes.MAX_LENGTH + 64]);

    /** Both ends of one kind of box. */
    private record Pair(SealedBoxes sender, SealedBoxes recipient)
    {
    }

    @ParameterizedTest
    @EnumSource(BoxKind.class)
    void opensWhatWasSealed(final BoxKind kind)
    {
        final Pair pair = pair(kind);
        final TestEntropy random = new TestEntropy(1);
        for (final int length : new int[]{0, 1, 15, 16, 17, 63, 64, 157, 158, 159, 1_000, SealedBoxes.MAX_LENGTH})
        {
            final byte[] bytes = new byte[length];
            random.nextBytes(bytes, 0, length);
            plain.putBytes(3, bytes);
            pair.sender.associate(AD, 1, 5);
            final int sealed = pair.sender.seal(plain, 3, length, box, 11);
            assertEquals(pair.sender.lengthOf(length), sealed);
            assertEquals(kind.lengthOf(length), sealed);
            assertEquals(kind, BoxKind.of(box.getByte(11)));
            pair.recipient.associate(AD, 1, 5);
            assertEquals(length, pair.recipient.open(box, 11, sealed, opened, 7));
            final byte[] found = new byte[length];
            opened.getBytes(7, found);
            assertArrayEquals(bytes, found);
        }
    }

    @ParameterizedTest
    @EnumSource(BoxKind.class)
    void isMadeAndOpenedInPlace(final BoxKind kind)
    {
        final Pair pair = pair(kind);
        final byte[] message = "in place, and shifted".getBytes(US_ASCII);
        for (final int shift : new int[]{0, 1, 40, 300})
        {
            box.putBytes(shift, message);
            final int sealed = pair.sender.seal(box, shift, message.length, box, 0);
            assertEquals(message.length, pair.recipient.open(box, 0, sealed, box, 0));
            final byte[] found = new byte[message.length];
            box.getBytes(0, found);
            assertArrayEquals(message, found);
        }
    }

    @ParameterizedTest
    @EnumSource(BoxKind.class)
    void noTwoBoxesOfOneMessageAreAlike(final BoxKind kind)
    {
        final Pair pair = pair(kind);
        final int sealed = pair.sender.seal(plain, 0, 100, box, 0);
        pair.sender.seal(plain, 0, 100, box, 1_000);
        int same = 0;
        for (int i = 1; i < sealed; i++)
        {
            same += box.getByte(i) == box.getByte(1_000 + i) ? 1 : 0;
        }
        assertTrue(same < 20, same + " bytes are the same");
    }

    @ParameterizedTest
    @EnumSource(BoxKind.class)
    void everyByteCounts(final BoxKind kind)
    {
        final Pair pair = pair(kind);
        final int sealed = seal(pair, 20);
        for (int i = 0; i < sealed; i++)
        {
            for (final int bit : new int[]{1, 0x80})
            {
                box.putByte(i, (byte)(box.getByte(i) ^ bit));
                final BoxFault fault = refused(pair, sealed);
                final boolean isKind = 0 == i;
                assertTrue(
                    BoxFault.AUTHENTICATION == fault || isKind && BoxFault.UNKNOWN_KIND == fault,
                    "byte " + i + ": " + fault);
                box.putByte(i, (byte)(box.getByte(i) ^ bit));
            }
        }
        assertOpens(pair, sealed, 20);
    }

    @ParameterizedTest
    @EnumSource(BoxKind.class)
    void everyOtherLengthIsRefused(final BoxKind kind)
    {
        final Pair pair = pair(kind);
        final int sealed = seal(pair, 20);
        for (int length = 0; length < sealed; length++)
        {
            assertEquals(
                length < pair.sender.lengthOf(0) ? BoxFault.TOO_SHORT : BoxFault.AUTHENTICATION,
                refused(pair, length), "length " + length);
        }
        assertEquals(BoxFault.AUTHENTICATION, refused(pair, sealed + 1));
        assertEquals(BoxFault.TOO_LONG, refused(pair, pair.sender.lengthOf(SealedBoxes.MAX_LENGTH + 1)));
        assertOpens(pair, sealed, 20);
    }

    @ParameterizedTest
    @EnumSource(BoxKind.class)
    void belongsToItsAssociatedDataAndToItsPurpose(final BoxKind kind)
    {
        final Pair pair = pair(kind);
        final int sealed = seal(pair, 20);
        pair.recipient.associate(AD, 0, 5);
        assertEquals(BoxFault.AUTHENTICATION, BoxFault.of(pair.recipient.open(box, 0, sealed, opened, 0)));
        assertEquals(BoxFault.AUTHENTICATION, BoxFault.of(pair.recipient.open(box, 0, sealed, opened, 0)));
        final Pair other = pair(kind, "other boxes".getBytes(US_ASCII));
        assertEquals(BoxFault.AUTHENTICATION, refused(other, sealed));
        // Those of a box that was refused are not those of the next one.
        pair.recipient.associate(AD, 0, 6);
        assertEquals(BoxFault.TOO_SHORT, BoxFault.of(pair.recipient.open(box, 0, 3, opened, 0)));
        assertEquals(BoxFault.AUTHENTICATION, BoxFault.of(pair.recipient.open(box, 0, sealed, opened, 0)));
        assertOpens(pair, sealed, 20);
    }

    @ParameterizedTest
    @EnumSource(BoxKind.class)
    void saysWhatIsMissing(final BoxKind kind)
    {
        final Pair pair = pair(kind);
        assertEquals(
            BoxFault.TOO_LONG, BoxFault.of(pair.sender.seal(plain, 0, SealedBoxes.MAX_LENGTH + 1, box, 0)));
        final UnsafeBuffer narrow = new UnsafeBuffer(new byte[pair.sender.lengthOf(20)]);
        final int tooMuch = kind.plaintextOf(narrow.capacity()) + 1;
        assertEquals(BoxFault.NO_ROOM, BoxFault.of(pair.sender.seal(plain, 0, tooMuch, narrow, 0)));
        assertEquals(BoxFault.NO_ROOM, BoxFault.of(pair.sender.seal(plain, 0, 20, narrow, 1)));
        assertEquals(narrow.capacity(), pair.sender.seal(plain, 0, 20, narrow, 0));
        final UnsafeBuffer room = new UnsafeBuffer(new byte[19]);
        assertEquals(
            BoxFault.NO_ROOM, BoxFault.of(pair.recipient.open(narrow, 0, narrow.capacity(), room, 0)));
        final SealedBoxes lonely = kind.isOfRsa() ?
            new RsaBoxes(entropy, null, INFO, kind) : boxes(kind, IdentitySchemes.X25519, key(1), INFO);
        assertEquals(BoxFault.NO_PEER, BoxFault.of(lonely.seal(plain, 0, 20, box, 0)));
        final int sealed = seal(pair, 20);
        final BoxFault without = BoxKind.RSA_2048 == kind ? BoxFault.NO_PRIVATE_KEY :
            kind.provesSender() ? BoxFault.NO_PEER : BoxFault.AUTHENTICATION;
        assertEquals(without, BoxFault.of(lonely.open(box, 0, sealed, opened, 0)));
        box.putByte(0, (byte)(kind.isOfRsa() ? 1 : 5));
        assertEquals(BoxFault.UNKNOWN_KIND, refused(pair, pair.sender.lengthOf(0)));
    }

    @Test
    void whoHasNoKeyProvesNothing()
    {
        final SealedBoxes lonely = new RsaBoxes(entropy, null, INFO, BoxKind.RSA_2048_FROM);
        assertTrue(lonely.peer(address(IdentitySchemes.RSA_2048, rsaKey(1)), 0));
        assertEquals(BoxFault.NO_PRIVATE_KEY, BoxFault.of(lonely.seal(plain, 0, 20, box, 0)));
    }

    @ParameterizedTest
    @EnumSource(value = BoxKind.class, names = {"RSA_2048", "RSA_2048_FROM"}, mode = EnumSource.Mode.EXCLUDE)
    void isForOneAloneAndFromOneAlone(final BoxKind kind)
    {
        final Pair pair = pair(kind);
        final int sealed = seal(pair, 20);
        final SealedBoxes third = boxes(kind, IdentitySchemes.X25519, key(3), INFO);
        third.peer(address(IdentitySchemes.X25519, key(1)), 0);
        third.associate(AD, 0, 6);
        assertEquals(BoxFault.AUTHENTICATION, BoxFault.of(third.open(box, 0, sealed, opened, 0)));
        // Somebody else says that he is the sender.
        third.peer(address(IdentitySchemes.X25519, key(2)), 0);
        third.associate(AD, 0, 6);
        final int forged = third.seal(plain, 0, 20, box, 0);
        pair.recipient.associate(AD, 0, 6);
        assertEquals(
            kind.provesSender() ? BoxFault.AUTHENTICATION.code() : 20,
            pair.recipient.open(box, 0, forged, opened, 0));
    }

    /** Between keys of RSA boxes are signed: nobody else's signature counts, and none for another box. */
    @Test
    void isSignedByOneAloneForOneAlone()
    {
        final BoxKind kind = BoxKind.RSA_2048_FROM;
        final Pair pair = pair(kind);
        for (final int length : new int[]{20, 158, 400})
        {
            final int sealed = seal(pair, length);
            final SealedBoxes third = new RsaBoxes(entropy, rsaKey(3), INFO, kind);
            // Who is not the recipient.
            third.peer(address(IdentitySchemes.RSA_2048, rsaKey(1)), 0);
            third.associate(AD, 0, 6);
            assertEquals(BoxFault.AUTHENTICATION, BoxFault.of(third.open(box, 0, sealed, opened, 0)));
            // Signed by somebody else, who takes the sender's name; and what he seals opens where he says who he is.
            third.peer(address(IdentitySchemes.RSA_2048, rsaKey(2)), 0);
            third.associate(AD, 0, 6);
            final int forged = third.seal(plain, 0, length, box, 0);
            assertEquals(BoxFault.AUTHENTICATION, refused(pair, forged));
            pair.recipient.peer(address(IdentitySchemes.RSA_2048, rsaKey(3)), 0);
            assertOpens(pair, forged, length);
            pair.recipient.peer(address(IdentitySchemes.RSA_2048, rsaKey(1)), 0);
            // The signature of another box of the same sender, and none.
            seal(pair, length);
            final byte[] signature = new byte[256];
            box.getBytes(sealed - 256, signature);
            seal(pair, length);
            box.putBytes(sealed - 256, signature);
            assertEquals(BoxFault.AUTHENTICATION, refused(pair, sealed));
            box.setMemory(sealed - 256, 256, (byte)0);
            assertEquals(BoxFault.AUTHENTICATION, refused(pair, sealed));
            box.setMemory(sealed - 256, 256, (byte)0xff);
            assertEquals(BoxFault.AUTHENTICATION, refused(pair, sealed));
        }
    }

    @ParameterizedTest
    @EnumSource(value = BoxKind.class, names = {"RSA_2048", "RSA_2048_FROM"}, mode = EnumSource.Mode.EXCLUDE)
    void pointsOfSmallOrderAreRefused(final BoxKind kind)
    {
        final Pair pair = pair(kind);
        final int sealed = seal(pair, 20);
        for (final String point : HpkeTest.SMALL_ORDER)
        {
            box.putBytes(1, hex(point));
            assertEquals(BoxFault.BAD_KEY, refused(pair, sealed), point);
            pair.sender.peer(new UnsafeBuffer(hex(point)), 0);
            opened.setMemory(0, 200, CANARY);
            assertEquals(BoxFault.BAD_KEY, BoxFault.of(pair.sender.seal(plain, 0, 20, opened, 0)), point);
            assertUntouched();
        }
    }

    @ParameterizedTest
    @EnumSource(value = BoxKind.class, names = {"RSA_2048", "RSA_2048_FROM"}, mode = EnumSource.Mode.EXCLUDE)
    void isForAddressesOfOtherSchemesToo(final BoxKind kind)
    {
        final IdentityScheme scheme = IdentitySchemes.ED25519;
        final SealedBoxes sender = boxes(kind, scheme, key(1), INFO);
        final SealedBoxes recipient = boxes(kind, scheme, key(2), INFO);
        assertTrue(sender.peer(address(scheme, key(2)), 0));
        assertTrue(recipient.peer(address(scheme, key(1)), 0));
        assertEquals(20, recipient.open(box, 0, sender.seal(plain, 0, 20, box, 0), opened, 0));
        assertFalse(sender.peer(new UnsafeBuffer(hex("01" + "00".repeat(31))), 0), "the neutral point");
        assertEquals(BoxFault.NO_PEER, BoxFault.of(sender.seal(plain, 0, 20, box, 0)));
    }

    /** What it takes of its own; keys are agreed on by others, which do allocate. */
    @ParameterizedTest
    @ValueSource(strings = {"X25519_CHACHA20", "X25519_CHACHA20_FROM"})
    void allocatesNothingOfItsOwn(final String name)
    {
        final BoxKind kind = BoxKind.valueOf(name);
        final Pair real = pair(kind);
        final CryptoProvider light = new NullCrypto();
        final X25519Boxes boxes = new X25519Boxes(
            light, entropy, new X25519Boxes.Owner(IdentitySchemes.X25519, key(1), INFO), kind);
        final byte[] own = new byte[32];
        light.publicKey(key(1), own);
        final UnsafeBuffer address = new UnsafeBuffer(own);
        assertEquals(0, Allocations.minimumPerRound(1_000, () -> roundTrip(boxes, boxes, address)));
        Figures.say("%s, 100 B sealed and opened: 0 B, and %d B of X25519",
            kind, bytesOf(real));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X25519_AES_256", "RSA_2048", "RSA_2048_FROM"})
    void saysWhatItAllocates(final String name)
    {
        final Pair pair = pair(BoxKind.valueOf(name));
        final long bytes = bytesOf(pair);
        Figures.say("%s, 100 B sealed and opened: %d B", name, bytes);
        assertTrue(bytes < 200_000, "bounded: " + bytes);
    }

    private long bytesOf(final Pair pair)
    {
        return Allocations.minimumPerRound(3, 5, 20, () -> roundTrip(pair.sender, pair.recipient, null)) / 20;
    }

    @Test
    void reasonsAndKindsHaveTheirNumbers()
    {
        for (final BoxFault fault : BoxFault.values())
        {
            assertEquals(fault, BoxFault.of(fault.code()));
        }
        for (final BoxKind kind : BoxKind.values())
        {
            assertEquals(kind, BoxKind.of(kind.id()));
        }
        for (final int none : new int[]{0, 1, 100, -BoxFault.values().length - 1, Integer.MIN_VALUE})
        {
            assertNull(BoxFault.of(none));
        }
        for (final int none : new int[]{0, -1, 7, 127, -128})
        {
            assertNull(BoxKind.of(none));
        }
        assertThrows(IllegalArgumentException.class, () ->
            boxes(BoxKind.RSA_2048, IdentitySchemes.X25519, key(1), INFO));
        assertThrows(IllegalArgumentException.class, () ->
            new RsaBoxes(entropy, null, INFO, BoxKind.X25519_CHACHA20));
        assertEquals(BoxKind.RSA_2048_FROM, BoxKind.of(IdentitySchemes.RSA_2048));
        assertEquals(BoxKind.X25519_CHACHA20_FROM, BoxKind.of(IdentitySchemes.ED25519));
    }

    private void roundTrip(final SealedBoxes sender, final SealedBoxes recipient, final UnsafeBuffer addressOrNull)
    {
        if (null != addressOrNull)
        {
            sender.peer(addressOrNull, 0);
        }
        sender.associate(AD, 0, 6);
        final int sealed = sender.seal(plain, 0, 100, box, 0);
        recipient.associate(AD, 0, 6);
        if (100 != recipient.open(box, 0, sealed, opened, 0))
        {
            throw new AssertionError("not opened");
        }
    }

    private int seal(final Pair pair, final int length)
    {
        plain.setMemory(0, length, (byte)0x77);
        pair.sender.associate(AD, 0, 6);
        final int sealed = pair.sender.seal(plain, 0, length, box, 0);
        assertTrue(sealed > 0, () -> "not sealed: " + BoxFault.of(sealed));
        return sealed;
    }

    private void assertOpens(final Pair pair, final int sealed, final int length)
    {
        pair.recipient.associate(AD, 0, 6);
        assertEquals(length, pair.recipient.open(box, 0, sealed, opened, 0));
    }

    /** Why the box is refused; nothing must be written. */
    private BoxFault refused(final Pair pair, final int length)
    {
        opened.setMemory(0, 200, CANARY);
        pair.recipient.associate(AD, 0, 6);
        final int answer = pair.recipient.open(box, 0, length, opened, 0);
        assertNotEquals(null, BoxFault.of(answer), "opened " + answer);
        assertUntouched();
        return BoxFault.of(answer);
    }

    private void assertUntouched()
    {
        final byte[] expected = new byte[200];
        Arrays.fill(expected, CANARY);
        final byte[] found = new byte[200];
        opened.getBytes(0, found);
        assertArrayEquals(expected, found, "something was written");
    }

    private Pair pair(final BoxKind kind)
    {
        return pair(kind, INFO);
    }

    private Pair pair(final BoxKind kind, final byte[] info)
    {
        final Pair pair;
        if (kind.isOfRsa())
        {
            pair = new Pair(
                new RsaBoxes(entropy, kind.provesSender() ? rsaKey(1) : null, info, kind),
                new RsaBoxes(entropy, rsaKey(2), info, BoxKind.RSA_2048));
            assertTrue(pair.sender.peer(address(IdentitySchemes.RSA_2048, rsaKey(2)), 0));
            assertTrue(pair.recipient.peer(address(IdentitySchemes.RSA_2048, rsaKey(1)), 0));
        }
        else
        {
            final IdentityScheme scheme = IdentitySchemes.X25519;
            pair = new Pair(boxes(kind, scheme, key(1), info), boxes(kind, scheme, key(2), info));
            assertTrue(pair.sender.peer(address(scheme, key(2)), 0));
            assertTrue(pair.recipient.peer(address(scheme, key(1)), 0));
        }
        return pair;
    }

    private SealedBoxes boxes(
        final BoxKind kind, final IdentityScheme scheme, final byte[] privateKey, final byte[] info)
    {
        return new X25519Boxes(crypto, entropy, new X25519Boxes.Owner(scheme, privateKey, info), kind);
    }

    private UnsafeBuffer address(final IdentityScheme scheme, final byte[] privateKey)
    {
        final byte[] address = new byte[scheme.addressLength()];
        scheme.address(privateKey, crypto, address);
        return new UnsafeBuffer(address);
    }

    private static byte[] rsaKey(final int number)
    {
        return RSA_KEYS.computeIfAbsent(number, (seed) ->
        {
            final byte[] key = new byte[IdentitySchemes.RSA_2048.privateKeyLength()];
            IdentitySchemes.RSA_2048.newPrivateKey(new TestEntropy(seed), key);
            return key;
        });
    }

    private static byte[] key(final int number)
    {
        final byte[] key = new byte[32];
        Arrays.fill(key, (byte)(0x11 * number));
        return key;
    }
}
