package io.hopwire.transport;

import io.hopwire.spi.AddressKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AddressTextTest
{
    @ParameterizedTest
    @ValueSource(strings = {
        "127.0.0.1:4000", "[::1]:4000", "example.org:1", "00ff@example.org:65535", "a1@[fe80::2]:9",
        "tcp://127.0.0.1:4000", "tcp://00ff@example.org:1", "tcp://[::1]:4000", "tcp://ed25519:a1@[::1]:9"})
    void whatIsParsedIsWrittenTheSame(final String text)
    {
        assertEquals(text, AddressText.parsePeer(text).toString());
    }

    @Test
    void partsOfAPeer()
    {
        final AddressText address = AddressText.parsePeer("ed25519:0102aBff@[2001:db8::1]:4000");
        assertEquals("ed25519:0102aBff", address.key());
        assertEquals("2001:db8::1", address.host());
        assertEquals(4000, address.port());
        assertEquals(new InetSocketAddress(TransportFixture.address("2001:db8::1"), 4000), address.resolve());
        assertNull(AddressText.parsePeer("localhost:4000").key());
        assertTrue(AddressText.parsePeer("localhost:4000").resolve().getAddress().isLoopbackAddress());
        assertEquals(List.of(address.resolve()), address.resolveAll());
        assertTrue(AddressText.parsePeer("localhost:4000").resolveAll().stream()
            .allMatch((one) -> one.getAddress().isLoopbackAddress() && one.getPort() == 4000));
    }

    @Test
    void schemeTellsTheKind()
    {
        assertEquals(AddressKind.UDP, AddressText.parsePeer("01@127.0.0.1:4000").kind());
        final AddressText tcp = AddressText.parsePeer("tcp://01@127.0.0.1:4000");
        assertEquals(AddressKind.TCP, tcp.kind());
        assertEquals("01", tcp.key());
        assertEquals("127.0.0.1", tcp.host());
        assertEquals("tcp://127.0.0.1:4000", AddressText.format(tcp.kind(), tcp.resolve()));
        assertEquals(AddressKind.TCP, AddressText.parseBind("tcp://[::1]:0").kind());
    }

    @Test
    void namesAndAddressesAreToldApart()
    {
        for (final String text : new String[]{ "127.0.0.1:1", "127.1:1", "0:1", "1.2.65535:1", "[::1]:1" })
        {
            assertTrue(AddressText.parseBind(text).isLiteral(), text);
            AddressText.parseBind(text).resolve();
        }
        for (final String text : new String[]{ "localhost:1", "1.2.3.4.example:1", "a:1", "4001a:1" })
        {
            assertFalse(AddressText.parseBind(text).isLiteral(), text);
        }
    }

    @Test
    void bindAddressMayLeaveThePortToTheSystem()
    {
        assertEquals(0, AddressText.parseBind("[::1]:0").port());
        assertEquals(0, AddressText.parseBind("127.0.0.1:0").resolve().getPort());
        assertThrows(TransportException.class, () -> AddressText.parseBind("00@127.0.0.1:1"));
    }

    @Test
    void formattedAddressParses()
    {
        for (final String host : new String[]{ "::1", "127.0.0.1" })
        {
            final InetSocketAddress address = new InetSocketAddress(TransportFixture.address(host), 4000);
            assertEquals(address, AddressText.parsePeer(AddressText.format(address)).resolve());
        }
        assertEquals("nowhere:1", AddressText.format(InetSocketAddress.createUnresolved("nowhere", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", ":", "host", "host:", ":4000", "host:65536", "host:-1", "host:+1", "host:4 ", "host:99999999999", "host:0",
        "::1:4000", "2001:db8::1", "[::1]", "[::1]4000", "[::1:4000", "[]:1", "[host]:1", "[1.2.3.4]:1", "[::1]:1:2",
        "@host:1", "00@@host:1", "00@00@host:1", "ho st:1", "00@:1", "00@host", "host:１",
        "udp://host:1", "tcp:/host:1", "tcp://", "tcp://:1", "tcp://host", "tcp://@host:1", "tcp://tcp://host:1",
        "00@tcp://host:1", "quic://host:1", "TCP://host:1",
        "256.0.0.1:1", "1.2.3.4.5:1", "1..2:1", ".1:1", "1.2.3.:1", "01.2.3.4:1", "1.2.65536:1", "4294967296:1"})
    void malformedAddressSaysWhatIsWrong(final String text)
    {
        final TransportException ex = assertThrows(TransportException.class, () -> AddressText.parsePeer(text));
        assertEquals(TransportException.Reason.ADDRESS_FORMAT, ex.reason());
        assertTrue(ex.getMessage().contains("\"" + text + "\""), ex.getMessage());
        assertFalse(ex.getMessage().endsWith(": "), ex.getMessage());
    }

    @Test
    void unknownHostIsNamed()
    {
        final TransportException ex = assertThrows(
            TransportException.class, () -> AddressText.parsePeer("no-such-host.invalid:4000").resolve());
        assertEquals(TransportException.Reason.UNKNOWN_HOST, ex.reason());
        assertTrue(ex.getMessage().contains("no-such-host.invalid:4000"));
    }
}
