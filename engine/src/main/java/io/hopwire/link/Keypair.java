package io.hopwire.link;

import io.hopwire.crypto.Aead;

/**
 * The two keys of one handshake, one a direction, and what was done with them.
 * <p>
 * A keypair is confirmed when a frame sealed by the peer under it has been opened: before that the handshake's last
 * message of ours may have been lost, or the peer's may have been a recording, so nothing is sealed under it.
 */
final class Keypair
{
    final Aead sealing;
    final Aead opening;
    final ReplayWindow window = new ReplayWindow();

    Link link;
    int localIndex;
    int remoteIndex;
    long sendCounter;
    long rekeyCounter;
    long createdNs;
    long rekeyNs;
    long rejectNs;
    long lastUsedNs;
    boolean initiator;
    boolean confirmed;
    boolean heard;
    boolean isAnswerAwaited;
    byte peerRole;
    int peerMtu;
    int peerIncarnation;
    int peerLinkIncarnation;
    int generation;
    boolean isPreferred;

    Keypair(final Aead sealing, final Aead opening)
    {
        this.sealing = sealing;
        this.opening = opening;
    }

    void reset()
    {
        sealing.clear();
        opening.clear();
        window.reset();
        link = null;
        localIndex = 0;
        remoteIndex = 0;
        sendCounter = 0;
        heard = false;
        isAnswerAwaited = false;
        confirmed = false;
        peerIncarnation = 0;
        peerLinkIncarnation = 0;
    }
}
