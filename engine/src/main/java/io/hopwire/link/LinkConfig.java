package io.hopwire.link;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.identity.IdentityScheme;
import io.hopwire.crypto.identity.IdentitySchemes;
import io.hopwire.spi.Limits;

/**
 * Settings of a {@link LinkTable}: plain values with fluent setters. Not thread-safe; read once, when the table is
 * made.
 */
public final class LinkConfig
{
    private static final long SECOND_NS = 1_000_000_000L;
    /* A control character keeps it apart from every name that a person gives. */
    private static final String PLAINTEXT = "\nplaintext";

    private IdentityScheme identityScheme = IdentitySchemes.X25519;
    private int tau = AddressSpace.MAX_TAU;
    private byte[] publicKey;
    private String networkName = "hopwire";
    private byte role = LinkRole.RELAY;
    private int mtu = Limits.DEFAULT_MTU;
    private int maxLinks = Limits.DEFAULT_MAX_LINKS;
    private int maxHandshakes = Limits.DEFAULT_MAX_HANDSHAKES;
    private int maxTimestamps = 1024;
    private long keepaliveIntervalNs = SECOND_NS;
    private long pingIntervalNs = 2 * SECOND_NS;
    private long idlePingIntervalNs = 10 * SECOND_NS;
    private long livenessTimeoutNs = 5 * SECOND_NS;
    private long handshakeTimeoutNs = 5 * SECOND_NS;
    private long handshakeRetryNs = SECOND_NS / 4;
    private long rekeyAfterNs = 120 * SECOND_NS;
    private long rejectAfterNs = 180 * SECOND_NS;
    private long retireAfterNs = 10 * SECOND_NS;
    private long rekeyAfterFrames = Limits.REKEY_AFTER_FRAMES;
    private long rejectAfterFrames = Limits.REJECT_AFTER_FRAMES;
    private int cookieThreshold = 64;
    private boolean plaintext;

    /**
     * Defaults everywhere; {@link #publicKey(byte[])} has none and must be set.
     */
    public LinkConfig()
    {
    }

    /**
     * Our static public key, 32 bytes.
     *
     * @return our static public key, 32 bytes.
     */
    public byte[] publicKey()
    {
        return null == publicKey ? null : publicKey.clone();
    }

    /**
     * Set: our static public key, 32 bytes.
     *
     * @param publicKey new value.
     * @return this.
     */
    public LinkConfig publicKey(final byte[] publicKey)
    {
        this.publicKey = publicKey.clone();
        return this;
    }

    /**
     * Name of the network; nodes of different networks do not understand each other.
     *
     * @return name of the network; nodes of different networks do not understand each other.
     */
    public String networkName()
    {
        return networkName;
    }

    /**
     * Set: name of the network; nodes of different networks do not understand each other.
     *
     * @param networkName new value.
     * @return this.
     */
    public LinkConfig networkName(final String networkName)
    {
        this.networkName = networkName;
        return this;
    }

    /**
     * Our role, see {@link LinkRole}.
     *
     * @return our role, see {@link LinkRole}.
     */
    public byte role()
    {
        return role;
    }

    /**
     * Set: our role, see {@link LinkRole}.
     *
     * @param role new value.
     * @return this.
     */
    public LinkConfig role(final byte role)
    {
        this.role = role;
        return this;
    }

    /**
     * Largest datagram in bytes.
     *
     * @return largest datagram in bytes.
     */
    public int mtu()
    {
        return mtu;
    }

    /**
     * Set: largest datagram in bytes.
     *
     * @param mtu new value.
     * @return this.
     */
    public LinkConfig mtu(final int mtu)
    {
        this.mtu = mtu;
        return this;
    }

    /**
     * Links, whoever opened them; at most 65,536.
     *
     * @return links, whoever opened them; at most 65,536.
     */
    public int maxLinks()
    {
        return maxLinks;
    }

    /**
     * Set: links, whoever opened them; at most 65,536.
     *
     * @param maxLinks new value.
     * @return this.
     */
    public LinkConfig maxLinks(final int maxLinks)
    {
        this.maxLinks = maxLinks;
        return this;
    }

