package io.hopwire.libp2p.mux;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * {@code /yamux/1.0.0}: streams with windows. Length, state and credit of a frame are looked at before anything comes
 * of it: what breaks the protocol ends the connection at the header, before a byte of what it announces is waited for.
 * What can be honest because it was under way, such as bytes of a stream that we have reset, is skipped.
 * <p>
 * A stream opens with its first bytes if they follow at once, otherwise with a window update. The peer's are
 * acknowledged with the first frame that we send of them, so that a peer may not have more than its backlog open that
 * nobody serves. Credit is given as the handler takes bytes, when half of the window was taken; a handler that takes
 * nothing stops its peer. The window of one that keeps up grows where it holds its peer back, see {@link WindowGrowth}.
 * <p>
 * Not thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/yamux/README.md">Yamux</a>
 */
public final class Yamux extends StreamMuxer
{
    /** Its name, as it is negotiated. */
    public static final String PROTOCOL = "/yamux/1.0.0";

    /** Bytes that each side may send of a new stream. */
    public static final int INITIAL_WINDOW = 256 * 1024;

    private static final long MAX_ID = 0xFFFF_FFFFL;
    private static final long MAX_CREDIT = 0xFFFF_FFFFL;
    private static final long NO_STREAM = -1;

    private final UnsafeBuffer header = new UnsafeBuffer(new byte[YamuxHeader.LENGTH]);
    private final YamuxPings pings;
    private final WindowGrowth growth;
    private int headerLength;
    /** Of a data frame, bytes that are still to come, of which stream, and whether it ends with them. */
    private long bodyRest;
    private long bodyStream;
    private boolean isBodyLast;
    /** Of the next stream of ours; a test sets it near the end. */
    long nextId;
    /** Largest id that the peer has opened. */
    private long largestPeerId;
    private int unaccepted;
    private boolean isPeerGoingAway;
    private boolean owesGoAway;
    private long lastInputNs;

    /**
     * Not started.
     *
     * @param limits that hold.
     * @param memory shared with the other muxers of this thread.
     * @param share  of it that this connection, and others, may have.
     */
    public Yamux(final MuxLimits limits, final MuxMemory memory, final MuxShare share)
    {
        super(limits, memory, share);
        pings = new YamuxPings(limits.pongs);
        growth = new WindowGrowth(quota, limits.window);
    }

    @Override
    public String protocol()
    {
        return PROTOCOL;
    }

    @Override
    public void ping(final long timeNs)
    {
        if (!isOver() && pings.ask(timeNs))
        {
            nowNs = timeNs;
            drainControls();
        }
    }

    @Override
    public void goAway()
    {
        if (!isOver() && !isGoingAway)
        {
            isGoingAway = true;
            owesGoAway = true;
            drainControls();
        }
    }

    @Override
    public long nextDeadlineNs()
    {
        return isOver() ? NEVER : Math.min(super.nextDeadlineNs(), pingDeadlineNs());
    }

    @Override
    public void onDeadline(final long timeNs)
    {
        super.onDeadline(timeNs);
        if (!isOver() && timeNs - pingDeadlineNs() >= 0)
        {
            if (pings.isUnderWay())
            {
                fail(MuxFault.PING_TIMEOUT);
            }
            else
            {
                ping(timeNs);
            }
        }
    }

    @Override
    void begin()
    {
        headerLength = 0;
        bodyRest = 0;
        bodyStream = NO_STREAM;
        isBodyLast = false;
        nextId = isDialer ? 1 : 2;
        largestPeerId = 0;
        unaccepted = 0;
        isPeerGoingAway = false;
        owesGoAway = false;
        lastInputNs = nowNs;
        pings.clear();
        growth.clear();
    }

