package io.hopwire.sim;

import io.hopwire.crypto.Aead;
import io.hopwire.crypto.CryptoProvider;
import io.hopwire.wire.FrameKinds;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Stands between the nodes of a network and their cryptography, where some of them may be hostile, and shows their
 * {@link Tampering} what they are about to seal.
 * <p>
 * All nodes share the memory of links, so who seals a frame is known by who claimed room for a datagram last. The
 * cryptography of sessions is each node's own. A packet that is held back is known again, on each of its routes, by its
 * tag, which is the end of the cell that it travels in.
 */
final class Tampers
{
    /** Under this number a key seals what shall be the next key. */
    private static final long DERIVATION = -1L;

    private final SimNetwork network;
    private final UnsafeBuffer plaintext = new UnsafeBuffer(new byte[TransitFilter.MAX_LENGTH]);
    private final UnsafeBuffer tag = new UnsafeBuffer(new byte[Aead.TAG_LENGTH]);
    private int claimant;
    private boolean isPacketHeld;
    private boolean isFrameHeld;

    Tampers(final SimNetwork network)
    {
        this.network = network;
    }

    /** A node has room for a datagram, which it may now fill. */
    void onClaim(final int node)
    {
        claimant = node;
        isFrameHeld = false;
    }

    /** Whether the frame that was sealed last is not to leave. */
    boolean isHeldBack()
    {
        return isFrameHeld;
    }

    CryptoProvider ofLinks(final CryptoProvider crypto)
    {
        return new Shown(crypto, true, -1);
    }

    CryptoProvider ofSessions(final CryptoProvider crypto, final int node)
    {
        return new Shown(crypto, false, node);
    }

    private void onFrame(final Tampering tampering, final int length)
    {
        final int end = length - Aead.TAG_LENGTH;
        final boolean isHeldPacket = isPacketHeld && end > 0 && FrameKinds.CELL_DATA == plaintext.getByte(0) &&
            tag.equals(new UnsafeBuffer(plaintext, end, Aead.TAG_LENGTH));
        isFrameHeld = isHeldPacket || !tampering.onFrame(plaintext, 0, length);
    }

    /**
     * Cryptography that shows what it seals.
     */
    private final class Shown implements CryptoProvider
    {
        private final CryptoProvider crypto;
        private final boolean isOfLinks;
        private final int node;

        private Shown(final CryptoProvider crypto, final boolean isOfLinks, final int node)
        {
            this.crypto = crypto;
            this.isOfLinks = isOfLinks;
            this.node = node;
        }

        public Aead newAead()
        {
            return new ShownAead(crypto.newAead(), isOfLinks, node);
        }

        public boolean workAhead()
        {
            return crypto.workAhead();
        }

        public void publicKey(final byte[] privateKey, final byte[] publicKey)
        {
            crypto.publicKey(privateKey, publicKey);
        }

        public boolean agree(final byte[] privateKey, final byte[] remotePublic, final byte[] shared)
        {
            return crypto.agree(privateKey, remotePublic, shared);
        }
    }

    /**
     * A cipher that shows what it seals.
     */
    private final class ShownAead extends ForwardingAead
    {
        private final boolean isOfLinks;
        private final int node;

        private ShownAead(final Aead aead, final boolean isOfLinks, final int node)
        {
            super(aead);
            this.isOfLinks = isOfLinks;
            this.node = node;
        }

        @Override
        public int seal(
            final long counter,
            final DirectBuffer src,
            final int srcOffset,
            final int length,
            final MutableDirectBuffer dst,
            final int dstOffset)
        {
            final Tampering tampering = network.node(isOfLinks ? claimant : node).hostility().tampering();
            if (null == tampering || DERIVATION == counter)
            {
                return super.seal(counter, src, srcOffset, length, dst, dstOffset);
            }
            plaintext.putBytes(0, src, srcOffset, length);
            if (isOfLinks)
            {
                onFrame(tampering, length);
                return super.seal(counter, plaintext, 0, length, dst, dstOffset);
            }
            final boolean isHeld = !tampering.onPacket(plaintext, 0, length);
            final int sealed = super.seal(counter, plaintext, 0, length, dst, dstOffset);
            isPacketHeld = isHeld;
            tag.putBytes(0, dst, dstOffset + length, Aead.TAG_LENGTH);
            return sealed;
        }
    }
}
