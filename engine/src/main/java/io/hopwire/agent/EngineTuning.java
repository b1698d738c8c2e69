package io.hopwire.agent;

import io.hopwire.spi.Limits;
import io.hopwire.transport.tcp.TcpConfiguration;
import org.agrona.BitUtil;

import java.util.concurrent.TimeUnit;

/**
 * Limits, timeouts and sizes of an engine; the defaults suit most. Part of an {@link EngineContext}, which checks the
 * values. Durations are nanoseconds.
 */
public final class EngineTuning
{
    static final int DEFAULT_SOCKET_BUFFER = 2 * 1024 * 1024;
    static final int DEFAULT_COMMAND_BUFFER = 1024 * 1024;
    static final int DEFAULT_SESSION_WINDOW = 128;
    static final int MIN_SESSION_WINDOW = 16;
    static final int MAX_SESSION_WINDOW = 8192;
    static final int DEFAULT_MAX_ADDRESSES = 16_384;

    int mtu;
    int receiveBufferLength;
    int sendBufferLength;
    boolean udpOffload;
    boolean udpPromotion;
    int commandBufferLength;
    int sessionWindow;
    int maxLinks;
    int maxOutgoingLinks;
    int maxSessions;
    int maxCircuits;
    int maxAddresses;
    int maxTcpConnections;
    int maxTcpHalfOpen;
    int tcpBufferLength;
    long tcpHalfOpenTimeoutNs;
    long rekeyAfterFrames;
    long connectTimeoutNs;
    long writeTimeoutNs;
    long lingerNs;
    long keepaliveIntervalNs;
    long idlePingIntervalNs;
    long livenessTimeoutNs;
    long sessionTimeoutNs;

    /**
     * With the defaults that the properties give.
     *
     * @param properties to read.
     */
    public EngineTuning(final EngineProperties properties)
    {
        mtu = properties.count("hopwire.mtu", Limits.DEFAULT_MTU);
        receiveBufferLength = properties.size("hopwire.socket.rcvbuf", DEFAULT_SOCKET_BUFFER);
        sendBufferLength = properties.size("hopwire.socket.sndbuf", DEFAULT_SOCKET_BUFFER);
        udpOffload = properties.flag("hopwire.udp.offload", true);
        udpPromotion = properties.flag("hopwire.udp.promotion", true);
        commandBufferLength = properties.size("hopwire.command.buffer", DEFAULT_COMMAND_BUFFER);
        sessionWindow = properties.count("hopwire.session.window", DEFAULT_SESSION_WINDOW);
        maxLinks = properties.count("hopwire.max.links", Limits.DEFAULT_MAX_LINKS);
        maxOutgoingLinks = properties.count("hopwire.max.outgoing.links", Limits.DEFAULT_MAX_OUTGOING_LINKS);
        maxSessions = properties.count("hopwire.max.sessions", Limits.DEFAULT_MAX_SESSIONS);
        maxCircuits = properties.count("hopwire.max.circuits", Limits.DEFAULT_MAX_CIRCUITS);
        maxAddresses = properties.count("hopwire.max.addresses", DEFAULT_MAX_ADDRESSES);
        maxTcpConnections = properties.count("hopwire.tcp.max.connections", Limits.DEFAULT_MAX_TCP_CONNECTIONS);
        maxTcpHalfOpen = properties.count("hopwire.tcp.max.half.open", Limits.DEFAULT_MAX_TCP_HALF_OPEN);
        tcpBufferLength = properties.size("hopwire.tcp.buffer", TcpConfiguration.DEFAULT_BUFFER_LENGTH);
        tcpHalfOpenTimeoutNs =
            properties.duration("hopwire.tcp.half.open.timeout", TcpConfiguration.DEFAULT_HALF_OPEN_TIMEOUT_NS);
        rekeyAfterFrames = properties.longCount("hopwire.rekey.after.frames", Limits.REKEY_AFTER_FRAMES);
        connectTimeoutNs = properties.duration("hopwire.connect.timeout", TimeUnit.SECONDS.toNanos(5));
        writeTimeoutNs = properties.duration("hopwire.write.timeout", TimeUnit.SECONDS.toNanos(60));
        lingerNs = properties.duration("hopwire.linger", TimeUnit.MILLISECONDS.toNanos(1500));
        keepaliveIntervalNs = properties.duration("hopwire.keepalive.interval", TimeUnit.SECONDS.toNanos(1));
        idlePingIntervalNs = properties.duration("hopwire.idle.ping.interval", TimeUnit.SECONDS.toNanos(10));
        livenessTimeoutNs = properties.duration("hopwire.liveness.timeout", TimeUnit.SECONDS.toNanos(5));
        sessionTimeoutNs = properties.duration("hopwire.session.timeout", TimeUnit.SECONDS.toNanos(10));
    }