    @Override
    void read(final DirectBuffer buffer, final int offset, final int length)
    {
        lastInputNs = length > 0 ? nowNs : lastInputNs;
        final int end = offset + length;
        int at = offset;
        while (at < end && !isOver())
        {
            if (bodyRest > 0)
            {
                final int part = (int)Math.min(bodyRest, end - at);
                bodyRest -= part;
                readBody(buffer, at, part);
                at += part;
            }
            else if (0 == headerLength && end - at >= YamuxHeader.LENGTH)
            {
                readHeader(buffer, at);
                at += YamuxHeader.LENGTH;
            }
            else
            {
                final int part = Math.min(YamuxHeader.LENGTH - headerLength, end - at);
                header.putBytes(headerLength, buffer, at, part);
                headerLength += part;
                at += part;
                if (YamuxHeader.LENGTH == headerLength)
                {
                    headerLength = 0;
                    readHeader(header, 0);
                }
            }
        }
    }

    private void readBody(final DirectBuffer buffer, final int offset, final int length)
    {
        final MuxStream stream = table.byHandle(bodyStream);
        if (null != stream)
        {
            deliver(stream, buffer, offset, length);
        }
        if (0 == bodyRest)
        {
            endBody();
        }
    }

    private void endBody()
    {
        final MuxStream stream = table.byHandle(bodyStream);
        if (isBodyLast && null != stream)
        {
            onLast(stream);
        }
    }

    private void onLast(final MuxStream stream)
    {
        growth.release(stream);
        onPeerEnd(stream);
    }

    private void readHeader(final DirectBuffer buffer, final int offset)
    {
        final MuxFault wrong = YamuxHeader.check(buffer, offset);
        if (null != wrong)
        {
            fail(wrong);
            return;
        }
        final int type = YamuxHeader.type(buffer, offset);
        final int flags = YamuxHeader.flags(buffer, offset);
        final long length = YamuxHeader.length(buffer, offset);
        if (YamuxHeader.PING == type)
        {
            onPing(flags, length);
        }
        else if (YamuxHeader.GO_AWAY == type)
        {
            onGoAway(length);
        }
        else
        {
            onStreamFrame(YamuxHeader.DATA == type, flags, YamuxHeader.stream(buffer, offset), length);
        }
    }

    private void onStreamFrame(final boolean isData, final int flags, final long id, final long length)
    {
        MuxStream stream = table.byId(id);
        final MuxFault wrong = check(stream, isData, flags, id, length);
        if (null != wrong)
        {
            fail(wrong);
            return;
        }
        if (0 != (flags & YamuxHeader.SYN))
        {
            stream = onSyn(flags, id);
        }
        else if (null == stream)
        {
            memory.add(MuxFault.LATE_FRAME);
        }
        if (null != stream && 0 != (flags & YamuxHeader.ACK))
        {
            stream = onAck(stream);
        }
        if (null != stream && 0 != (flags & YamuxHeader.RST))
        {
            onPeerReset(stream);
            stream = null;
        }
        if (isOver())
        {
            return;
        }
        if (isData)
        {
            onData(stream, 0 != (flags & YamuxHeader.FIN), length);
        }
        else if (null != stream)
        {
            onWindowUpdate(stream, 0 != (flags & YamuxHeader.FIN), length);
        }
    }

    /** {@return what is wrong with a frame, which then has no effect, or null} */
    private MuxFault check(
        final MuxStream stream, final boolean isData, final int flags, final long id, final long length)
    {
        final boolean isPeers = (1 == (id & 1)) != isDialer;
        if (0 != (flags & YamuxHeader.SYN))
        {
            if (0 != (flags & YamuxHeader.ACK))
            {
                return MuxFault.FLAGS;
            }
            if (!isPeers)
            {
                return MuxFault.STREAM_ID;
            }
            if (null != stream)
            {
                return MuxFault.STREAM_IN_USE;
            }
            return isData ? length > INITIAL_WINDOW ? MuxFault.WINDOW_EXCEEDED : null :
                INITIAL_WINDOW + length > MAX_CREDIT ? MuxFault.CREDIT_OVERFLOW : null;
        }
        if (null == stream)
        {
            if (isPeers ? id > largestPeerId : id >= nextId)
            {
                return MuxFault.STREAM_NEVER_OPENED;
            }
            // What was credited to a stream that is gone is not known any more; it was not more than this.
            return isData && length > growth.largest() ? MuxFault.WINDOW_EXCEEDED : null;
        }
        if (stream.owesSyn)
        {
            return MuxFault.STREAM_NEVER_OPENED;
        }
        if (isData)
        {
            return length > stream.receiveCredit ? MuxFault.WINDOW_EXCEEDED : null;
        }
        return stream.sendCredit + length > MAX_CREDIT ? MuxFault.CREDIT_OVERFLOW : null;
    }

