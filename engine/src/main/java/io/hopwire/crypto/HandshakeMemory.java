package io.hopwire.crypto;

import io.hopwire.crypto.HandshakePool.Slot;

/**
 * The states of handshakes that are not under way, made on demand and used again, and what every step of a handshake
 * calculates with. The workers of one thread may share it, as those of a simulation do. Not thread-safe.
 */
public final class HandshakeMemory
{
    private final CryptoProvider crypto;
    private final NoiseSymmetric.Tools tools;
    private final StaticSecrets secrets;
    private final int maxKept;
    private Slot free;
    private int kept;

    /**
     * Memory for workers that use the same primitives.
     *
     * @param crypto  primitives, this thread's own.
     * @param maxKept how many are kept at the most.
     */
    public HandshakeMemory(final CryptoProvider crypto, final int maxKept)
    {
        this.maxKept = maxKept;
        this.crypto = crypto;
        this.tools = new NoiseSymmetric.Tools(crypto.newAead(), new Sha256());
        this.secrets = new StaticSecrets(crypto);
    }

    CryptoProvider crypto()
    {
        return crypto;
    }

    Slot take()
    {
        final Slot slot = free;
        if (null == slot)
        {
            return new Slot(new NoiseHandshake(crypto, secrets, tools));
        }
        free = slot.next;
        kept--;
        return slot;
    }

    void forgetSecrets()
    {
        secrets.clear();
    }

    void give(final Slot slot)
    {
        slot.handshake.clear();
        slot.previous = null;
        if (kept < maxKept)
        {
            kept++;
            slot.next = free;
            free = slot;
        }
    }
}
