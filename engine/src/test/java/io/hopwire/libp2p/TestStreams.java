package io.hopwire.libp2p;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Handlers of streams.
 */
final class TestStreams
{
    private TestStreams()
    {
    }

    /** Sends back what it gets, as far as there is room, and closes when the other side has. */
    static class Echo implements StreamHandler
    {
        int opened;
        int ended;

        @Override
        public void onOpened(final NetStream stream)
        {
            opened++;
        }

        @Override
        public int onData(
            final NetStream stream, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            return Math.max(0, stream.write(buffer, offset, length));
        }

        @Override
        public void onWritable(final NetStream stream)
        {
            stream.resume();
        }

        @Override
        public void onReset(final NetStream stream, final HostFault fault)
        {
            ended++;
        }

        @Override
        public void onClosed(final NetStream stream)
        {
            ended++;
        }
    }

    /** Sends some bytes, ends its side, and keeps what comes back. */
    static final class Call implements StreamHandler
    {
        final List<String> told = new ArrayList<>();
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final UnsafeBuffer bytes;
        NetStream stream;
        HostFault fault;
        private int sent;

        Call(final byte[] bytes)
        {
            this.bytes = new UnsafeBuffer(bytes);
        }

        @Override
        public void onOpened(final NetStream newStream)
        {
            stream = newStream;
            told.add("opened " + newStream.protocol());
            write();
        }

        @Override
        public void onAgreed(final NetStream agreed)
        {
            told.add("agreed");
        }

        @Override
        public int onData(
            final NetStream from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            for (int i = 0; i < length; i++)
            {
                received.write(buffer.getByte(offset + i));
            }
            return length;
        }

        @Override
        public void onEnd(final NetStream from)
        {
            told.add("end");
        }

        @Override
        public void onWritable(final NetStream to)
        {
            write();
        }

        @Override
        public void onReset(final NetStream from, final HostFault why)
        {
            fault = why;
            told.add("reset " + why);
        }

        @Override
        public void onClosed(final NetStream from)
        {
            told.add("closed");
        }

        @Override
        public void onFailed(final HostFault why)
        {
            fault = why;
            told.add("failed " + why);
        }

        private void write()
        {
            sent += Math.max(0, stream.write(bytes, sent, bytes.capacity() - sent));
            if (sent == bytes.capacity())
            {
                stream.closeWrite();
            }
        }
    }

    /** Counts what comes, or sleeps, and ends its side when it is told to. */
    static final class Keep implements StreamHandler
    {
        NetStream stream;
        boolean isSleeping;
        int received;
        boolean isEnded;
        HostFault fault;

        @Override
        public void onOpened(final NetStream opened)
        {
            stream = opened;
        }

        @Override
        public int onData(
            final NetStream from, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
        {
            final int taken = isSleeping ? 0 : length;
            received += taken;
            return taken;
        }

        @Override
        public void onEnd(final NetStream from)
        {
            isEnded = true;
        }

        @Override
        public void onReset(final NetStream from, final HostFault why)
        {
            fault = why;
        }
    }

    /** Keeps what comes of a dial. */
    static final class Connect implements ConnectHandler
    {
        NetConnection connection;
        HostFault fault;

        @Override
        public void onConnected(final NetConnection found)
        {
            assert null == connection && null == fault : "told once";
            connection = found;
        }

        @Override
        public void onFailed(final HostFault why)
        {
            assert null == connection && null == fault : "told once";
            fault = why;
        }
    }
}
