package io.hopwire.crypto;

import java.util.Arrays;

/**
 * What comes of static keys alone, remembered: our public key, and the secret between us and an endpoint that we have
 * asked for before. Neither changes from one handshake to the next, and they are two of the six calculations of an
 * initiator, some 85 of its 300 microseconds. WireGuard keeps that secret with a peer in the same way.
 * <p>
 * Only the initiator's: whoever may ask a responder could else learn from the time of the answer, even that of a
 * refusal, with whom it has spoken lately.
 * <pre>
 *   slot, by the first bytes of the hash:  | SHA-256(private || public), 32 B | secret, 32 B |
 * </pre>
 * A slot's next keys displace those before, so the memory is bounded, and what is missing is calculated again: nothing
 * depends on what is remembered but time. Not thread-safe.
 */
final class StaticSecrets
{
    private static final int SLOTS = 64;
    private static final int KEY_LENGTH = CryptoProvider.KEY_LENGTH;
    private static final int SLOT_LENGTH = Sha256.LENGTH + KEY_LENGTH;

    private final CryptoProvider crypto;
    private final Sha256 sha256 = new Sha256();
    private final byte[] hash = new byte[Sha256.LENGTH];
    private final byte[] slots = new byte[SLOTS * SLOT_LENGTH];

    StaticSecrets(final CryptoProvider crypto)
    {
        this.crypto = crypto;
    }

    /**
     * As {@link CryptoProvider#publicKey}.
     */
    void publicKey(final byte[] privateKey, final byte[] publicKey)
    {
        sha256.update(privateKey, 0, KEY_LENGTH);
        final int slot = slot();
        if (isThere(slot))
        {
            System.arraycopy(slots, slot + Sha256.LENGTH, publicKey, 0, KEY_LENGTH);
            return;
        }
        crypto.publicKey(privateKey, publicKey);
        put(slot, publicKey);
    }

    /**
     * As {@link CryptoProvider#agree}. A key that is refused is not remembered.
     */
    boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
    {
        sha256.update(privateKey, 0, KEY_LENGTH);
        sha256.update(remotePublic, 0, KEY_LENGTH);
        final int slot = slot();
        if (isThere(slot))
        {
            System.arraycopy(slots, slot + Sha256.LENGTH, shared, 0, KEY_LENGTH);
            return true;
        }
        final boolean isGood = crypto.agree(privateKey, remotePublic, shared);
        if (isGood)
        {
            put(slot, shared);
        }
        return isGood;
    }

    /**
     * Forget all.
     */
    void clear()
    {
        Arrays.fill(slots, (byte)0);
    }

    private int slot()
    {
        sha256.digest(hash, 0);
        return (hash[0] & SLOTS - 1) * SLOT_LENGTH;
    }

    private boolean isThere(final int slot)
    {
        return Arrays.equals(slots, slot, slot + Sha256.LENGTH, hash, 0, Sha256.LENGTH);
    }

    private void put(final int slot, final byte[] value)
    {
        System.arraycopy(hash, 0, slots, slot, Sha256.LENGTH);
        System.arraycopy(value, 0, slots, slot + Sha256.LENGTH, KEY_LENGTH);
    }
}
