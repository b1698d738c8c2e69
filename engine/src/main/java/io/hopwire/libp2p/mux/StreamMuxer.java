package io.hopwire.libp2p.mux;

import io.hopwire.spi.ByteSink;
import org.agrona.DirectBuffer;

/**
 * What Yamux and Mplex have in common: streams and their handlers, who may write next, what waits for the peer to read,
 * and how a stream or the connection ends. The frames are what they differ in.
 * <p>
 * Each call of a handler may end the stream, or the connection, that it is called for; so after it the stream is
 * looked up anew by its handle.
 */
abstract class StreamMuxer implements Muxer
{
    /** Nothing waits for the peer to read. */
    private static final long NOT_STUCK = Long.MIN_VALUE;

    final MuxLimits limits;
    final MuxMemory memory;
    final BlockQuota quota;
    final StreamTable table;
    /** Ids of streams that are gone, whose peer does not know yet. */
    final LongRing resets;
    boolean isDialer;
    ByteSink sink;
    MuxHandler handler;
    /** Of the call that is under way, or was last. */
    long nowNs;
    boolean isGoingAway;

    private final StreamList controls = new StreamList(StreamList.CONTROL);
    private final StreamList waiting = new StreamList(StreamList.WAITING);
    private MuxStream turn;
    private MuxFault fault = MuxFault.CONNECTION_CLOSED;
    private long stuckSinceNs;

    StreamMuxer(final MuxLimits limits, final MuxMemory memory, final MuxShare share)
    {
        this.limits = limits;
        this.memory = memory;
        quota = new BlockQuota(memory, share, limits.blocks);
        table = new StreamTable(memory);
        resets = new LongRing(limits.resets);
    }

    /** Begin to read and write the frames of another connection. */
    abstract void begin();

    /** Read frames, until the bytes end or the connection does. */
    abstract void read(DirectBuffer buffer, int offset, int length);

    /** {@return whether a frame without contents, whichever, has room} */
    abstract boolean hasRoom();

    /** Write the reset of a stream that is gone; there is room. */
    abstract void writeReset(long id);

    /** Write what does not belong to a stream while there is room. */
    abstract void writeSession();

    /** {@return frames that do not belong to a stream and wait} */
    abstract int sessionOwes();

    /** Write what a stream owes beside its bytes; there is room. */
    abstract void writeControl(MuxStream stream);

    /** Write bytes of a stream. {@return how many; fewer where there is no credit or room} */
    abstract int writeData(MuxStream stream, DirectBuffer buffer, int offset, int length);

    /** A number for a new stream, or a negative code. */
    abstract long newId();

    /** A new stream of ours. */
    abstract void onOurs(MuxStream stream);

    /** {@return whether a stream may keep more bytes, where something else bounds it than credit} */
    abstract boolean mayKeep(MuxStream stream, int length);

    /** The handler took bytes of a stream. */
    abstract void onTaken(MuxStream stream, int length);

    /** A stream is gone. */
    abstract void onForgotten(MuxStream stream);

    /** The connection ends: tell the peer, if there is room. */
    abstract void writeFarewell(MuxFault why);

    @Override
    public final void start(
        final boolean dialer, final ByteSink newSink, final MuxHandler newHandler, final long startNs)
    {
        assert null != fault && 0 == table.size() : "the last connection is over";
        isDialer = dialer;
        sink = newSink;
        handler = newHandler;
        nowNs = startNs;
        fault = null;
        stuckSinceNs = NOT_STUCK;
        isGoingAway = false;
        resets.clear();
        begin();
    }

    @Override
    public final void onBytes(final DirectBuffer buffer, final int offset, final int length, final long timeNs)
    {
        nowNs = timeNs;
        if (null == fault)
        {
            read(buffer, offset, length);
            flush(timeNs);
        }
    }

    @Override
    public final void flush(final long timeNs)
    {
        nowNs = timeNs;
        if (null != fault || !drainControls())
        {
            return;
        }
        // Each of those that wait now has its turn once; who is cut short again waits behind the others.
        for (int i = waiting.size(); i > 0 && null == fault && waiting.size() > 0 && hasRoom(); i--)
        {
            final MuxStream stream = waiting.first();
            waiting.remove(stream);
            turn = stream;
            handler.onWritable(stream.handle);
            turn = null;
        }
        if (null == fault)
        {
            drainControls();
        }
    }

    @Override
    public final long open()
    {
        if (null != fault || isGoingAway)
        {
            return CLOSED;
        }
        if (table.ours() >= limits.outbound)
        {
            return LIMIT;
        }
        final long id = newId();
        if (id < 0)
        {
            return id;
        }
        final MuxStream stream = table.add(id, true);
        if (null == stream)
        {
            return LIMIT;
        }
        onOurs(stream);
        controls.add(stream);
        return stream.handle;
    }

