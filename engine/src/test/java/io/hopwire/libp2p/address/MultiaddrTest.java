package io.hopwire.libp2p.address;

import io.hopwire.libp2p.identity.PeerId;
import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.UnsignedVarint;
import io.hopwire.test.Allocations;
import io.hopwire.test.VectorJson;
import io.hopwire.test.Vectors;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Random;

import static io.hopwire.test.Vectors.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MultiaddrTest
{
    private static final String PEER = "12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA";

    private final MultiaddrReader reader = new MultiaddrReader();

    @Test
    void readsTheTextsOfTheVectors()
    {
        int count = 0;
        int canonical = 0;
        for (final Object entry : VectorJson.array(Vectors.load("multiaddr.json").get("valid")))
        {
            final Map<String, Object> vector = VectorJson.object(entry);
            final String text = (String)vector.get("text");
            final Multiaddr address = Multiaddr.parse(text);
            if (null != vector.get("hex"))
            {
                assertEquals(vector.get("hex"), hex(address.bytes()), text);
            }
            assertEquals(address, of(hex(address.bytes())), text);
            assertEquals(address, Multiaddr.parse(address.toString()), text);
            // The vectors keep the base of ids and hashes that the text had; bytes do not know it.
            if (!text.matches(".*/(ipfs|p2p)/[kb].*|.*/certhash/.*"))
            {
                assertEquals(vector.getOrDefault("canonical", text), address.toString());
                canonical++;
            }
            count++;
        }
        assertEquals(84, count);
        assertEquals(69, canonical);
    }

    @Test
    void refusesTheWrongTextsAndBytesOfTheVectors()
    {
        final Map<String, Object> vectors = Vectors.load("multiaddr.json");
        int count = 0;
        for (final Object entry : VectorJson.array(vectors.get("invalid")))
        {
            assertNull(Multiaddr.tryParse((String)entry), entry::toString);
            assertThrows(IllegalArgumentException.class, () -> Multiaddr.parse((String)entry));
            count++;
        }
        assertEquals(51, count);
        for (final Object entry : VectorJson.array(vectors.get("invalidBytes")))
        {
            final Map<String, Object> vector = VectorJson.object(entry);
            assertNull(of((String)vector.get("hex")), vector::toString);
            count++;
        }
        assertEquals(51 + 14, count);
    }

    @Test
    void knowsTheTableOfProtocols()
    {
        int count = 0;
        for (final Object entry : VectorJson.array(Vectors.load("multiaddr.json").get("protocols")))
        {
            final Map<String, Object> row = VectorJson.object(entry);
            final AddressProtocol protocol = AddressProtocol.named((String)row.get("name"));
            final long bits = (Long)row.get("size");
            assertSame(protocol, AddressProtocol.of((Long)row.get("code")), row::toString);
            assertEquals(bits < 0 ? AddressProtocol.VARIABLE : bits / 8, protocol.valueLength());
            count++;
        }
        assertEquals(41, count);
        assertEquals(40, AddressProtocol.values().length);
        assertNull(AddressProtocol.of(2));
        assertNull(AddressProtocol.named("p2p-webcrt-direct"));
    }

    @Test
    void readsSamples()
    {
        final Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/4001/p2p/" + PEER);
        assertEquals(
            "047f000001060fa1a503260024080112202ffa35a99d3a3cfbb17bb7c1dc5561b18a8dcca4df38dc613ea859c37eb1336b",
            hex(address.bytes()));
        assertEquals(3, address.components());
        assertSame(AddressProtocol.TCP, address.protocol(1));
        assertEquals("4001", address.valueText(1));
        assertEquals("0fa1", hex(address.value(1)));
        assertEquals(2, address.indexOf(AddressProtocol.P2P));
        assertEquals(-1, address.indexOf(AddressProtocol.UDP));
        assertTrue(address.isTcp());
        assertEquals(4_001, address.tcpPort());
        assertEquals(PeerId.parse(PEER), address.peerId());
    }

    @Test
    void saysWhatIsWrong()
    {
        assertEquals(AddressError.NONE, check("047f000001060fa1"));
        assertEquals(AddressError.EMPTY, check(""));
        assertEquals(AddressError.VARINT, check("8400" + "7f000001"));
        assertEquals(AddressError.VARINT, check("ff"));
        assertEquals(AddressError.VARINT, check("368080"));
        assertEquals(AddressError.VARINT, check("3681007f"));
        assertEquals(AddressError.PROTOCOL, check("02"));
        assertEquals(AddressError.PROTOCOL, check("ffffffffffffffff7f"));
        assertEquals(AddressError.TRUNCATED, check("047f0000"));
        assertEquals(AddressError.TRUNCATED, check("36ffffffffffffffff7f"));
        assertEquals(AddressError.VALUE, check("3600"));
        assertEquals(AddressError.VALUE, check("3603612f62"));
        assertEquals(AddressError.VALUE, check("3602610a"));
        assertEquals(AddressError.VALUE, check("2a00"));
        assertEquals(AddressError.VALUE, check("890600"));
        assertEquals(AddressError.VALUE, check("8906023031"));
        assertEquals(AddressError.VALUE, check("bc03" + "00".repeat(12)), "port of an onion");
        assertEquals(AddressError.VALUE, check("9003022f2f"), "a path that ends in a slash");
        assertEquals(AddressError.VALUE, check("90030100"));
        assertEquals(AddressError.VALUE, check("e103012f"));
        assertEquals(AddressError.BEHIND_PATH, check("90030161" + "060fa1"));
        assertEquals(AddressError.TOO_MANY, check("dd03".repeat(Libp2pLimits.MAX_MULTIADDR_COMPONENTS + 1)));
        assertEquals(AddressError.NONE, check("dd03".repeat(Libp2pLimits.MAX_MULTIADDR_COMPONENTS)));
        assertEquals(AddressError.TOO_LONG, check("00".repeat(Libp2pLimits.MAX_MULTIADDR_LENGTH + 1)));
    }

    @Test
    void numbersOfMemoryHave64Bits()
    {
        assertNotNull(Multiaddr.tryParse("/memory/0"));
        assertNotNull(Multiaddr.tryParse("/memory/18446744073709551615"));
        assertNull(Multiaddr.tryParse("/memory/18446744073709551616"));
        assertNull(Multiaddr.tryParse("/memory/18446744073709551620"));
        assertNull(Multiaddr.tryParse("/memory/99999999999999999999"));
        assertNull(Multiaddr.tryParse("/memory/04"));
        assertNull(Multiaddr.tryParse("/memory/-4"));
    }

    @Test
    void writesIp6AsRfc5952Wants()
    {
        final String[][] samples = {
            {"::", "::"}, {"::1", "::1"}, {"1::", "1::"}, {"2001:DB8::1", "2001:db8::1"},
            {"2001:0db8:0:0:0:0:0002:1", "2001:db8::2:1"}, {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
            {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"}, {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
            {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"}, {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
            {"::ffff:192.0.2.1", "::ffff:192.0.2.1"}, {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"},
            {"::ffff:c000:201", "::ffff:192.0.2.1"}, {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
            {"0:0:0:0:0:0:0:0", "::"}, {"1:0:0:0:0:0:0:1", "1::1"}, {"1:0:0:2:3:0:0:4", "1::2:3:0:0:4"}};
        for (final String[] sample : samples)
        {
            assertEquals("/ip6/" + sample[1], Multiaddr.parse("/ip6/" + sample[0]).toString());
            assertEquals(Multiaddr.parse("/ip6/" + sample[0]), Multiaddr.parse("/ip6/" + sample[1]));
        }
        for (final String text : new String[]{
            ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":1::", "1:", "::g", "::12345",
            "::1.2.3", "::1.2.3.256", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "1:2:3:4:5:6:7::8", "::1%eth0",
            "::\u0661", "::+1", "::-1"})
        {
            assertNull(Multiaddr.tryParse("/ip6/" + text), text);
        }
    }

    @Test
    void numbersAreDecimalAndNothingElse()
    {
        for (final String text : new String[]{
            "/ip4/127.0.0.01", "/ip4/127.1", "/ip4/127.0.0.1.", "/ip4/0x7f.0.0.1", "/ip4/127.0.0.256", "/ip4/1.2.3.",
            "/tcp/+80", "/tcp/080", "/tcp/", "/tcp/8 0", "/tcp/\u0661", "/tcp/4294967376",
            "/tcp/99999999999999999999", "/ip6/::/ipcidr/-1", "/ip6/::/ipcidr/01", "ip4/1.2.3.4", "//ip4/1.2.3.4",
            "/ip4//1.2.3.4", "///", "/IP4/1.2.3.4"})
        {
            assertNull(Multiaddr.tryParse(text), text);
        }
    }

    @Test
    void pathsComeBack()
    {
        assertText("/unix/a/b/c", "9003062f612f622f63");
        assertText("/unix/stdio", "900305737464696f");
        assertText("/unix/%2Fstdio", "9003062f737464696f");
        assertText("/unix/a%2Fb", "900303612f62");
        assertText("/unix//a/b", "9003052f2f612f62");
        assertText("/unix/%2Fa%2Fb%25", "9003052f612f6225");
        assertText("/unix/%2Fa%2Fb%FF", "9003052f612f62ff");
        assertText("/http-path/tmp%2Fbar", "e103082f746d702f626172");
        assertText("/http-path/a%2520b", "e103062f6125323062");
        assertNull(Multiaddr.tryParse("/http-path/a%2"));
        assertNull(Multiaddr.tryParse("/http-path/a%zz"));
        assertNull(Multiaddr.tryParse("/unix/%00"));
        // Bytes of implementations that leave the first slash out, too.
        assertEquals("/http-path/foo", of("e10303666f6f").toString());
    }

    @Test
    void destinationsOfI2pComeBack()
    {
        final Random random = new Random(25);
        for (final int length : new int[]{386, 387, 391})
        {
            final byte[] value = new byte[length];
            random.nextBytes(value);
            assertBytes("be03" + String.format("%02x%02x", length & 0x7F | 0x80, length >> 7) + hex(value));
        }
        assertBytes("bf0320" + "ab".repeat(32));
        assertBytes("bf0323" + "ab".repeat(35));
        assertEquals(AddressError.VALUE, check("bf0321" + "ab".repeat(33)));
        assertEquals(AddressError.VALUE, check("bf031f" + "ab".repeat(31)));
        assertEquals(AddressError.VALUE, check("be038103" + "ab".repeat(385)));
        assertNull(Multiaddr.tryParse("/garlic64/" + "+".repeat(516)));
        assertNotNull(Multiaddr.tryParse("/garlic64/" + "~".repeat(516)));
    }

    @Test
    void tellsWhoIsThere()
    {
        final Multiaddr place = Multiaddr.parse("/ip4/1.2.3.4/tcp/80");
        final PeerId id = PeerId.parse(PEER);
        final Multiaddr whole = place.withPeerId(id);
        assertEquals("/ip4/1.2.3.4/tcp/80/p2p/" + PEER, whole.toString());
        assertSame(whole, whole.withPeerId(id));
        assertSame(place, place.withoutPeerId());
        assertEquals(place, whole.withoutPeerId());
        assertNull(Multiaddr.parse("/p2p/" + PEER).withoutPeerId());
        assertNull(place.peerId());
        assertNull(whole.encapsulate(Multiaddr.parse("/p2p-circuit")).peerId());
        final PeerId other = PeerId.parse("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N");
        assertThrows(IllegalArgumentException.class, () -> whole.withPeerId(other));
        assertThrows(IllegalArgumentException.class, () -> Multiaddr.parse("/unix/a").encapsulate(place));
        assertEquals(place, Multiaddr.tcp(new byte[]{1, 2, 3, 4}, 80));
        assertEquals("/ip6/::/tcp/0", Multiaddr.tcp(new byte[16], 0).toString());
        assertThrows(IllegalArgumentException.class, () -> Multiaddr.tcp(new byte[5], 0));
        assertThrows(IllegalArgumentException.class, () -> Multiaddr.tcp(new byte[4], 65_536));
    }

    @Test
    void knowsWhatIsForATcpSocket()
    {
        assertTrue(Multiaddr.parse("/ip4/1.2.3.4/tcp/80").isTcp());
        assertTrue(Multiaddr.parse("/ip6/::1/tcp/80/p2p/" + PEER).isTcp());
        assertTrue(Multiaddr.parse("/dns4/example.com/tcp/80").isTcp());
        assertFalse(Multiaddr.parse("/dnsaddr/example.com/tcp/80").isTcp());
        assertFalse(Multiaddr.parse("/ip4/1.2.3.4/tcp/80/ws").isTcp());
        assertFalse(Multiaddr.parse("/ip4/1.2.3.4/tcp/80/p2p/" + PEER + "/p2p-circuit").isTcp());
        assertFalse(Multiaddr.parse("/ip4/1.2.3.4/udp/80").isTcp());
        assertFalse(Multiaddr.parse("/ip4/1.2.3.4").isTcp());
        assertFalse(Multiaddr.parse("/tcp/80/ip4/1.2.3.4").isTcp());
    }

    @Test
    void anyBytesAreAnAddressOrAreNot()
    {
        final Random random = new Random(26);
        final AddressProtocol[] protocols = AddressProtocol.values();
        int taken = 0;
        for (int i = 0; i < 200_000; i++)
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[48]);
            random.nextBytes(buffer.byteArray());
            final int length = random.nextInt(48);
            int at = 0;
            while (at < 40)
            {
                final AddressProtocol protocol = protocols[random.nextInt(protocols.length)];
                at += UnsignedVarint.put(buffer, at, protocol.code());
                if (AddressProtocol.VARIABLE == protocol.valueLength())
                {
                    buffer.putByte(at++, (byte)random.nextInt(6));
                }
                at += Math.max(random.nextInt(4), protocol.valueLength());
            }
            final Multiaddr address = Multiaddr.of(buffer, 0, length);
            assertEquals(null != address, AddressError.NONE == reader.check(buffer, 0, length));
            if (null != address)
            {
                final Multiaddr again = Multiaddr.tryParse(address.toString());
                assertTrue(address.equals(again) || address.toString().contains("/http-path/"), address::toString);
                taken++;
            }
        }
        assertTrue(taken > 3_000 && taken < 195_000, "both must have occurred: " + taken);
    }

    @Test
    void anAddressThatIsCutIsWrongOrEndsBetweenComponents()
    {
        final Multiaddr whole = Multiaddr.parse("/ip6/::1/udp/1234/quic-v1/p2p/" + PEER + "/p2p-circuit/unix/a/b");
        for (int cut = 1; cut < whole.length(); cut++)
        {
            final Multiaddr address = Multiaddr.of(new UnsafeBuffer(whole.bytes()), 0, cut);
            assertTrue(null == address || whole.toString().startsWith(address.toString() + "/"), "cut at " + cut);
        }
    }

    @Test
    void anyTextIsAnAddressOrIsNot()
    {
        final Random random = new Random(27);
        int taken = 0;
        for (int i = 0; i < 100_000; i++)
        {
            final StringBuilder text = new StringBuilder(
                random.nextBoolean() ? "/ip6/2001:db8::1/tcp/80/unix/a/b" : "/dns4/a.b/udp/1/http-path/a%2Fb/memory/7");
            for (int changes = random.nextInt(4); changes > 0; changes--)
            {
                final int at = random.nextInt(text.length());
                switch (random.nextInt(3))
                {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, "/:.%0a\u00e4\ud83d".charAt(random.nextInt(8)));
                    default -> text.setCharAt(at, "/:.%0a\u00e4\ud83d".charAt(random.nextInt(8)));
                }
            }
            final Multiaddr address = Multiaddr.tryParse(text.toString());
            if (null != address)
            {
                assertEquals(address, Multiaddr.parse(address.toString()), text::toString);
                taken++;
            }
        }
        assertTrue(taken > 20_000 && taken < 90_000, "both must have occurred: " + taken);
    }

    @Test
    void looksWithoutAllocating()
    {
        final UnsafeBuffer good = new UnsafeBuffer(Multiaddr.parse("/ip4/1.2.3.4/tcp/80/p2p/" + PEER).bytes());
        final UnsafeBuffer bad = new UnsafeBuffer(hex("047f00000136ffff7f"));
        assertEquals(0, Allocations.minimumPerRound(1_000, () ->
        {
            if (AddressError.NONE != reader.check(good, 0, good.capacity()) ||
                AddressError.TRUNCATED != reader.check(bad, 0, bad.capacity()))
            {
                throw new AssertionError();
            }
        }));
    }

    private void assertText(final String text, final String hex)
    {
        assertEquals(hex, hex(Multiaddr.parse(text).bytes()));
        assertEquals(text, of(hex).toString());
    }

    private void assertBytes(final String hex)
    {
        assertEquals(hex, hex(Multiaddr.parse(of(hex).toString()).bytes()));
    }

    private AddressError check(final String hex)
    {
        final byte[] bytes = hex(hex);
        return reader.check(new UnsafeBuffer(bytes), 0, bytes.length);
    }

    private static Multiaddr of(final String hex)
    {
        final byte[] bytes = hex(hex);
        return Multiaddr.of(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
