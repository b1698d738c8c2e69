package io.hopwire.component.discovery;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.BitSet;

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

    @BeforeEach
    void everybodyIsSomewhere() throws IOException
    {
        ip("2001:db8::1", ip);
        ip("2001:db8::2", answer.namer());
    }

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

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 192.0.2.1", "::1, 192.0.2.1", "169.254.7.7, 192.0.2.1", "fe80::7, 2001:db8::1",
        "0.0.0.0, 0.0.0.0", "::, ::1", "127.0.0.1, fe80::1"})
    void whatMeansNothingWhereItIsNamedIsPassedOver(final String named, final String namer) throws IOException
    {
        begin();
        ip(namer, answer.namer());
        ip(named, ip);
        info(4001, AddressKind.TCP);
        ip("192.0.2.2", ip);
        info(4002, AddressKind.UDP);
        assertTrue(decode(2));
        assertEquals(1, answer.outOfScope);
        assertEquals(1, answer.count);
        assertAddress(0, 4002, AddressKind.UDP);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2", "::1, 127.0.0.1", "169.254.7.7, 169.254.1.1", "10.0.0.1, 127.0.0.1"})
    void whoIsAsNearMayNameIt(final String named, final String namer) throws IOException
    {
        begin();
        ip(namer, answer.namer());
        ip(named, ip);
        info(4001, AddressKind.UDP);
        assertTrue(decode(1));
        assertEquals(0, answer.outOfScope);
        assertAddress(0, 4001, AddressKind.UDP);
        assertEquals(ip, new UnsafeBuffer(address, 0, Addresses.IP_LENGTH));
    }

    @Test
    void linkLocalAddressIsOfTheInterfaceThatTheNamerIsSpokenToAt() throws IOException
    {
        begin();
        ip("fe80::1", answer.namer());
        answer.namer().putInt(4, 3, ByteOrder.BIG_ENDIAN);
        ip("fe80::7", ip);
        ip.putInt(4, 9, ByteOrder.BIG_ENDIAN);
        info(4001, AddressKind.UDP);
        assertTrue(decode(1));
        assertEquals(0, answer.outOfScope);
        assertAddress(0, 4001, AddressKind.UDP);
        assertEquals(3, address.getInt(4, ByteOrder.BIG_ENDIAN), "the interface of the other host says nothing here");
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

    @Test
    void anAnswerMayHaveSeveralMessages()
    {
        begin().putLong(1).putLong(4);
        info(4001, AddressKind.UDP);
        info(4002, AddressKind.UDP);
        assertTrue(decodeFields(6));
        assertEquals(4, answer.total);
        assertEquals(0b0110, answer.part);
        assertEquals(2, answer.count);
        begin();
        assertTrue(decode(0));
        assertEquals(0, answer.total);
        assertEquals(0, answer.part);
    }

    /** A bit each: as many as there are is a case of its own, for no shift makes them all. */
    @Test
    void aMessageMayNameTheLastOfAsManyAsThereAreBits() throws IOException
    {
        final NodeMessages.Answer wide = new NodeMessages.Answer(Long.SIZE, 32);
        ip("2001:db8::2", wide.namer());
        begin().putLong(63).putLong(64);
        info(4001, AddressKind.UDP);
        assertTrue(wide.decode(new MsgPackDecoder().wrap(message, 0, encoder.length()), 5, message));
        assertEquals(64, wide.total);
        assertEquals(Long.MIN_VALUE, wide.part);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 2", "2, 2", "4, 4", "0, 0", "0, 5", "0, -1", "1, 4294967298", "4294967297, 4", "9223372036854775807, 4",
        "-9223372036854775808, 4", "0, -9223372036854775808", "9223372036854775807, -9223372036854775808"})
    void refusesPartsThatAnswersHaveNot(final long from, final long of)
    {
        begin().putLong(from).putLong(of);
        info(4001, AddressKind.UDP);
        assertFalse(decodeFields(5));
    }

    @Test
    void refusesAPartThatNamesNobody()
    {
        begin().putLong(0).putLong(1);
        assertFalse(decodeFields(4));
    }

    @Test
    void twoWhoKnowTheSameNameAllOfThemThoughNeitherHasRoom()
    {
        final int total = 20;
        for (int count = total / 2; count <= total; count++)
        {
            assertEquals(count, named(count, total, 0).cardinality());
            assertEquals(count, named(count, total, 1).cardinality());
            final BitSet both = named(count, total, 0);
            both.or(named(count, total, 1));
            assertEquals(total, both.cardinality(), "with room for " + count);
            assertTrue(named(count, total, 1).nextClearBit(0) >= 2 * count - total, "the nearest come first");
        }
    }

    @Test
    void whoHasRoomForFewNamesTheNearest()
    {
        for (int count = 0; count < 10; count++)
        {
            final BitSet nearest = new BitSet();
            nearest.set(0, count);
            assertEquals(nearest, named(count, 20, 0));
            assertEquals(nearest, named(count, 20, 1));
        }
    }

    private static BitSet named(final int count, final int total, final int parity)
    {
        final BitSet named = new BitSet();
        for (int i = 0; i < total; i++)
        {
            named.set(i, NodeMessages.hasPlace(i, count, total, parity));
        }
        return named;
    }

    private static void ip(final String text, final MutableDirectBuffer buffer) throws IOException
    {
        final byte[] bytes = InetAddress.getByName(text).getAddress();
        buffer.setMemory(0, Addresses.IP_LENGTH, (byte)0);
        if (bytes.length < Addresses.IP_LENGTH)
        {
            buffer.putShort(10, (short)0xFFFF);
        }
        buffer.putBytes(Addresses.IP_LENGTH - bytes.length, bytes);
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
        return decodeFields(2 + infos);
    }

    private boolean decodeFields(final int fields)
    {
        final MsgPackDecoder decoder = new MsgPackDecoder();
        decoder.wrap(message, 0, encoder.length());
        return answer.decode(decoder, fields, message);
    }

    private void assertAddress(final int index, final int port, final int kind)
    {
        answer.copyAddress(message, index, address);
        assertEquals(port, address.getShort(Addresses.PORT_OFFSET, ByteOrder.BIG_ENDIAN) & 0xFFFF);
        assertEquals(kind, address.getByte(Addresses.KIND_OFFSET));
    }
}
