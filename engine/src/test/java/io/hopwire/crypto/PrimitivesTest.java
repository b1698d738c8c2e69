package io.hopwire.crypto;

import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.Map;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PrimitivesTest
{
    private final byte[] out = new byte[32];

    /**
     * The first pair is the one that the specification's network publishes.
     */
    @ParameterizedTest
    @CsvSource(
        {
            "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed," +
                "a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a",
            "0fd2f07e461a5f16781581c924929459ae4a47e0c536ba7bbaf263493f153f8e," +
                "f4837573e349fb626a51bae2b8562f3128193719c26e807a9432b1638516437a",
            "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a," +
                "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
        })
    void derivesPublicKeys(final String privateKey, final String publicKey)
    {
        new HopwireCrypto().publicKey(hex(privateKey), out);
        assertEquals(publicKey, hex(out));
    }

    @Test
    void agreesAsRfc7748Does()
    {
        final byte[] scalar = hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
        final byte[] point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");
        assertTrue(X25519.agree(scalar, point, out));
        assertEquals("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552", hex(out));
        assertFalse(X25519.agree(scalar, new byte[32], out));
    }

    @Test
    void x25519ShouldPassWycheproofAndRefuseZeroes()
    {
        int count = 0;
        int zeroes = 0;
        for (final Object group : VectorJson.array(Vectors.load("wycheproof-x25519.json").get("groups")))
        {
            for (final Object entry : VectorJson.array(VectorJson.object(group).get("tests")))
            {
                final Map<String, Object> t = VectorJson.object(entry);
                final byte[] expected = hex(t.get("shared"));
                final boolean zero = Arrays.equals(expected, new byte[32]);
                assertEquals(!zero, X25519.agree(hex(t.get("private")), hex(t.get("public")), out), () -> "" + t);
                assertArrayEquals(expected, out, () -> "" + t);
                count++;
                zeroes += zero ? 1 : 0;
            }
        }
        assertEquals(518, count);
        assertTrue(zeroes > 10);
    }

    @Test
    void x25519ShouldIterateAsRfc7748Does()
    {
        byte[] k = hex("0900000000000000000000000000000000000000000000000000000000000000");
        byte[] u = k.clone();
        for (int i = 0; i < 1_000; i++)
        {
            final byte[] result = new byte[32];
            X25519.agree(k, u, result);
            u = k;
            k = result;
        }
        assertEquals("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", hex(k));
    }

    /**
     * RFC 4231, test case 2.
     */
    @Test
    void hmacShouldGiveTheRfcsSample()
    {
        assertEquals(
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            hex(hmac("Jefe".getBytes(), "what do ya want for nothing?".getBytes())));
    }

    @Test
    void hmacShouldPassWycheproof()
    {
        int count = 0;
        for (final Object group : VectorJson.array(Vectors.load("wycheproof-hmac-sha256.json").get("groups")))
        {
            for (final Object entry : VectorJson.array(VectorJson.object(group).get("tests")))
            {
                final Map<String, Object> t = VectorJson.object(entry);
                final byte[] tag = hex(t.get("tag"));
                final byte[] mac = Arrays.copyOf(hmac(hex(t.get("key")), hex(t.get("msg"))), tag.length);
                assertEquals("valid".equals(t.get("result")), Arrays.equals(tag, mac), () -> "" + t);
                count++;
            }
        }
        assertEquals(174, count);
    }

    @Test
    void hkdfShouldPassWycheproof()
    {
        int count = 0;
        for (final Object group : VectorJson.array(Vectors.load("wycheproof-hkdf-sha256.json").get("groups")))
        {
            for (final Object entry : VectorJson.array(VectorJson.object(group).get("tests")))
            {
                final Map<String, Object> t = VectorJson.object(entry);
                final int size = ((Long)t.get("size")).intValue();
                if (size <= 255 * 32)
                {
                    final byte[] key = hex(t.get("ikm"));
                    final byte[] okm = new byte[size];
                    new Hkdf(new Sha256()).derive(hex(t.get("salt")), key, key.length, hex(t.get("info")), okm, size);
                    assertEquals(t.get("okm"), hex(okm), () -> "" + t);
                    count++;
                }
            }
        }
        assertTrue(count > 70, "only " + count);
    }

    @Test
    void hashesShouldGiveKnownDigests()
    {
        final byte[] abc = "abc".getBytes();
        final Blake2s blake = new Blake2s();
        blake.update(abc, 0, 3);
        blake.digest(out, 0);
        assertEquals("508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982", hex(out));
        final Sha256 sha = new Sha256();
        sha.nodeId(abc, out);
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hex(out));
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        buffer.putBytes(1, abc);
        sha.nodeId(buffer, 1, 3, buffer, 9);
        buffer.getBytes(9, out);
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hex(out));
    }

    @Test
    void shaOfABufferShouldEqualThatOfItsBytes()
    {
        final Sha256 sha = new Sha256();
        final byte[] other = new byte[32];
        for (int length = 0; length < 200; length++)
        {
            final byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte)length);
            sha.nodeId(bytes, out);
            sha.update(new UnsafeBuffer(bytes), 0, length);
            sha.digest(other, 0);
            assertArrayEquals(out, other);
        }
    }

    @Test
    void nodeIdShouldNotAllocate()
    {
        final Sha256 sha = new Sha256();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        assertEquals(0, Allocations.minimumPerRound(2_000, () -> sha.nodeId(buffer, 0, 32, buffer, 32)));
    }

    private static byte[] hmac(final byte[] key, final byte[] message)
    {
        final byte[] mac = new byte[32];
        final Hmac hmac = new Hmac(new Sha256());
        hmac.init(key, key.length);
        hmac.update(message, 0, message.length);
        hmac.finish(mac, 0);
        return mac;
    }
}
