package io.hopwire.agent;

import io.hopwire.test.Allocations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What ends the wait of an agent's thread, and what a wait costs. Where the patience is endless nothing but what is
 * tested can end it.
 */
@Timeout(60)
class AgentWaitTest
{
    private static final long FOR_EVER = Long.MAX_VALUE / 2;
    private static final long TWO_MS = TimeUnit.MILLISECONDS.toNanos(2);

    private final SelectorWait selector = new SelectorWait(FOR_EVER);
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(16);
    private DatagramChannel channel;
    private DatagramChannel peer;

    @BeforeEach
    void before() throws IOException
    {
        final InetAddress host = InetAddress.getLoopbackAddress();
        channel = DatagramChannel.open().bind(new InetSocketAddress(host, 0));
        channel.configureBlocking(false);
        peer = DatagramChannel.open().connect(channel.getLocalAddress());
        selector.patience(() -> FOR_EVER);
    }

    @AfterEach
    void after() throws IOException
    {
        selector.close();
        channel.close();
        peer.close();
    }

    @Test
    void aFarDeadlineIsReachedInOneTurnAndANearOneIsNotMissed()
    {
        assertEquals(2, SelectorWait.millis(2_900_000));
        assertEquals(9, SelectorWait.millis(9_999_999));
        assertEquals(11, SelectorWait.millis(10_000_000));
        assertEquals(21, SelectorWait.millis(20_900_000));
    }

    @Test
    void aWakeUpEndsIt() throws InterruptedException
    {
        for (final AgentWait wait : new AgentWait[] {selector, new ParkWait(FOR_EVER)})
        {
            final AtomicInteger given = new AtomicInteger();
            final AtomicInteger taken = new AtomicInteger();
            wait.patience(() -> given.get() == taken.get() ? FOR_EVER : 0);
            final Thread waiter = new Thread(() ->
            {
                while (taken.get() < 2000)
                {
                    wait.await();
                    taken.set(given.get());
                }
            });
            waiter.start();
            while (given.get() < 2000)
            {
                given.incrementAndGet();
                wait.wake();
                while (given.get() != taken.get())
                {
                    Thread.onSpinWait();
                }
            }
            waiter.join();
            assertEquals(2000, taken.get());
        }
    }

    @Test
    void releaseEndsItAndTheNextOnesToo() throws InterruptedException
    {
        for (final AgentWait wait : new AgentWait[] {selector, new ParkWait(FOR_EVER)})
        {
            wait.patience(() -> FOR_EVER);
            final Thread waiter = new Thread(() ->
            {
                while (!wait.isReleased())
                {
                    wait.await();
                }
                wait.await();
            });
            waiter.start();
            wait.release();
            waiter.join();
        }
    }

    @Test
    void anInterruptEndsItAndStaysToBeSeen() throws InterruptedException
    {
        for (final AgentWait wait : new AgentWait[] {selector, new ParkWait(FOR_EVER)})
        {
            wait.patience(() -> FOR_EVER);
            final Thread waiter = new Thread(() ->
            {
                while (!Thread.currentThread().isInterrupted())
                {
                    wait.await();
                }
            });
            waiter.start();
            waiter.interrupt();
            waiter.join();
        }
    }

    @Test
    void aDatagramEndsItAsLongAsItsChannelIsWatched() throws IOException
    {
        selector.watch(channel, SelectionKey.OP_READ);
        send();
        selector.await();
        assertTrue(receive());

        selector.watch(channel, 0);
        send();
        selector.patience(() -> TWO_MS);
        assertTrue(selector.block(TWO_MS), "not asked for, so it waits in vain");
        selector.watch(channel, SelectionKey.OP_READ);
        selector.patience(() -> FOR_EVER);
        selector.await();
        assertTrue(receive());
    }

    @Test
    void letsGoOfAPort() throws IOException
    {
        final InetSocketAddress address = (InetSocketAddress)channel.getLocalAddress();
        selector.watch(channel, SelectionKey.OP_READ);
        selector.forget(channel);
        selector.forget(channel);
        channel.close();
        DatagramChannel.open().bind(address).close();
    }

    @Test
    void aClosedChannelDoesNotEndIt() throws IOException
    {
        selector.watch(channel, SelectionKey.OP_READ);
        channel.close();
        assertTrue(selector.block(TWO_MS));
    }

    /**
     * A selector that has been replaced because it returned at once for ever.
     */
    @Test
    void watchesTheSameChannelsOnceMended() throws IOException
    {
        selector.watch(channel, SelectionKey.OP_READ);
        selector.mend();
        assertTrue(selector.block(TWO_MS));
        send();
        selector.await();
        assertTrue(receive());
    }

    /**
     * A channel that is ready and never read looks the same as a broken selector.
     */
    @Test
    void doesNotSpinWhereEveryWaitEndsAtOnce()
    {
        final AtomicInteger blocks = new AtomicInteger();
        final AtomicInteger mends = new AtomicInteger();
        final AtomicLong patience = new AtomicLong(FOR_EVER);
        final AgentWait broken = broken(blocks, mends);
        broken.patience(patience::get);
        for (int i = 0; i < 10 * AgentWait.MAX_FRUITLESS; i++)
        {
            broken.await();
        }
        assertEquals(AgentWait.MAX_FRUITLESS, blocks.get());
        assertEquals(1, mends.get());

        broken.onWork();
        patience.set(0);
        for (int i = 0; i < 10 * AgentWait.MAX_FRUITLESS; i++)
        {
            broken.await();
        }
        assertEquals(AgentWait.MAX_FRUITLESS, blocks.get());
        assertEquals(2, mends.get());
    }

    @Test
    void waitsAndWakesWithoutGarbage() throws IOException
    {
        selector.watch(channel, SelectionKey.OP_READ);
        assertEquals(0, Allocations.minimumPerRound(500, () ->
        {
            selector.unblock(null);
            selector.await();
            selector.onWork();
        }));
        selector.patience(() -> TWO_MS);
        assertEquals(0, Allocations.minimumPerRound(10, selector::await));
        send();
        assertEquals(0, Allocations.minimumPerRound(500, () ->
        {
            selector.await();
            selector.onWork();
        }));
        final AgentWait park = new ParkWait(FOR_EVER);
        park.patience(() -> FOR_EVER);
        final Thread self = Thread.currentThread();
        assertEquals(0, Allocations.minimumPerRound(500, () ->
        {
            park.unblock(self);
            park.await();
        }));
    }

    private static AgentWait broken(final AtomicInteger blocks, final AtomicInteger mends)
    {
        return new AgentWait(FOR_EVER)
        {
            @Override
            boolean block(final long waitNs)
            {
                blocks.incrementAndGet();
                return false;
            }

            @Override
            void unblock(final Thread waitingThread)
            {
            }

            @Override
            void mend()
            {
                mends.incrementAndGet();
            }
        };
    }

    private void send() throws IOException
    {
        datagram.clear();
        peer.write(datagram);
    }

    private boolean receive() throws IOException
    {
        datagram.clear();
        return null != channel.receive(datagram);
    }
}
