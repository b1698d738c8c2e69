package io.hopwire.libp2p.identity;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.sim.SimRandom;
import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PeerKeyTest
{
    private static final byte[] MESSAGE = "libp2p test message".getBytes(StandardCharsets.US_ASCII);
    private static final String ED25519_PRIVATE =
        "080112407e0830617c4a7de83925dfb2694556b12936c477a0e1feb2e148ec9da60fee7d" +
        "1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    private static final String ED25519_PUBLIC =
        "080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";
    private static final String SECP256K1_PRIVATE =
        "0802122053dadf1d5a164d6b4acdb15e24aa4c5b1d3461bdbd42abedb0a4404d56ced8fb";
    private static final String SECP256K1_PUBLIC =
        "08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99";
    private static final String ECDSA_PRIVATE =
        "08031279307702010104203e5b1fe9712e6c314942a750bd67485de3c1efe85b1bfb520ae8f9ae3dfa4a4ca00a0608" +
        "2a8648ce3d030107a14403420004de3d300fa36ae0e8f5d530899d83abab44abf3161f162a4bc901d8e6ecda020e8b" +
        "6d5f8da30525e71d6851510c098e5c47c646a597fb4dcec034e9f77c409e62";
    private static final String ECDSA_PUBLIC =
        "0803125b3059301306072a8648ce3d020106082a8648ce3d03010703420004de3d300fa36ae0e8f5d530899d83abab" +
        "44abf3161f162a4bc901d8e6ecda020e8b6d5f8da30525e71d6851510c098e5c47c646a597fb4dcec034e9f77c409e62";

    @Test
    void readsTheVectorsAndMakesTheirSignatures()
    {
        int keys = 0;
        int signatures = 0;
        for (final Object entry : VectorJson.array(Vectors.load("libp2p-peer-ids.json").get("keys")))
        {
            final Map<String, Object> vector = VectorJson.object(entry);
            final HostKey key = HostKey.decode(hex(vector.get("privateKeyProtobuf")));
            assertEquals(vector.get("type"), key.type().name().toLowerCase());
            assertEquals(vector.get("privateKeyProtobuf"), hex(key.encoded()));
            assertEquals(vector.get("publicKeyProtobuf"), hex(key.publicKey().encoded()));
            assertEquals(vector.get("peerId"), key.peerId().toString());
            assertEquals(key.publicKey(), decode((String)vector.get("publicKeyProtobuf")));
            if (null != vector.get("signature"))
            {
                final byte[] message = hex(vector.get("message"));
                assertTrue(key.publicKey().verify(message, hex(vector.get("signature"))), vector::toString);
                if (Boolean.TRUE.equals(vector.get("signatureDeterministic")))
                {
                    assertEquals(vector.get("signature"), hex(key.sign(message)));
                }
                signatures++;
            }
            assertTrue(key.publicKey().verify(MESSAGE, key.sign(MESSAGE)));
            keys++;
        }
        assertEquals(4, keys);
        assertEquals(3, signatures);
    }

    @Test
    void readsSamples()
    {
        final String[][] samples = {
            {ED25519_PRIVATE, ED25519_PUBLIC}, {SECP256K1_PRIVATE, SECP256K1_PUBLIC}, {ECDSA_PRIVATE, ECDSA_PUBLIC}};
        for (final String[] sample : samples)
        {
            final HostKey key = HostKey.decode(hex(sample[0]));
            assertEquals(sample[0], hex(key.encoded()));
            assertEquals(sample[1], hex(key.publicKey().encoded()));
            assertEquals(key.publicKey(), decode(sample[1]));
            assertFalse(key.toString().contains(sample[0].substring(8, 40)), "a secret in a text");
        }
    }

    @Test
    void ed25519SignaturesAreAsWycheproofWants()
    {
        int count = 0;
        for (final Object entry : VectorJson.array(Vectors.load("wycheproof-ed25519.json").get("groups")))
        {
            final Map<String, Object> group = VectorJson.object(entry);
            final byte[] key = hex(VectorJson.object(group.get("publicKey")).get("pk"));
            count += checkGroup(group, decode(hex(KeyMessage.encode(KeyType.ED25519, key))));
        }
        assertEquals(151, count);
    }

    @Test
    void secp256k1SignaturesAreAsWycheproofWants()
    {
        int count = 0;
        for (final Object entry : VectorJson.array(
            Vectors.load("wycheproof-ecdsa-secp256k1-sha256.json").get("groups")))
        {
            final Map<String, Object> group = VectorJson.object(entry);
            final byte[] point = hex(VectorJson.object(group.get("publicKey")).get("uncompressed"));
            final byte[] compressed = Arrays.copyOf(point, 33);
            compressed[0] = (byte)(2 + (point[64] & 1));
            count += checkGroup(group, decode(hex(KeyMessage.encode(KeyType.SECP256K1, compressed))));
        }
        assertEquals(476, count);
    }

    @Test
    void p256SignaturesAreAsWycheproofWants()
    {
        int count = 0;
        for (final Object entry : VectorJson.array(
            Vectors.load("wycheproof-ecdsa-secp256r1-sha256.json").get("groups")))
        {
            final Map<String, Object> group = VectorJson.object(entry);
            count += checkGroup(
                group, decode(hex(KeyMessage.encode(KeyType.ECDSA, hex(group.get("publicKeyDer"))))));
        }
        assertEquals(484, count);
    }

    @Test
    void rsaSignaturesAreAsWycheproofWants()
    {
        int count = 0;
        for (final Object entry : VectorJson.array(Vectors.load("wycheproof-rsa-2048-sha256.json").get("groups")))
        {
            final Map<String, Object> group = VectorJson.object(entry);
            count += checkGroup(group, decode(hex(KeyMessage.encode(KeyType.RSA, hex(group.get("publicKeyDer"))))));
        }
        assertEquals(259, count);
    }

    /** Appendix A.2.5 of RFC 6979, whose s is the greater one; BIP 62 wants the smaller, RFC 6979 does not mind. */
    @Test
    void ecdsaSignsAsRfc6979Does()
    {
        final byte[] scalar = hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
        final byte[] signature =
            EcdsaCurve.P256.sign(EcdsaCurve.P256.scalar(scalar), "sample".getBytes(StandardCharsets.US_ASCII));
        final BigInteger n = new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        final BigInteger s = new BigInteger("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8", 16);
        final DerReader reader = new DerReader(signature).enter(DerReader.SEQUENCE);
        assertEquals(
            new BigInteger("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716", 16),
            reader.integer(256));
        assertEquals(n.subtract(s), reader.integer(256));
        assertTrue(reader.isComplete());
    }

    @Test
    void makesKeysOfEachKind()
    {
        for (final KeyType type : KeyType.values())
        {
            final HostKey key = HostKey.generate(type, new SimRandom(3));
            final HostKey again = HostKey.decode(key.encoded());
            assertEquals(key.peerId(), again.peerId());
            assertArrayEquals(key.sign(MESSAGE), again.sign(MESSAGE), "a simulation repeats");
            final byte[] signature = key.sign(MESSAGE);
            assertTrue(again.publicKey().verify(MESSAGE, signature));
            assertFalse(again.publicKey().verify("another".getBytes(StandardCharsets.US_ASCII), signature));
            signature[signature.length / 2] ^= 1;
            assertFalse(again.publicKey().verify(MESSAGE, signature));
            assertFalse(again.publicKey().verify(MESSAGE, new byte[0]));
            assertNotEquals(key.peerId(), HostKey.generate(type, new SimRandom(4)).peerId());
        }
    }

    /** The specification wants one encoding: minimal numbers, type and data, once, in order, and nothing else. */
    @Test
    void takesOneEncodingOfAKey()
    {
        final String key = ED25519_PUBLIC.substring(8);
        assertEquals(IdentityError.NONE, check("08011220" + key));
        assertEquals(IdentityError.KEY_ENCODING, check("1220" + key + "0801"), "order");
        assertEquals(IdentityError.KEY_ENCODING, check("0881001220" + key), "type not minimal");
        assertEquals(IdentityError.KEY_ENCODING, check("080112a000" + key), "length not minimal");
        assertEquals(IdentityError.KEY_ENCODING, check("08011220" + key + "1800"), "another field");
        assertEquals(IdentityError.KEY_ENCODING, check("080108011220" + key), "type twice");
        assertEquals(IdentityError.KEY_ENCODING, check("1220" + key), "no type");
        assertEquals(IdentityError.KEY_ENCODING, check("0801"), "no data");
        assertEquals(IdentityError.KEY_ENCODING, check(""));
        assertEquals(IdentityError.KEY_ENCODING, check("08011221" + key), "cut");
        assertEquals(IdentityError.KEY_TYPE, check("08041220" + key));
        assertEquals(IdentityError.KEY_TYPE, check("087f1220" + key));
        assertEquals(IdentityError.KEY_LENGTH, check("0801121f" + key.substring(2)));
        assertEquals(IdentityError.KEY_LENGTH, check("08021220" + key));
        assertEquals(IdentityError.KEY_LENGTH, check("08001220" + key));
        assertEquals(IdentityError.KEY_LENGTH, check(rsaPublic(8_208, 65_537)), "too long for any");
    }

    @Test
    void aKeyThatIsCutIsNone()
    {
        for (final String key : new String[]{ED25519_PUBLIC, SECP256K1_PUBLIC, ECDSA_PUBLIC, rsaPublic(2_048, 65_537)})
        {
            final byte[] whole = hex(key);
            assertNotNull(PeerKey.decode(new UnsafeBuffer(whole), 0, whole.length));
            for (int cut = 0; cut < whole.length; cut++)
            {
                assertNull(PeerKey.decode(new UnsafeBuffer(whole), 0, cut));
            }
        }
    }

    @Test
    void refusesPointsThatAreNotOnTheCurve()
    {
        assertNull(decode("08021221" + "05" + SECP256K1_PUBLIC.substring(10)), "no such form");
        assertNull(decode("08021221" + "02" + "00".repeat(31) + "05"), "no point has that x");
        assertNull(decode("08021221" + "02" + "ff".repeat(32)), "x beyond the field");
        assertNull(decode(ECDSA_PUBLIC.substring(0, ECDSA_PUBLIC.length() - 2) + "63"));
        assertNull(decode(ECDSA_PUBLIC.replace("2a8648ce3d030107", "2a8648ce3d030108")), "another curve");
        assertNull(decode(ECDSA_PUBLIC.replace("0004de3d30", "0006de3d30")), "hybrid form");
    }

    /** Keys of small order, for which anybody can make signatures (RFC 8032, section 5.1.7). */
    @Test
    void keysOfSmallOrderSignNothing()
    {
        final byte[] one = new byte[32];
        one[0] = 1;
        final PeerKey key = decode(hex(KeyMessage.encode(KeyType.ED25519, one)));
        // R = A and s = 0: right for every message, if the key were one.
        final byte[] forged = Arrays.copyOf(one, 64);
        assertFalse(key.verify(MESSAGE, forged));
        assertFalse(decode("08011220" + "00".repeat(32)).verify(MESSAGE, new byte[64]));
    }

    /** Of go-libp2p, peers took the time that they liked with keys of any size (CVE-2023-39533). */
    @Test
    void rsaKeysHaveFrom2048To8192Bits()
    {
        assertNotNull(decode(rsaPublic(2_048, 65_537)));
        assertNotNull(decode(rsaPublic(3_072, 65_537)));
        assertNotNull(decode(rsaPublic(8_192, 3)));
        assertEquals(
            Libp2pLimits.MAX_PUBLIC_KEY_LENGTH, rsaPublic(8_192, Integer.MAX_VALUE).length() / 2);
        assertNotNull(decode(rsaPublic(8_192, Integer.MAX_VALUE)));
        assertNull(decode(rsaPublic(2_047, 65_537)));
        assertNull(decode(rsaPublic(1_024, 65_537)));
        assertNull(decode(rsaPublic(8_193, 65_537)));
        assertNull(decode(rsaPublic(16_384, 65_537)));
        assertNull(decode(rsaPublic(2_048, 65_536)), "even exponent");
        assertNull(decode(rsaPublic(2_048, 1)), "everything is a signature");
        assertNull(decode(rsaPublic(2_048, 0x8000_0001L)), "an exponent that takes long");
    }

    @Test
    void rsaKeysAreDerAndNothingElse()
    {
        final String good = rsaPublic(2_048, 65_537);
        assertNotNull(decode(good));
        final byte[] data = hex(good.substring(10));
        assertNull(rsa(Arrays.copyOf(data, data.length + 1)), "something behind");
        for (int i = 0; i < 40; i++)
        {
            final byte[] changed = data.clone();
            changed[i] ^= 1;
            final PeerKey key = rsa(changed);
            assertTrue(null == key || i > 31, "byte " + i);
        }
    }

    @Test
    void refusesPrivateKeysThatDoNotFit()
    {
        refused("");
        refused(ED25519_PRIVATE.substring(0, ED25519_PRIVATE.length() - 2) + "7f");
        refused("08011220" + ED25519_PRIVATE.substring(8, 72));
        refused("08021220" + "00".repeat(32));
        refused("08021220" + "ff".repeat(32));
        refused("0802121f" + "01".repeat(31));
        refused(ECDSA_PRIVATE.substring(0, ECDSA_PRIVATE.length() - 2) + "63");
        final HostKey rsa = HostKey.generate(KeyType.RSA, new SimRandom(5));
        final byte[] encoded = rsa.encoded();
        for (int i = 30; i < encoded.length; i += 97)
        {
            final byte[] changed = encoded.clone();
            changed[i] ^= 2;
            assertThrows(IllegalArgumentException.class, () -> HostKey.decode(changed), "byte " + i);
        }
    }

    /** Old files have the public key twice. */
    @Test
    void takesOldEd25519KeysWhosePublicKeysAreTheSame()
    {
        final String seed = ED25519_PRIVATE.substring(8, 72);
        final String key = ED25519_PRIVATE.substring(72);
        final HostKey old = HostKey.decode(hex("08011260" + seed + key + key));
        assertEquals(ED25519_PRIVATE, hex(old.encoded()));
        refused("08011260" + seed + key + key.substring(0, 62) + "7f");
        refused("08011260" + seed + key.substring(0, 62) + "7f" + key);
    }

    @Test
    void anyBytesAreAKeyOrAreNot()
    {
        final Random random = new Random(23);
        final String[] keys = {ED25519_PUBLIC, SECP256K1_PUBLIC, ECDSA_PUBLIC, rsaPublic(2_048, 65_537)};
        int taken = 0;
        for (int i = 0; i < 20_000; i++)
        {
            final byte[] bytes = hex(keys[random.nextInt(keys.length)]);
            for (int changes = random.nextInt(3); changes > 0; changes--)
            {
                bytes[Math.min(random.nextInt(bytes.length), random.nextInt(60))] = (byte)random.nextInt();
            }
            final PeerKey key = PeerKey.decode(new UnsafeBuffer(bytes), 0, bytes.length);
            if (null != key)
            {
                assertArrayEquals(bytes, key.encoded());
                taken++;
            }
        }
        assertTrue(taken > 5_000 && taken < 19_000, "both must have occurred: " + taken);
    }

    @Test
    void looksAtKeysWithoutAllocating()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(hex(ECDSA_PUBLIC));
        assertEquals(0, Allocations.minimumPerRound(1_000, () ->
        {
            if (IdentityError.NONE != PeerKey.check(buffer, 0, buffer.capacity()) ||
                IdentityError.NONE == PeerKey.check(buffer, 0, 40))
            {
                throw new AssertionError();
            }
        }));
    }

    private static int checkGroup(final Map<String, Object> group, final PeerKey key)
    {
        assertNotNull(key);
        int count = 0;
        for (final Object item : VectorJson.array(group.get("tests")))
        {
            final Map<String, Object> test = VectorJson.object(item);
            final boolean isTaken = key.verify(hex(test.get("msg")), hex(test.get("sig")));
            assertTrue(
                "acceptable".equals(test.get("result")) || "valid".equals(test.get("result")) == isTaken,
                () -> test.get("tcId") + " " + test.get("comment") + " " + isTaken);
            count++;
        }
        return count;
    }

    private static String rsaPublic(final int bits, final long exponent)
    {
        final byte[] key = DerWriter.element(
            DerReader.SEQUENCE,
            DerWriter.integer(BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE)),
            DerWriter.integer(BigInteger.valueOf(exponent)));
        final byte[] data = DerWriter.element(
            DerReader.SEQUENCE,
            hex("300d06092a864886f70d0101010500"),
            DerWriter.element(DerReader.BIT_STRING, new byte[1], key));
        return hex(KeyMessage.encode(KeyType.RSA, data));
    }

    private static PeerKey rsa(final byte[] data)
    {
        return decode(hex(KeyMessage.encode(KeyType.RSA, data)));
    }

    private static IdentityError check(final String hex)
    {
        final byte[] bytes = hex(hex);
        return PeerKey.check(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static PeerKey decode(final String hex)
    {
        final byte[] bytes = hex(hex);
        return PeerKey.decode(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static void refused(final String hex)
    {
        assertThrows(IllegalArgumentException.class, () -> HostKey.decode(hex(hex)), hex);
    }
}
