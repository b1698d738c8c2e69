package io.hopwire.link;

import io.hopwire.crypto.CryptoProvider;
import io.hopwire.crypto.HandshakeResult;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.NodeSettings;
import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * Keypairs, used again after they were forgotten: their ciphers and windows are the largest part of a link.
 */
final class Keypairs
{
    private final long rekeyAfterNs;
    private final long rejectAfterNs;
    private final long rekeyAfterFrames;
    private final long rejectAfterFrames;
    private final boolean plaintext;
    private final LinkMemory memory;
    private final ReceiverIndexes indexes;
    private final Addresses addresses;
    private final byte[] key = new byte[CryptoProvider.KEY_LENGTH];

    Keypairs(
        final LinkConfig config, final LinkMemory memory, final ReceiverIndexes indexes, final Addresses addresses)
    {
        rekeyAfterNs = config.get(LinkSettings.REKEY_AFTER);
        rejectAfterNs = config.get(LinkSettings.REJECT_AFTER);
        rekeyAfterFrames = config.get(LinkSettings.REKEY_AFTER_FRAMES);
        rejectAfterFrames = config.get(LinkSettings.REJECT_AFTER_FRAMES);
        plaintext = config.get(NodeSettings.PLAINTEXT_LINKS);
        this.memory = memory;
        this.indexes = indexes;
        this.addresses = addresses;
    }

    /**
     * When a new key is due. The initiator makes it; the responder only where that failed for long.
     */
    long rekeyNs(final Keypair keypair)
    {
        final long createdNs = keypair.rejectNs - rejectAfterNs;
        return createdNs +
            (keypair.initiator ? rekeyAfterNs : rekeyAfterNs / 2 + rejectAfterNs / 2);
    }

    /**
     * The keypair that a finished handshake gave.
     */
    Keypair create(final HandshakeResult result, final DirectBuffer buffer, final boolean initiator, final long nowNs)
    {
        final Keypair keypair = memory.takeKeypair(plaintext);
        assert 0 == keypair.sendCounter && 0 == keypair.highest() : "under a new key all numbers are new";
        result.getSendKey(key);
        keypair.sealing.init(key, 0);
        result.getReceiveKey(key);
        keypair.opening.init(key, 0);
        Arrays.fill(key, (byte)0);
        final int payload = result.payloadOffset();
        keypair.peerRole = LinkPayload.role(buffer, payload);
        keypair.peerMtu = (char)LinkPayload.mtu(buffer, payload);
        keypair.peerIncarnation = LinkPayload.incarnation(buffer, payload);
        keypair.peerLinkIncarnation = LinkPayload.linkIncarnation(buffer, payload);
        keypair.initiator = initiator;
        keypair.rekeyCounter = initiator ?
            rekeyAfterFrames : rekeyAfterFrames / 2 + rejectAfterFrames / 2;
        keypair.rejectNs = nowNs + rejectAfterNs;
        keypair.lastUsedNs = nowNs;
        return keypair;
    }

    /**
     * The answer to the peer's handshake went to an address: who seals under this keypair has received it there.
     */
    void answered(final Keypair keypair, final int addressId)
    {
        assert Addresses.NULL_ID == keypair.answeredAt : "one address is retained, once";
        addresses.retain(addressId);
        keypair.answeredAt = addressId;
    }

    /**
     * Where the answer went to does not matter any more.
     */
    void forgetAnswer(final Keypair keypair)
    {
        if (Addresses.NULL_ID != keypair.answeredAt)
        {
            addresses.release(keypair.answeredAt);
            keypair.answeredAt = Addresses.NULL_ID;
        }
    }

    void free(final Keypair keypair)
    {
        indexes.release(keypair.localIndex);
        forgetAnswer(keypair);
        memory.giveKeypair(keypair, plaintext);
    }
}
