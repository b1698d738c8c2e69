package io.hopwire.wire;

import io.hopwire.crypto.HandshakeResult;

/**
 * What a finished handshake has given to one side.
 */
final class WireSecrets
{
    final WireNode node;
    final int owner;
    final byte[] sendKey = new byte[32];
    final byte[] receiveKey = new byte[32];
    final byte[] hash = new byte[32];

    WireSecrets(final WireNode node, final int owner, final HandshakeResult result)
    {
        this.node = node;
        this.owner = owner;
        result.getSendKey(sendKey);
        result.getReceiveKey(receiveKey);
        result.getHandshakeHash(hash);
    }
}
