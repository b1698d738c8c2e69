package io.hopwire.sim.host;

import io.hopwire.libp2p.HostFault;
import io.hopwire.libp2p.NetStream;
import io.hopwire.libp2p.StreamHandler;
import io.hopwire.sim.SimRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Streams whose every byte is known. Whoever sends one hears once what became of it: closed, and then the receiver has
 * got all of it, once and in order; or reset, or that there was none. Readers sleep now and then, and either side gives
 * up as it comes.
 * <pre>
 *    0        4          8        12       16
 *   +--------+----------+--------+--------+----------------------- - -
 *   | number | (unused) | length | unused | bytes, each by its place
 *   +--------+----------+--------+--------+----------------------- - -
 * </pre>
 */
final class HostFlows
{
    static final String PROTOCOL = "/flow/1.0.0";

    private static final int HEADER = 16;
    private static final int LENGTH_OFFSET = 8;
    private static final int MAX_WRITE = 40_000;

    private final SimRandom random;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private String violation;
    private int closed;
    private int reset;
    private int refused;
    private long bytes;

    HostFlows(final SimRandom random)
    {
        this.random = random;
    }

    /** {@return what did not hold, the first of it; null where all does} */
    String violation()
    {
        return violation;
    }

    int closed()
    {
        return closed;
    }

    int reset()
    {
        return reset;
    }

    int refused()
    {
        return refused;
    }

    /** {@return bytes that were received} */
    long bytes()
    {
        return bytes;
    }

    /** {@return streams that were asked for and of which nobody has told yet what became of them} */
    int open()
    {
        int open = 0;
        for (final Sender sender : senders)
        {
            open += sender.isOver ? 0 : 1;
        }
        return open;
    }

    int count()
    {
        return senders.size();
    }

    void serve(final SimHost host)
    {
        host.core().setStreamHandler(PROTOCOL, new Receiving(host));
    }

    void open(final SimHost from, final SimHost to, final int length)
    {
        final Sender sender = new Sender(from, senders.size(), HEADER + length);
        senders.add(sender);
        final List<String> protocols = random.nextInt(2) == 0 ? List.of(PROTOCOL) : List.of("/none/1.0.0", PROTOCOL);
        from.act(() -> from.core().newStream(to.id(), protocols, sender));
    }

    /** Some reader goes on, or gives up; or some sender does. */
    void disturb()
    {
        if (random.nextInt(20) == 0 && !senders.isEmpty())
        {
            senders.get(random.nextInt(senders.size())).giveUp();
        }
        else if (random.nextInt(40) == 0 && !receivers.isEmpty())
        {
            receivers.get(random.nextInt(receivers.size())).giveUp();
        }
        else if (!receivers.isEmpty())
        {
            receivers.get(random.nextInt(receivers.size())).wake();
        }
    }

    void wakeAll()
    {
        for (int i = 0; i < receivers.size(); i++)
        {
            receivers.get(i).wake();
        }
    }

    /** A host has crashed: its streams are over, and nobody there hears of it. */
    void onCrash(final SimHost host)
    {
        for (final Sender sender : senders)
        {
            sender.isOver |= sender.host == host;
        }
        for (final Receiver receiver : receivers)
        {
            receiver.isOver |= receiver.host == host;
        }
    }

    private void check(final boolean isSo, final String otherwise)
    {
        if (!isSo && null == violation)
        {
            violation = otherwise;
        }
    }

    private static byte pattern(final int number, final long at)
    {
        return (byte)((at ^ at >>> 8) * 31 + number * 7);
    }

    /** Of one stream, where it was opened. */
    private final class Sender implements StreamHandler
    {
        private final SimHost host;
        private final int number;
        private final int total;
        private final UnsafeBuffer content;
        private NetStream stream;
        private int sent;
        private boolean isOver;

        Sender(final SimHost host, final int number, final int total)
        {
            this.host = host;
            this.number = number;
            this.total = total;
            content = new UnsafeBuffer(new byte[total]);
            content.putInt(0, number, ByteOrder.BIG_ENDIAN);
            content.putInt(LENGTH_OFFSET, total, ByteOrder.BIG_ENDIAN);
            for (int i = HEADER; i < total; i++)
            {
                content.putByte(i, pattern(number, i));
            }
        }

