package io.hopwire.libp2p.mux;

import io.hopwire.sim.SimRandom;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Two muxers with a pipe between them that cuts anywhere and delays, and two applications that open streams, write,
 * read slowly, stop, end and reset them, all from a seed. Each byte of a stream follows from who sends it and where it
 * is, so that a reader sees at once whether one is missing, comes twice, or out of order.
 * <p>
 * The first 8 bytes of the opener name the stream. What a stream says at last is its ending: closed, or reset.
 */
final class Talk
{
    private static final int NAME_LENGTH = 8;

    final Side dialer;
    final Side listener;
    final SimRandom random;
    final MuxMemory memory;
    long nowNs;
    long maxPromised;
    /** Readers take what comes. */
    boolean isReadAtOnce;
    private boolean isFinishing;

    /** What one application knows of a stream. */
    static final class Line
    {
        long handle;
        boolean isOurs;
        long name;
        int nameRead;
        long sent;
        long goal;
        long read;
        /** Takes nothing until a time. */
        long sleepsUntilNs;
        boolean hasEnded;
        boolean hasPeerEnded;
        String ending;
        MuxFault fault;
    }

    /** How the two talk. */
    interface Maker
    {
        StreamMuxer make(MuxLimits limits, MuxMemory memory, MuxShare share);
    }

    Talk(final long seed, final MuxLimits limits, final Maker maker, final int sinkLength)
    {
        random = new SimRandom(seed);
        memory = new MuxMemory(1L << 30, 1 << 16, random.nextLong());
        dialer = new Side(maker.make(limits, memory, new MuxShare(memory)), sinkLength, 1);
        listener = new Side(maker.make(limits, memory, new MuxShare(memory)), sinkLength, 2);
        dialer.muxer.start(true, dialer.sink, dialer, 0);
        listener.muxer.start(false, listener.sink, listener, 0);
    }

    void run(final int steps, final int maxStreams, final int maxBytes)
    {
        for (int i = 0; i < steps; i++)
        {
            nowNs += random.nextInt(1_000_000);
            final Side side = random.nextInt(2) == 0 ? dialer : listener;
            side.act(maxStreams, maxBytes);
            carry(random.nextInt(2) == 0 ? dialer : listener);
        }
    }

    /** No new streams: all that are open finish, and nobody writes unless called. */
    void finish()
    {
        isFinishing = true;
        dialer.writeAll();
        listener.writeAll();
        for (int i = 0; i < 1_000_000 && (dialer.isBusy() || listener.isBusy()); i++)
        {
            nowNs += 1_000_000;
            dialer.wake();
            listener.wake();
            carry(dialer);
            carry(listener);
        }
    }

