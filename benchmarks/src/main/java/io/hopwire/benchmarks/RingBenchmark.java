package io.hopwire.benchmarks;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.ControlledMessageHandler;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * What handing 64 bytes from one thread to another costs, and what {@code INVOKER} mode saves: the rings between
 * application and agent, used as the engine uses them. Commands go through Agrona's many-to-one ring, messages to the
 * application through its one-to-one ring. JCTools' queues carry references, so a message is written into one of as
 * many buffers as the queue has places, and its reference handed over.
 * <p>
 * {@code …Alone}: one message is offered and read by one thread. {@code …Pair}: one thread offers, another reads, as
 * fast as they can; the time is that of one message. It needs two cores.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 2, jvmArgsPrepend = {JvmArgs.OPEN_UNSAFE, JvmArgs.OPEN_SOCKETS, JvmArgs.OPEN_CIPHERS})
public class RingBenchmark
{
    private static final int LENGTH = 64;
    private static final int PLACES = 8192;
    private static final int CAPACITY = 1024 * 1024;
    private static final int BATCH = 64;
    private static final int TYPE = 1;

    /**
     * A message to send, for the writing thread.
     */
    @State(Scope.Thread)
    public static class Message
    {
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);
        private long sequence;

        private UnsafeBuffer next()
        {
            buffer.putLong(0, ++sequence);
            return buffer;
        }
    }

    /**
     * What was read, for the reading thread.
     */
    @State(Scope.Thread)
    public static class Sum
    {
        private final MessageHandler handler = this::onMessage;
        private final ControlledMessageHandler controlledHandler = this::onControlledMessage;
        private long value;

        private void onMessage(final int type, final MutableDirectBuffer buffer, final int index, final int length)
        {
            value += buffer.getLong(index);
        }

        private ControlledMessageHandler.Action onControlledMessage(
            final int type, final MutableDirectBuffer buffer, final int index, final int length)
        {
            value += buffer.getLong(index);
            return ControlledMessageHandler.Action.CONTINUE;
        }
    }

    /**
     * Commands: from any thread to the node.
     */
    @State(Scope.Group)
    public static class Commands
    {
        private final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(memory());

        private boolean offer(final UnsafeBuffer message)
        {
            final int index = ring.tryClaim(TYPE, LENGTH);
            if (index < 0)
            {
                return false;
            }
            final AtomicBuffer buffer = ring.buffer();
            buffer.putBytes(index, message, 0, LENGTH);
            ring.commit(index);
            return true;
        }
    }

    /**
     * Messages: from the node to a session's reader.
     */
    @State(Scope.Group)
    public static class Inbox
    {
        private final OneToOneRingBuffer ring = new OneToOneRingBuffer(memory());
    }

    /**
     * As {@link Commands}.
     */
    @State(Scope.Group)
    public static class JcToolsMpsc
    {
        private final ReferenceRing ring = new ReferenceRing(new MpscArrayQueue<>(PLACES));
    }

    /**
     * As {@link Inbox}.
     */
    @State(Scope.Group)
    public static class JcToolsSpsc
    {
        private final ReferenceRing ring = new ReferenceRing(new SpscArrayQueue<>(PLACES));
    }

    @Benchmark
    @Group("manyToOneAlone")
    @GroupThreads(1)
    @ComparedTo("jcToolsMpscAlone")
    public int manyToOneAlone(final Commands commands, final Message message, final Sum sum)
    {
        commands.offer(message.next());
        return commands.ring.controlledRead(sum.controlledHandler, BATCH);
    }

    @Benchmark
    @Group("oneToOneAlone")
    @GroupThreads(1)
    @ComparedTo("jcToolsSpscAlone")
    public int oneToOneAlone(final Inbox inbox, final Message message, final Sum sum)
    {
        inbox.ring.write(TYPE, message.next(), 0, LENGTH);
        return inbox.ring.read(sum.handler, BATCH);
    }

    @Benchmark
    @Group("jcToolsMpscAlone")
    @GroupThreads(1)
    public int jcToolsMpscAlone(final JcToolsMpsc mpsc, final Message message, final Sum sum)
    {
        mpsc.ring.offer(message.next());
        return mpsc.ring.poll(sum);
    }

    @Benchmark
    @Group("jcToolsSpscAlone")
    @GroupThreads(1)
    public int jcToolsSpscAlone(final JcToolsSpsc spsc, final Message message, final Sum sum)
    {
        spsc.ring.offer(message.next());
        return spsc.ring.poll(sum);
    }

    @Benchmark
    @Group("manyToOnePair")
    @ComparedTo("jcToolsMpscPair")
    public void manyToOneOffer(final Commands commands, final Message message, final Control control)
    {
        final UnsafeBuffer next = message.next();
        while (!commands.offer(next) && !control.stopMeasurement)
        {
            Thread.onSpinWait();
        }
    }

    @Benchmark
    @Group("manyToOnePair")
    public void manyToOneRead(final Commands commands, final Sum sum, final Control control)
    {
        while (0 == commands.ring.controlledRead(sum.controlledHandler, 1) && !control.stopMeasurement)
        {
            Thread.onSpinWait();
        }
    }

    @Benchmark
    @Group("oneToOnePair")
    @ComparedTo("jcToolsSpscPair")
    public void oneToOneOffer(final Inbox inbox, final Message message, final Control control)
    {
        final UnsafeBuffer next = message.next();
        while (!inbox.ring.write(TYPE, next, 0, LENGTH) && !control.stopMeasurement)
        {
            Thread.onSpinWait();
        }
    }

    @Benchmark
    @Group("oneToOnePair")
    public void oneToOneRead(final Inbox inbox, final Sum sum, final Control control)
    {
        while (0 == inbox.ring.read(sum.handler, 1) && !control.stopMeasurement)
        {
            Thread.onSpinWait();
        }
    }

    @Benchmark
    @Group("jcToolsMpscPair")
    public void jcToolsMpscOffer(final JcToolsMpsc mpsc, final Message message, final Control control)
    {
        mpsc.ring.offerOrStop(message.next(), control);
    }

    @Benchmark
    @Group("jcToolsMpscPair")
    public void jcToolsMpscRead(final JcToolsMpsc mpsc, final Sum sum, final Control control)
    {
        mpsc.ring.pollOrStop(sum, control);
    }

    @Benchmark
    @Group("jcToolsSpscPair")
    public void jcToolsSpscOffer(final JcToolsSpsc spsc, final Message message, final Control control)
    {
        spsc.ring.offerOrStop(message.next(), control);
    }

    @Benchmark
    @Group("jcToolsSpscPair")
    public void jcToolsSpscRead(final JcToolsSpsc spsc, final Sum sum, final Control control)
    {
        spsc.ring.pollOrStop(sum, control);
    }

    private static UnsafeBuffer memory()
    {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(
            CAPACITY + RingBufferDescriptor.TRAILER_LENGTH, BitUtil.CACHE_LINE_LENGTH));
    }

    /**
     * A queue of references to buffers that are used over and over: twice as many as it has places, so that none is
     * written while it is read.
     */
    private static final class ReferenceRing
    {
        private static final int MASK = 2 * PLACES - 1;

        private final Queue<UnsafeBuffer> queue;
        private final UnsafeBuffer[] buffers = new UnsafeBuffer[MASK + 1];
        private int next;

        private ReferenceRing(final Queue<UnsafeBuffer> queue)
        {
            this.queue = queue;
            final UnsafeBuffer memory = memory();
            for (int i = 0; i <= MASK; i++)
            {
                buffers[i] = new UnsafeBuffer(memory, i * LENGTH, LENGTH);
            }
        }

        private boolean offer(final UnsafeBuffer message)
        {
            final UnsafeBuffer buffer = buffers[next & MASK];
            buffer.putBytes(0, message, 0, LENGTH);
            if (!queue.offer(buffer))
            {
                return false;
            }
            next++;
            return true;
        }

        private int poll(final Sum sum)
        {
            final UnsafeBuffer buffer = queue.poll();
            if (null == buffer)
            {
                return 0;
            }
            sum.value += buffer.getLong(0);
            return 1;
        }

        private void offerOrStop(final UnsafeBuffer message, final Control control)
        {
            while (!offer(message) && !control.stopMeasurement)
            {
                Thread.onSpinWait();
            }
        }

        private void pollOrStop(final Sum sum, final Control control)
        {
            while (0 == poll(sum) && !control.stopMeasurement)
            {
                Thread.onSpinWait();
            }
        }
    }
}
