package io.hopwire.libp2p;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.MuxFault;
import io.hopwire.libp2p.mux.MuxHandler;
import io.hopwire.libp2p.mux.MuxLimits;
import io.hopwire.libp2p.mux.MuxMemory;
import io.hopwire.libp2p.mux.MuxShare;
import io.hopwire.libp2p.mux.Muxer;
import io.hopwire.libp2p.mux.TestSink;
import io.hopwire.libp2p.mux.Yamux;
import io.hopwire.libp2p.negotiate.Initiator;
import io.hopwire.libp2p.negotiate.Negotiation;
import io.hopwire.libp2p.negotiate.ProtocolList;
import io.hopwire.libp2p.negotiate.Responder;
import io.hopwire.spi.ByteSink;
import io.hopwire.libp2p.secure.NoiseFrames;
import io.hopwire.libp2p.secure.NoiseXx;
import io.hopwire.libp2p.secure.SecureChannel;
import io.hopwire.libp2p.secure.SecureMemory;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.Settings;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * All layers of a connection together, from the first byte on: security is negotiated, the handshake made, a muxer
 * negotiated, streams opened, a protocol negotiated on each, and what is sent on it comes back; over a pipe that cuts
 * anywhere and holds little.
 */
class LayersTest
{
    private static final int SEEDS = (int)(10 * Double.parseDouble(System.getProperty("hopwire.test.scale", "1")));
    private static final int CALLS = 12;
    private static final ProtocolList SECURITY = new ProtocolList(List.of("/noise"));
    private static final ProtocolList ECHO = new ProtocolList(List.of("/echo/1.0.0"));

    private final MuxMemory muxMemory = new MuxMemory(1 << 26, 1000, 5);
    private final SecureMemory secureMemory = new SecureMemory(1 << 20);

    @Test
    void echoesOverYamux()
    {
        run("/yamux/1.0.0", List.of("/yamux/1.0.0", "/mplex/6.7.0"), List.of("/mplex/6.7.0", "/yamux/1.0.0"));
    }

    @Test
    void echoesOverMplexWhereTheListenerHasNoYamux()
    {
        run("/mplex/6.7.0", List.of("/yamux/1.0.0", "/mplex/6.7.0"), List.of("/mplex/6.7.0"));
    }