        void giveUp()
        {
            if (null != stream && !isOver)
            {
                isOver = true;
                reset++;
                host.act(stream::reset);
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
            check(!isOver, "stream " + number + " is writable behind its end");
            write();
        }

        private void write()
        {
            while (sent < total)
            {
                final int wanted = Math.min(total - sent, 1 + random.nextInt(MAX_WRITE));
                final int taken = Math.max(0, stream.write(content, sent, wanted));
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
            check(false, "stream " + number + " was answered");
            return length;
        }

        @Override
        public void onReset(final NetStream from, final HostFault fault)
        {
            // Nobody sleeps for that long: an end was lost on the way.
            check(HostFault.CLOSE_TIMEOUT != fault, "stream " + number + " was never ended by its receiver");
            over();
            reset++;
        }

        @Override
        public void onFailed(final HostFault fault)
        {
            check(HostFault.PROTOCOL_NOT_SUPPORTED != fault, "stream " + number + ": its protocol was refused");
            over();
            refused++;
        }

        @Override
        public void onClosed(final NetStream from)
        {
            over();
            closed++;
            int found = 0;
            for (final Receiver receiver : receivers)
            {
                if (receiver.number == number)
                {
                    check(receiver.isEnded && receiver.received == total,
                        "stream " + number + " is closed, and of " + total + " bytes came " + receiver.received);
                    found++;
                }
            }
            check(1 == found, "stream " + number + " was received " + found + " times");
        }

        private void over()
        {
            check(!isOver, "what became of stream " + number + " was told twice");
            isOver = true;
        }
    }

    /** Of all streams that are opened to a host. */
    private final class Receiving implements StreamHandler
    {
        private final SimHost host;

        Receiving(final SimHost host)
        {
            this.host = host;
        }

        @Override
        public void onOpened(final NetStream stream)
        {
            final Receiver receiver = new Receiver(host, stream);
            receivers.add(receiver);
            stream.attach(receiver);
        }

        @Override
        public int onData(
            final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            return of(stream).onData(buffer, offset, length);
        }

        @Override
        public void onEnd(final NetStream stream)
        {
            final Receiver receiver = of(stream);
            receiver.isEnded = true;
            check(receiver.total == receiver.received, "stream " + receiver.number + " ended before its end");
            stream.closeWrite();
        }

        @Override
        public void onReset(final NetStream stream, final HostFault fault)
        {
            of(stream).isOver = true;
        }

        @Override
        public void onClosed(final NetStream stream)
        {
            of(stream).isOver = true;
        }

        private Receiver of(final NetStream stream)
        {
            return (Receiver)stream.attachment();
        }
    }

    /** Of one stream, where it was accepted. */
    private final class Receiver
    {
        private final SimHost host;
        private final NetStream stream;
        private final UnsafeBuffer header = new UnsafeBuffer(new byte[HEADER]);
        private int number = -1;
        private int total;
        private int received;
        private boolean isEnded;
        private boolean isOver;
        private boolean isAwake;
        private boolean isPaused;

        Receiver(final SimHost host, final NetStream stream)
        {
            this.host = host;
            this.stream = stream;
            isAwake = random.nextInt(4) > 0;
        }

        void giveUp()
        {
            if (!isOver && !isEnded)
            {
                isOver = true;
                host.act(stream::reset);
            }
        }

        void wake()
        {
            isAwake = true;
            isPaused = false;
            if (!isOver)
            {
                host.act(stream::resume);
            }
        }

        int onData(final DirectBuffer buffer, final int offset, final int length)
        {
            check(!isEnded && !isOver, "stream " + number + ": bytes behind the end");
            check(!isPaused, "stream " + number + ": bytes for a reader that has had enough");
            if (!isAwake)
            {
                isPaused = length > 0;
                return 0;
            }
            isAwake = random.nextInt(8) > 0;
            final int taken = isAwake ? length : random.nextInt(length + 1);
            for (int i = 0; i < taken; i++)
            {
                take(buffer.getByte(offset + i));
            }
            bytes += taken;
            isAwake |= taken == length;
            isPaused = taken < length;
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
                    total = header.getInt(LENGTH_OFFSET, ByteOrder.BIG_ENDIAN);
                }
            }
            else
            {
                check(pattern(number, received) == value, "stream " + number + " differs at byte " + received);
            }
            received++;
        }
    }
}
