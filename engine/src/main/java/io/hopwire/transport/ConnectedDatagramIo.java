package io.hopwire.transport;

import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The natives behind a connected channel: no address goes down with a datagram, and none comes up.
 * <p>
 * What arrived before the socket was connected may be a stranger's. So it is read with the source of each datagram
 * until it is empty for the first time; from then on the kernel lets nobody in but the peer.
 */
final class ConnectedDatagramIo implements PromotingDatagramIo.Connected
{
    private final ConnectedSocket socket;
    private final RawDatagramIo beginning;
    private final int peerId;
    private final UnsafeBuffer receiveSlot;
    private final int receiveLength;
    private final UnsafeBuffer sendSlab;
    private boolean drained;
    private boolean isOfPeer;

    ConnectedDatagramIo(
        final ConnectedSocket socket,
        final int peerId,
        final AddressTable addresses,
        final ByteBuffer receiveSlot,
        final int receiveLength,
        final ByteBuffer sendSlab)
    {
        this.socket = socket;
        this.peerId = peerId;
        this.receiveSlot = new UnsafeBuffer(receiveSlot);
        this.receiveLength = receiveLength;
        this.sendSlab = new UnsafeBuffer(sendSlab);
        beginning = new RawDatagramIo(
            socket.channel(), addresses.local(peerId), addresses, receiveSlot, receiveLength, sendSlab);
    }

    @Override
    public int receive() throws IOException
    {
        isOfPeer = drained;
        if (drained)
        {
            return socket.read(receiveSlot.addressOffset(), receiveLength);
        }
        final int length = beginning.receive();
        drained = length < 0;
        return length;
    }

    @Override
    public int internSource()
    {
        return isOfPeer ? peerId : beginning.internSource();
    }

    @Override
    public int send(final int addressId, final int offset, final int length) throws IOException
    {
        sendSlab.boundsCheck(offset, length);
        return socket.write(sendSlab.addressOffset() + offset, length);
    }

    @Override
    public void segmentLength(final int length) throws IOException
    {
        KernelOffload.segmentLength(socket.descriptor(), length);
    }

    @Override
    public void ttl(final int hops)
    {
        throw new UnsupportedOperationException("paths of fewer hops go through the socket for all");
    }

    @Override
    public void close()
    {
        socket.close();
    }
}
