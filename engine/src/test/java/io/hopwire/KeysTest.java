package io.hopwire;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Locale;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KeysTest
{
    private static final String PRIVATE = "dee960fa17370daafe1447eccb11a1990d8564e5cda6925ad2ee2a7d50fda0ed";
    private static final String PUBLIC = "a104d469a3cdfe5cd79763e00773f92819fef0a9707affc76a01f05a39c0ae2a";

    @Test
    void textAndBytesAreTheSameKey()
    {
        final PublicKey key = new PublicKey(PUBLIC);
        assertEquals(PUBLIC, key.toString());
        assertEquals("a104d469", key.shortText());
        assertEquals(key, new PublicKey(key.toBytes()));
        assertEquals(key, new PublicKey("  " + PUBLIC + "\n"), "as it was copied from a terminal");
        assertEquals(key, new PublicKey(PUBLIC.toUpperCase(Locale.ROOT)));
        assertEquals(key.hashCode(), new PublicKey(key.toBytes()).hashCode());
        assertNotEquals(key, new PublicKey(PRIVATE));
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[40]);
        key.copyTo(buffer, 3);
        assertEquals(key, new PublicKey("x25519", buffer, 3, 32));
    }

    @Test
    void aKeyOfAnotherSchemeSaysSo()
    {
        final PublicKey key = new PublicKey("ed25519:" + PUBLIC);
        assertEquals("ed25519", key.scheme());
        assertEquals("ed25519:" + PUBLIC, key.toString());
        assertEquals("a104d469", key.shortText());
        assertEquals(key, new PublicKey("ed25519", key.toBytes()));
        assertNotEquals(key, new PublicKey(PUBLIC));
        assertEquals(new PublicKey(PUBLIC), new PublicKey("x25519:" + PUBLIC));
        final PrivateKey secret = new PrivateKey("ed25519:" + PRIVATE);
        assertEquals("ed25519:" + PRIVATE, secret.toHex());
        assertEquals(secret, new PrivateKey("ed25519", secret.toBytes()));
        assertNotEquals(secret, new PrivateKey(PRIVATE));
        assertEquals(270, new PublicKey("rsa:" + "30".repeat(270)).length());
    }

    @Test
    void keysOfOtherSchemesHaveTheirOwnLengths()
    {
        assertKeyError("public key of ed25519 must be 64 hexadecimal digits, found 2 characters",
            () -> new PublicKey("ed25519:00"));
        assertKeyError("public key of string must be 16 to 540 hexadecimal digits, found 14 characters",
            () -> new PublicKey("string:00000000000000"));
        assertKeyError("private key of string must be 16 to 540 hexadecimal digits, found 17 characters",
            () -> new PrivateKey("string:00000000000000000"));
        assertKeyError("public key of rsa must be 8 to 270 bytes, found 271",
            () -> new PublicKey("rsa", new byte[271]));
        assertKeyError("public key has no scheme's name in front of its colon, found ''",
            () -> new PublicKey(":" + PUBLIC));
        assertKeyError("private key has no scheme's name in front of its colon",
            () -> new PrivateKey(PRIVATE + ":"));
    }

    @Test
    void keysAreImmutable()
    {
        final byte[] bytes = new byte[32];
        final PublicKey key = new PublicKey(bytes);
        bytes[0] = 1;
        key.toBytes()[1] = 1;
        assertArrayEquals(new byte[32], key.toBytes());
        final byte[] secret = new byte[32];
        final PrivateKey privateKey = new PrivateKey(secret);
        secret[0] = 1;
        privateKey.toBytes()[1] = 1;
        assertArrayEquals(new byte[32], privateKey.toBytes());
    }

    @Test
    void wrongLengthSaysWhatWasFound()
    {
        assertKeyError("public key must be 64 hexadecimal digits, found 63 characters",
            () -> new PublicKey(PUBLIC.substring(1)));
        assertKeyError("public key must be 64 hexadecimal digits, found 0 characters", () -> new PublicKey(""));
        assertKeyError("public key must be 32 bytes, found 31", () -> new PublicKey(new byte[31]));
        assertKeyError("public key is missing", () -> new PublicKey((String)null));
        assertKeyError("public key must be 32 bytes, found none", () -> new PublicKey((byte[])null));
        assertKeyError("private key must be 64 hexadecimal digits, found 66 characters",
            () -> new PrivateKey(PRIVATE + "00"));
        assertKeyError("private key must be 32 bytes, found 33", () -> new PrivateKey(new byte[33]));
    }

    @Test
    void notHexSaysWhere()
    {
        assertKeyError("public key is not hexadecimal at character 5, found 'x'",
            () -> new PublicKey("a104x" + PUBLIC.substring(5)));
        // A digit to Character.digit, but none of ours.
        assertKeyError("public key is not hexadecimal at character 1, found '\u0661'",
            () -> new PublicKey("\u0661" + PUBLIC.substring(1)));
    }

    @Test
    void nothingOfPrivateKeyIsEverShown()
    {
        final PrivateKey key = new PrivateKey(PRIVATE);
        assertFalse(key.toString().contains("dee9"));
        assertEquals(PRIVATE, key.toHex());
        assertKeyError("private key is not hexadecimal at character 64",
            () -> new PrivateKey(PRIVATE.substring(1) + "q"));
        assertTrue(key.equals(new PrivateKey(PRIVATE)));
        assertFalse(key.equals(new PrivateKey(PUBLIC)));
    }

    private static void assertKeyError(final String message, final Runnable code)
    {
        final HopwireException ex = assertThrows(HopwireException.class, code::run);
        assertEquals(ErrorCategory.KEY, ex.category());
        assertEquals(message, ex.getMessage());
    }
}
