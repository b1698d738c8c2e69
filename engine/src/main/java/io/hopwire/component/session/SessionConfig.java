package io.hopwire.component.session;

import io.hopwire.spi.Limits;
import org.agrona.BitUtil;

import java.util.Objects;

/**
 * Configuration of the session component: values with defaults, set before the component is made.
 */
public final class SessionConfig
{
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final int MIN_WINDOW = 16;
    private static final int MAX_WINDOW = 8192;
    private static final int MIN_REKEY = 16;

    private String networkName = "hopwire";
    private int maxSessions = Limits.DEFAULT_MAX_SESSIONS;
    private int maxHandshakes = 64;
    private int window = 128;
    private int initialWindow = 16;
    private int ackEvery = 8;
    private long maxAckDelayNs = MILLI;
    private long keepaliveNs = 2 * SECOND;
    private long timeoutNs = 10 * SECOND;
    private long lingerNs = SECOND;
    private long handshakeTimeoutNs = 10 * SECOND;
    private long retryNs = 500 * MILLI;
    private long rekeyAfterPackets = Limits.REKEY_AFTER_FRAMES / 2;
    private long maxPackets = 1L << 56;
    private long maxBufferedBytes = 256L << 20;

    /**
     * The defaults.
     */
    public SessionConfig()
    {
    }

    /**
     * Name of the network, part of the handshake's prologue.
     *
     * @return the value.
     */
    public String networkName()
    {
        return networkName;
    }

    /**
     * Name of the network, part of the handshake's prologue.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig networkName(final String value)
    {
        this.networkName = Objects.requireNonNull(value);
        return this;
    }

    /**
     * Sessions and connects at a time.
     *
     * @return the value.
     */
    public int maxSessions()
    {
        return maxSessions;
    }

    /**
     * Sessions and connects at a time.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig maxSessions(final int value)
    {
        this.maxSessions = positive("maxSessions", value);
        return this;
    }

    /**
     * Sessions that peers have begun and not yet confirmed, at a time.
     *
     * @return the value.
     */
    public int maxHandshakes()
    {
        return maxHandshakes;
    }

    /**
     * Sessions that peers have begun and not yet confirmed, at a time.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig maxHandshakes(final int value)
    {
        this.maxHandshakes = positive("maxHandshakes", value);
        return this;
    }

    /**
     * Messages, a power of two from 16 to 8,192: as many unacknowledged ones a sender keeps.
     *
     * @return the value.
     */
    public int window()
    {
        return window;
    }

    /**
     * Messages, a power of two from 16 to 8,192: as many unacknowledged ones a sender keeps.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig window(final int value)
    {
        check(value >= MIN_WINDOW && value <= MAX_WINDOW && BitUtil.isPowerOfTwo(value), "window", value);
        this.window = value;
        return this;
    }

    /**
     * Messages a peer may send before it has heard from us; the host has room for them in each new session.
     *
     * @return the value.
     */
    public int initialWindow()
    {
        return initialWindow;
    }

    /**
     * Messages a peer may send before it has heard from us; the host has room for them in each new session.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig initialWindow(final int value)
    {
        check(value > 0 && value <= 0xFFFF, "initialWindow", value);
        this.initialWindow = value;
        return this;
    }

    /**
     * Messages in order after which an acknowledgement leaves at once.
     *
     * @return the value.
     */
    public int ackEvery()
    {
        return ackEvery;
    }

    /**
     * Messages in order after which an acknowledgement leaves at once.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig ackEvery(final int value)
    {
        this.ackEvery = positive("ackEvery", value);
        return this;
    }

    /**
     * Longest time in nanoseconds that an acknowledgement waits for a message to travel with.
     *
     * @return the value.
     */
    public long maxAckDelayNs()
    {
        return maxAckDelayNs;
    }

    /**
     * Longest time in nanoseconds that an acknowledgement waits for a message to travel with.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig maxAckDelayNs(final long value)
    {
        this.maxAckDelayNs = positive("maxAckDelayNs", value);
        return this;
    }

    /**
     * Silence in nanoseconds after which the peer is asked whether it lives.
     *
     * @return the value.
     */
    public long keepaliveNs()
    {
        return keepaliveNs;
    }

    /**
     * Silence in nanoseconds after which the peer is asked whether it lives.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig keepaliveNs(final long value)
    {
        this.keepaliveNs = positive("keepaliveNs", value);
        return this;
    }

    /**
     * Silence in nanoseconds after which the peer is dead.
     *
     * @return the value.
     */
    public long timeoutNs()
    {
        return timeoutNs;
    }

    /**
     * Silence in nanoseconds after which the peer is dead.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig timeoutNs(final long value)
    {
        this.timeoutNs = positive("timeoutNs", value);
        return this;
    }

    /**
     * Longest time in nanoseconds that a close waits for acknowledgements.
     *
     * @return the value.
     */
    public long lingerNs()
    {
        return lingerNs;
    }

    /**
     * Longest time in nanoseconds that a close waits for acknowledgements.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig lingerNs(final long value)
    {
        this.lingerNs = positive("lingerNs", value);
        return this;
    }

    /**
     * Time in nanoseconds for the peer to confirm a session it began.
     *
     * @return the value.
     */
    public long handshakeTimeoutNs()
    {
        return handshakeTimeoutNs;
    }

    /**
     * Time in nanoseconds for the peer to confirm a session it began.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig handshakeTimeoutNs(final long value)
    {
        this.handshakeTimeoutNs = positive("handshakeTimeoutNs", value);
        return this;
    }

    /**
     * Pause in nanoseconds before another search for a route.
     *
     * @return the value.
     */
    public long retryNs()
    {
        return retryNs;
    }

    /**
     * Pause in nanoseconds before another search for a route.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig retryNs(final long value)
    {
        this.retryNs = positive("retryNs", value);
        return this;
    }

    /**
     * Packets under one key, a power of two of 16 or more; then the next key of the chain.
     *
     * @return the value.
     */
    public long rekeyAfterPackets()
    {
        return rekeyAfterPackets;
    }

    /**
     * Packets under one key, a power of two of 16 or more; then the next key of the chain.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig rekeyAfterPackets(final long value)
    {
        check(value >= MIN_REKEY && BitUtil.isPowerOfTwo(value), "rekeyAfterPackets", value);
        this.rekeyAfterPackets = value;
        return this;
    }

    /**
     * Packets of a session in one direction; then it ends as exhausted.
     *
     * @return the value.
     */
    public long maxPackets()
    {
        return maxPackets;
    }

    /**
     * Packets of a session in one direction; then it ends as exhausted.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig maxPackets(final long value)
    {
        this.maxPackets = positive("maxPackets", value);
        return this;
    }

    /**
     * Bytes of messages kept for all sessions together.
     *
     * @return the value.
     */
    public long maxBufferedBytes()
    {
        return maxBufferedBytes;
    }

    /**
     * Bytes of messages kept for all sessions together.
     *
     * @param value the value.
     * @return this.
     */
    public SessionConfig maxBufferedBytes(final long value)
    {
        this.maxBufferedBytes = positive("maxBufferedBytes", value);
        return this;
    }

    private static int positive(final String name, final int value)
    {
        check(value > 0, name, value);
        return value;
    }

    private static long positive(final String name, final long value)
    {
        check(value > 0, name, value);
        return value;
    }

    private static void check(final boolean legal, final String name, final long value)
    {
        if (!legal)
        {
            throw new IllegalArgumentException("session " + name + " can not be " + value);
        }
    }
}
