package io.hopwire.libp2p;

import io.hopwire.libp2p.identity.KeyType;
import io.hopwire.libp2p.mux.Mplex;
import io.hopwire.libp2p.mux.Yamux;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every byte of every stream arrives once and in order, or the stream says that it was reset: with three hosts that
 * dial each other as it comes, readers that sleep, streams that are reset, connections that are closed or break, and
 * slow work that is late.
 */
class HostChaosTest
{
    private static final int SEEDS = (int)(10 * Double.parseDouble(System.getProperty("hopwire.test.scale", "1")));
    private static final int TICKS = 400;
    private static final String SINK = "/sink/1.0.0";
    private static final int HEADER = 16;

    private HostNetwork network;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private String story;

    @Test
    void losesNothingInSilence()
    {
        int whole = 0;
        int reset = 0;
        for (int seed = 1; seed <= SEEDS; seed++)
        {
            story = "seed " + seed;
            run(seed);
            for (final Sender sender : senders)
            {
                assertTrue(sender.isOver, story + ": nobody tells what became of stream " + sender.number);
                whole += sender.isClosed ? 1 : 0;
                reset += sender.isClosed ? 0 : 1;
            }
            for (final TestHost host : network.hosts)
            {
                host.core.peers().forEach(host.core::disconnect);
                network.run();
            }
            for (final TestHost host : network.hosts)
            {
                assertEquals(0, host.connections(), story);
                assertEquals(0, host.worker.size(), story);
            }
        }
        assertTrue(whole > 20 * SEEDS && reset > SEEDS, whole + " whole, " + reset + " reset");
    }

    private void run(final int seed)
    {
        network = new HostNetwork(seed);
        network.piece = 0 == seed % 4 ? 60 : 70_000;
        network.sinkLength = 0 == seed % 3 ? 1 << 12 : 1 << 18;
        senders.clear();
        receivers.clear();
        for (int i = 0; i < 3; i++)
        {
            final List<String> muxers =
                0 == network.random.nextInt(2) ? List.of(Mplex.PROTOCOL, Yamux.PROTOCOL) : List.of(Yamux.PROTOCOL);
            final TestHost host = network.add(
                0 == i ? KeyType.SECP256K1 : KeyType.ED25519, (config) -> config.muxers(muxers));
            host.core.setStreamHandler(SINK, new Receiving());
        }
        for (final TestHost host : network.hosts)
        {
            for (final TestHost other : network.hosts)
            {
                host.core.peerStore().addAddress(other.id(), other.address());
            }
        }
        for (int tick = 0; tick < TICKS; tick++)
        {
            act();
            for (int i = network.random.nextInt(6); i > 0; i--)
            {
                network.step();
            }
            network.nowNs += 1_000_000;
        }
        network.isWorkLate = false;
        network.run();
        for (int round = 0; round < 1000 && !senders.stream().allMatch((sender) -> sender.isOver); round++)
        {
            for (int i = 0; i < receivers.size(); i++)
            {
                receivers.get(i).wake();
            }
            network.run();
        }
    }

    private void act()
    {
        final TestHost host = network.hosts.get(network.random.nextInt(3));
        switch (network.random.nextInt(24))
        {
            case 0:
                network.isWorkLate = !network.isWorkLate;
                break;

            case 1:
                if (host.connections() > 0 && 0 == network.random.nextInt(3))
                {
                    host.breakConnection(network.random.nextInt(host.connections()));
                }
                break;

            case 2:
                if (!host.core.peers().isEmpty() && 0 == network.random.nextInt(3))
                {
                    host.core.disconnect(host.core.peers().get(0));
                }
                break;

            case 3:
            case 4:
                if (!senders.isEmpty())
                {
                    senders.get(network.random.nextInt(senders.size())).giveUp();
                }
                break;

            case 5:
                if (!receivers.isEmpty())
                {
                    receivers.get(network.random.nextInt(receivers.size())).giveUp();
                }
                break;

            case 6:
            case 7:
            case 8:
            case 9:
                if (!receivers.isEmpty())
                {
                    receivers.get(network.random.nextInt(receivers.size())).wake();
                }
                break;

            default:
                open(host);
                break;
        }
    }

    private void open(final TestHost host)
    {
        final TestHost other = network.hosts.get(network.random.nextInt(3));
        if (other != host && senders.size() < 200)
        {
            final Sender sender =
                new Sender(senders.size(), network.random.nextInt(0 == network.random.nextInt(4) ? 400_000 : 3000));
            senders.add(sender);
            host.core.newStream(
                other.id(), 0 == network.random.nextInt(2) ? List.of(SINK) : List.of("/no", SINK), sender);
        }
    }

    private static byte pattern(final int number, final long at)
    {
        return (byte)((at ^ at >>> 8) * 31 + number * 7);
    }

