package io.hopwire.libp2p;

import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.mux.TestSink;
import io.hopwire.spi.AddressCloseReason;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.ByteSink;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import io.hopwire.spi.Streams;
import io.hopwire.spi.WorkHeader;
import io.hopwire.spi.Workers;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A host of a {@link HostNetwork}, and all that it is lent.
 */
final class TestHost implements Streams, Requests, Addresses
{
    static final int PORT = 4001;
    private static final int FIRST_ACCEPTED = 1 << 16;

    final HostCore core;
    final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    final HostWorker worker;
    /** What is told of connections. */
    final List<String> told = new ArrayList<>();
    int identified;
    boolean isListening = true;
    /** Nobody hears of it that it was dialled. */
    boolean isBlackHole;
    /** Nothing that it says is carried. */
    boolean isMute;
    /** How many connections it may have; then dials are refused. */
    int maxDials = Integer.MAX_VALUE;
    int maxRequests = Integer.MAX_VALUE;

    private final HostNetwork network;
    private final HostConfig config;
    private final byte[] ip;
    private final List<UnsafeBuffer> addresses = new ArrayList<>();
    private final TreeMap<Integer, End> ends = new TreeMap<>();
    private final List<End> dialling = new ArrayList<>();
    private final ArrayDeque<byte[]> requests = new ArrayDeque<>();
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private final Workers workers = new Workers();
    private final UnsafeBuffer carried = new UnsafeBuffer(new byte[1 << 17]);
    private final ArrayList<End> walked = new ArrayList<>();
    private int requestLength;
    private int nextAccepted = FIRST_ACCEPTED;

    TestHost(final HostNetwork network, final int number, final HostConfig config)
    {
        this.network = network;
        this.config = config;
        ip = new byte[]{network.place[0], network.place[1], network.place[2], (byte)(1 + number)};
        worker = new HostWorker(config, HostNetwork.CRYPTO, network.random);
        workers.register(WorkHeader.LIBP2P, worker);
        core = new HostCore(config, HostNetwork.CRYPTO, new Services(
            null, this, null, network.random, this, counters).with((Streams)this));
        core.setListener(new Listener());
    }

    /** One end of a connection. */
    static final class End
    {
        final TestHost host;
        final int addressId;
        final TestSink sink;
        final byte[] ip;
        End other;
        boolean isOpen;
        boolean isEnded;
        boolean isEndTold;
        boolean isClosed;
        boolean wasFull;
        /** Of an end without a host: what came. */
        ByteArrayOutputStream raw;

        End(final TestHost host, final int addressId)
        {
            this.host = host;
            this.addressId = addressId;
            sink = new TestSink(host.network.sinkLength);
            ip = host.ip.clone();
        }
    }

    PeerId id()
    {
        return config.peerId();
    }

    /** {@return where it listens} */
    Multiaddr address()
    {
        return Multiaddr.tcp(ip, PORT);
    }

    int connections()
    {
        return ends.size();
    }

    int requests()
    {
        return requests.size();
    }

    /** Do the slow work that waits. {@return whether there was some} */
    boolean work()
    {
        boolean worked = false;
        for (byte[] next = requests.poll(); null != next; next = requests.poll())
        {
            worked = true;
            result.setMemory(0, result.capacity(), (byte)0x5A);
            final int length = workers.execute(new UnsafeBuffer(next), 0, next.length, result, 0);
            if (length > 0)
            {
                core.onResult(result, 0, length, network.nowNs);
            }
        }
        return worked;
    }

    /** {@return whether something moved} */
    boolean step()
    {
        boolean moved = !network.isWorkLate && work();
        while (!dialling.isEmpty())
        {
            moved = true;
            open(dialling.remove(0));
        }
        flush();
        walked.clear();
        walked.addAll(ends.values());
        for (int i = 0; i < walked.size(); i++)
        {
            moved |= carry(walked.get(i));
        }
        flush();
        return moved || !network.isWorkLate && !requests.isEmpty() || !dialling.isEmpty();
    }

    void flush()
    {
        for (int i = 0; core.flush(network.nowNs); i++)
        {
            if (i > 1000)
            {
                throw new AssertionError("flushes for ever");
            }
        }
    }

