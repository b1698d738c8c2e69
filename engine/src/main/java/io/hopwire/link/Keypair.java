package io.hopwire.link;

import io.hopwire.crypto.Aead;
import io.hopwire.delivery.ReplayWindow;
import io.hopwire.spi.Addresses;

/**
 * The two keys of one handshake, one a direction, and what was done with them.
 * <p>
 * A keypair is confirmed when a frame sealed by the peer under it has been opened: before that the handshake's last
 * message of ours may have been lost, or the peer's may have been a recording, so nothing is sealed under it.
 * <p>
 * It is its own replay window: both are needed for every frame, and there are tens of thousands in a simulation.
 */
final class Keypair extends ReplayWindow
{
    /** What {@link #rekeyCounter} is when a new key has been asked for. */
    static final long ASKED = Long.MAX_VALUE;

    final Aead sealing;
    final Aead opening;

    Link link;
    int localIndex;
    int remoteIndex;
    long sendCounter;
    long rekeyCounter;
    long rejectNs;
    /** Frames that came under it and were not sealed with its key. */
    long forgeries;
    long lastUsedNs;
    /** Where our answer to the peer's handshake went to, until the peer shows that it came; retained. */
    int answeredAt = Addresses.NULL_ID;
    boolean initiator;
    boolean confirmed;
    boolean heard;
    boolean isAnswerAwaited;
    byte peerRole;
    char peerMtu;
    int peerIncarnation;
    int peerLinkIncarnation;
    int generation;
    /** Attempts to replace it that came to nothing, since it was worn. */
    int failures;
    boolean isPreferred;

    Keypair(final Aead sealing, final Aead opening)
    {
        this.sealing = sealing;
        this.opening = opening;
    }

    /**
     * {@return whether a new one was asked for because of the frames under it, good or forged, whatever its age}
     */
    boolean isWorn()
    {
        return ASKED == rekeyCounter;
    }

    @Override
    public void reset()
    {
        sealing.clear();
        opening.clear();
        super.reset();
        link = null;
        localIndex = 0;
        remoteIndex = 0;
        answeredAt = Addresses.NULL_ID;
        sendCounter = 0;
        forgeries = 0;
        failures = 0;
        heard = false;
        isAnswerAwaited = false;
        confirmed = false;
        peerIncarnation = 0;
        peerLinkIncarnation = 0;
    }
}
