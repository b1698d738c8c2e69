package io.hopwire.agent;

import io.hopwire.transport.ChannelWatch;
import io.hopwire.transport.TransportException;
import org.agrona.CloseHelper;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The wait of the thread that has the channels: a selector, which is never asked which of them is ready. The transport
 * finds that out by reading, so how it reads, raw or not, has nothing to do with how it is waited for.
 * <p>
 * A selector counts in milliseconds. To a deadline that is {@value #FAR_MILLIS} ms away or more it waits one of them
 * too long, at most: such timers are the pings and time-outs of an idle node, and each costs one turn. Towards a nearer
 * one, as that of an acknowledgement, it waits for the whole milliseconds below; the rest is passed in parks of at most
 * {@link #RETRY_NS}, each followed by a look at the channels. So a timer that matters fires as exactly as with a
 * strategy that backs off, and a datagram that comes in the last millisecond waits no longer than it would there. That
 * costs some ten turns.
 * <p>
 * A select with an action, unlike one that fills a set of keys, allocates nothing on JDK 17 and 25.
 */
final class SelectorWait extends AgentWait implements ChannelWatch, AutoCloseable
{
    private static final long UNIT_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int FAR_MILLIS = 10;

    private final Consumer<SelectionKey> onReady = (key) ->
    {
    };
    private volatile Selector selector;

    SelectorWait(final long maxWaitNs)
    {
        super(maxWaitNs);
        selector = open();
    }

    @Override
    public void watch(final SelectableChannel channel, final int operations)
    {
        watch(channel, operations, selector);
    }

    /**
     * {@inheritDoc}
     * <p>
     * A cancelled key is let go of by the next select, and only then does the channel give its port back.
     */
    @Override
    public void forget(final SelectableChannel channel)
    {
        final SelectionKey key = channel.keyFor(selector);
        if (null != key)
        {
            key.cancel();
            try
            {
                selector.selectNow(onReady);
            }
            catch (final IOException ex)
            {
                // A selector that is closed lets go of all.
                mend();
            }
        }
    }

    /**
     * After the last wait.
     */
    @Override
    public void close()
    {
        CloseHelper.quietClose(selector);
    }

    @Override
    boolean block(final long waitNs)
    {
        if (waitNs < UNIT_NS)
        {
            LockSupport.parkNanos(Math.min(waitNs, RETRY_NS));
            return true;
        }
        final long millis = millis(waitNs);
        final long startNs = System.nanoTime();
        try
        {
            selector.select(onReady, millis);
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot wait for channels", ex);
        }
        return System.nanoTime() - startNs >= UNIT_NS;
    }

    @Override
    void unblock(final Thread waitingThread)
    {
        selector.wakeup();
    }

    /**
     * On some systems a selector has been seen to return at once for ever. A new one does not.
     */
    @Override
    void mend()
    {
        final Selector old = selector;
        final Selector fresh = open();
        for (final SelectionKey key : old.keys())
        {
            if (key.isValid())
            {
                watch(key.channel(), key.interestOps(), fresh);
            }
        }
        selector = fresh;
        CloseHelper.quietClose(old);
    }

    /**
     * For how long to select, of a wait of one millisecond or more.
     */
    static long millis(final long waitNs)
    {
        return waitNs / UNIT_NS + (waitNs < FAR_MILLIS * UNIT_NS ? 0 : 1);
    }

    private static void watch(final SelectableChannel channel, final int operations, final Selector by)
    {
        try
        {
            channel.register(by, operations);
        }
        catch (final ClosedChannelException | CancelledKeyException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot wait for a closed channel", ex);
        }
    }

    private static Selector open()
    {
        try
        {
            return Selector.open();
        }
        catch (final IOException ex)
        {
            throw new TransportException(TransportException.Reason.IO, "cannot open a selector", ex);
        }
    }
}
