package io.hopwire.perf;

import io.hopwire.agent.EngineSettings;
import io.hopwire.agent.Host;
import io.hopwire.agent.ThreadingMode;
import io.hopwire.libp2p.ConnectHandler;
import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.NetConnection;
import io.hopwire.libp2p.NetStream;
import io.hopwire.libp2p.StreamHandler;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * A host of ours that measures a peer, on the thread that calls it: that is the host's own, which spins.
 */
final class Libp2pClient implements AutoCloseable
{
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);
    private static final double MICROS = 1e3;
    private static final double MILLIS = 1e6;
    private static final double SECONDS = 1e9;
    private static final int PING_LENGTH = 32;
    private static final int ECHO_LENGTH = 64;
    private static final int MIB = 1 << 20;
    /** Messages between two duty cycles: what an application hands in before it lets the host send. */
    private static final int BURST = 128;
    /** Bytes of messages that have not come back. */
    private static final long UNANSWERED = 1 << 20;
    private static final int SLICES = 5;

    private final Host host;
    private final boolean isYielding;

    /**
     * Not connected.
     *
     * @param muxer {@code yamux} or {@code mplex}.
     * @param idle  {@code busy-spin}, or {@code yield}: leave the core to others when there is nothing to do.
     */
    Libp2pClient(final String muxer, final String idle)
    {
        isYielding = "yield".equals(idle);
        host = Host.launch(
            Libp2pServer.context(ThreadingMode.INVOKER).set(EngineSettings.NODE_IDLE, idle),
            Libp2pServer.config(muxer));
    }

    /**
     * Measure a peer.
     *
     * @param address  where it is, with its id.
     * @param sizes    how much.
     * @param farBytes that the peer's thread has allocated, where it is ours; else null.
     * @return what was measured.
     * @throws IllegalStateException where the peer does not do as it should.
     */
    Libp2pFigures measure(final Multiaddr address, final Libp2pSizes sizes, final LongSupplier farBytes)
    {
        final double dialMs = dial(address, sizes.dials()) / MILLIS;
        final PeerId peer = address.peerId();
        final Histogram pings = Latencies.newHistogram(PATIENCE_NS);
        final Talk pinging = new Talk(peer, Libp2pServer.PING, PING_LENGTH);
        pinging.round(0);
        exchange(pinging, sizes.pings(), sizes.limitNs(), pings);
        pinging.end();

        final Echoes echoes = new Echoes(new Talk(peer, Libp2pServer.ECHO, ECHO_LENGTH));
        echoes.measure(sizes, farBytes);
        final double bulk = bulk(new Talk(peer, Libp2pServer.SINK, MIB), sizes.mib(), sizes.limitNs());
        host.core().disconnect(peer);
        return new Libp2pFigures(
            pings.getValueAtPercentile(50) / MICROS, pings.getValueAtPercentile(99) / MICROS,
            dialMs, echoes.perS(), echoes.pipelinedPerS(), bulk, echoes.bytesPerFrame);
    }

    @Override
    public void close()
    {
        host.close();
    }

    /** {@return the median of nanoseconds; the last connection stays} */
    private double dial(final Multiaddr address, final int dials)
    {
        final double[] nanos = new double[dials];
        for (int i = 0; i < dials; i++)
        {
            final Dialling dialling = new Dialling();
            work();
            final long beginNs = System.nanoTime();
            host.core().connect(address, dialling);
            await(dialling::isOver, "a connection");
            nanos[i] = System.nanoTime() - beginNs;
            if (null != dialling.fault)
            {
                throw new IllegalStateException("no connection to " + address + ": " + dialling.fault);
            }
            if (i < dials - 1)
            {
                host.core().disconnect(address.peerId());
                await(() -> host.core().peers().isEmpty(), "the end of a connection");
            }
        }
        Arrays.sort(nanos);
        return Ratios.median(nanos);
    }

    /** Messages, each sent when the one before it is back. */
    private void exchange(final Talk talk, final int count, final long limitNs, final Histogram histogram)
    {
        final long beginNs = System.nanoTime();
        long nowNs = beginNs;
        int done = 0;
        while (done < count && nowNs - beginNs < limitNs)
        {
            done++;
            talk.round(done);
            final long endNs = System.nanoTime();
            histogram.recordValue(Math.min(endNs - nowNs, PATIENCE_NS));
            nowNs = endNs;
        }
    }

    /**
     * Messages, as many under way as go, but no more than {@link #UNANSWERED}: mplex has no word for a peer that sends
     * faster than it is answered, and whoever keeps what comes ends the stream at a limit, 4 MiB for our hosts.
     */
    private void pipeline(final Talk talk, final int count, final long limitNs)
    {
        talk.received = 0;
        final long beginNs = System.nanoTime();
        long sent = 0;
        boolean isEnough = false;
        while (!isEnough || talk.rest > 0 || talk.received < sent * ECHO_LENGTH)
        {
            for (int i = 0; i < BURST && mayGo(talk, sent) && talk.push() && sent < count && !isEnough; i++)
            {
                talk.next();
                sent++;
            }
            talk.push();
            work();
            talk.check(beginNs + limitNs);
            isEnough = sent == count || System.nanoTime() - beginNs >= limitNs;
        }
    }

    private static boolean mayGo(final Talk talk, final long sent)
    {
        return sent * ECHO_LENGTH - talk.received < UNANSWERED;
    }

    /** {@return MiB a second} */
    private double bulk(final Talk talk, final int mib, final long limitNs)
    {
        final long beginNs = System.nanoTime();
        long sent = 0;
        while (sent < mib && (0 == sent || System.nanoTime() - beginNs < limitNs))
        {
            talk.next();
            sent++;
            while (!talk.push())
            {
                work();
                talk.check(beginNs + limitNs);
            }
        }
        talk.end();
        while (talk.received < Libp2pServer.COUNT_LENGTH)
        {
            work();
            talk.check(beginNs + limitNs);
        }
        final double perSecond = sent * SECONDS / (System.nanoTime() - beginNs);
        final long counted = talk.answer.getLong(0, ByteOrder.BIG_ENDIAN);
        if (counted != sent * MIB)
        {
            throw new IllegalStateException("sent " + sent * MIB + " bytes, " + counted + " came");
        }
        return perSecond;
    }

    private static long bytes(final LongSupplier farBytes)
    {
        return Libp2pServer.allocatedBytes(Thread.currentThread()) + (null == farBytes ? 0 : farBytes.getAsLong());
    }

    private void work()
    {
        if (0 == host.doWork())
        {
            if (isYielding)
            {
                Thread.yield();
            }
            else
            {
                Thread.onSpinWait();
            }
        }
    }

    private void await(final BooleanSupplier condition, final String what)
    {
        final long beginNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            work();
            if (System.nanoTime() - beginNs > PATIENCE_NS)
            {
                throw new IllegalStateException("waited in vain for " + what);
            }
        }
    }

    /**
     * Echoes in slices, on one stream. Garbage is that of the slice that has least: in the others buffers grow
     * to what is under way at most. What a frame cost would be seen in all of them.
     */
    private final class Echoes
    {
        private final Talk talk;
        private final Histogram histogram = Latencies.newHistogram(PATIENCE_NS);
        private long count;
        private long pipelinedCount;
        private long ns;
        private long pipelinedNs;
        private double bytesPerFrame = Double.MAX_VALUE;

        private Echoes(final Talk talk)
        {
            this.talk = talk;
        }

        void measure(final Libp2pSizes sizes, final LongSupplier farBytes)
        {
            // The peer hears of the stream only now.
            talk.round(0);
            for (int i = 0; i < SLICES; i++)
            {
                final long bytesBefore = bytes(farBytes);
                final long sentBefore = talk.sent;
                final long beginNs = System.nanoTime();
                exchange(talk, sizes.echoes() / SLICES, sizes.limitNs() / SLICES, histogram);
                final long middleNs = System.nanoTime();
                final long sentMiddle = talk.sent;
                pipeline(talk, sizes.pipelined() / SLICES, sizes.limitNs() / SLICES);
                ns += middleNs - beginNs;
                pipelinedNs += System.nanoTime() - middleNs;
                count += sentMiddle - sentBefore;
                pipelinedCount += talk.sent - sentMiddle;
                bytesPerFrame = Math.min(
                    bytesPerFrame, (bytes(farBytes) - bytesBefore) / (double)(talk.sent - sentBefore));
            }
            talk.end();
        }

        double perS()
        {
            return count * SECONDS / ns;
        }

        double pipelinedPerS()
        {
            return pipelinedCount * SECONDS / pipelinedNs;
        }
    }

    /** One connection that is being opened. */
    private static final class Dialling implements ConnectHandler
    {
        private boolean isConnected;
        private HostFault fault;

        boolean isOver()
        {
            return isConnected || null != fault;
        }

        @Override
        public void onConnected(final NetConnection connection)
        {
            isConnected = true;
        }

        @Override
        public void onFailed(final HostFault why)
        {
            fault = why;
        }
    }

    /** A stream, on which messages of one length go out, and something comes back. */
    private final class Talk implements StreamHandler
    {
        private final UnsafeBuffer message;
        private final UnsafeBuffer answer;
        private NetStream stream;
        private HostFault fault;
        private boolean isEnding;
        /** Of the message that is being sent, bytes that are not. */
        private int rest;
        private long sent;
        private long received;

        Talk(final PeerId peer, final String protocol, final int length)
        {
            message = new UnsafeBuffer(new byte[length]);
            answer = new UnsafeBuffer(new byte[length]);
            work();
            host.core().newStream(peer, List.of(protocol), this);
            await(() -> null != stream || null != fault, "a stream of " + protocol);
            check(Long.MAX_VALUE);
        }

        void next()
        {
            rest = message.capacity();
            sent++;
        }

        /** {@return whether all of the message has been taken} */
        boolean push()
        {
            if (rest > 0)
            {
                rest -= Math.max(0, stream.write(message, message.capacity() - rest, rest));
            }
            return 0 == rest;
        }

        /** A message there, and the same back. */
        void round(final int number)
        {
            message.putInt(0, number);
            received = 0;
            next();
            final long beginNs = System.nanoTime();
            while (!push() || received < message.capacity())
            {
                work();
                check(beginNs);
            }
            if (!message.equals(answer))
            {
                throw new IllegalStateException("sent one thing, got back another");
            }
        }

        void end()
        {
            isEnding = true;
            stream.closeWrite();
        }

        void check(final long sinceNs)
        {
            if (null != fault)
            {
                throw new IllegalStateException("the stream failed: " + fault);
            }
            if (Long.MAX_VALUE != sinceNs && System.nanoTime() - sinceNs > PATIENCE_NS)
            {
                throw new IllegalStateException("no answer");
            }
        }

        @Override
        public void onOpened(final NetStream opened)
        {
            stream = opened;
        }

        @Override
        public int onData(
            final NetStream from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            final int place = (int)(received % answer.capacity());
            answer.putBytes(place, buffer, offset, Math.min(length, answer.capacity() - place));
            received += length;
            return length;
        }

        @Override
        public void onEnd(final NetStream from)
        {
            if (!isEnding)
            {
                fault = HostFault.CONNECTION_LOST;
            }
            from.closeWrite();
        }

        @Override
        public void onReset(final NetStream from, final HostFault why)
        {
            fault = why;
        }

        @Override
        public void onFailed(final HostFault why)
        {
            fault = why;
        }
    }
}
