package io.hopwire.transport;

import org.agrona.BufferUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * The natives behind {@link DatagramChannel}, on raw socket addresses in off-heap memory: no garbage, whoever sends.
 */
final class RawDatagramIo implements PromotingDatagramIo.Connected
{
    private static final int INTERRUPTED = -3;
    private static final int SOURCE_LENGTH = 64;

    private final FileDescriptor descriptor;
    private final AddressTable addresses;
    private final UnsafeBuffer source = new UnsafeBuffer(
        BufferUtil.allocateDirectAligned(SOURCE_LENGTH, SOURCE_LENGTH));
    private final UnsafeBuffer receiveSlot;
    private final UnsafeBuffer sendSlab;
    private final int receiveLength;
    private final ConnectedSocket connected;

    RawDatagramIo(
        final DatagramChannel channel,
        final AddressTable addresses,
        final ByteBuffer receiveSlot,
        final int receiveLength,
        final ByteBuffer sendSlab)
    {
        this(channel, null, addresses, receiveSlot, receiveLength, sendSlab);
    }

    /**
     * Over a socket that knows its peer.
     */
    RawDatagramIo(
        final ConnectedSocket connected,
        final AddressTable addresses,
        final ByteBuffer receiveSlot,
        final int receiveLength,
        final ByteBuffer sendSlab)
    {
        this(connected.channel(), connected, addresses, receiveSlot, receiveLength, sendSlab);
    }

    private RawDatagramIo(
        final DatagramChannel channel,
        final ConnectedSocket connected,
        final AddressTable addresses,
        final ByteBuffer receiveSlot,
        final int receiveLength,
        final ByteBuffer sendSlab)
    {
        if (receiveLength > receiveSlot.capacity())
        {
            throw new IllegalArgumentException("slot of " + receiveSlot.capacity() + " bytes for " + receiveLength);
        }
        this.addresses = addresses;
        this.connected = connected;
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
        return addresses.internSockaddr(source, 0);
    }

    @Override
    public int send(final int addressId, final int offset, final int length) throws IOException
    {
        sendSlab.boundsCheck(offset, length);
        final long target = null == connected ? addresses.sockaddrAddress(addressId) : 0;
        final int targetLength = null == connected ? addresses.sockaddrLength() : 0;
        int sent;
        do
        {
            sent = RawSockets.send(
                descriptor, sendSlab.addressOffset() + offset, length, target, targetLength);
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
    public void close()
    {
        CloseHelper.quietClose(connected);
    }
}