    @Override
    public final int write(final long handle, final DirectBuffer buffer, final int offset, final int length)
    {
        final MuxStream stream = table.byHandle(handle);
        if (null == stream || stream.isEnded)
        {
            return CLOSED;
        }
        final boolean isItsTurn = turn == stream || 0 == waiting.size() || waiting.first() == stream;
        final boolean mayWrite = isItsTurn && drainControlsFor(stream);
        if (null == table.byHandle(handle))
        {
            return CLOSED;
        }
        if (!mayWrite)
        {
            waiting.add(stream);
            return 0;
        }
        waiting.remove(stream);
        int done = 0;
        while (done < length)
        {
            final int written = writeData(stream, buffer, offset + done, length - done);
            if (0 == written)
            {
                break;
            }
            done += written;
        }
        if (done < length && !stream.isBlocked)
        {
            waiting.add(stream);
        }
        return done;
    }

    @Override
    public final void closeWrite(final long handle)
    {
        final MuxStream stream = table.byHandle(handle);
        if (null != stream && !stream.isEnded)
        {
            stream.isEnded = true;
            waiting.remove(stream);
            controls.add(stream);
        }
    }

    @Override
    public final void reset(final long handle)
    {
        final MuxStream stream = table.byHandle(handle);
        if (null != stream)
        {
            final long id = stream.id;
            final boolean isKnown = !stream.owesSyn;
            forget(stream);
            if (isKnown)
            {
                oweReset(id);
            }
        }
    }

    @Override
    public final void resume(final long handle, final long timeNs)
    {
        nowNs = timeNs;
        MuxStream stream = table.byHandle(handle);
        if (null == stream || stream.isDelivering)
        {
            return;
        }
        stream.isPaused = false;
        while (null != stream && !stream.isPaused && stream.received.length() > 0)
        {
            final ByteQueue received = stream.received;
            final int taken = hand(stream, received.headBuffer(), received.headOffset(), received.headLength());
            stream = table.byHandle(handle);
            if (null != stream)
            {
                stream.isPaused = taken < received.headLength();
                received.take(quota, taken);
                onTaken(stream, taken);
            }
        }
        endIfAllTaken(stream);
        if (null == fault)
        {
            drainControls();
        }
    }

    @Override
    public final void close()
    {
        fail(MuxFault.CONNECTION_CLOSED);
    }

    @Override
    public final MuxFault fault()
    {
        return fault;
    }

    @Override
    public final int streams()
    {
        return table.size();
    }

    @Override
    public long nextDeadlineNs()
    {
        return null != fault || NOT_STUCK == stuckSinceNs ? NEVER : stuckSinceNs + limits.unreadNs;
    }

    @Override
    public void onDeadline(final long timeNs)
    {
        nowNs = timeNs;
        if (null == fault && NOT_STUCK != stuckSinceNs && timeNs - stuckSinceNs >= limits.unreadNs)
        {
            fail(MuxFault.NOT_READING);
        }
    }

    final boolean isOver()
    {
        return null != fault;
    }

    /** A stream owes the peer something else than bytes. */
    final void owe(final MuxStream stream)
    {
        controls.add(stream);
    }

    /** {@return the new stream, which the handler knows of, or null where it was refused, or is gone already} */
    final MuxStream accept(final long id)
    {
        final MuxFault refusal = isGoingAway ? MuxFault.GOING_AWAY :
            table.size() - table.ours() >= limits.inbound ? MuxFault.STREAM_LIMIT : null;
        final MuxStream stream = null == refusal ? table.add(id, false) : null;
        if (null == stream)
        {
            memory.add(null == refusal ? MuxFault.STREAM_LIMIT : refusal);
            oweReset(id);
        }
        return stream;
    }

    /** {@return bytes that the handler took; the stream may be gone} */
    private int hand(final MuxStream stream, final DirectBuffer buffer, final int offset, final int length)
    {
        final long handle = stream.handle;
        stream.isDelivering = true;
        final int taken = handler.onData(handle, buffer, offset, length, nowNs);
        assert taken >= 0 && taken <= length : "took " + taken + " of " + length;
        final MuxStream still = table.byHandle(handle);
        if (null != still)
        {
            still.isDelivering = false;
        }
        return taken;
    }