    /**
     * Handshakes at a time, both directions together; at most 65,536.
     *
     * @return handshakes at a time, both directions together; at most 65,536.
     */
    public int maxHandshakes()
    {
        return maxHandshakes;
    }

    /**
     * Set: handshakes at a time, both directions together; at most 65,536.
     *
     * @param maxHandshakes new value.
     * @return this.
     */
    public LinkConfig maxHandshakes(final int maxHandshakes)
    {
        this.maxHandshakes = maxHandshakes;
        return this;
    }

    /**
     * Keys without a link whose greatest handshake timestamp is remembered, a power of two.
     *
     * @return keys without a link whose greatest handshake timestamp is remembered, a power of two.
     */
    public int maxTimestamps()
    {
        return maxTimestamps;
    }

    /**
     * Set: keys without a link whose greatest handshake timestamp is remembered, a power of two.
     *
     * @param maxTimestamps new value.
     * @return this.
     */
    public LinkConfig maxTimestamps(final int maxTimestamps)
    {
        this.maxTimestamps = maxTimestamps;
        return this;
    }

    /**
     * Silence of ours after which a peer that sent something is sent an empty frame, nanoseconds.
     *
     * @return silence of ours after which a peer that sent something is sent an empty frame, nanoseconds.
     */
    public long keepaliveIntervalNs()
    {
        return keepaliveIntervalNs;
    }

    /**
     * Set: silence of ours after which a peer that sent something is sent an empty frame, nanoseconds.
     *
     * @param keepaliveIntervalNs new value.
     * @return this.
     */
    public LinkConfig keepaliveIntervalNs(final long keepaliveIntervalNs)
    {
        this.keepaliveIntervalNs = keepaliveIntervalNs;
        return this;
    }

    /**
     * Time between two measurements of the round trip of a link in use, nanoseconds.
     *
     * @return time between two measurements of the round trip of a link in use, nanoseconds.
     */
    public long pingIntervalNs()
    {
        return pingIntervalNs;
    }

    /**
     * Set: time between two measurements of the round trip of a link in use, nanoseconds.
     *
     * @param pingIntervalNs new value.
     * @return this.
     */
    public LinkConfig pingIntervalNs(final long pingIntervalNs)
    {
        this.pingIntervalNs = pingIntervalNs;
        return this;
    }

    /**
     * Silence after which an idle link, one that carries nothing of the layers above, is tried, nanoseconds. Below the
     * 30 seconds for which the shortest-lived address translators keep a mapping. A peer that died is noticed on an
     * idle link after this time and the liveness timeout.
     *
     * @return silence after which an idle link is tried, nanoseconds.
     */
    public long idlePingIntervalNs()
    {
        return idlePingIntervalNs;
    }

    /**
     * Set: silence after which an idle link is tried, nanoseconds.
     *
     * @param idlePingIntervalNs new value.
     * @return this.
     */
    public LinkConfig idlePingIntervalNs(final long idlePingIntervalNs)
    {
        this.idlePingIntervalNs = idlePingIntervalNs;
        return this;
    }

    /**
     * Silence of a peer that owes a sign of life after which the link is down, nanoseconds.
     *
     * @return silence of a peer that owes a sign of life after which the link is down, nanoseconds.
     */
    public long livenessTimeoutNs()
    {
        return livenessTimeoutNs;
    }

    /**
     * Set: silence of a peer that owes a sign of life after which the link is down, nanoseconds.
     *
     * @param livenessTimeoutNs new value.
     * @return this.
     */
    public LinkConfig livenessTimeoutNs(final long livenessTimeoutNs)
    {
        this.livenessTimeoutNs = livenessTimeoutNs;
        return this;
    }

    /**
     * After which an attempt to open a link fails, nanoseconds in all.
     *
     * @return after which an attempt to open a link fails, nanoseconds in all.
     */
    public long handshakeTimeoutNs()
    {
        return handshakeTimeoutNs;
    }

