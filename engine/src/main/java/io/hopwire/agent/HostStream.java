package io.hopwire.agent;

import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.NetStream;
import io.hopwire.libp2p.StreamHandler;
import io.hopwire.libp2p.identity.PeerId;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stream of libp2p for an application with threads of its own: {@link #read} waits for bytes, {@link #write} for
 * room. Between the two threads lie two rings of bytes; who fills one is held back, and so is the peer.
 * <p>
 * One thread may read while another writes; not more than one each. Applications that want no hand-over and no garbage
 * use a {@link StreamHandler} on the host's own thread.
 */
public final class HostStream implements AutoCloseable
{
    private static final int RING_LENGTH = 64 * 1024;

    private final Host host;
    private final NodeAccess access;
    private final StreamRing in = newRing();
    private final StreamRing out = newRing();
    private final WaitPlace place = WaitPlace.ofAll();
    private final AtomicBoolean noted = new AtomicBoolean();
    private final UnsafeBuffer wrapped = new UnsafeBuffer(0, 0);
    private final StreamHandler handler = new OfNode();
    /** Of the node's thread. */
    private NetStream stream;
    private volatile boolean isOpened;
    private volatile boolean isPaused;
    private volatile boolean isEnded;
    private volatile boolean isOver;
    private volatile boolean wantsEnd;
    private volatile boolean isEndSaid;
    private volatile HostFault fault;
    private volatile String protocol = "";
    private volatile PeerId peer;

    HostStream(final Host host)
    {
        this.host = host;
        access = host.access();
    }

    /** {@return the protocol that was agreed on} */
    public String protocol()
    {
        return protocol;
    }

    /** {@return who is at the other end, and has proved it} */
    public PeerId peer()
    {
        return peer;
    }

    /**
     * Wait for bytes.
     *
     * @param to     where they go.
     * @param offset of the first.
     * @param length most bytes.
     * @return bytes read, 1 or more unless {@code length} is 0; -1 where the peer has said that no more come.
     * @throws HostException where the stream ended otherwise, with its reason.
     */
    public int read(final byte[] to, final int offset, final int length)
    {
        if (0 == length)
        {
            return 0;
        }
        access.await(place, NodeAccess.FOREVER_NS, () -> in.size() > 0 || isEnded || isOver);
        // In this order: what came before the end is in the ring before the end is seen.
        final boolean wasEnded = isEnded;
        final boolean wasOver = isOver;
        final int read = in.read(to, offset, length);
        if (read > 0)
        {
            if (isPaused)
            {
                note();
            }
            return read;
        }
        if (wasEnded)
        {
            return -1;
        }
        if (!wasOver)
        {
            // They came in between.
            return read(to, offset, length);
        }
        throw failure("read");
    }

    /**
     * Hand over bytes, and wait for room where there is too little: the peer has to read.
     *
     * @param from   holds them.
     * @param offset of the first.
     * @param length bytes.
     * @throws HostException where the stream is over, or our side of it.
     */
    public void write(final byte[] from, final int offset, final int length)
    {
        wrapped.wrap(from);
        int done = 0;
        while (done < length)
        {
            if (wantsEnd || isOver)
            {
                throw failure("write");
            }
            final int part = Math.min(length - done, out.room());
            if (part > 0)
            {
                out.write(wrapped, offset + done, part);
                done += part;
                note();
            }
            else
            {
                access.await(place, NodeAccess.FOREVER_NS, () -> out.room() > 0 || isOver);
            }
        }
    }

    /**
     * Hand over bytes.
     *
     * @param from all of it.
     */
    public void write(final byte[] from)
    {
        write(from, 0, from.length);
    }

    /**
     * Send no more bytes; the peer may. What was written arrives first. Where the peer then neither ends its side nor
     * sends anything for {@link io.hopwire.libp2p.HostSettings#CLOSE_TIMEOUT}, {@link #read} gives what has come and
     * then throws {@link HostFault#CLOSE_TIMEOUT}. A long answer is not cut while it comes, however slowly it is read.
     */
    public void closeWrite()
    {
        if (!wantsEnd)
        {
            wantsEnd = true;
            note();
        }
    }

    /** End it both ways at once; what is under way may be lost. */
    public void reset()
    {
        wantsEnd = true;
        access.submit(new HostTask(access.state(), this::resetOnNode));
    }

    /** {@return whether it is over, both ways} */
    public boolean isOver()
    {
        return isOver;
    }

    /** {@return why it is over, or null where it is not, or where both sides have ended it} */
    public HostFault fault()
    {
        return fault;
    }

    /**
     * Ends our side, behind what was written; where the peer has not ended its side, nobody listens to it any more, and
     * the stream is reset after {@link io.hopwire.libp2p.HostSettings#CLOSE_TIMEOUT} in which it does not take what was
     * written, or does not end it.
     */
    @Override
    public void close()
    {
        closeWrite();
        if (!isEnded && !isOver)
        {
            access.submit(new HostTask(access.state(), this::discard));
        }
    }

    /** {@return its bytes, for those who read such} */
    public InputStream inputStream()
    {
        return new InputStream()
        {
            private final byte[] one = new byte[1];

            @Override
            public int read()
            {
                return HostStream.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(final byte[] to, final int offset, final int length)
            {
                return HostStream.this.read(to, offset, length);
            }
        };
    }

    /** {@return where its bytes can be written, for those who write such; closing it ends our side} */
    public OutputStream outputStream()
    {
        return new OutputStream()
        {
            private final byte[] one = new byte[1];

            @Override
            public void write(final int value)
            {
                one[0] = (byte)value;
                HostStream.this.write(one);
            }

            @Override
            public void write(final byte[] from, final int offset, final int length)
            {
                HostStream.this.write(from, offset, length);
            }

            @Override
            public void close()
            {
                closeWrite();
            }
        };
    }

    StreamHandler handler()
    {
        return handler;
    }

    /** Wait until it is open, or known not to be. */
    void awaitOpened(final String what)
    {
        access.await(place, NodeAccess.FOREVER_NS, () -> isOpened || isOver);
        if (!isOpened)
        {
            throw failure(what);
        }
    }

    /** {@return whether all that was written has left the ring, and the end has been said where it is wanted} */
    boolean isDrained()
    {
        // What is noted is still to be looked at by the node, be it only that the end is wanted.
        return isOver || !noted.get() && 0 == out.size() && (!wantsEnd || isEndSaid);
    }

    private static StreamRing newRing()
    {
        return new StreamRing(new UnsafeBuffer(new byte[RING_LENGTH]));
    }

    private HostException failure(final String what)
    {
        final HostFault why = fault;
        return new HostException(null == why ? HostFault.CLOSED : why, what);
    }

    /** Have the node look, once however often there is news. */
    private void note()
    {
        if (noted.compareAndSet(false, true))
        {
            access.submit(new HostTask(access.state(), this::onNews));
        }
    }

    private void onNews()
    {
        noted.set(false);
        if (null == stream)
        {
            return;
        }
        pump();
        if (null != stream && isPaused && in.room() > 0)
        {
            isPaused = false;
            stream.resume();
        }
    }

    private void pump()
    {
        int length = out.nextLength();
        boolean taken = false;
        while (length > 0)
        {
            final int written = stream.write(out.memory(), out.nextIndex(), length);
            if (null == stream || written <= 0)
            {
                break;
            }
            taken = true;
            out.onRead(written);
            length = written < length ? 0 : out.nextLength();
        }
        if (null != stream && wantsEnd && 0 == out.size())
        {
            stream.closeWrite();
            // Until the peer has agreed to the protocol the end waits.
            isEndSaid = null != stream && stream.isAgreed();
        }
        if (taken)
        {
            signal();
        }
        host.onDrained();
    }

    private void resetOnNode()
    {
        if (null != stream)
        {
            stream.reset();
            over(HostFault.CLOSED);
        }
    }

    private void discard()
    {
        isEnded = true;
        onNews();
        if (null != stream)
        {
            stream.closeRead();
        }
    }

    private void over(final HostFault why)
    {
        stream = null;
        fault = why;
        isOver = true;
        host.onOver(this);
        signal();
    }

    private void signal()
    {
        access.blockedCalls().signal(place);
    }

    /** On the node's thread. */
    private final class OfNode implements StreamHandler
    {
        @Override
        public void onOpened(final NetStream opened)
        {
            stream = opened;
            protocol = opened.protocol();
            peer = opened.peer();
            isOpened = true;
            signal();
        }

        @Override
        public void onAgreed(final NetStream agreed)
        {
            pump();
        }

        @Override
        public int onData(
            final NetStream from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            final int taken = Math.min(length, in.room());
            if (taken > 0)
            {
                in.write(buffer, offset, taken);
                signal();
            }
            isPaused = taken < length;
            // The application may have made room before it could see that it has to say so.
            return isPaused && in.room() > 0 ? taken + onData(from, buffer, offset + taken, length - taken, nowNs) :
                taken;
        }

        @Override
        public void onEnd(final NetStream from)
        {
            isEnded = true;
            signal();
        }

        @Override
        public void onWritable(final NetStream to)
        {
            pump();
        }

        @Override
        public void onReset(final NetStream from, final HostFault why)
        {
            over(why);
        }

        @Override
        public void onClosed(final NetStream from)
        {
            over(null);
        }

        @Override
        public void onFailed(final HostFault why)
        {
            over(why);
        }
    }
}
