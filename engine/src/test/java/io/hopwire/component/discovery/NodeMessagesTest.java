package io.hopwire.component.discovery;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteOrder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class NodeMessagesTest
{
    private static final int CAPACITY = 4;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1024]);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[32]);
    private final UnsafeBuffer ip = new UnsafeBuffer(new byte[Addresses.IP_LENGTH]);
    private final MsgPackEncoder encoder = new MsgPackEncoder();
    private final NodeMessages.Answer answer = new NodeMessages.Answer(CAPACITY, 32);

    @Test
    void infoOfThreeFieldsIsAnAddressOfUdp()
    {
        begin().putArrayHeader(3).putBinary(key, 0, key.capacity()).putBinary(ip, 0, ip.capacity()).putLong(4000);
        assertTrue(decode(1));
        assertEquals(1, answer.count);
        assertAddress(0, 4000, AddressKind.UDP);
    }

    @Test
    void fourthFieldIsTheKind()
    {
        begin();
        info(4000, AddressKind.TCP);
        info(4001, AddressKind.UDP);
        assertTrue(decode(2));
        assertEquals(2, answer.count);
        assertAddress(0, 4000, AddressKind.TCP);
        assertAddress(1, 4001, AddressKind.UDP);
    }

    @ParameterizedTest
    @ValueSource(longs = {AddressKind.TCP_ACCEPTED, 3, 127, 128, 256, 257, 1L << 32, -1, Long.MAX_VALUE})
    void infosOfUnknownKindsArePassedOver(final long kind)
    {
        begin();
        info(4000, AddressKind.TCP);
        info(4001, kind);
        info(4002, AddressKind.UDP);
        assertTrue(decode(3));
        assertEquals(2, answer.count);
        assertEquals(1, answer.unknownKinds);
        assertAddress(0, 4000, AddressKind.TCP);
        assertAddress(1, 4002, AddressKind.UDP);
    }

    @Test
    void refusesInfosThatAreTooLong()
    {
        begin().putArrayHeader(5)
            .putBinary(key, 0, key.capacity())
            .putBinary(ip, 0, ip.capacity())
            .putLong(4000).putLong(1).putLong(1);
        assertFalse(decode(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 65_536, 1L << 32 | 4000})
    void refusesWhatIsNoPort(final long port)
    {
        begin();
        info(port, AddressKind.TCP);
        assertFalse(decode(1));
    }

    private MsgPackEncoder begin()
    {
        return encoder.wrap(message, 0, message.capacity()).putBinary(key, 0, key.capacity());
    }

    private void info(final long port, final long kind)
    {
        encoder.putArrayHeader(4)
            .putBinary(key, 0, key.capacity())
            .putBinary(ip, 0, ip.capacity())
            .putLong(port)
            .putLong(kind);
    }

    private boolean decode(final int infos)
    {
        final MsgPackDecoder decoder = new MsgPackDecoder();
        decoder.wrap(message, 0, encoder.length());
        return answer.decode(decoder, 2 + infos);
    }

    private void assertAddress(final int index, final int port, final int kind)
    {
        answer.copyAddress(message, index, address);
        assertEquals(port, address.getShort(Addresses.PORT_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF);
        assertEquals(kind, address.getByte(Addresses.KIND_OFFSET));
    }
}