    /** {@return the new stream, or null where there is none} */
    private MuxStream onSyn(final int flags, final long id)
    {
        largestPeerId = Math.max(largestPeerId, id);
        if (0 != (flags & YamuxHeader.RST))
        {
            // Opened and given up before it left.
            memory.add(MuxFault.PEER_RESET);
            return null;
        }
        final MuxStream stream = accept(id);
        if (null == stream)
        {
            return null;
        }
        beginWindows(stream);
        final long handle = stream.handle;
        handler.onOpened(handle, nowNs);
        return table.byHandle(handle);
    }

    /** {@return the stream, or null where it is gone} */
    private MuxStream onAck(final MuxStream stream)
    {
        final long handle = stream.handle;
        if (unaccept(stream))
        {
            handler.onAccepted(handle);
        }
        return table.byHandle(handle);
    }

    private boolean unaccept(final MuxStream stream)
    {
        if (!stream.isOurs || stream.isAccepted)
        {
            return false;
        }
        stream.isAccepted = true;
        unaccepted--;
        return true;
    }

    private void onData(final MuxStream stream, final boolean isLast, final long length)
    {
        bodyRest = length;
        bodyStream = NO_STREAM;
        isBodyLast = isLast;
        if (null != stream)
        {
            if (stream.isPeerEnded && length > 0)
            {
                abort(stream, MuxFault.DATA_AFTER_END);
                return;
            }
            stream.receiveCredit -= (int)length;
            bodyStream = stream.handle;
            if (0 == length)
            {
                endBody();
            }
        }
    }

    private void onWindowUpdate(final MuxStream stream, final boolean isLast, final long length)
    {
        stream.sendCredit += length;
        if (stream.sendCredit > 0)
        {
            onCredit(stream);
        }
        if (isLast && !stream.isPeerEnded)
        {
            onLast(stream);
        }
    }

    private void onPing(final int flags, final long value)
    {
        if (YamuxHeader.SYN == flags)
        {
            if (pings.answers().isEmpty() && hasRoom())
            {
                writeFrame(YamuxHeader.PING, YamuxHeader.ACK, 0, value);
            }
            else if (!pings.answers().add(value))
            {
                fail(MuxFault.PING_FLOOD);
            }
        }
        else if (YamuxHeader.ACK != flags)
        {
            fail(MuxFault.FLAGS);
        }
        else if (pings.isAnswer(value))
        {
            onPong();
        }
        else
        {
            memory.add(MuxFault.UNASKED_PONG);
        }
    }

    private void onPong()
    {
        final MuxStream stream = table.byHandle(growth.end());
        final int more = null == stream ? 0 : growth.grow(stream);
        if (more > 0)
        {
            stream.ungranted += more;
            owe(stream);
        }
        if (pings.takeAsked())
        {
            handler.onPong(nowNs - pings.sinceNs());
        }
    }

    private void onGoAway(final long code)
    {
        if (YamuxHeader.NORMAL != code)
        {
            fail(YamuxHeader.fault(code));
        }
        else if (!isPeerGoingAway)
        {
            isPeerGoingAway = true;
            handler.onGoAway();
        }
    }

    @Override
    long newId()
    {
        if (isPeerGoingAway)
        {
            return CLOSED;
        }
        if (unaccepted >= limits.backlog)
        {
            return LIMIT;
        }
        if (nextId > MAX_ID)
        {
            return EXHAUSTED;
        }
        final long id = nextId;
        nextId += 2;
        return id;
    }

    @Override
    void onOurs(final MuxStream stream)
    {
        unaccepted++;
        beginWindows(stream);
    }

    private static void beginWindows(final MuxStream stream)
    {
        stream.window = INITIAL_WINDOW;
        stream.receiveCredit = INITIAL_WINDOW;
        stream.sendCredit = INITIAL_WINDOW;
    }

    @Override
    boolean mayKeep(final MuxStream stream, final int length)
    {
        return true;
    }

