package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.mux.Muxer;
import io.hopwire.libp2p.negotiate.Negotiation;
import org.agrona.DirectBuffer;

/**
 * A stream of bytes to a peer and back, for one protocol; many of them share a connection. A slow reader of one does
 * not hold up the others.
 * <p>
 * Lent to its {@link StreamHandler}: when that was told {@link StreamHandler#onClosed} or
 * {@link StreamHandler#onReset}, or has called {@link #reset}, the object is used again for another stream. Not
 * thread-safe: used by the thread that runs the core.
 */
public final class NetStream
{
    /** {@link #write}: our side of the stream has ended, or the stream. */
    public static final int CLOSED = Muxer.CLOSED;

    /** Number of the object, which its timer has too. */
    final int index;
    NetStream nextFree;
    NetConnection connection;
    /** What the muxer knows it by. */
    long handle;
    StreamHandler handler;
    /** What peers may have of its protocol, where the peer opened it. */
    StreamProtocol inboundProtocol;
    /** Until it is over, and what we said is sent. */
    Negotiation negotiation;
    boolean isInbound;
    boolean isAgreed;
    /** The handler knows of it. */
    boolean isOpened;
    boolean isOver;
    /** The handler did not take all. */
    boolean isPaused;
    String protocol;

    private boolean wantsWrite;
    private boolean wantsClose;
    /** What comes is dropped. */
    private boolean isDropping;
    /** There was no room for all that was written last. */
    private boolean isCutShort;
    /** There is a deadline for the peer to end it. */
    private boolean isEndAwaited;
    /** When the peer last went on: sent something that is read, or let us send. */
    private long movedNs;
    private Object attachment;

    NetStream(final int index)
    {
        this.index = index;
    }

    /** {@return name of its protocol} */
    public String protocol()
    {
        return protocol;
    }

    /** {@return who is at the other end, and has proved it} */
    public PeerId peer()
    {
        return connection.remotePeer();
    }

    /** {@return the connection that it is on} */
    public NetConnection connection()
    {
        return connection;
    }

    /** {@return whether the peer opened it} */
    public boolean isInbound()
    {
        return isInbound;
    }

    /** {@return whether the peer has agreed to the protocol; false only where we opened it without waiting for that} */
    public boolean isAgreed()
    {
        return isAgreed;
    }

    /** {@return what the handler has attached to it, or null} */
    public Object attachment()
    {
        return attachment;
    }

    /**
     * Keep something of the handler's with the stream, until it is over.
     *
     * @param value anything.
     */
    public void attach(final Object value)
    {
        attachment = value;
    }

    /**
     * Send bytes. Where fewer are taken, {@link StreamHandler#onWritable} follows.
     *
     * @param buffer holds them; copied.
     * @param offset first byte.
     * @param length bytes.
     * @return bytes taken, from 0 to {@code length}, or {@link #CLOSED}.
     */
    public int write(final DirectBuffer buffer, final int offset, final int length)
    {
        if (isOver || wantsClose)
        {
            return CLOSED;
        }
        connection.touch();
        if (!pump())
        {
            wantsWrite = true;
            return 0;
        }
        final int written = connection.muxer.write(handle, buffer, offset, length);
        isCutShort = written < length;
        movedNs = written > 0 ? connection.host.nowNs : movedNs;
        return written;
    }

    /**
     * Send no more bytes; the peer may. The stream is over when the peer has ended its side too. Where it does not, and
     * is silent for {@link HostSettings#CLOSE_TIMEOUT}, the stream is reset with {@link HostFault#CLOSE_TIMEOUT}; who
     * waits longer than that for the first byte of an answer needs a longer one, or closes later. As long as bytes
     * come the answer may take any time; so it may while a handler does not take all that has come.
     */
    public void closeWrite()
    {
        if (!isOver && !wantsClose)
        {
            wantsClose = true;
            connection.touch();
            endIfDue();
        }
    }

    /**
     * Drop whatever still comes: {@link StreamHandler#onData} is not called any more. The peer does not hear of it, for
     * muxers have no word for it. What it sends gives it no more time from now on: the
     * stream is reset with {@link HostFault#CLOSE_TIMEOUT} where for {@link HostSettings#CLOSE_TIMEOUT} it takes
     * nothing of what waits to be sent, or does not end its side when ours has ended.
     */
    public void closeRead()
    {
        if (!isOver && !isDropping)
        {
            isDropping = true;
            movedNs = connection.host.nowNs;
            awaitEnd();
            resume();
        }
    }

    /**
     * Not before the peer has agreed to the protocol: there are peers that lose what they have not read yet where the
     * end comes together with what they negotiate by.
     */
    void endIfDue()
    {
        if (wantsClose && !isOver && pump() && isAgreed)
        {
            connection.muxer.closeWrite(handle);
            movedNs = connection.host.nowNs;
        }
        awaitEnd();
    }