    /** Somebody connects from where hosts are added now, who is none. {@return his end} */
    End acceptRaw()
    {
        final End end = new End(this, -1);
        final End accepted = new End(this, nextAccepted++);
        end.raw = new ByteArrayOutputStream();
        System.arraycopy(network.place, 0, end.ip, 0, network.place.length);
        end.other = accepted;
        end.isOpen = true;
        accepted.other = end;
        accepted.isOpen = true;
        ends.put(accepted.addressId, accepted);
        core.onStreamOpened(accepted.addressId, false, network.nowNs);
        flush();
        return end;
    }

    /** Bytes come. */
    void deliver(final End end, final byte[] bytes)
    {
        core.onStream(end.addressId, new UnsafeBuffer(bytes.clone()), 0, bytes.length, network.nowNs);
        flush();
    }

    /** Bytes come on one of the connections. */
    void deliver(final int index, final byte[] bytes)
    {
        deliver(new ArrayList<>(ends.values()).get(index), bytes);
    }

    /** Carry what the first connection has to say. */
    void carryFirst()
    {
        if (walked.isEmpty())
        {
            walked.addAll(ends.values());
        }
        flush();
        carry(walked.get(0));
        flush();
    }

    /** A connection breaks. */
    void breakConnection(final int index)
    {
        final End end = new ArrayList<>(ends.values()).get(index);
        final End other = end.other;
        lose(end);
        if (null != other)
        {
            other.host.lose(other);
        }
    }

    private void open(final End end)
    {
        final Multiaddr address = multiaddr(end.addressId);
        final TestHost to = network.at(address);
        if (end.isClosed || null != to && to.isBlackHole)
        {
            return;
        }
        if (null == to || !to.isListening)
        {
            ends.remove(end.addressId);
            core.onStreamClosed(end.addressId, AddressCloseReason.REFUSED, network.nowNs);
            return;
        }
        final End accepted = new End(to, to.nextAccepted++);
        end.other = accepted;
        accepted.other = end;
        to.ends.put(accepted.addressId, accepted);
        end.isOpen = true;
        accepted.isOpen = true;
        to.core.onStreamOpened(accepted.addressId, false, network.nowNs);
        if (!end.isClosed)
        {
            core.onStreamOpened(end.addressId, true, network.nowNs);
        }
    }

    private boolean carry(final End end)
    {
        boolean moved = false;
        final int length =
            isMute ? 0 : Math.min(end.sink.length(), 1 + network.random.nextInt(network.piece));
        if (length > 0)
        {
            moved = true;
            carried.putBytes(0, end.sink.memory(), 0, length);
            end.sink.take(length);
            mutate(length);
            if (null != end.other && null != end.other.raw)
            {
                for (int i = 0; i < length; i++)
                {
                    end.other.raw.write(carried.getByte(i));
                }
            }
            else if (null != end.other && !end.other.isClosed)
            {
                end.other.host.core.onStream(end.other.addressId, carried, 0, length, network.nowNs);
                end.other.host.flush();
            }
            if (end.wasFull && !end.isClosed && end.sink.room() >= network.sinkLength / 2)
            {
                end.wasFull = false;
                core.onStreamWritable(end.addressId, network.nowNs);
            }
        }
        if (0 == end.sink.length() && (end.isEnded || end.isClosed) && !end.isEndTold)
        {
            moved = true;
            end.isEndTold = true;
            if (null != end.other && null == end.other.raw && !end.other.isClosed)
            {
                end.other.host.core.onStreamEnd(end.other.addressId, network.nowNs);
            }
        }
        if (end.isClosed && 0 == end.sink.length())
        {
            ends.remove(end.addressId, end);
        }
        return moved;
    }

    private void mutate(final int length)
    {
        if (network.mutateAfter >= 0)
        {
            if (network.mutateAfter < length)
            {
                final int at = network.mutateAfter;
                carried.putByte(at, (byte)(carried.getByte(at) ^ 1 << network.random.nextInt(8)));
            }
            network.mutateAfter -= length;
        }
    }

    private void lose(final End end)
    {
        if (ends.remove(end.addressId, end) && !end.isClosed)
        {
            end.isClosed = true;
            core.onStreamClosed(end.addressId, AddressCloseReason.REMOTE, network.nowNs);
        }
    }

    @Override
    public int dial(final int addressId)
    {
        if (ends.containsKey(addressId))
        {
            return IN_USE;
        }
        if (ends.size() >= maxDials)
        {
            return LIMIT;
        }
        final End end = new End(this, addressId);
        ends.put(addressId, end);
        dialling.add(end);
        return DIALLING;
    }