    private void run(final String expected, final List<String> suggested, final List<String> supported)
    {
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            final SimRandom random = new SimRandom(seed);
            final int sinkLength = 0 == seed % 2 ? 1500 : 150_000;
            final Peer dialer = new Peer(true, new ProtocolList(suggested), sinkLength, random);
            final Peer listener = new Peer(false, new ProtocolList(supported), sinkLength, random);
            dialer.start();
            listener.start();
            for (int i = 0; i < 200_000 && dialer.done < CALLS; i++)
            {
                carry(dialer, listener, random);
                carry(listener, dialer, random);
            }
            assertEquals(CALLS, dialer.done, "seed " + seed);
            assertEquals(expected, dialer.muxer.protocol());
            assertNull(dialer.channel.fault());
            assertNull(dialer.muxer.fault());
            dialer.close();
            listener.close();
            assertEquals(0, muxMemory.usedStreams() + muxMemory.usedBytes() + secureMemory.usedBytes());
        }
    }

    private static void carry(final Peer from, final Peer to, final SimRandom random)
    {
        from.flush();
        final int length = Math.min(from.sink.length(), 1 + random.nextInt(random.nextInt(3) == 0 ? 30 : 70_000));
        if (length > 0)
        {
            final UnsafeBuffer lent = new UnsafeBuffer(new byte[length]);
            lent.putBytes(0, from.sink.memory(), 0, length);
            from.sink.take(length);
            to.onSocket(lent, length);
        }
        from.flush();
    }

    private static byte[] key(final int value)
    {
        final byte[] key = new byte[NoiseXx.KEY_LENGTH];
        Arrays.fill(key, (byte)value);
        return key;
    }

    private enum Stage
    {
        SECURITY, HANDSHAKE, MUXER, STREAMS
    }

    private static final class Call
    {
        Negotiation negotiation;
        byte[] text;
        int sent;
        int read;
    }

    private final class Peer implements MuxHandler
    {
        final TestSink sink;
        final SecureChannel channel = new SecureChannel(secureMemory);
        Muxer muxer;
        int done;
        private final boolean isDialer;
        private final ProtocolList muxers;
        private final SimRandom random;
        private final Negotiation negotiation;
        private final NoiseFrames frames = new NoiseFrames();
        private final NoiseXx noise = new NoiseXx(new HopwireCrypto());
        private final UnsafeBuffer payload = new UnsafeBuffer(new byte[9000]);
        private final Map<Long, Call> calls = new TreeMap<>();
        private Stage stage = Stage.SECURITY;

        Peer(final boolean isDialer, final ProtocolList muxers, final int sinkLength, final SimRandom random)
        {
            this.isDialer = isDialer;
            this.muxers = muxers;
            this.random = random;
            sink = new TestSink(sinkLength);
            negotiation = isDialer ? new Initiator() : new Responder();
        }

        void start()
        {
            negotiation.start(SECURITY);
            noise.start(isDialer, key(isDialer ? 1 : 2), key(isDialer ? 3 : 4));
        }

        void close()
        {
            muxer.close();
            channel.close();
        }

        void flush()
        {
            if (Stage.STREAMS == stage)
            {
                muxer.flush(0);
            }
            else
            {
                pump(Stage.MUXER == stage ? channel : sink);
            }
            channel.flush();
        }

        void onSocket(final MutableDirectBuffer buffer, final int length)
        {
            int at = 0;
            while (at < length)
            {
                switch (stage)
                {
                    case SECURITY:
                        at += negotiation.onBytes(buffer, at, length - at);
                        pump(sink);
                        if (negotiation.agreed() >= 0)
                        {
                            stage = Stage.HANDSHAKE;
                            handshake(new byte[0]);
                        }
                        break;

                    case HANDSHAKE:
                        at += frames.onBytes(buffer, at, length - at);
                        assertNull(frames.fault());
                        if (frames.isWhole())
                        {
                            onHandshake();
                        }
                        break;

                    default:
                        channel.onBytes(buffer, at, length - at, 0);
                        assertNull(channel.fault());
                        at = length;
                        break;
                }
            }
            channel.flush();
        }

        private void onHandshake()
        {
            final int length =
                noise.read(frames.buffer(), frames.messageOffset(), frames.messageLength(), payload, 0);
            assertTrue(length >= 0);
            frames.next();
            if (length > 0)
            {
                assertEquals(isDialer ? "listener" : "dialer", payload.getStringWithoutLengthAscii(0, length));
            }
            handshake((isDialer ? "dialer" : "listener").getBytes(StandardCharsets.US_ASCII));
        }

        private void handshake(final byte[] content)
        {
            if (noise.isMyTurn())
            {
                sink.commit(noise.write(
                    new UnsafeBuffer(content), 0, content.length, sink.buffer(), sink.offset()));
            }
            if (noise.isFinished())
            {
                final byte[] send = new byte[NoiseXx.KEY_LENGTH];
                final byte[] receive = new byte[NoiseXx.KEY_LENGTH];
                noise.split(send, receive);
                channel.start(send, receive, sink, this::onPlaintext);
                stage = Stage.MUXER;
                negotiation.start(muxers);
            }
        }

        private void onPlaintext(
            final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            int at = 0;
            if (Stage.MUXER == stage)
            {
                at = negotiation.onBytes(buffer, offset, length);
                pump(channel);
                if (negotiation.agreed() >= 0)
                {
                    assertEquals(0, negotiation.outputLength(), "a sink of this size holds the last line");
                    startMuxer(muxers.name(negotiation.agreed()));
                }
            }
            if (at < length)
            {
                assertEquals(Stage.STREAMS, stage);
                muxer.onBytes(buffer, offset + at, length - at, nowNs);
            }
        }

        private void startMuxer(final String protocol)
        {
            final MuxLimits limits = new MuxLimits(Settings.DEFAULTS);
            muxer = Yamux.PROTOCOL.equals(protocol) ? new Yamux(limits, muxMemory, new MuxShare(muxMemory)) :
                new Mplex(limits, muxMemory, new MuxShare(muxMemory));
            muxer.start(isDialer, channel, this, 0);
            stage = Stage.STREAMS;
            for (int i = 0; isDialer && i < CALLS; i++)
            {
                final Call call = new Call();
                call.text = new byte[random.nextInt(random.nextInt(3) == 0 ? 400_000 : 500)];
                random.nextBytes(call.text, 0, call.text.length);
                final Initiator initiator = new Initiator();
                initiator.start(ECHO);
                assertTrue(initiator.mayGoAhead());
                call.negotiation = initiator;
                final long stream = muxer.open();
                calls.put(stream, call);
                write(stream, call);
            }
        }

        private void pump(final ByteSink to)
        {
            final int length = Math.min(negotiation.outputLength(), to.room());
            if (length > 0)
            {
                to.buffer().putBytes(to.offset(), negotiation.output(), negotiation.outputOffset(), length);
                to.commit(length);
                negotiation.onOutputTaken(length);
            }
        }

        /** {@return whether all that the negotiation says is sent} */
        private boolean pump(final long stream, final Negotiation from)
        {
            final int length = from.outputLength();
            if (length > 0)
            {
                from.onOutputTaken(muxer.write(stream, from.output(), from.outputOffset(), length));
            }
            return 0 == from.outputLength();
        }

        private void write(final long stream, final Call call)
        {
            if (pump(stream, call.negotiation) && call.sent <= call.text.length)
            {
                final int rest = call.text.length - call.sent;
                call.sent += muxer.write(stream, new UnsafeBuffer(call.text), call.sent, rest);
                if (call.sent == call.text.length)
                {
                    call.sent++;
                    muxer.closeWrite(stream);
                }
            }
        }

        @Override
        public void onOpened(final long stream, final long nowNs)
        {
            final Call call = new Call();
            call.negotiation = new Responder();
            call.negotiation.start(ECHO);
            calls.put(stream, call);
        }

        @Override
        public void onAccepted(final long stream)
        {
            assertTrue(isDialer);
        }

        @Override
        public int onData(
            final long stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            final Call call = calls.get(stream);
            final int taken = call.negotiation.onBytes(buffer, offset, length);
            assertNull(call.negotiation.fault());
            final boolean isSaid = pump(stream, call.negotiation);
            if (taken == length || !isDialer && !isSaid)
            {
                return taken;
            }
            final int rest = length - taken;
            if (!isDialer)
            {
                return taken + muxer.write(stream, buffer, offset + taken, rest);
            }
            final byte[] back = new byte[rest];
            buffer.getBytes(offset + taken, back);
            assertArrayEquals(Arrays.copyOfRange(call.text, call.read, call.read + rest), back);
            call.read += rest;
            return length;
        }

        @Override
        public void onEnd(final long stream, final long nowNs)
        {
            final Call call = calls.get(stream);
            assertTrue(call.negotiation.agreed() >= 0);
            if (isDialer)
            {
                assertEquals(call.text.length, call.read);
                done++;
            }
            else
            {
                call.text = new byte[0];
                write(stream, call);
            }
        }

        @Override
        public void onWritable(final long stream)
        {
            final Call call = calls.get(stream);
            if (null != call.text)
            {
                write(stream, call);
            }
            else if (pump(stream, call.negotiation))
            {
                muxer.resume(stream, 0);
            }
        }

        @Override
        public void onReset(final long stream, final MuxFault fault)
        {
            assertEquals(MuxFault.CONNECTION_CLOSED, fault);
        }

        @Override
        public void onClosed(final long stream)
        {
            calls.remove(stream);
        }

        @Override
        public void onGoAway()
        {
            throw new AssertionError("nobody goes away");
        }

        @Override
        public void onPong(final long rttNs)
        {
            throw new AssertionError("nobody asks");
        }

        @Override
        public void onFault(final MuxFault fault)
        {
            assertEquals(MuxFault.CONNECTION_CLOSED, fault);
        }
    }
}
