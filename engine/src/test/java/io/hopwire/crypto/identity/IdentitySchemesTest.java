package io.hopwire.crypto.identity;

import io.hopwire.crypto.X25519;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IdentitySchemesTest
{
    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final IdentityScheme[] ALL = {
        IdentitySchemes.X25519, IdentitySchemes.ED25519, IdentitySchemes.STRING, IdentitySchemes.string(270)
    };

    private final Random random = new Random(8032);
    private final UnsafeBuffer learnt = new UnsafeBuffer(new byte[IdentitySchemes.MAX_ADDRESS_LENGTH]);

    /** RFC 8032, section 7.1, TEST 2 and TEST 3. */
    @Test
    void signsAsTheRfcDoes()
    {
        checkSample(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
        checkSample(
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac" +
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
    }

    @Test
    void checksSignaturesAsWycheproofWants()
    {
        int count = 0;
        for (final Object entry : VectorJson.array(Vectors.load("wycheproof-ed25519.json").get("groups")))
        {
            final Map<String, Object> group = VectorJson.object(entry);
            final byte[] address = hex(VectorJson.object(group.get("publicKey")).get("pk"));
            for (final Object item : VectorJson.array(group.get("tests")))
            {
                final Map<String, Object> test = VectorJson.object(item);
                final byte[] signature = hex(test.get("sig"));
                // A signature of another length never comes this far: a certificate has one length.
                final boolean isTaken = Ed25519.SIGNATURE_SIZE == signature.length &&
                    Ed25519Scheme.verify(address, hex(test.get("msg")), signature);
                assertEquals("valid".equals(test.get("result")), isTaken, () -> "test " + test.get("tcId"));
                count++;
            }
        }
        assertTrue(count >= 150);
    }

    /** The pair of libsodium's test of crypto_sign_ed25519_pk_to_curve25519. */
    @Test
    void mapsEd25519ToTheStaticKeyAsLibsodiumDoes()
    {
        final byte[] seed = hex("421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee");
        final byte[] address = address(IdentitySchemes.ED25519, seed);
        assertArrayEquals(hex("b5076a8474a832daee4dd5b4040983b6623b5f344aca57d4d6ee4baf3f259e6e"), address);
        assertArrayEquals(
            hex("f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50"),
            staticKeyOf(IdentitySchemes.ED25519, address));
    }

    @Test
    void whoKnowsAnAddressKnowsTheStaticKeyOfItsOwner()
    {
        for (final IdentityScheme scheme : ALL)
        {
            for (int i = 0; i < 20; i++)
            {
                final byte[] privateKey = privateKey(scheme);
                assertArrayEquals(
                    ownStaticKey(scheme, privateKey), staticKeyOf(scheme, address(scheme, privateKey)), scheme.name());
            }
        }
    }

    @Test
    void aCertificateTellsTheAddress()
    {
        for (final IdentityScheme scheme : ALL)
        {
            final byte[] privateKey = privateKey(scheme);
            final byte[] staticKey = ownStaticKey(scheme, privateKey);
            final byte[] certificate = certificate(scheme, privateKey, staticKey);

            assertTrue(identify(scheme, certificate, staticKey), scheme.name());
            final byte[] address = new byte[scheme.addressLength()];
            learnt.getBytes(0, address);
            assertArrayEquals(address(scheme, privateKey), address, scheme.name());
        }
    }

    @Test
    void anEd25519AddressMayVouchForAnyStaticKey()
    {
        final byte[] privateKey = privateKey(IdentitySchemes.ED25519);
        final byte[] staticKey = bytes(32);
        assertTrue(identify(
            IdentitySchemes.ED25519, certificate(IdentitySchemes.ED25519, privateKey, staticKey), staticKey));
    }

    @Test
    void refusesCertificatesThatAreWrong()
    {
        for (final IdentityScheme scheme : ALL)
        {
            final byte[] privateKey = privateKey(scheme);
            final byte[] staticKey = ownStaticKey(scheme, privateKey);
            final byte[] certificate = certificate(scheme, privateKey, staticKey);

            assertFalse(identify(scheme, Arrays.copyOf(certificate, certificate.length + 1), staticKey), "too long");
            if (0 < certificate.length)
            {
                assertFalse(identify(scheme, new byte[0], staticKey), "missing");
                assertFalse(identify(scheme, Arrays.copyOf(certificate, certificate.length - 1), staticKey), "cut");
                assertFalse(identify(scheme, certificate, bytes(32)), "for another static key");
                for (int bit = 0; bit < Byte.SIZE * certificate.length; bit += 7)
                {
                    final byte[] changed = certificate.clone();
                    changed[bit / Byte.SIZE] ^= (byte)(1 << bit % Byte.SIZE);
                    assertFalse(identify(scheme, changed, staticKey), scheme.name() + " with bit " + bit + " changed");
                }
            }
        }
    }

    @Test
    void refusesAddressesThatNobodyCanOwn()
    {
        // y of the points of order 1, 2, 4 and 8, each with both signs.
        final String[] smallOrder = {
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "0000000000000000000000000000000000000000000000000000000000000000",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
        };
        for (final String y : smallOrder)
        {
            for (int sign = 0; sign < 2; sign++)
            {
                final byte[] address = hex(y);
                address[31] |= (byte)(sign << 7);
                refuses(address, "small order " + y);
            }
        }
        refuses(hex("0200000000000000000000000000000000000000000000000000000000000000"), "not on the curve");
        refuses(littleEndian(P.add(BigInteger.valueOf(4))), "not canonical");
    }

    @Test
    void onlyStringsProveNothing()
    {
        for (final IdentityScheme scheme : ALL)
        {
            assertEquals(!"string".equals(scheme.name()), scheme.isAuthenticated());
        }
        final byte[] alice = Arrays.copyOf("alice".getBytes(StandardCharsets.UTF_8), 32);
        final byte[] staticKey = staticKeyOf(IdentitySchemes.STRING, alice);
        // Nothing secret went into this.
        assertTrue(identify(IdentitySchemes.STRING, alice, staticKey));
    }

    @Test
    void isFoundByItsName()
    {
        assertEquals(IdentitySchemes.X25519, IdentitySchemes.of("X25519"));
        assertEquals(IdentitySchemes.ED25519, IdentitySchemes.of("ed25519"));
        assertEquals(IdentitySchemes.STRING, IdentitySchemes.of("string"));
        assertThrows(IllegalArgumentException.class, () -> IdentitySchemes.of("rsa"));
        assertThrows(IllegalArgumentException.class, () -> IdentitySchemes.string(271));
        assertThrows(IllegalArgumentException.class, () -> IdentitySchemes.string(7));
    }

    private static void checkSample(final String seed, final String address, final String message, final String wanted)
    {
        assertArrayEquals(hex(address), address(IdentitySchemes.ED25519, hex(seed)));
        final byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        final byte[] text = hex(message);
        Ed25519.sign(hex(seed), 0, text, 0, text.length, signature, 0);
        assertArrayEquals(hex(wanted), signature);
        assertTrue(Ed25519Scheme.verify(hex(address), text, signature));
    }

    private void refuses(final byte[] address, final String why)
    {
        final byte[] staticKey = new byte[32];
        assertFalse(IdentitySchemes.ED25519.staticKey(new UnsafeBuffer(address), 0, X25519::publicKey, staticKey), why);
        // With S = 0 and R the neutral element, such a key's signature would fit anything.
        final byte[] certificate = Arrays.copyOf(address, 96);
        certificate[32] = 1;
        assertFalse(identify(IdentitySchemes.ED25519, certificate, staticKey), why);
    }

    private boolean identify(final IdentityScheme scheme, final byte[] certificate, final byte[] staticKey)
    {
        return scheme.identify(
            new UnsafeBuffer(certificate), 0, certificate.length, staticKey, X25519::publicKey, learnt, 0);
    }

    private byte[] privateKey(final IdentityScheme scheme)
    {
        return bytes(scheme.privateKeyLength());
    }

    private byte[] bytes(final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] address(final IdentityScheme scheme, final byte[] privateKey)
    {
        final byte[] address = new byte[scheme.addressLength()];
        scheme.address(privateKey, X25519::publicKey, address);
        return address;
    }

    private static byte[] ownStaticKey(final IdentityScheme scheme, final byte[] privateKey)
    {
        final byte[] secret = new byte[32];
        scheme.staticPrivateKey(privateKey, secret);
        final byte[] staticKey = new byte[32];
        X25519.publicKey(secret, staticKey);
        return staticKey;
    }

    private static byte[] staticKeyOf(final IdentityScheme scheme, final byte[] address)
    {
        final byte[] staticKey = new byte[32];
        assertTrue(scheme.staticKey(new UnsafeBuffer(address), 0, X25519::publicKey, staticKey));
        return staticKey;
    }

    private static byte[] certificate(final IdentityScheme scheme, final byte[] privateKey, final byte[] staticKey)
    {
        final byte[] certificate = new byte[scheme.certificateLength()];
        scheme.certify(privateKey, staticKey, certificate);
        return certificate;
    }

    private static byte[] littleEndian(final BigInteger value)
    {
        final byte[] bytes = new byte[32];
        BigInteger rest = value;
        for (int i = 0; i < bytes.length; i++, rest = rest.shiftRight(Byte.SIZE))
        {
            bytes[i] = rest.byteValue();
        }
        return bytes;
    }
}