    /**
     * How many connections of TCP there may be.
     *
     * @param connections at a time, whoever opened them; peers get three quarters of them at the most.
     * @param halfOpen    at a time that no link uses yet, of those opened here and of those accepted.
     * @return this.
     */
    public EngineTuning tcpConnections(final int connections, final int halfOpen)
    {
        maxTcpConnections = connections;
        maxTcpHalfOpen = halfOpen;
        return this;
    }

    /**
     * Bytes that wait at one connection of TCP for room in the kernel, twice the MTU at least; what does not fit is
     * lost, as a datagram is.
     *
     * @param value bytes.
     * @return this.
     */
    public EngineTuning tcpBufferLength(final int value)
    {
        tcpBufferLength = value;
        return this;
    }

    /**
     * How long a connection of TCP may stay without a link.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public EngineTuning tcpHalfOpenTimeoutNs(final long value)
    {
        tcpHalfOpenTimeoutNs = value;
        return this;
    }

    /**
     * Bytes of the largest datagram.
     *
     * @param value {@link Limits#MIN_MTU} to {@link Limits#MAX_MTU}.
     * @return this.
     */
    public EngineTuning mtu(final int value)
    {
        mtu = value;
        return this;
    }

    /**
     * Bytes of SO_RCVBUF to ask the kernel for.
     *
     * @param value bytes.
     * @return this.
     */
    public EngineTuning receiveBufferLength(final int value)
    {
        receiveBufferLength = value;
        return this;
    }

    /**
     * Bytes of SO_SNDBUF to ask the kernel for.
     *
     * @param value bytes.
     * @return this.
     */
    public EngineTuning sendBufferLength(final int value)
    {
        sendBufferLength = value;
        return this;
    }

    /**
     * Whether one call of the kernel may carry many datagrams, where it can (UDP_SEGMENT and UDP_GRO of Linux).
     *
     * @param value false keeps to one datagram a call.
     * @return this.
     */
    public EngineTuning udpOffload(final boolean value)
    {
        udpOffload = value;
        return this;
    }

    /**
     * Whether the two peers that most of the traffic is with get connected sockets of their own beside the one for all,
     * where the system can: a tenth less time for a datagram there and back.
     *
     * @param value false keeps to one socket.
     * @return this.
     */
    public EngineTuning udpPromotion(final boolean value)
    {
        udpPromotion = value;
        return this;
    }

    /**
     * Ring that takes commands from the application's threads to the node.
     *
     * @param value bytes, a power of two.
     * @return this.
     */
    public EngineTuning commandBufferLength(final int value)
    {
        commandBufferLength = value;
        return this;
    }

    /**
     * Messages of a session that may be accepted and not acknowledged.
     *
     * @param value messages, a power of two from 16 to 8192.
     * @return this.
     */
    public EngineTuning sessionWindow(final int value)
    {
        sessionWindow = value;
        return this;
    }

    /**
     * Links, whoever opened them.
     *
     * @param value links.
     * @return this.
     */
    public EngineTuning maxLinks(final int value)
    {
        maxLinks = value;
        return this;
    }

    /**
     * Links that the node opens by itself.
     *
     * @param value links.
     * @return this.
     */
    public EngineTuning maxOutgoingLinks(final int value)
    {
        maxOutgoingLinks = value;
        return this;
    }

    /**
     * Sessions that end at this node.
     *
     * @param value sessions.
     * @return this.
     */
    public EngineTuning maxSessions(final int value)
    {
        maxSessions = value;
        return this;
    }

    /**
     * Circuits that run through this node.
     *
     * @param value circuits.
     * @return this.
     */
    public EngineTuning maxCircuits(final int value)
    {
        maxCircuits = value;
        return this;
    }

    /**
     * Network addresses remembered at a time.
     *
     * @param value addresses.
     * @return this.
     */
    public EngineTuning maxAddresses(final int value)
    {
        maxAddresses = value;
        return this;
    }

