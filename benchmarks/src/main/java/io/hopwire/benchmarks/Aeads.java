package io.hopwire.benchmarks;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.AesGcm;
import io.hopwire.crypto.ChaCha20Poly1305;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.AEADCipher;
import org.bouncycastle.crypto.modes.GCMBlockCipher;

import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * The two ciphers of each implementation.
 */
final class Aeads
{
    static final String AES_GCM = "AES-GCM";
    static final String CHACHA = "ChaCha20-Poly1305";

    private static final int TAG_BITS = Byte.SIZE * Aead.TAG_LENGTH;

    private Aeads()
    {
    }

    static Aead hopwire(final String name)
    {
        return isAes(name) ? new AesGcm() : new ChaCha20Poly1305();
    }

    static AEADCipher bouncyCastle(final String name)
    {
        return isAes(name) ? GCMBlockCipher.newInstance(AESEngine.newInstance()) :
            new org.bouncycastle.crypto.modes.ChaCha20Poly1305();
    }

    static Cipher sunJce(final String name) throws GeneralSecurityException
    {
        return Cipher.getInstance(isAes(name) ? "AES/GCM/NoPadding" : CHACHA, "SunJCE");
    }

    static String keyName(final String name)
    {
        return isAes(name) ? "AES" : "ChaCha20";
    }

    /**
     * The parameters copy the nonce and serve one packet: the JDK has no other way to give a nonce.
     */
    static AlgorithmParameterSpec parameters(final boolean aes, final byte[] nonce)
    {
        return aes ? new GCMParameterSpec(TAG_BITS, nonce) : new IvParameterSpec(nonce);
    }

    static boolean isAes(final String name)
    {
        return AES_GCM.equals(name);
    }
}