    /** {@return when the peer is too late to go on; a time that moves along while it is us who are slow} */
    long closesNs(final long nowNs)
    {
        final boolean areWeSlow = isPaused || !wantsClose && !isCutShort;
        return (areWeSlow ? nowNs : movedNs) + connection.host.limits.closeNs;
    }

    /**
     * End the stream in both directions at once; what is under way may be lost. The handler is not told.
     */
    public void reset()
    {
        if (!isOver)
        {
            connection.touch();
            connection.muxer.reset(handle);
            forget();
        }
    }

    /**
     * Have the handler given what it did not take. Does nothing from within {@link StreamHandler#onData}.
     */
    public void resume()
    {
        if (!isOver)
        {
            connection.touch();
            connection.muxer.resume(handle, connection.host.nowNs);
        }
    }

    /** {@return the protocol, and the peer} */
    @Override
    public String toString()
    {
        return protocol + (isOver ? "" : (isInbound ? " from " : " to ") + connection.remotePeer());
    }

    void begin(final NetConnection on, final long newHandle, final boolean inbound)
    {
        connection = on;
        handle = newHandle;
        isInbound = inbound;
        isAgreed = false;
        isOpened = false;
        isOver = false;
        isPaused = false;
        wantsWrite = false;
        wantsClose = false;
        isDropping = false;
        isCutShort = false;
        isEndAwaited = false;
        movedNs = on.host.nowNs;
        protocol = "";
    }

    /** {@return whether all that the negotiation says is sent} */
    boolean pump()
    {
        if (null == negotiation)
        {
            return true;
        }
        final int length = negotiation.outputLength();
        if (length > 0)
        {
            final int written =
                connection.muxer.write(handle, negotiation.output(), negotiation.outputOffset(), length);
            negotiation.onOutputTaken(Math.max(0, written));
        }
        if (negotiation.outputLength() > 0)
        {
            return false;
        }
        if (isAgreed)
        {
            connection.host.streams.release(this, negotiation);
            negotiation = null;
        }
        return true;
    }

    int onData(final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        int taken = 0;
        if (!isAgreed)
        {
            taken = negotiation.onBytes(buffer, offset, length);
            final boolean isSaid = pump();
            if (!isAgreed && negotiation.isOver())
            {
                connection.host.streams.onNegotiated(this);
            }
            else if (!isSaid)
            {
                return taken;
            }
        }
        if (isOver || isDropping && isAgreed)
        {
            return length;
        }
        movedNs = nowNs;
        if (taken == length || !isAgreed)
        {
            return taken;
        }
        final int read = handler.onData(this, buffer, offset + taken, length - taken, nowNs);
        return isDropping ? length : taken + read;
    }

    void onEnd()
    {
        if (!isAgreed)
        {
            fail(HostFault.STREAM_NEGOTIATION);
        }
        else
        {
            handler.onEnd(this);
        }
    }

    void onWritable(final long nowNs)
    {
        final boolean wasBlocked = null != negotiation && negotiation.outputLength() > 0;
        if (!pump())
        {
            return;
        }
        if (wantsClose)
        {
            endIfDue();
        }
        else if (isOpened && (!wasBlocked || wantsWrite))
        {
            wantsWrite = false;
            handler.onWritable(this);
        }
        if (wasBlocked && !isOver && !isAgreed)
        {
            connection.muxer.resume(handle, nowNs);
        }
    }

    /** The peer reset it, or the connection is over. */
    void onReset(final HostFault fault)
    {
        final StreamHandler told = handler;
        final boolean wasOpened = isOpened;
        forget();
        tell(told, wasOpened, fault);
    }

    void onClosed()
    {
        final StreamHandler told = handler;
        forget();
        told.onClosed(this);
    }

    /** We give it up. */
    void fail(final HostFault fault)
    {
        final StreamHandler told = handler;
        final boolean wasOpened = isOpened;
        connection.touch();
        connection.muxer.reset(handle);
        forget();
        tell(told, wasOpened, fault);
    }

    /** Before it is agreed it has a deadline that is shorter. */
    private void awaitEnd()
    {
        if ((wantsClose || isDropping) && isAgreed && !isOver && !isEndAwaited)
        {
            isEndAwaited = true;
            connection.host.streams.awaitEnd(this);
        }
    }

    private void tell(final StreamHandler told, final boolean wasOpened, final HostFault fault)
    {
        if (wasOpened)
        {
            told.onReset(this, fault);
        }
        else if (!isInbound)
        {
            told.onFailed(fault);
        }
    }

    /** Nothing more comes of it; the object is free at the end of the input. */
    private void forget()
    {
        isOver = true;
        if (null != negotiation)
        {
            connection.host.streams.release(this, negotiation);
            negotiation = null;
        }
        connection.remove(this);
        connection.host.streams.onOver(this);
    }

    void clear()
    {
        connection = null;
        handler = null;
        inboundProtocol = null;
        attachment = null;
    }
}