    @Override
    public ByteSink sink(final int addressId)
    {
        final End end = ends.get(addressId);
        return new ByteSink()
        {
            @Override
            public int room()
            {
                end.wasFull |= end.sink.room() < network.sinkLength / 2;
                return end.isClosed ? 0 : end.sink.room();
            }

            @Override
            public MutableDirectBuffer buffer()
            {
                return end.sink.buffer();
            }

            @Override
            public int offset()
            {
                return end.sink.offset();
            }

            @Override
            public void commit(final int length)
            {
                end.sink.commit(length);
            }
        };
    }

    @Override
    public void end(final int addressId)
    {
        ends.get(addressId).isEnded = true;
    }

    @Override
    public void close(final int addressId)
    {
        final End end = ends.get(addressId);
        end.isClosed = true;
        if (!end.isOpen)
        {
            ends.remove(addressId);
        }
    }

    @Override
    public void reset(final int addressId)
    {
        final End end = ends.remove(addressId);
        end.isClosed = true;
        if (null != end.other)
        {
            end.other.host.lose(end.other);
        }
    }

    @Override
    public int tryClaim(final int length)
    {
        if (length > Limits.MAX_SLOW_WORK_LENGTH)
        {
            throw new AssertionError("a request of " + length);
        }
        requestLength = length;
        return requests.size() >= maxRequests ? BACK_PRESSURED : 0;
    }

    @Override
    public MutableDirectBuffer buffer()
    {
        return request;
    }

    @Override
    public void commit()
    {
        final byte[] bytes = new byte[requestLength];
        request.getBytes(0, bytes);
        requests.add(bytes);
    }

    @Override
    public void abort()
    {
        requestLength = 0;
    }

    @Override
    public int inFlight()
    {
        return requests.size();
    }

    @Override
    public int intern(final DirectBuffer buffer, final int offset)
    {
        for (int i = 0; i < addresses.size(); i++)
        {
            if (Addresses.areSame(addresses.get(i), 0, buffer, offset))
            {
                return i;
            }
        }
        final UnsafeBuffer address = new UnsafeBuffer(new byte[LENGTH]);
        address.putBytes(0, buffer, offset, LENGTH);
        addresses.add(address);
        return addresses.size() - 1;
    }

    @Override
    public int kind(final int addressId)
    {
        return addressId >= FIRST_ACCEPTED ? AddressKind.TCP_ACCEPTED : AddressKind.TCP;
    }

    @Override
    public int path(final int addressId, final int ttl)
    {
        return addressId;
    }

    @Override
    public void copyTo(final int addressId, final MutableDirectBuffer buffer, final int offset)
    {
        if (addressId < FIRST_ACCEPTED)
        {
            buffer.putBytes(offset, addresses.get(addressId), 0, LENGTH);
            return;
        }
        buffer.setMemory(offset, LENGTH, (byte)0);
        buffer.putShort(offset + 10, (short)-1);
        buffer.putBytes(offset + 12, ends.get(addressId).other.ip);
        buffer.putShort(offset + PORT_OFFSET, (short)(addressId - FIRST_ACCEPTED + 50_000), ByteOrder.BIG_ENDIAN);
        buffer.putByte(offset + KIND_OFFSET, (byte)AddressKind.TCP_ACCEPTED);
    }

    @Override
    public void retain(final int addressId)
    {
        // Kept for ever.
    }

    @Override
    public void release(final int addressId)
    {
        // Kept for ever.
    }

    private Multiaddr multiaddr(final int addressId)
    {
        final UnsafeBuffer address = addresses.get(addressId);
        final byte[] bytes = new byte[4];
        address.getBytes(12, bytes);
        return Multiaddr.tcp(bytes, address.getShort(PORT_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF);
    }

    private final class Listener implements HostListener
    {
        @Override
        public void onConnected(final NetConnection connection)
        {
            told.add("connected");
        }

        @Override
        public void onDisconnected(final NetConnection connection, final HostFault fault)
        {
            told.add("disconnected " + fault);
        }

        @Override
        public void onIdentified(final PeerId peer)
        {
            identified++;
        }

        @Override
        public void onUpgradeFailed(final NetConnection connection, final HostFault fault)
        {
            told.add("failed " + fault);
        }
    }
}