    /**
     * Set: after which an attempt to open a link fails, nanoseconds in all.
     *
     * @param handshakeTimeoutNs new value.
     * @return this.
     */
    public LinkConfig handshakeTimeoutNs(final long handshakeTimeoutNs)
    {
        this.handshakeTimeoutNs = handshakeTimeoutNs;
        return this;
    }

    /**
     * Wait for the first answer; doubles with every try, plus jitter, nanoseconds.
     *
     * @return wait for the first answer; doubles with every try, plus jitter, nanoseconds.
     */
    public long handshakeRetryNs()
    {
        return handshakeRetryNs;
    }

    /**
     * Set: wait for the first answer; doubles with every try, plus jitter, nanoseconds.
     *
     * @param handshakeRetryNs new value.
     * @return this.
     */
    public LinkConfig handshakeRetryNs(final long handshakeRetryNs)
    {
        this.handshakeRetryNs = handshakeRetryNs;
        return this;
    }

    /**
     * Age of a key at which a new one is made, nanoseconds.
     *
     * @return age of a key at which a new one is made, nanoseconds.
     */
    public long rekeyAfterNs()
    {
        return rekeyAfterNs;
    }

    /**
     * Set: age of a key at which a new one is made, nanoseconds.
     *
     * @param rekeyAfterNs new value.
     * @return this.
     */
    public LinkConfig rekeyAfterNs(final long rekeyAfterNs)
    {
        this.rekeyAfterNs = rekeyAfterNs;
        return this;
    }

    /**
     * Age of a key at which it is no longer used, nanoseconds.
     *
     * @return age of a key at which it is no longer used, nanoseconds.
     */
    public long rejectAfterNs()
    {
        return rejectAfterNs;
    }

    /**
     * Set: age of a key at which it is no longer used, nanoseconds.
     *
     * @param rejectAfterNs new value.
     * @return this.
     */
    public LinkConfig rejectAfterNs(final long rejectAfterNs)
    {
        this.rejectAfterNs = rejectAfterNs;
        return this;
    }

    /**
     * Time that a replaced key still opens frames after its last use, nanoseconds.
     *
     * @return time that a replaced key still opens frames after its last use, nanoseconds.
     */
    public long retireAfterNs()
    {
        return retireAfterNs;
    }

    /**
     * Set: time that a replaced key still opens frames after its last use, nanoseconds.
     *
     * @param retireAfterNs new value.
     * @return this.
     */
    public LinkConfig retireAfterNs(final long retireAfterNs)
    {
        this.retireAfterNs = retireAfterNs;
        return this;
    }

    /**
     * Frames under one key, in one direction, after which a new one is made.
     *
     * @return frames under one key, in one direction, after which a new one is made.
     */
    public long rekeyAfterFrames()
    {
        return rekeyAfterFrames;
    }

    /**
     * Set: frames under one key, in one direction, after which a new one is made.
     *
     * @param rekeyAfterFrames new value.
     * @return this.
     */
    public LinkConfig rekeyAfterFrames(final long rekeyAfterFrames)
    {
        this.rekeyAfterFrames = rekeyAfterFrames;
        return this;
    }

    /**
     * Frames under one key after which sealing is refused.
     *
     * @return frames under one key after which sealing is refused.
     */
    public long rejectAfterFrames()
    {
        return rejectAfterFrames;
    }

    /**
     * Set: frames under one key after which sealing is refused.
     *
     * @param rejectAfterFrames new value.
     * @return this.
     */
    public LinkConfig rejectAfterFrames(final long rejectAfterFrames)
    {
        this.rejectAfterFrames = rejectAfterFrames;
        return this;
    }

    /**
     * Slow requests in flight above which a stranger must prove its address.
     *
     * @return slow requests in flight above which a stranger must prove its address.
     */
    public int cookieThreshold()
    {
        return cookieThreshold;
    }