    /** Some of the bytes that wait arrive, cut anywhere. */
    void carry(final Side from)
    {
        final Side to = from == dialer ? listener : dialer;
        int count = Math.min(from.sink.length(), 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 30_000));
        while (count > 0)
        {
            final int part = Math.min(count, 1 + random.nextInt(random.nextInt(3) == 0 ? 15 : 10_000));
            // Somewhere else, as what is lent: nobody may look at it later.
            final UnsafeBuffer lent = new UnsafeBuffer(new byte[part + 3]);
            lent.putBytes(3, from.sink.memory(), 0, part);
            from.sink.take(part);
            to.muxer.onBytes(lent, 3, part, nowNs);
            lent.setMemory(0, part + 3, (byte)0xDD);
            count -= part;
        }
        from.muxer.flush(nowNs);
        maxPromised = Math.max(maxPromised, memory.promisedBytes());
    }

    static byte at(final long name, final boolean isOpener, final long position)
    {
        if (isOpener && position < NAME_LENGTH)
        {
            return (byte)(name >>> 8 * position);
        }
        final long mixed = (name + (isOpener ? 1 : 2)) * 0x9E37_79B9_7F4A_7C15L + position * 0xD134_2543_DE82_EF95L;
        return (byte)(mixed ^ mixed >>> 29 ^ mixed >>> 47);
    }

    /** One application with its muxer. */
    final class Side implements MuxHandler
    {
        final StreamMuxer muxer;
        final TestSink sink;
        final Map<Long, Line> lines = new LinkedHashMap<>();
        final Map<Long, Line> ended = new LinkedHashMap<>();
        final long origin;
        long opened;
        MuxFault fault;

        Side(final StreamMuxer muxer, final int sinkLength, final long origin)
        {
            this.muxer = muxer;
            this.origin = origin;
            sink = new TestSink(sinkLength);
        }

        boolean isBusy()
        {
            return !lines.isEmpty() || sink.length() > 0;
        }

        void act(final int maxStreams, final int maxBytes)
        {
            if (lines.size() < maxStreams && random.nextInt(4) == 0)
            {
                open(maxBytes);
            }
            wake();
            if (!lines.isEmpty())
            {
                final Line[] all = lines.values().toArray(new Line[0]);
                final Line line = all[random.nextInt(all.length)];
                if (random.nextInt(100) == 0)
                {
                    muxer.reset(line.handle);
                    end(line, "reset by us");
                }
                else
                {
                    write(line);
                }
            }
        }

        void wake()
        {
            for (final Line line : lines.values().toArray(new Line[0]))
            {
                if (line.sleepsUntilNs > 0 && nowNs >= line.sleepsUntilNs && lines.containsKey(line.handle))
                {
                    line.sleepsUntilNs = 0;
                    muxer.resume(line.handle, nowNs);
                }
            }
        }

        void writeAll()
        {
            for (final Line line : lines.values().toArray(new Line[0]))
            {
                if (lines.containsKey(line.handle))
                {
                    write(line);
                }
            }
        }

        private void open(final int maxBytes)
        {
            final long handle = muxer.open();
            if (handle >= 0)
            {
                final Line line = new Line();
                line.handle = handle;
                line.isOurs = true;
                line.name = origin << 32 | ++opened;
                line.nameRead = NAME_LENGTH;
                line.goal = NAME_LENGTH + random.nextInt(maxBytes);
                add(line);
                if (random.nextInt(2) == 0)
                {
                    write(line);
                }
            }
        }

        private void add(final Line line)
        {
            if (null != lines.put(line.handle, line) || ended.containsKey(line.handle))
            {
                throw new AssertionError("a handle is used twice");
            }
        }

        private void write(final Line line)
        {
            boolean isMore = !line.hasEnded && NAME_LENGTH == line.nameRead;
            while (isMore)
            {
                isMore = writeSome(line) && isFinishing && !line.hasEnded;
            }
        }

        /** {@return whether all of it was taken} */
        private boolean writeSome(final Line line)
        {
            final int length = (int)Math.min(line.goal - line.sent, 1 + random.nextInt(20_000));
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[length]);
            for (int i = 0; i < length; i++)
            {
                buffer.putByte(i, at(line.name, line.isOurs, line.sent + i));
            }
            final int written = muxer.write(line.handle, buffer, 0, length);
            if (written < 0 || written > length)
            {
                throw new AssertionError("wrote " + written);
            }
            line.sent += written;
            if (line.sent == line.goal)
            {
                line.hasEnded = true;
                muxer.closeWrite(line.handle);
            }
            return written == length;
        }

        private Line line(final long handle)
        {
            final Line line = lines.get(handle);
            if (null == line)
            {
                throw new AssertionError("told of a stream that is gone");
            }
            return line;
        }

        private void end(final Line line, final String how)
        {
            line.ending = how;
            lines.remove(line.handle);
            ended.put(line.handle, line);
        }

        @Override
        public void onOpened(final long stream, final long timeNs)
        {
            final Line line = new Line();
            line.handle = stream;
            line.goal = random.nextInt(100_000);
            add(line);
        }

        @Override
        public void onAccepted(final long stream)
        {
            line(stream);
        }

        @Override
        public int onData(
            final long stream, final DirectBuffer buffer, final int offset, final int length, final long timeNs)
        {
            final Line line = line(stream);
            if (line.hasPeerEnded || line.sleepsUntilNs > 0)
            {
                throw new AssertionError(line.hasPeerEnded ? "bytes after the end" : "bytes to one who does not read");
            }
            final int take = !isReadAtOnce && random.nextInt(4) == 0 ? random.nextInt(length + 1) : length;
            for (int i = 0; i < take; i++)
            {
                final byte b = buffer.getByte(offset + i);
                if (line.nameRead < NAME_LENGTH)
                {
                    line.name |= (b & 0xFFL) << 8 * line.nameRead++;
                }
                else if (b != at(line.name, !line.isOurs, line.read + i))
                {
                    throw new AssertionError("byte " + (line.read + i) + " of " + line.name);
                }
            }
            final boolean isNamed = line.read < NAME_LENGTH && line.nameRead == NAME_LENGTH;
            line.read += take;
            if (isNamed)
            {
                write(line);
            }
            if (take < length)
            {
                line.sleepsUntilNs = nowNs + 1 + random.nextInt(50_000_000);
            }
            if (random.nextInt(500) == 0)
            {
                muxer.reset(stream);
                end(line, "reset by us");
            }
            return take;
        }

        @Override
        public void onEnd(final long stream, final long timeNs)
        {
            final Line line = line(stream);
            if (line.hasPeerEnded)
            {
                throw new AssertionError("ended twice");
            }
            line.hasPeerEnded = true;
            line.nameRead = NAME_LENGTH;
        }

        @Override
        public void onWritable(final long stream)
        {
            write(line(stream));
        }

        @Override
        public void onReset(final long stream, final MuxFault why)
        {
            final Line line = line(stream);
            line.fault = why;
            end(line, "reset");
        }

        @Override
        public void onClosed(final long stream)
        {
            final Line line = line(stream);
            if (!line.hasEnded || !line.hasPeerEnded)
            {
                throw new AssertionError("closed before both ended");
            }
            end(line, "closed");
        }

        @Override
        public void onGoAway()
        {
            throw new AssertionError("nobody goes away");
        }

        @Override
        public void onPong(final long rttNs)
        {
            if (rttNs < 0)
            {
                throw new AssertionError("answered before it was asked");
            }
        }

        @Override
        public void onFault(final MuxFault why)
        {
            fault = why;
        }
    }
}
