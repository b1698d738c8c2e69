package io.hopwire.examples;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A private key under a passphrase: AES-256-GCM with a key of Argon2id (RFC 9106, section 4, second recommended
 * option: 64 MiB, three passes, four lanes). Nothing is encrypted twice with one key, for the salt is new each time, so
 * the nonce is zeros. What stands before the text is authenticated with it.
 * <pre>
 *   encrypted argon2id KIBIBYTES PASSES LANES SALT TEXT      one line; SALT is 32 hexadecimal digits, TEXT the key's
 *                                                            own text, encrypted, and a tag of 16 bytes, hexadecimal
 * </pre>
 */
final class KeyLock
{
    private static final String MARK = "encrypted argon2id ";
    private static final int KIBIBYTES = 64 * 1024;
    private static final int PASSES = 3;
    private static final int LANES = 4;
    private static final int SALT_LENGTH = 16;
    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final int FIELDS = 7;
    /** What a file may demand of whoever opens it. */
    private static final int MAX_KIBIBYTES = 1024 * 1024;
    private static final int MAX_PASSES = 64;
    private static final int MAX_LANES = 64;

    private KeyLock()
    {
    }

    /** Whether a text is one of {@link #lock}. */
    static boolean isLocked(final String text)
    {
        return text.startsWith(MARK);
    }

    /**
     * Encrypt.
     *
     * @param text       of a key.
     * @param passphrase not empty; is not kept.
     * @return a line without its end.
     */
    static String lock(final String text, final char[] passphrase)
    {
        final byte[] salt = new byte[SALT_LENGTH];
        new SecureRandom().nextBytes(salt);
        final String head = MARK + KIBIBYTES + ' ' + PASSES + ' ' + LANES + ' ' + HexFormat.of().formatHex(salt);
        final byte[] plain = text.getBytes(StandardCharsets.US_ASCII);
        try
        {
            return head + ' ' + HexFormat.of().formatHex(cipher(
                Cipher.ENCRYPT_MODE, head, derive(passphrase, KIBIBYTES, PASSES, LANES, salt)).doFinal(plain));
        }
        catch (final GeneralSecurityException ex)
        {
            throw new IllegalStateException("every JVM has AES-GCM", ex);
        }
        finally
        {
            Arrays.fill(plain, (byte)0);
        }
    }

    /**
     * Decrypt.
     *
     * @param line       of {@link #lock}.
     * @param passphrase is not kept.
     * @return the key's text.
     * @throws CommandFailure where the line is none, demands too much, or the passphrase is another.
     */
    static String unlock(final String line, final char[] passphrase)
    {
        final String[] fields = line.split(" ");
        try
        {
            if (fields.length != FIELDS)
            {
                throw new CommandFailure("encrypted, but cut short or altered");
            }
            final byte[] salt = HexFormat.of().parseHex(fields[5]);
            final byte[] key = derive(
                passphrase, limited(fields[2], MAX_KIBIBYTES), limited(fields[3], MAX_PASSES),
                limited(fields[4], MAX_LANES), salt);
            final String head = line.substring(0, line.lastIndexOf(' '));
            final byte[] plain = cipher(Cipher.DECRYPT_MODE, head, key).doFinal(HexFormat.of().parseHex(fields[6]));
            final String text = new String(plain, StandardCharsets.US_ASCII);
            Arrays.fill(plain, (byte)0);
            return text;
        }
        catch (final AEADBadTagException ex)
        {
            throw new CommandFailure("the passphrase is wrong, or the file was altered", ex);
        }
        catch (final GeneralSecurityException | IllegalArgumentException ex)
        {
            throw new CommandFailure("encrypted, but altered", ex);
        }
    }

    private static int limited(final String text, final int most)
    {
        final int value = Integer.parseInt(text);
        if (value < 1 || value > most)
        {
            throw new CommandFailure("encrypted in a way that demands too much of this machine: " + value);
        }
        return value;
    }

    private static byte[] derive(
        final char[] passphrase, final int kibibytes, final int passes, final int lanes, final byte[] salt)
    {
        final Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withMemoryAsKB(kibibytes).withIterations(passes).withParallelism(lanes).withSalt(salt).build());
        final byte[] key = new byte[KEY_LENGTH];
        argon2.generateBytes(passphrase, key);
        return key;
    }

    /** The bytes of the key are wiped. */
    private static Cipher cipher(final int mode, final String head, final byte[] key) throws GeneralSecurityException
    {
        final Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, new byte[NONCE_LENGTH]));
        cipher.updateAAD(head.getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(key, (byte)0);
        return cipher;
    }
}
