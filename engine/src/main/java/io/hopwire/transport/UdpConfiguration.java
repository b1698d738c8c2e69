package io.hopwire.transport;

import io.hopwire.spi.Limits;

import java.net.InetSocketAddress;

/**
 * How to open a {@link UdpTransport}. Immutable; each {@code with} method answers a changed copy.
 *
 * @param bindAddress         where to receive; a wildcard means IPv6 and IPv4 where the system has both. Port 0 takes
 *                            any free one.
 * @param mtu                 bytes of the largest datagram, {@link Limits#MIN_MTU} to {@link Limits#MAX_MTU}.
 * @param receiveBufferLength bytes to ask of the kernel for datagrams not read yet (SO_RCVBUF).
 * @param sendBufferLength    bytes to ask of the kernel for datagrams not sent yet (SO_SNDBUF).
 * @param outboxSlots         datagrams that one duty cycle can send, a power of two.
 * @param addressCapacity     addresses known at a time.
 * @param rawAllowed          false keeps to the public API of Java.
 * @param offloadAllowed      false keeps to one datagram in each call of the kernel.
 * @param promotionAllowed    false keeps to one socket for all peers.
 */
public record UdpConfiguration(
    InetSocketAddress bindAddress,
    int mtu,
    int receiveBufferLength,
    int sendBufferLength,
    int outboxSlots,
    int addressCapacity,
    boolean rawAllowed,
    boolean offloadAllowed,
    boolean promotionAllowed)
{
    /**
     * Default of both kernel buffers in bytes. The kernel silently gives less where its own limit
     * (net.core.rmem_max, wmem_max on Linux) is lower.
     */
    public static final int DEFAULT_SOCKET_BUFFER_LENGTH = 2 * 1024 * 1024;

    /**
     * Default slots of the outbox: four times what a single input may cause.
     */
    public static final int DEFAULT_OUTBOX_SLOTS = 4 * Limits.MAX_DATAGRAMS_PER_INPUT;

    /**
     * Default room for addresses, 64 bytes each: every link and contact, and as many strangers again.
     */
    public static final int DEFAULT_ADDRESS_CAPACITY = 16_384;

    /**
     * Check the ranges.
     *
     * @param bindAddress         where to receive; a wildcard means IPv6 and IPv4 where the system has both. Port 0
     *                            takes any free one.
     * @param mtu                 bytes of the largest datagram, {@link Limits#MIN_MTU} to {@link Limits#MAX_MTU}.
     * @param receiveBufferLength bytes to ask of the kernel for datagrams not read yet (SO_RCVBUF).
     * @param sendBufferLength    bytes to ask of the kernel for datagrams not sent yet (SO_SNDBUF).
     * @param outboxSlots         datagrams that one duty cycle can send, a power of two.
     * @param addressCapacity     addresses known at a time.
     * @param rawAllowed          false keeps to the public API of Java.
     * @param offloadAllowed      false keeps to one datagram in each call of the kernel.
     * @param promotionAllowed    false keeps to one socket for all peers.
     */
    public UdpConfiguration
    {
        check(mtu >= Limits.MIN_MTU && mtu <= Limits.MAX_MTU,
            "MTU must be " + Limits.MIN_MTU + " to " + Limits.MAX_MTU + " bytes: " + mtu);
        check(receiveBufferLength > 0, "SO_RCVBUF must be positive: " + receiveBufferLength);
        check(sendBufferLength > 0, "SO_SNDBUF must be positive: " + sendBufferLength);
        check(outboxSlots >= Limits.MAX_DATAGRAMS_PER_INPUT && Integer.bitCount(outboxSlots) == 1,
            "slots of the outbox must be a power of two from " + Limits.MAX_DATAGRAMS_PER_INPUT + ": " + outboxSlots);
        check(addressCapacity > 0 && addressCapacity <= AddressTable.MAX_CAPACITY,
            "capacity of the address table must be 1 to " + AddressTable.MAX_CAPACITY + ": " + addressCapacity);
        if (bindAddress.isUnresolved())
        {
            throw new TransportException(TransportException.Reason.UNKNOWN_HOST,
                "host to bind to does not resolve: " + AddressText.format(bindAddress));
        }
    }

    /**
     * All defaults.
     *
     * @param bindAddress where to receive.
     * @return the configuration.
     */
    public static UdpConfiguration of(final InetSocketAddress bindAddress)
    {
        return new UdpConfiguration(
            bindAddress,
            Limits.DEFAULT_MTU,
            DEFAULT_SOCKET_BUFFER_LENGTH,
            DEFAULT_SOCKET_BUFFER_LENGTH,
            DEFAULT_OUTBOX_SLOTS,
            DEFAULT_ADDRESS_CAPACITY,
            true,
            true,
            true);
    }

    /**
     * Change the largest datagram.
     *
     * @param value bytes.
     * @return changed copy.
     */
    public UdpConfiguration withMtu(final int value)
    {
        return new UdpConfiguration(bindAddress, value, receiveBufferLength, sendBufferLength, outboxSlots,
            addressCapacity, rawAllowed, offloadAllowed, promotionAllowed);
    }

    /**
     * Change the kernel's buffers.
     *
     * @param receive bytes of SO_RCVBUF.
     * @param send    bytes of SO_SNDBUF.
     * @return changed copy.
     */
    public UdpConfiguration withSocketBuffers(final int receive, final int send)
    {
        return new UdpConfiguration(bindAddress, mtu, receive, send, outboxSlots,
            addressCapacity, rawAllowed, offloadAllowed, promotionAllowed);
    }

    /**
     * Change the outbox.
     *
     * @param value slots, a power of two.
     * @return changed copy.
     */
    public UdpConfiguration withOutboxSlots(final int value)
    {
        return new UdpConfiguration(bindAddress, mtu, receiveBufferLength, sendBufferLength, value,
            addressCapacity, rawAllowed, offloadAllowed, promotionAllowed);
    }

    /**
     * Change the room for addresses.
     *
     * @param value addresses.
     * @return changed copy.
     */
    public UdpConfiguration withAddressCapacity(final int value)
    {
        return new UdpConfiguration(bindAddress, mtu, receiveBufferLength, sendBufferLength, outboxSlots,
            value, rawAllowed, offloadAllowed, promotionAllowed);
    }

    /**
     * Allow or forbid the natives behind the public API.
     *
     * @param value false keeps to the public API.
     * @return changed copy.
     */
    public UdpConfiguration withRawAllowed(final boolean value)
    {
        return new UdpConfiguration(bindAddress, mtu, receiveBufferLength, sendBufferLength, outboxSlots,
            addressCapacity, value, offloadAllowed, promotionAllowed);
    }

    /**
     * Allow or forbid that one call of the kernel carries many datagrams, where it can (UDP_SEGMENT, UDP_GRO).
     *
     * @param value false keeps to one datagram a call.
     * @return changed copy.
     */
    public UdpConfiguration withOffloadAllowed(final boolean value)
    {
        return new UdpConfiguration(bindAddress, mtu, receiveBufferLength, sendBufferLength, outboxSlots,
            addressCapacity, rawAllowed, value, promotionAllowed);
    }

    /**
     * Allow or forbid connected sockets for the peers that most of the traffic is with, where the system can.
     *
     * @param value false keeps to one socket for all peers.
     * @return changed copy.
     */
    public UdpConfiguration withPromotionAllowed(final boolean value)
    {
        return new UdpConfiguration(bindAddress, mtu, receiveBufferLength, sendBufferLength, outboxSlots,
            addressCapacity, rawAllowed, offloadAllowed, value);
    }

    private static void check(final boolean condition, final String message)
    {
        if (!condition)
        {
            throw new TransportException(TransportException.Reason.CONFIGURATION, message);
        }
    }
}
