package io.hopwire.sim.host;

import io.hopwire.crypto.HopwireCrypto;
import io.hopwire.libp2p.HostConfig;
import io.hopwire.libp2p.HostCore;
import io.hopwire.libp2p.HostWorker;
import io.hopwire.libp2p.address.Multiaddr;
import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.sim.SimRandom;
import io.hopwire.spi.AddressCloseReason;
import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.ByteSink;
import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Requests;
import io.hopwire.spi.Services;
import io.hopwire.spi.Streams;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.WorkHeader;
import io.hopwire.spi.Workers;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A libp2p host of a {@link SimHosts}: its core as an agent would host it, a worker that takes its time, and all else
 * that a core is lent. It can crash, and come back under the same key without its memory.
 */
public final class SimHost implements Streams, Requests, Addresses
{
    /** Where each of them listens. */
    public static final int PORT = 4001;

    private static final HopwireCrypto CRYPTO = new HopwireCrypto();
    private static final int FIRST_ACCEPTED = 1 << 16;
    private static final int FIRST_PORT = 50_000;
    private static final int PORTS = 10_000;
    private static final int MAX_FLUSHES = 1000;
    private static final long WORK_NS = 60_000;
    private static final long MORE_WORK_NS = 400_000;

    private final SimHosts network;
    private final HostConfig config;
    private final Setup setup;
    private final SimRandom luck;
    private final byte[] ip;
    private final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    private final List<UnsafeBuffer> addresses = new ArrayList<>();
    private final TreeMap<Integer, SimPipe.End> ends = new TreeMap<>();
    /** Closed by the core, with something left to say. */
    private final ArrayList<SimPipe.End> leaving = new ArrayList<>();
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private final UnsafeBuffer result = new UnsafeBuffer(new byte[Limits.MAX_SLOW_WORK_LENGTH]);
    private HostCore core;
    private Workers workers;
    private int requestLength;
    private int inFlight;
    private int nextAccepted = FIRST_ACCEPTED;
    private int lives;
    private boolean isAlive;
    private boolean isBusy;
    private long wakesNs = Long.MAX_VALUE;

    /** What is to be done with a core that is new. */
    @FunctionalInterface
    public interface Setup
    {
        /**
         * Set its handlers.
         *
         * @param host whose core is new.
         */
        void prepare(SimHost host);
    }

    SimHost(
        final SimHosts network, final int index, final HostConfig config, final Setup setup, final SimRandom luck)
    {
        this.network = network;
        this.config = config;
        this.setup = setup;
        this.luck = luck;
        ip = new byte[]{10, 0, (byte)(index >>> Byte.SIZE), (byte)index};
    }

    int index()
    {
        return (ip[2] & 0xFF) << Byte.SIZE | ip[3] & 0xFF;
    }

    /** {@return who it is} */
    public PeerId id()
    {
        return config.peerId();
    }

    /** {@return where it listens} */
    public Multiaddr address()
    {
        return Multiaddr.tcp(ip, PORT);
    }

    /** {@return its core; another one after it was started again. What is asked of it is asked within {@link #act}} */
    public HostCore core()
    {
        return core;
    }

    /** {@return its counters, which go on over crashes} */
    public Counters counters()
    {
        return counters;
    }

    /** {@return whether it runs} */
    public boolean isAlive()
    {
        return isAlive;
    }

    /** {@return connections that its core knows of} */
    public int connections()
    {
        return ends.size();
    }

    /** Come up, with nothing but its key. */
    public void start()
    {
        network.note("starts", this, null, 0);
        isAlive = true;
        lives++;
        inFlight = 0;
        wakesNs = Long.MAX_VALUE;
        workers = new Workers().register(WorkHeader.LIBP2P, new HostWorker(config, CRYPTO, luck.fork(lives)));
        core = new HostCore(config, CRYPTO, new Services(null, this, null, luck.fork(-lives), this, counters)
            .with((Streams)this));
        core.flush(network.nowNs());
        setup.prepare(this);
        act(() -> {});
    }

    /** It is gone at once; its peers hear so from what is left of it. */
    public void crash()
    {
        network.note("crashes", this, null, 0);
        counters.set(SystemCounter.LIBP2P_CONNECTIONS_OPEN, 0);
        isAlive = false;
        lives++;
        new ArrayList<>(ends.values()).forEach((end) -> end.pipe().breakIt());
        leaving.forEach((end) -> end.pipe().breakIt());
        ends.clear();
        leaving.clear();
    }

    /**
     * One input, or what an application asks for; then the end of the duty cycle.
     *
     * @param input what it is told.
     */
    public void act(final Runnable input)
    {
        if (!isAlive)
        {
            return;
        }
        if (isBusy)
        {
            throw new IllegalStateException("from within an input only the core may be called");
        }
        isBusy = true;
        input.run();
        int flushes = 0;
        while (core.flush(network.nowNs()))
        {
            if (++flushes > MAX_FLUSHES)
            {
                throw new IllegalStateException("it flushes for ever");
            }
        }
        new ArrayList<>(ends.values()).forEach(SimPipe.End::send);
        new ArrayList<>(leaving).forEach(SimPipe.End::send);
        isBusy = false;
        wake();
    }

    int lives()
    {
        return lives;
    }

