package io.hopwire.crypto;

import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("fallback")
class AeadVectorsTest
{
    private final CryptoScratch scratch = new CryptoScratch();

    @Test
    void aesGcmShouldPassWycheproof()
    {
        assertTrue(wycheproof("wycheproof-aes-gcm.json", new AesGcm(scratch, GHash.isIntrinsic())) > 100);
    }

    @Test
    void aesGcmWithoutIntrinsicShouldPassWycheproof()
    {
        assertTrue(wycheproof("wycheproof-aes-gcm.json", new AesGcm(scratch, false)) > 100);
    }

    @Test
    void chaChaShouldPassWycheproof()
    {
        assertTrue(wycheproof("wycheproof-chacha20-poly1305.json", new ChaCha20Poly1305(scratch)) > 300);
    }

    /**
     * NIST's GCM specification, test case 16.
     */
    @Test
    void aesGcmShouldGiveTheSpecificationsSample()
    {
        check(
            new AesGcm(),
            true,
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24" +
                "49a6b525b16aedf5aa0de657ba637b39",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10" +
                "56828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b");
    }

    /**
     * RFC 8439, section 2.8.2.
     */
    @Test
    void chaChaShouldGiveTheRfcsSample()
    {
        check(
            new ChaCha20Poly1305(),
            true,
            "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
            "070000004041424344454647",
            "50515253c0c1c2c3c4c5c6c7",
            "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966" +
                "204920636f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f72207468652066757475" +
                "72652c2073756e73637265656e20776f756c642062652069742e",
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69" +
                "da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad67594" +
                "5585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116",
            "1ae10b594f09e26a7e902ecbd0600691");
    }

    private static int wycheproof(final String file, final StagedAead aead)
    {
        int count = 0;
        for (final Object group : VectorJson.array(Vectors.load(file).get("groups")))
        {
            if (!Long.valueOf(96).equals(VectorJson.object(group).get("ivSize")))
            {
                continue;
            }
            for (final Object entry : VectorJson.array(VectorJson.object(group).get("tests")))
            {
                final Map<String, Object> t = VectorJson.object(entry);
                check(
                    aead, "valid".equals(t.get("result")), t.get("key"), t.get("iv"), t.get("aad"), t.get("msg"),
                    t.get("ct"), t.get("tag"));
                count++;
            }
        }
        return count;
    }

    private static void check(
        final StagedAead aead,
        final boolean valid,
        final Object key,
        final Object nonce,
        final Object ad,
        final Object plaintext,
        final Object ciphertext,
        final Object tag)
    {
        final byte[] keyBytes = hex(key);
        aead.init(keyBytes, 0, keyBytes.length);
        final ByteBuffer nonceBytes = ByteBuffer.wrap(hex(nonce));
        final int head = nonceBytes.getInt();
        final long tail = nonceBytes.getLong();
        final UnsafeBuffer adBuffer = new UnsafeBuffer(hex(ad));
        final byte[] plain = hex(plaintext);
        final byte[] out = new byte[plain.length + Aead.TAG_LENGTH];
        aead.associate(adBuffer, 0, adBuffer.capacity());
        final int sealed =
            aead.seal(head, tail, new UnsafeBuffer(plain), 0, plain.length, new UnsafeBuffer(out), 0);
        assertEquals(out.length, sealed);
        final byte[] expected = concat(hex(ciphertext), hex(tag));
        if (valid)
        {
            assertArrayEquals(expected, out);
        }

        final byte[] opened = new byte[plain.length];
        aead.associate(adBuffer, 0, adBuffer.capacity());
        final int length =
            aead.open(head, tail, new UnsafeBuffer(expected), 0, expected.length, new UnsafeBuffer(opened), 0);
        assertEquals(valid ? plain.length : Aead.AUTHENTICATION_FAILED, length);
        assertArrayEquals(valid ? plain : new byte[plain.length], opened);
    }

    private static byte[] concat(final byte[] a, final byte[] b)
    {
        final byte[] result = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, result, a.length, b.length);
        return result;
    }
}