    private final class Sender implements StreamHandler
    {
        final int number;
        private final int total;
        private final UnsafeBuffer bytes;
        private NetStream stream;
        private int sent;
        boolean isOver;
        boolean isClosed;

        Sender(final int number, final int total)
        {
            this.number = number;
            this.total = HEADER + total;
            bytes = new UnsafeBuffer(new byte[this.total]);
            bytes.putInt(0, number, ByteOrder.BIG_ENDIAN);
            bytes.putInt(8, this.total, ByteOrder.BIG_ENDIAN);
            for (int i = HEADER; i < this.total; i++)
            {
                bytes.putByte(i, pattern(number, i));
            }
        }

        void giveUp()
        {
            if (null != stream && !isOver)
            {
                isOver = true;
                stream.reset();
            }
        }

        @Override
        public void onOpened(final NetStream opened)
        {
            stream = opened;
            write();
        }

        @Override
        public void onWritable(final NetStream to)
        {
            assertEquals(false, isOver, story);
            write();
        }

        private void write()
        {
            while (sent < total)
            {
                final int wanted = Math.min(total - sent, 1 + network.random.nextInt(40_000));
                final int taken = Math.max(0, stream.write(bytes, sent, wanted));
                sent += taken;
                if (taken < wanted)
                {
                    return;
                }
            }
            stream.closeWrite();
        }

        @Override
        public int onData(
            final NetStream from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            throw new AssertionError("nothing comes back");
        }

        @Override
        public void onReset(final NetStream from, final HostFault fault)
        {
            end();
        }

        @Override
        public void onFailed(final HostFault fault)
        {
            assertNotEquals(HostFault.PROTOCOL_NOT_SUPPORTED, fault, story);
            end();
        }

        @Override
        public void onClosed(final NetStream from)
        {
            end();
            isClosed = true;
            long found = 0;
            for (final Receiver receiver : receivers)
            {
                if (receiver.number == number)
                {
                    assertTrue(receiver.isEnded, story);
                    assertEquals(total, receiver.received, story);
                    found++;
                }
            }
            assertEquals(1, found, story + ": received once");
        }

        private void end()
        {
            assertEquals(false, isOver, story + ": told once");
            isOver = true;
        }
    }

    /** Makes one of these for each stream. */
    private final class Receiving implements StreamHandler
    {
        @Override
        public void onOpened(final NetStream stream)
        {
            final Receiver receiver = new Receiver(stream);
            receivers.add(receiver);
            stream.attach(receiver);
        }

        @Override
        public int onData(
            final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            return ((Receiver)stream.attachment()).onData(buffer, offset, length);
        }

        @Override
        public void onEnd(final NetStream stream)
        {
            final Receiver receiver = (Receiver)stream.attachment();
            receiver.isEnded = true;
            assertEquals(receiver.total, receiver.received, story + ": ended before its end");
            stream.closeWrite();
        }

        @Override
        public void onReset(final NetStream stream, final HostFault fault)
        {
            ((Receiver)stream.attachment()).isOver = true;
        }

        @Override
        public void onClosed(final NetStream stream)
        {
            ((Receiver)stream.attachment()).isOver = true;
        }
    }

    private final class Receiver
    {
        private final NetStream stream;
        private final UnsafeBuffer header = new UnsafeBuffer(new byte[HEADER]);
        int number = -1;
        int total;
        int received;
        boolean isEnded;
        boolean isOver;
        private boolean isAwake;

        Receiver(final NetStream stream)
        {
            this.stream = stream;
            isAwake = network.random.nextInt(4) > 0;
        }

        void giveUp()
        {
            if (!isOver && !isEnded)
            {
                isOver = true;
                stream.reset();
            }
        }

        void wake()
        {
            isAwake = true;
            if (!isOver)
            {
                stream.resume();
            }
        }

        int onData(final DirectBuffer buffer, final int offset, final int length)
        {
            assertEquals(false, isEnded || isOver, story + ": bytes behind the end");
            if (!isAwake)
            {
                return 0;
            }
            isAwake = network.random.nextInt(8) > 0;
            final int taken = isAwake ? length : network.random.nextInt(length + 1);
            for (int i = 0; i < taken; i++)
            {
                take(buffer.getByte(offset + i));
            }
            isAwake |= taken == length;
            return taken;
        }

        private void take(final byte value)
        {
            if (received < HEADER)
            {
                header.putByte(received, value);
                if (HEADER - 1 == received)
                {
                    number = header.getInt(0, ByteOrder.BIG_ENDIAN);
                    total = header.getInt(8, ByteOrder.BIG_ENDIAN);
                }
            }
            else if (pattern(number, received) != value)
            {
                throw new AssertionError(story + ": stream " + number + " differs at " + received);
            }
            received++;
        }
    }
}
