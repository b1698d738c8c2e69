package io.hopwire.transport;

import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * The natives behind {@link DatagramChannel}, on raw socket addresses in off-heap memory: no garbage, whoever sends.
 */
final class RawDatagramIo implements DatagramIo
{
    private static final int INTERRUPTED = -3;
    /** Bytes behind those that are received, for where they came from. */
    static final int SOURCE_LENGTH = 64;

    private final FileDescriptor descriptor;
    private final AddressTable addresses;
    private final UnsafeBuffer source;
    private final UnsafeBuffer receiveSlot;
    private final UnsafeBuffer sendSlab;
    private final int receiveLength;
    private final int local;

    /**
     * @param local       number of the address that the channel is bound to, 0 where it is bound to all.
     * @param receiveSlot of the length received, whole lines of the cache, and {@link #SOURCE_LENGTH} bytes.
     */
    RawDatagramIo(
        final DatagramChannel channel,
        final int local,
        final AddressTable addresses,
        final ByteBuffer receiveSlot,
        final int receiveLength,
        final ByteBuffer sendSlab)
    {
        final int sourceOffset = BitUtil.align(receiveLength, BitUtil.CACHE_LINE_LENGTH);
        if (sourceOffset + SOURCE_LENGTH > receiveSlot.capacity())
        {
            throw new IllegalArgumentException("slot of " + receiveSlot.capacity() + " bytes for " + receiveLength);
        }
        source = new UnsafeBuffer(receiveSlot, sourceOffset, SOURCE_LENGTH);
        this.local = local;
        this.addresses = addresses;
        this.receiveSlot = new UnsafeBuffer(receiveSlot);
        this.receiveLength = receiveLength;
        this.sendSlab = new UnsafeBuffer(sendSlab);
        descriptor = RawSockets.descriptor(channel);
    }

    @Override
    public int receive() throws IOException
    {
        int length;
        do
        {
            length = RawSockets.receive(
                descriptor, receiveSlot.addressOffset(), receiveLength, source.addressOffset());
        }
        while (INTERRUPTED == length);
        return length;
    }

    @Override
    public int internSource()
    {
        return addresses.internSockaddr(source, 0, local);
    }

    @Override
    public int send(final int addressId, final int offset, final int length) throws IOException
    {
        sendSlab.boundsCheck(offset, length);
        final long target = addresses.sockaddrAddress(addressId);
        int sent;
        do
        {
            sent = RawSockets.send(
                descriptor, sendSlab.addressOffset() + offset, length, target, addresses.sockaddrLength());
        }
        while (INTERRUPTED == sent);
        return sent;
    }

    @Override
    public void segmentLength(final int length) throws IOException
    {
        KernelOffload.segmentLength(descriptor, length);
    }

    @Override
    public void ttl(final int hops) throws IOException
    {
        KernelOffload.ttl(descriptor, addresses.isIpv6(), hops);
    }
}
