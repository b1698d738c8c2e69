package io.hopwire.crypto;

import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.Map;

import static io.hopwire.test.Vectors.hex;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("fallback")
class HpkeTest
{
    /**
     * Points of small order (RFC 7748, section 6.1; https://cr.yp.to/ecdh.html#validate): 0, 1, two of order 8, -1, and
     * 0 and 1 not reduced; then some of them with the bit that X25519 does not look at.
     */
    static final String[] SMALL_ORDER = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};

    private final HopwireCrypto crypto = new HopwireCrypto();
    private final UnsafeBuffer sealed = new UnsafeBuffer(new byte[256]);
    private final UnsafeBuffer opened = new UnsafeBuffer(new byte[256]);

    /** RFC 9180, appendix A.2.1. */
    @Test
    void sealsWhatTheRfcShows()
    {
        final Hpke hpke = hpke(Hpke.Cipher.CHACHA20_POLY1305, "Ode on a Grecian Urn".getBytes(US_ASCII));
        final Hpke.StaticKeys recipient = new Hpke.StaticKeys(
            hex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"),
            hex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a"));
        final byte[] plain = "Beauty is truth, truth beauty".getBytes(US_ASCII);
        final UnsafeBuffer ad = new UnsafeBuffer("Count-0".getBytes(US_ASCII));

        assertTrue(hpke.encapsulate(
            hex("f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600"), recipient.publicKey(), null));
        hpke.associate(ad, 0, ad.capacity());
        final int length = hpke.seal(new UnsafeBuffer(plain), 0, plain.length, sealed, 32);
        hpke.copyEncapsulated(sealed, 0);

        assertEquals(
            "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a" +
            "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
            text(sealed, 32 + length));
        assertTrue(hpke.decapsulate(sealed, 0, recipient, null));
        hpke.associate(ad, 0, ad.capacity());
        assertEquals(plain.length, hpke.open(sealed, 32, length, opened, 0));
        assertEquals(hex(plain), text(opened, plain.length));
    }

    @Test
    void passesTheVectorsOfTheModesThatThereAre()
    {
        int checked = 0;
        for (final Object entry : VectorJson.array(Vectors.load("hpke-rfc9180.json").get("vectors")))
        {
            final Map<String, Object> vector = VectorJson.object(entry);
            final long mode = (long)vector.get("mode");
            if (0 == mode || 2 == mode)
            {
                assertEquals(0x20L, vector.get("kem_id"));
                assertEquals(1L, vector.get("kdf_id"));
                checked += check(vector, 2 == mode);
            }
        }
        // Both modes with both ciphers, six messages each.
        assertEquals(24, checked);
    }

    @Test
    void agreesWithNobodyOnNothing()
    {
        final Hpke hpke = hpke(Hpke.Cipher.CHACHA20_POLY1305, new byte[0]);
        final byte[] good = new byte[32];
        final Hpke.StaticKeys own = new Hpke.StaticKeys(hex("11".repeat(32)), good);
        crypto.publicKey(own.privateKey(), good);
        for (final String point : SMALL_ORDER)
        {
            final byte[] small = hex(point);
            assertFalse(hpke.encapsulate(hex("22".repeat(32)), small, null), point);
            assertFalse(hpke.encapsulate(hex("22".repeat(32)), small, own), point);
            assertFalse(hpke.decapsulate(new UnsafeBuffer(small), 0, own, null), point);
            assertFalse(hpke.decapsulate(new UnsafeBuffer(good), 0, own, small), point);
            assertEquals("00".repeat(76), hex(hpke.secrets()), "nothing stays");
        }
    }

    private int check(final Map<String, Object> vector, final boolean isAuth)
    {
        final Hpke.Cipher cipher = cipher((long)vector.get("aead_id"));
        final Hpke hpke = hpke(cipher, hex(vector.get("info")));
        final Hpke.StaticKeys recipient = new Hpke.StaticKeys(hex(vector.get("skRm")), hex(vector.get("pkRm")));
        final Hpke.StaticKeys sender =
            isAuth ? new Hpke.StaticKeys(hex(vector.get("skSm")), hex(vector.get("pkSm"))) : null;
        final String secrets = (String)vector.get("shared_secret") + vector.get("key") + vector.get("base_nonce");

        assertTrue(hpke.encapsulate(hex(vector.get("skEm")), recipient.publicKey(), sender));
        assertEquals(secrets, hex(hpke.secrets()));
        hpke.copyEncapsulated(sealed, 0);
        assertEquals(vector.get("enc"), text(sealed, 32));
        assertTrue(hpke.decapsulate(
            new UnsafeBuffer(hex(vector.get("enc"))), 0, recipient, isAuth ? sender.publicKey() : null));
        assertEquals(secrets, hex(hpke.secrets()));

        int checked = 0;
        for (final Object entry : VectorJson.array(vector.get("encryptions")))
        {
            final Map<String, Object> encryption = VectorJson.object(entry);
            if (0 == (long)encryption.get("seq"))
            {
                checkFirst(hpke, encryption);
            }
            checkAead(cipher, hex(vector.get("key")), encryption);
            checked++;
        }
        return checked;
    }

    private void checkFirst(final Hpke hpke, final Map<String, Object> encryption)
    {
        final UnsafeBuffer ad = new UnsafeBuffer(hex(encryption.get("aad")));
        final UnsafeBuffer box = new UnsafeBuffer(hex(encryption.get("ct")));
        hpke.associate(ad, 0, ad.capacity());
        final int length = hpke.open(box, 0, box.capacity(), opened, 0);
        assertEquals(encryption.get("pt"), text(opened, length));
    }

    /** Later messages of a context are none of ours, but are more tests of what seals. */
    private void checkAead(final Hpke.Cipher cipher, final byte[] key, final Map<String, Object> encryption)
    {
        final UnsafeBuffer nonce = new UnsafeBuffer(hex(encryption.get("nonce")));
        final UnsafeBuffer ad = new UnsafeBuffer(hex(encryption.get("aad")));
        final UnsafeBuffer plain = new UnsafeBuffer(hex(encryption.get("pt")));
        final StagedAead aead =
            Hpke.Cipher.CHACHA20_POLY1305 == cipher ? new ChaCha20Poly1305() : new AesGcm();
        aead.init(key, 0, key.length);
        aead.associate(ad, 0, ad.capacity());
        final int length = aead.seal(
            nonce.getInt(0, BIG_ENDIAN), nonce.getLong(4, BIG_ENDIAN), plain, 0, plain.capacity(), sealed, 0);
        assertEquals(encryption.get("ct"), text(sealed, length));
    }

    private Hpke hpke(final Hpke.Cipher cipher, final byte[] info)
    {
        return new Hpke(crypto, new CryptoScratch(), cipher, info);
    }

    private static Hpke.Cipher cipher(final long id)
    {
        return Arrays.stream(Hpke.Cipher.values()).filter(cipher -> cipher.id == id).findFirst().orElseThrow();
    }

    private static String text(final UnsafeBuffer buffer, final int length)
    {
        final byte[] bytes = new byte[length];
        buffer.getBytes(0, bytes);
        return hex(bytes);
    }
}
