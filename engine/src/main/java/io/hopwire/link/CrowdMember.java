package io.hopwire.link;

/**
 * What a peer has begun and is one of many for: a link, or a handshake that waits for its last message. It knows where
 * it stands in the bag and in the crowd that it is in, so that it comes out of them in constant time.
 */
abstract class CrowdMember
{
    PeerBag<?> bag;
    int bagIndex;
    PeerCrowd<?> crowd;
    int crowdIndex;
    /** Hash of the host that it was counted for. */
    long host;
}
