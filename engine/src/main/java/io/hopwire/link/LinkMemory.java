package io.hopwire.link;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.wire.compress.Codecs;
import io.hopwire.wire.compress.TransmissionPacker;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;

/**
 * What link tables need only for a while, to be used again: keypairs that are not in use, handshakes that are not under
 * way, and room for messages that leave together. The link tables of one thread may share it, as those of a simulation
 * do: what one of them has given back, the next one takes.
 * <p>
 * What is taken belongs to whoever took it until it is given back. Not thread-safe.
 */
public final class LinkMemory
{
    private final CryptoProvider crypto;
    private final TransmissionPacker packer;
    private final int maxKept;
    private final ArrayList<Keypair> keypairs = new ArrayList<>();
    private final ArrayList<Keypair> plaintextKeypairs = new ArrayList<>(0);
    private final ArrayList<Handshake> handshakes = new ArrayList<>();
    private final ArrayList<UnsafeBuffer> batches = new ArrayList<>(1);

    /**
     * Memory for link tables that use the same cryptography.
     *
     * @param crypto  makes the ciphers of keypairs.
     * @param maxKept how many of each kind are kept at the most.
     * @param codecs  that compress.
     */
    public LinkMemory(final CryptoProvider crypto, final int maxKept, final Codecs codecs)
    {
        this.crypto = crypto;
        this.packer = new TransmissionPacker(codecs);
        this.maxKept = maxKept;
    }

    /** {@return what compresses and decompresses transmissions; what it made is there until it is used again} */
    public TransmissionPacker packer()
    {
        return packer;
    }

    Keypair takeKeypair(final boolean isPlaintext)
    {
        final ArrayList<Keypair> kept = isPlaintext ? plaintextKeypairs : keypairs;
        return kept.isEmpty() ?
            new Keypair(newAead(isPlaintext), newAead(isPlaintext)) : kept.remove(kept.size() - 1);
    }

    void giveKeypair(final Keypair keypair, final boolean isPlaintext)
    {
        keypair.reset();
        assert null == keypair.link && 0 == keypair.localIndex : "what is given back belongs to nobody";
        give(isPlaintext ? plaintextKeypairs : keypairs, keypair);
    }

    Handshake takeHandshake(final int maxFrameLength)
    {
        final Handshake handshake = handshakes.isEmpty() ? null : handshakes.remove(handshakes.size() - 1);
        return null != handshake && handshake.frame.capacity() >= maxFrameLength ?
            handshake : new Handshake(maxFrameLength);
    }

    void giveHandshake(final Handshake handshake)
    {
        assert Handshake.FREE == handshake.state && null == handshake.link : "what is given back belongs to nobody";
        give(handshakes, handshake);
    }

    UnsafeBuffer takeBatch(final int length)
    {
        final UnsafeBuffer batch = batches.isEmpty() ? null : batches.remove(batches.size() - 1);
        return null != batch && batch.capacity() >= length ? batch : new UnsafeBuffer(new byte[length]);
    }

    void giveBatch(final UnsafeBuffer batch)
    {
        give(batches, batch);
    }

    private <T> void give(final ArrayList<T> kept, final T given)
    {
        if (kept.size() < maxKept)
        {
            kept.add(given);
        }
    }

    private Aead newAead(final boolean isPlaintext)
    {
        return isPlaintext ? new PlainText() : crypto.newAead();
    }
}
