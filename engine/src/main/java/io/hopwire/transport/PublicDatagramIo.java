package io.hopwire.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * The public methods of {@link DatagramChannel}: right everywhere, and 120 B of garbage whenever the source changes.
 */
final class PublicDatagramIo implements DatagramIo
{
    private final DatagramChannel channel;
    private final AddressTable addresses;
    private final ByteBuffer receiveBuffer;
    private final ByteBuffer sendBuffer;
    private final int local;
    private InetSocketAddress source;

    /**
     * @param local number of the address that the channel is bound to, 0 where it is bound to all.
     */
    PublicDatagramIo(
        final DatagramChannel channel,
        final int local,
        final AddressTable addresses,
        final ByteBuffer receiveSlot,
        final int receiveLength,
        final ByteBuffer sendSlab)
    {
        this.channel = channel;
        this.local = local;
        this.addresses = addresses;
        receiveBuffer = receiveSlot.duplicate().limit(receiveLength).slice();
        sendBuffer = sendSlab.duplicate();
    }

    @Override
    public int receive() throws IOException
    {
        receiveBuffer.clear();
        source = (InetSocketAddress)channel.receive(receiveBuffer);
        return null == source ? UNAVAILABLE : receiveBuffer.position();
    }

    @Override
    public int internSource()
    {
        return addresses.internSource(source, local);
    }

    @Override
    public int send(final int addressId, final int offset, final int length) throws IOException
    {
        sendBuffer.limit(offset + length).position(offset);
        final int sent = channel.send(sendBuffer, addresses.socketAddress(addressId));
        return 0 == sent && 0 != length ? UNAVAILABLE : sent;
    }

    @Override
    public void segmentLength(final int length)
    {
        throw new UnsupportedOperationException("Java has no such option");
    }

    @Override
    public void ttl(final int hops)
    {
        // Java has no such option. What is sent goes farther than asked, and still opens the door in front of us.
    }
}