    void onBytes(final SimPipe.End end, final byte[] bytes)
    {
        act(() -> core.onStream(end.addressId, new UnsafeBuffer(bytes), 0, bytes.length, network.nowNs()));
    }

    void onRoom(final SimPipe.End end)
    {
        act(() -> core.onStreamWritable(end.addressId, network.nowNs()));
    }

    void onEnd(final SimPipe.End end)
    {
        act(() -> core.onStreamEnd(end.addressId, network.nowNs()));
    }

    void onLost(final SimPipe.End end, final int reason)
    {
        forget(end);
        act(() -> core.onStreamClosed(end.addressId, reason, network.nowNs()));
    }

    void forget(final SimPipe.End end)
    {
        ends.remove(end.addressId, end);
        leaving.remove(end);
    }

    private void wake()
    {
        final long deadlineNs = Math.max(network.nowNs(), core.nextDeadlineNs());
        if (Long.MAX_VALUE == core.nextDeadlineNs() || deadlineNs >= wakesNs)
        {
            return;
        }
        wakesNs = deadlineNs;
        network.later(deadlineNs - network.nowNs(), this, () ->
        {
            if (deadlineNs == wakesNs)
            {
                wakesNs = Long.MAX_VALUE;
                act(() -> core.onDeadline(network.nowNs()));
            }
        });
    }

    private void onDial(final SimPipe.End end)
    {
        final SimHost to = network.at(hostOf(end.addressId));
        if (end.isLeft)
        {
            return;
        }
        if (null == to || !to.isAlive || PORT != portOf(end.addressId))
        {
            network.later(network.delayNs(), this, () ->
            {
                if (!end.isLeft)
                {
                    end.isLeft = true;
                    onLost(end, AddressCloseReason.REFUSED);
                }
            });
            return;
        }
        network.note("connects", this, to, 0);
        final SimPipe.End accepted = end.other;
        network.add(end.pipe());
        accepted.isOpen = true;
        to.ends.put(accepted.addressId, accepted);
        final long delayNs = network.delayNs();
        accepted.startsAt(network.nowNs() + delayNs);
        network.later(delayNs, this, () ->
        {
            if (end.isLeft)
            {
                end.pipe().breakIt();
            }
            else if (!end.pipe().isBroken())
            {
                end.isOpen = true;
                act(() -> core.onStreamOpened(end.addressId, true, network.nowNs()));
            }
        });
        to.act(() -> to.core.onStreamOpened(accepted.addressId, false, network.nowNs()));
    }

    @Override
    public int dial(final int addressId)
    {
        if (ends.containsKey(addressId))
        {
            return IN_USE;
        }
        final SimHost to = network.at(hostOf(addressId));
        final SimPipe pipe = new SimPipe(network, this, addressId, to, null == to ? 0 : to.nextAccepted++);
        final SimPipe.End end = pipe.ends[0];
        ends.put(addressId, end);
        network.later(network.delayNs(), this, () -> onDial(end));
        return DIALLING;
    }

    @Override
    public ByteSink sink(final int addressId)
    {
        return ends.get(addressId);
    }

    @Override
    public void end(final int addressId)
    {
        ends.get(addressId).end();
    }

    @Override
    public void close(final int addressId)
    {
        final SimPipe.End end = ends.remove(addressId);
        if (end.isOpen)
        {
            leaving.add(end);
        }
        end.close();
    }

    @Override
    public void reset(final int addressId)
    {
        ends.get(addressId).reset();
    }

    @Override
    public int tryClaim(final int length)
    {
        requestLength = length;
        return length > request.capacity() ? BACK_PRESSURED : 0;
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
        inFlight++;
        network.later(WORK_NS + luck.nextLong(MORE_WORK_NS), this, () -> work(bytes));
    }

    private void work(final byte[] bytes)
    {
        inFlight--;
        final int length = workers.execute(new UnsafeBuffer(bytes), 0, bytes.length, result, 0);
        if (length > 0)
        {
            act(() -> core.onResult(result, 0, length, network.nowNs()));
        }
    }

    @Override
    public void abort()
    {
        requestLength = 0;
    }

    @Override
    public int inFlight()
    {
        return inFlight;
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
        buffer.putShort(offset + IP_LENGTH - ip.length - Short.BYTES, (short)-1);
        buffer.putBytes(offset + IP_LENGTH - ip.length, ends.get(addressId).other.host.ip);
        buffer.putShort(
            offset + PORT_OFFSET, (short)(FIRST_PORT + (addressId - FIRST_ACCEPTED) % PORTS), ByteOrder.BIG_ENDIAN);
        buffer.putByte(offset + KIND_OFFSET, (byte)AddressKind.TCP_ACCEPTED);
    }

    @Override
    public void retain(final int addressId)
    {
        // Kept for as long as the host lives.
    }

    @Override
    public void release(final int addressId)
    {
        // Kept for as long as the host lives.
    }

    private byte[] hostOf(final int addressId)
    {
        final byte[] bytes = new byte[ip.length];
        addresses.get(addressId).getBytes(IP_LENGTH - ip.length, bytes);
        return bytes;
    }

    private int portOf(final int addressId)
    {
        return addresses.get(addressId).getShort(PORT_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF;
    }
}
