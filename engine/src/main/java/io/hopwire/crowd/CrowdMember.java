package io.hopwire.crowd;

/**
 * What a peer has begun and is one of many for: a link, a handshake that waits for its last message, a connection. It
 * knows where it stands in the bag and in the crowd that it is in, so that it comes out of them in constant time.
 */
public abstract class CrowdMember
{
    PeerBag<?> bag;
    int bagIndex;
    PeerCrowd<?> crowd;
    int crowdIndex;
    /** Hash of the host that it was counted for. */
    long host;
    /** Those of {@link HalfOpenPeers} that began to wait before and after it. */
    CrowdMember older;
    CrowdMember younger;

    private long openedNs;

    /** One that is counted nowhere. */
    protected CrowdMember()
    {
    }

    /**
     * Where its peer is.
     *
     * @return id of a network address; the same for as long as it is counted.
     */
    public abstract int addressId();

    /**
     * When it was last of use to somebody.
     *
     * @return nanoseconds since the Unix epoch; less than {@link #openedNs()} where it never was.
     */
    public long lastUsedNs()
    {
        return openedNs;
    }

    /**
     * When it was made; of what waits for its peer, when it began to.
     *
     * @return nanoseconds since the Unix epoch.
     */
    public final long openedNs()
    {
        return openedNs;
    }

    /**
     * It is made, or begins to wait, now.
     *
     * @param nowNs time.
     */
    public final void openedNs(final long nowNs)
    {
        openedNs = nowNs;
    }

    /** {@return whether it has one of the places for peers} */
    public final boolean isPlaced()
    {
        return null != bag;
    }

    /** {@return whether it counts for its network} */
    public final boolean isCounted()
    {
        return null != crowd;
    }
}