    @Override
    void onTaken(final MuxStream stream, final int length)
    {
        growth.onTaken(stream, length);
        stream.ungranted += length;
        if (stream.ungranted >= stream.window / 2 && !stream.isPeerEnded)
        {
            owe(stream);
        }
    }

    @Override
    boolean hasRoom()
    {
        return sink.room() >= YamuxHeader.LENGTH;
    }

    @Override
    void writeReset(final long id)
    {
        writeFrame(YamuxHeader.WINDOW_UPDATE, YamuxHeader.RST, id, 0);
    }

    @Override
    void writeSession()
    {
        while (!pings.answers().isEmpty() && hasRoom())
        {
            writeFrame(YamuxHeader.PING, YamuxHeader.ACK, 0, pings.answers().remove());
        }
        if (pings.isOwed() && hasRoom())
        {
            writeFrame(YamuxHeader.PING, YamuxHeader.SYN, 0, pings.send());
            growth.onPing();
        }
        if (owesGoAway && hasRoom())
        {
            owesGoAway = false;
            writeFrame(YamuxHeader.GO_AWAY, 0, 0, YamuxHeader.NORMAL);
        }
    }

    @Override
    int sessionOwes()
    {
        return pings.owed() + (owesGoAway ? 1 : 0);
    }

    @Override
    void onForgotten(final MuxStream stream)
    {
        unaccept(stream);
        growth.release(stream);
    }

    @Override
    void writeControl(final MuxStream stream)
    {
        final int grant = stream.isPeerEnded ? 0 : stream.ungranted;
        final boolean isLast = stream.isEnded && !stream.isEndSent;
        final int flags = takeFlags(stream) | (isLast ? YamuxHeader.FIN : 0);
        if (0 != flags || grant > 0)
        {
            stream.ungranted = 0;
            stream.receiveCredit += grant;
            writeFrame(YamuxHeader.WINDOW_UPDATE, flags, stream.id, grant);
        }
        if (grant > 0 && growth.isWorthwhile(stream) && pings.begin(nowNs))
        {
            growth.begin(stream);
            writeSession();
        }
        if (isLast)
        {
            onEndSent(stream);
        }
    }

    @Override
    int writeData(final MuxStream stream, final DirectBuffer buffer, final int offset, final int length)
    {
        final int room = Math.min(sink.room() - YamuxHeader.LENGTH, limits.frame);
        final int part = (int)Math.min(Math.min(room, length), stream.sendCredit);
        stream.isBlocked = 0 == stream.sendCredit;
        if (part <= 0)
        {
            return 0;
        }
        final int at = sink.offset();
        YamuxHeader.put(sink.buffer(), at, YamuxHeader.DATA, takeFlags(stream), stream.id, part);
        sink.buffer().putBytes(at + YamuxHeader.LENGTH, buffer, offset, part);
        stream.sendCredit -= part;
        sink.commit(YamuxHeader.LENGTH + part);
        return part;
    }

    @Override
    void writeFarewell(final MuxFault why)
    {
        if (why.breaksProtocol() && hasRoom())
        {
            writeFrame(YamuxHeader.GO_AWAY, 0, 0, YamuxHeader.PROTOCOL_ERROR);
        }
        else if (MuxFault.CONNECTION_CLOSED == why && !isGoingAway && hasRoom())
        {
            writeFrame(YamuxHeader.GO_AWAY, 0, 0, YamuxHeader.NORMAL);
        }
    }

    private int takeFlags(final MuxStream stream)
    {
        final int flags = (stream.owesSyn ? YamuxHeader.SYN : 0) | (stream.owesAck ? YamuxHeader.ACK : 0);
        stream.owesSyn = false;
        stream.owesAck = false;
        return flags;
    }

    private void writeFrame(final int type, final int flags, final long id, final long length)
    {
        YamuxHeader.put(sink.buffer(), sink.offset(), type, flags, id, length);
        sink.commit(YamuxHeader.LENGTH);
    }

    private long pingDeadlineNs()
    {
        return pings.isUnderWay() ?
            Math.max(pings.sinceNs(), lastInputNs) + limits.pingTimeoutNs : lastInputNs + limits.pingNs;
    }
}