    /** Bytes came, for which there was credit. */
    final void deliver(final MuxStream given, final DirectBuffer buffer, final int offset, final int length)
    {
        final long handle = given.handle;
        MuxStream stream = given;
        int taken = 0;
        if (!stream.isPaused)
        {
            taken = hand(stream, buffer, offset, length);
            stream = table.byHandle(handle);
            if (null == stream)
            {
                return;
            }
            stream.isPaused = taken < length;
            onTaken(stream, taken);
        }
        final int rest = length - taken;
        if (rest > 0)
        {
            if (!mayKeep(stream, rest))
            {
                abort(stream, MuxFault.BUFFER_FULL);
            }
            else if (!stream.received.append(quota, buffer, offset + taken, rest))
            {
                abort(stream, MuxFault.MEMORY);
            }
        }
    }

    /** The peer sends no more bytes of a stream. */
    final void onPeerEnd(final MuxStream stream)
    {
        stream.isPeerEnded = true;
        endIfAllTaken(stream);
    }

    /** The peer reset a stream. */
    final void onPeerReset(final MuxStream stream)
    {
        final long handle = stream.handle;
        memory.add(MuxFault.PEER_RESET);
        forget(stream);
        handler.onReset(handle, MuxFault.PEER_RESET);
    }

    /** We reset a stream, and the handler hears of it. */
    final void abort(final MuxStream stream, final MuxFault why)
    {
        final long handle = stream.handle;
        final long id = stream.id;
        final boolean isKnown = !stream.owesSyn;
        memory.add(why);
        forget(stream);
        handler.onReset(handle, why);
        if (isKnown)
        {
            oweReset(id);
        }
    }

    /** The peer is told that we write no more. */
    final void onEndSent(final MuxStream stream)
    {
        stream.isEndSent = true;
        closeIfOver(stream);
    }

    /** A stream that waited for credit has some. */
    final void onCredit(final MuxStream stream)
    {
        if (stream.isBlocked)
        {
            stream.isBlocked = false;
            waiting.add(stream);
        }
    }

    final void fail(final MuxFault why)
    {
        if (null != fault)
        {
            return;
        }
        fault = why;
        memory.add(why);
        writeFarewell(why);
        for (int slot = 0; slot < table.slotsEnd(); slot++)
        {
            final MuxStream stream = table.bySlot(slot);
            if (null != stream)
            {
                final long handle = stream.handle;
                forget(stream);
                handler.onReset(handle, why);
            }
        }
        handler.onFault(why);
    }

    private void endIfAllTaken(final MuxStream stream)
    {
        if (null != stream && stream.isPeerEnded && !stream.isEndTold && 0 == stream.received.length() &&
            !stream.isDelivering)
        {
            final long handle = stream.handle;
            stream.isEndTold = true;
            handler.onEnd(handle, nowNs);
            closeIfOver(table.byHandle(handle));
        }
    }

    private void closeIfOver(final MuxStream stream)
    {
        if (null != stream && stream.isEndTold && stream.isEndSent)
        {
            final long handle = stream.handle;
            forget(stream);
            handler.onClosed(handle);
        }
    }

    private void oweReset(final long id)
    {
        if (null != fault)
        {
            return;
        }
        if (resets.isEmpty() && hasRoom())
        {
            writeReset(id);
        }
        else if (!resets.add(id))
        {
            fail(MuxFault.RESET_FLOOD);
        }
    }

    private void forget(final MuxStream stream)
    {
        controls.remove(stream);
        waiting.remove(stream);
        stream.received.clear(quota);
        onForgotten(stream);
        table.remove(stream);
    }

    /** {@return whether a stream may write bytes: nothing else waits that goes first} */
    private boolean drainControlsFor(final MuxStream stream)
    {
        // Its own control frame can ride on the bytes, so that a stream may open with its first bytes.
        final boolean isOnlyOwn = 1 == controls.size() && controls.first() == stream;
        return isOnlyOwn && resets.isEmpty() && 0 == sessionOwes() || drainControls();
    }

    /** {@return whether all that goes before bytes is written} */
    final boolean drainControls()
    {
        final int before = owed();
        while (!resets.isEmpty() && hasRoom())
        {
            writeReset(resets.remove());
        }
        writeSession();
        while (null == fault && controls.size() > 0 && hasRoom())
        {
            final MuxStream stream = controls.first();
            controls.remove(stream);
            writeControl(stream);
        }
        final int after = owed();
        if (0 == after)
        {
            stuckSinceNs = NOT_STUCK;
        }
        else if (after < before || NOT_STUCK == stuckSinceNs)
        {
            stuckSinceNs = nowNs;
        }
        return 0 == after && null == fault;
    }

    private int owed()
    {
        return null != fault ? 0 : resets.size() + controls.size() + sessionOwes();
    }
}
