package io.hopwire.component.session;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The chain of keys of one direction. The packet number says which key of the chain seals it, so both ends change keys
 * without a word and no key seals more than {@link SessionSettings#REKEY_AFTER_PACKETS}. The next key is Noise's
 * REKEY of the one before (Noise Protocol Framework, section 11.3), which is forgotten soon after.
 * <p>
 * Allocates when a key changes, and at no other time.
 */
final class SessionKeys
{
    private static final long REKEY_NONCE = -1L;

    private final CryptoProvider crypto;
    private final int shift;
    private long epoch;
    private Aead previous;
    private Aead current;
    private Aead next;

    SessionKeys(final CryptoProvider crypto, final long rekeyAfterPackets, final byte[] key)
    {
        this.crypto = crypto;
        this.shift = Long.numberOfTrailingZeros(rekeyAfterPackets);
        this.current = crypto.newAead();
        this.current.init(key, 0);
    }

    /**
     * Key to seal a packet. Packet numbers must not decrease.
     *
     * @param packetNumber of the packet.
     * @return its key.
     */
    Aead forSealing(final long packetNumber)
    {
        while (packetNumber >>> shift != epoch)
        {
            advance();
            previous.clear();
            previous = null;
        }
        return current;
    }

    /**
     * Key to open a packet that may be forged.
     *
     * @param packetNumber it claims.
     * @return the key that it would be sealed with; null where that is out of reach.
     */
    Aead forOpening(final long packetNumber)
    {
        final long distance = (packetNumber >>> shift) - epoch;
        if (distance == 0)
        {
            return current;
        }
        if (distance == 1)
        {
            next = null == next ? derive(current) : next;
            return next;
        }
        return distance == -1 ? previous : null;
    }

    /**
     * Whether the key of a packet was given up, because keys of packets much later are in use: it was overtaken by more
     * packets than two keys are for, however long the window is.
     *
     * @param packetNumber it claims.
     */
    boolean isGone(final long packetNumber)
    {
        return (packetNumber >>> shift) - epoch < -1;
    }

    /**
     * A packet was authentic: the sender has this key in use.
     *
     * @param packetNumber of the packet.
     */
    void onOpened(final long packetNumber)
    {
        if (packetNumber >>> shift == epoch + 1)
        {
            advance();
        }
    }

    void clear()
    {
        clear(previous);
        clear(current);
        clear(next);
    }

    private void advance()
    {
        final Aead following = null == next ? derive(current) : next;
        clear(previous);
        previous = current;
        current = following;
        next = null;
        epoch++;
    }

    private Aead derive(final Aead key)
    {
        final byte[] bytes = new byte[Aead.KEY_LENGTH + Aead.TAG_LENGTH];
        final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
        key.seal(REKEY_NONCE, buffer, 0, Aead.KEY_LENGTH, buffer, 0);
        final Aead derived = crypto.newAead();
        derived.init(bytes, 0);
        buffer.setMemory(0, bytes.length, (byte)0);
        return derived;
    }

    private static void clear(final Aead key)
    {
        if (null != key)
        {
            key.clear();
        }
    }
}