    /**
     * Frames under one key before a new one is made.
     *
     * @param value frames, up to {@link Limits#REKEY_AFTER_FRAMES}.
     * @return this.
     */
    public EngineTuning rekeyAfterFrames(final long value)
    {
        rekeyAfterFrames = value;
        return this;
    }

    /**
     * Longest wait of a connect that names no timeout.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public EngineTuning connectTimeoutNs(final long value)
    {
        connectTimeoutNs = value;
        return this;
    }

    /**
     * Longest wait of a blocking write for the peer's window.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public EngineTuning writeTimeoutNs(final long value)
    {
        writeTimeoutNs = value;
        return this;
    }

    /**
     * Longest wait of {@code Engine.close} for what was written.
     *
     * @param value nanoseconds; 0 does not wait.
     * @return this.
     */
    public EngineTuning lingerNs(final long value)
    {
        lingerNs = value;
        return this;
    }

    /**
     * Silence of ours after which a neighbour that sent something is sent an empty frame.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public EngineTuning keepaliveIntervalNs(final long value)
    {
        keepaliveIntervalNs = value;
        return this;
    }

    /**
     * Silence after which an idle link is tried with a ping, so that address translators remember it and a dead
     * neighbour is noticed on a link that nobody uses.
     *
     * @param value nanoseconds, at least the keepalive interval.
     * @return this.
     */
    public EngineTuning idlePingIntervalNs(final long value)
    {
        idlePingIntervalNs = value;
        return this;
    }

    /**
     * Silence of a neighbour that owes an answer after which its link is dead. Where nothing was sent to it, that is
     * noticed after the idle interval in addition.
     *
     * @param value nanoseconds, more than the keepalive interval.
     * @return this.
     */
    public EngineTuning livenessTimeoutNs(final long value)
    {
        livenessTimeoutNs = value;
        return this;
    }

    /**
     * Silence after which a session is dead.
     *
     * @param value nanoseconds.
     * @return this.
     */
    public EngineTuning sessionTimeoutNs(final long value)
    {
        sessionTimeoutNs = value;
        return this;
    }

    void check()
    {
        range("mtu", mtu, Limits.MIN_MTU, Limits.MAX_MTU);
        range("receiveBufferLength", receiveBufferLength, 1, Integer.MAX_VALUE);
        range("sendBufferLength", sendBufferLength, 1, Integer.MAX_VALUE);
        range("sessionWindow", sessionWindow, MIN_SESSION_WINDOW, MAX_SESSION_WINDOW);
        EngineContext.require(BitUtil.isPowerOfTwo(sessionWindow), "sessionWindow must be a power of two");
        range("commandBufferLength", commandBufferLength, 16 * mtu, 1 << 30);
        EngineContext.require(BitUtil.isPowerOfTwo(commandBufferLength), "commandBufferLength must be a power of two");
        range("maxLinks", maxLinks, 1, 1 << 20);
        range("maxOutgoingLinks", maxOutgoingLinks, 1, maxLinks);
        range("maxSessions", maxSessions, 1, 1 << 20);
        range("maxCircuits", maxCircuits, 1, 1 << 24);
        range("maxAddresses", maxAddresses, 16, 1 << 24);
        range("rekeyAfterFrames", rekeyAfterFrames, 1, Limits.REKEY_AFTER_FRAMES);
        range("connectTimeoutNs", connectTimeoutNs, 1, Long.MAX_VALUE / 4);
        range("writeTimeoutNs", writeTimeoutNs, 1, Long.MAX_VALUE / 4);
        range("lingerNs", lingerNs, 0, Long.MAX_VALUE / 4);
        range("keepaliveIntervalNs", keepaliveIntervalNs, 1, Long.MAX_VALUE / 4);
        range("idlePingIntervalNs", idlePingIntervalNs, keepaliveIntervalNs, Long.MAX_VALUE / 4);
        range("livenessTimeoutNs", livenessTimeoutNs, keepaliveIntervalNs + 1, Long.MAX_VALUE / 4);
        range("sessionTimeoutNs", sessionTimeoutNs, 1, Long.MAX_VALUE / 4);
    }

    private static void range(final String what, final long value, final long min, final long max)
    {
        EngineContext.require(
            value >= min && value <= max, what + " must be " + min + " to " + max + ", found " + value);
    }
}
