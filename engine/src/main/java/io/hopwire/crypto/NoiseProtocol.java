package io.hopwire.crypto;

import java.nio.charset.StandardCharsets;

/**
 * What the name of a Noise protocol says, such as {@code Noise_IKpsk2_25519_AESGCM_SHA256}. Immutable.
 */
public final class NoiseProtocol
{
    /**
     * The handshake of a link, or session, whose responder's key is known.
     */
    public static final NoiseProtocol IK = new NoiseProtocol("Noise_IK_25519_AESGCM_SHA256");

    /**
     * The handshake of a link to a host and port with an unknown key.
     */
    public static final NoiseProtocol XX = new NoiseProtocol("Noise_XX_25519_AESGCM_SHA256");

    private static final int PARTS = 5;

    private final String name;
    private final byte[] nameBytes;
    private final NoisePattern pattern;
    private final NoiseToken[][] tokens;
    private final int pskMask;
    private final boolean chaCha;
    private final boolean blake;

    /**
     * Parse a name.
     *
     * @param name of the protocol.
     * @throws IllegalArgumentException if it names what is not implemented.
     */
    public NoiseProtocol(final String name)
    {
        final String[] parts = name.split("_");
        if (parts.length != PARTS || !"Noise".equals(parts[0]) || !"25519".equals(parts[2]))
        {
            throw new IllegalArgumentException(name);
        }
        final int psk = parts[1].indexOf("psk");
        this.name = name;
        nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        pattern = NoisePattern.valueOf(psk < 0 ? parts[1] : parts[1].substring(0, psk));
        pskMask = psk < 0 ? 0 : parsePsks(parts[1].substring(psk));
        tokens = pattern.tokens(pskMask);
        chaCha = choose(parts[3], "AESGCM", "ChaChaPoly");
        blake = choose(parts[4], "SHA256", "BLAKE2s");
    }

    /**
     * Name of the protocol.
     *
     * @return the name it was made of.
     */
    public String name()
    {
        return name;
    }

    /**
     * Bytes of the name. Not to be changed.
     */
    byte[] nameBytes()
    {
        return nameBytes;
    }

    NoisePattern pattern()
    {
        return pattern;
    }

    /**
     * How many messages the handshake has.
     */
    int messageCount()
    {
        return tokens.length;
    }

    /**
     * Tokens of a message. Not to be changed.
     */
    NoiseToken[] tokens(final int message)
    {
        return tokens[message];
    }

    boolean hasPsk()
    {
        return pskMask != 0;
    }

    /**
     * A cipher of this suite.
     */
    Aead newAead(final CryptoScratch scratch)
    {
        return chaCha ? new ChaCha20Poly1305(scratch) : new AesGcm(scratch, GHash.isIntrinsic());
    }

    /**
     * A hash of this suite.
     */
    HashFunction newHash()
    {
        return blake ? new Blake2s() : new Sha256();
    }

    private static int parsePsks(final String modifiers)
    {
        int mask = 0;
        for (final String modifier : modifiers.split("\\+"))
        {
            if (!modifier.matches("psk[0-3]"))
            {
                throw new IllegalArgumentException(modifier);
            }
            mask |= 1 << modifier.charAt(3) - '0';
        }
        return mask;
    }

    private static boolean choose(final String found, final String no, final String yes)
    {
        if (!found.equals(no) && !found.equals(yes))
        {
            throw new IllegalArgumentException(found);
        }
        return found.equals(yes);
    }
}
