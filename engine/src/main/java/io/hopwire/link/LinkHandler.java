package io.hopwire.link;

import org.agrona.MutableDirectBuffer;

/**
 * What a {@link LinkTable} tells the layer above. Called on the thread that runs the core, inside the table's own
 * calls; the handler may send, open and close links from within.
 */
public interface LinkHandler
{
    /**
     * A link came up: the peer has proved that it holds its key, now.
     *
     * @param link  that came up.
     * @param nowNs time.
     */
    void onLinkUp(Link link, long nowNs);

    /**
     * A link that was up went down. It is readable during the call, not afterwards.
     *
     * @param link   that went down.
     * @param reason one of {@link LinkCloseReason}.
     * @param nowNs  time.
     */
    void onLinkDown(Link link, int reason, long nowNs);

    /**
     * A link that was asked for by {@link LinkTable#open} never came up. It is readable during the call, not
     * afterwards.
     *
     * @param link   that failed.
     * @param reason one of {@link LinkCloseReason}; {@link LinkCloseReason#REPLACED} where the peer turned out to be
     * one to which another link exists already.
     * @param nowNs  time.
     */
    void onLinkFailed(Link link, int reason, long nowNs);

    /**
     * An authentic frame of a link that is up.
     *
     * @param link   it came over.
     * @param buffer holds the plaintext, which may be changed in place during the call.
     * @param offset first byte of the plaintext.
     * @param length of the plaintext, at least 1.
     * @param nowNs  time.
     */
    void onFrame(Link link, MutableDirectBuffer buffer, int offset, int length, long nowNs);
}
