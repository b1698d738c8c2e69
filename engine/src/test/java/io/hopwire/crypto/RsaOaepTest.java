package io.hopwire.crypto;

import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.crypto.identity.RsaKeys;
import io.hopwire.link.TestEntropy;
import org.agrona.concurrent.UnsafeBuffer;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * Against two others: what we encrypt the JDK and Bouncy Castle decrypt, and the other way round.
 */
class RsaOaepTest
{
    private static final byte[] LABEL = "a label".getBytes(US_ASCII);

    private final RSAPrivateCrtKey key = RsaTestKey.privateKey();
    private final RsaOaep oaep = new RsaOaep(RsaTestKey.privateKey(), LABEL);
    private final byte[] encrypted = new byte[RsaOaep.LENGTH];

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 190})
    void othersDecryptWhatWeEncrypt(final int length) throws Exception
    {
        final byte[] message = new byte[length];
        new TestEntropy(length).nextBytes(message, 0, length);
        final BigInteger modulus = RsaKeys.modulus(new UnsafeBuffer(RsaTestKey.ADDRESS), 0);
        for (int seed = 0; seed < 20; seed++)
        {
            oaep.encrypt(modulus, new TestEntropy(seed), message, message.length, encrypted);
            assertArrayEquals(message, bouncyCastle(false).processBlock(encrypted, 0, encrypted.length));
            assertArrayEquals(message, oaep.decrypt(encrypted), "which is the JDK");
        }
    }

    @Test
    void weDecryptWhatOthersEncrypt() throws Exception
    {
        final byte[] message = "of another".getBytes(US_ASCII);
        assertArrayEquals(message, oaep.decrypt(bouncyCastle(true).processBlock(message, 0, message.length)));
        final Cipher jdk = Cipher.getInstance("RSA/ECB/OAEPPadding");
        jdk.init(
            Cipher.ENCRYPT_MODE,
            KeyFactory.getInstance("RSA").generatePublic(
                new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())),
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(LABEL)));
        assertArrayEquals(message, oaep.decrypt(jdk.doFinal(message)));
    }

    @Test
    void whatIsNoMessageIsNone() throws Exception
    {
        final byte[] all = new byte[RsaOaep.LENGTH];
        assertNull(oaep.decrypt(all), "0");
        Arrays.fill(all, (byte)0xff);
        assertNull(oaep.decrypt(all), "greater than the modulus");
        // A good one is decrypted after bad ones.
        oaep.encrypt(key.getModulus(), new TestEntropy(1), LABEL, LABEL.length, encrypted);
        assertArrayEquals(LABEL, oaep.decrypt(encrypted));
        assertNull(new RsaOaep(RsaTestKey.privateKey(), new byte[0]).decrypt(encrypted), "another label");
    }

    /** A text of 2,048 bits may begin with zeros; the number then is shorter. */
    @Test
    void shortNumbersAreFilledUp()
    {
        int filled = 0;
        for (int seed = 0; seed < 1_000; seed++)
        {
            oaep.encrypt(key.getModulus(), new TestEntropy(seed), LABEL, LABEL.length, encrypted);
            if (0 == encrypted[0])
            {
                assertArrayEquals(LABEL, oaep.decrypt(encrypted));
                filled++;
            }
        }
        assertEquals(true, filled > 0, "none was short");
    }

    @Test
    void oneEncodingOfAKeyIsOne()
    {
        final byte[] address = RsaTestKey.ADDRESS;
        assertEquals(RsaBoxes.ADDRESS_LENGTH, address.length);
        assertEquals(key.getModulus(), RsaKeys.modulus(new UnsafeBuffer(address), 0));
        for (int i = 0; i < address.length; i++)
        {
            final boolean isModulus = i >= 9 && i < 265;
            final byte[] other = address.clone();
            other[i] ^= (byte)(i == 9 ? 0x80 : 1);
            if (isModulus && i != 9 && i != 264)
            {
                assertNotNull(RsaKeys.modulus(new UnsafeBuffer(other), 0));
            }
            else
            {
                assertNull(RsaKeys.modulus(new UnsafeBuffer(other), 0), "byte " + i);
            }
        }
    }

    @Test
    void aPrivateKeyOfAnotherSortIsAWrongConfiguration()
    {
        assertThrows(IllegalArgumentException.class, () -> RsaKeys.privateKey(new byte[10]));
        final byte[] other = new byte[RsaKeys.PRIVATE_LENGTH];
        IdentitySchemes.RSA_2048.newPrivateKey(new TestEntropy(1), other);
        assertNotNull(RsaKeys.privateKey(other));
        other[127]++;
        assertThrows(IllegalArgumentException.class, () -> RsaKeys.privateKey(other));
    }

    private AsymmetricBlockCipher bouncyCastle(final boolean isEncrypting)
    {
        final OAEPEncoding encoding =
            new OAEPEncoding(new RSAEngine(), new SHA256Digest(), new SHA256Digest(), LABEL);
        encoding.init(isEncrypting, new RSAKeyParameters(
            !isEncrypting, key.getModulus(), isEncrypting ? key.getPublicExponent() : key.getPrivateExponent()));
        return encoding;
    }
}