    /**
     * Set: slow requests in flight above which a stranger must prove its address.
     *
     * @param cookieThreshold new value.
     * @return this.
     */
    public LinkConfig cookieThreshold(final int cookieThreshold)
    {
        this.cookieThreshold = cookieThreshold;
        return this;
    }

    /**
     * Refuse what can not work.
     *
     * @return this.
     * @throws IllegalArgumentException that names the setting.
     */
    public LinkConfig conclude()
    {
        require(
            null != publicKey && identityScheme.addressLength() == publicKey.length,
            "publicKey must be " + identityScheme.addressLength() + " bytes");
        require(LinkRole.isKnown(role), "role is unknown");
        require(mtu >= Limits.MIN_MTU && mtu <= Limits.MAX_MTU, "mtu out of range");
        require(maxLinks > 0 && maxLinks <= 1 << 16, "maxLinks out of range");
        require(maxHandshakes > 1 && maxHandshakes <= 1 << 16, "maxHandshakes out of range");
        require(Integer.bitCount(maxTimestamps) == 1 && maxTimestamps >= 8, "maxTimestamps must be a power of two");
        require(keepaliveIntervalNs > 0, "keepaliveIntervalNs must be positive");
        require(pingIntervalNs > 0, "pingIntervalNs must be positive");
        require(idlePingIntervalNs >= keepaliveIntervalNs, "idlePingIntervalNs is below keepaliveIntervalNs");
        require(livenessTimeoutNs > keepaliveIntervalNs, "livenessTimeoutNs must exceed keepaliveIntervalNs");
        require(handshakeRetryNs > 0 && handshakeTimeoutNs >= handshakeRetryNs, "handshakeTimeoutNs is too short");
        require(rekeyAfterNs > 0 && rejectAfterNs > rekeyAfterNs, "rejectAfterNs must exceed rekeyAfterNs");
        require(rekeyAfterFrames > 0, "rekeyAfterFrames must be positive");
        require(rejectAfterFrames > rekeyAfterFrames, "rejectAfterFrames must exceed rekeyAfterFrames");
        return this;
    }

    /**
     * Whether frames are not encrypted.
     *
     * @return true where handshakes authenticate the peers and frames are plaintext.
     */
    public boolean plaintext()
    {
        return plaintext;
    }

    /**
     * Set: whether frames are not encrypted. For networks that are trusted as a whole, and to measure what encryption
     * costs: whoever is on the path can read, change and forge frames. Sessions stay encrypted end to end. The setting
     * is part of what both ends of a handshake must agree on, so nobody is talked into it.
     *
     * @param value new value.
     * @return this.
     */
    public LinkConfig plaintext(final boolean value)
    {
        plaintext = value;
        return this;
    }

    /**
     * What addresses are.
     *
     * @return the scheme, X25519 where it was not set.
     */
    public IdentityScheme identityScheme()
    {
        return identityScheme;
    }

    /**
     * Set: what addresses are. All nodes of a network must agree on it, and handshakes of those that do not fail.
     *
     * @param value new value.
     * @return this.
     */
    public LinkConfig identityScheme(final IdentityScheme value)
    {
        identityScheme = value;
        return this;
    }

    /**
     * Set: the specification's &tau;, bits of a Kademlia id that count.
     *
     * @param value from 1 to {@link AddressSpace#MAX_TAU}.
     * @return this.
     */
    public LinkConfig tau(final int value)
    {
        tau = value;
        return this;
    }

    /**
     * The addresses of the network.
     *
     * @return a new one, for one thread.
     */
    public AddressSpace newAddressSpace()
    {
        return new AddressSpace(identityScheme.addressLength(), tau);
    }

    /**
     * What both ends must have in common, and what handshakes are bound to.
     */
    String agreement()
    {
        final String identities = IdentitySchemes.X25519 == identityScheme ?
            "" : ' ' + identityScheme.name() + identityScheme.addressLength();
        return networkName + identities + (plaintext ? PLAINTEXT : "");
    }

    private static void require(final boolean condition, final String message)
    {
        if (!condition)
        {
            throw new IllegalArgumentException(message);
        }
    }
}
