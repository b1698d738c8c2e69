package io.hopwire.transport;

import io.hopwire.spi.AddressKind;
import io.hopwire.spi.Addresses;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import static io.hopwire.spi.Addresses.NULL_ID;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AddressTableTest
{
    private static final long KEY_0 = 0x0123456789ABCDEFL;
    private static final long KEY_1 = 0xFEDCBA9876543210L;

    private static final int BOTH = 1 << AddressKind.UDP | 1 << AddressKind.TCP;

    private final UnsafeBuffer canonical = new UnsafeBuffer(new byte[Addresses.LENGTH]);

    @Test
    void sameAddressHasOneIdHoweverItIsGiven() throws ReflectiveOperationException
    {
        TransportFixture.assumeRaw(true);
        final SockaddrFormat format = SockaddrFormat.of(true);
        final AddressTable table = new AddressTable(16, true, format, KEY_0, KEY_1);
        final UnsafeBuffer sockaddr = new UnsafeBuffer(new byte[SockaddrFormat.MAX_LENGTH]);
        for (final String host : new String[]{ "192.0.2.7", "2001:db8::17" })
        {
            final InetSocketAddress address = new InetSocketAddress(TransportFixture.address(host), 4711);
            final int id = table.intern(address);
            table.copyTo(id, canonical, 0);
            format.encode(sockaddr, 0, canonical.getLong(0, ByteOrder.BIG_ENDIAN),
                canonical.getLong(8, ByteOrder.BIG_ENDIAN), 4711, 0);

            assertEquals(id, table.intern(canonical, 0));
            assertEquals(id, table.internSockaddr(sockaddr, 0, 0));
            assertEquals(address, table.socketAddress(id));
            assertSame(table.socketAddress(id), table.socketAddress(id));
        }
        assertEquals(2, table.size());
    }

    @Test
    void sameLinkLocalAddressOnAnotherInterfaceIsAnotherAddress() throws ReflectiveOperationException
    {
        TransportFixture.assumeRaw(true);
        final SockaddrFormat format = SockaddrFormat.of(true);
        final AddressTable table = new AddressTable(16, true, format, KEY_0, KEY_1);
        final UnsafeBuffer sockaddr = new UnsafeBuffer(new byte[SockaddrFormat.MAX_LENGTH]);
        format.encode(sockaddr, 0, 0xFE80L << 48, 7, 4711, 3);
        final int peer = table.internSockaddr(sockaddr, 0, 0);
        table.retain(peer);
        final UnsafeBuffer kernels = new UnsafeBuffer(table.sockaddrAddress(peer), SockaddrFormat.MAX_LENGTH);
        assertEquals(sockaddr, kernels);

        final UnsafeBuffer junk = new UnsafeBuffer(new byte[SockaddrFormat.MAX_LENGTH]);
        format.encode(junk, 0, 0xFE80L << 48, 7, 4711, 4);
        assertNotEquals(peer, table.internSockaddr(junk, 0, 0));
        assertEquals(sockaddr, kernels, "what a stranger sends does not change where a peer is");
        assertEquals("[fe80:0:0:0:0:0:0:7%3]:4711", AddressText.format(table.socketAddress(peer)));
        assertEquals(peer, table.intern(table.socketAddress(peer)));
        table.copyTo(peer, canonical, 0);
        assertEquals(peer, table.intern(canonical, 0), "the canonical form knows the interface");
    }

    @Test
    void refusesLinkLocalAddressWithoutItsInterface()
    {
        final AddressTable table = new AddressTable(16, true, KEY_0, KEY_1);
        assertEquals(NULL_ID, table.intern(new InetSocketAddress(TransportFixture.address("fe80::7"), 4711)));
        assertEquals(
            NULL_ID, table.intern(new InetSocketAddress(TransportFixture.address("fe80:0:0:1::7%3"), 4711)),
            "such an address has 54 zero bits, which the interface lies in");
        assertNotEquals(NULL_ID, table.intern(new InetSocketAddress(TransportFixture.address("fe80::7%3"), 4711)));
    }

    @Test
    void canonicalFormIsMappedIpv6ThenPortBigEndianThenKind()
    {
        final AddressTable table = new AddressTable(4, false, KEY_0, KEY_1);
        table.copyTo(table.intern(new InetSocketAddress(TransportFixture.address("1.2.3.4"), 0x1234)), canonical, 0);
        final byte[] expected = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 1, 2, 3, 4, 0x12, 0x34, 0};
        assertEquals(new UnsafeBuffer(expected), canonical);
    }

    @Test
    void portOfUdpAndPortOfTcpAreTwoAddresses()
    {
        final AddressTable table = new AddressTable(4, true, KEY_0, KEY_1).kinds(BOTH);
        final InetSocketAddress address = new InetSocketAddress(TransportFixture.address("192.0.2.1"), 0xFFFF);
        final int udp = table.intern(address);
        final int tcp = table.intern(AddressKind.TCP, address);

        assertNotEquals(udp, tcp);
        assertEquals(AddressKind.UDP, table.kind(udp));
        assertEquals(AddressKind.TCP, table.kind(tcp));
        assertEquals(PathId.of(AddressKind.TCP, PathId.slot(tcp)), tcp);
        assertEquals(address, table.socketAddress(udp));
        assertEquals(address, table.socketAddress(tcp));
        assertEquals(2, table.size());
        for (final int id : new int[]{ udp, tcp })
        {
            table.copyTo(id, canonical, 0);
            assertEquals(id, table.intern(canonical, 0), "its canonical form says of which kind it is");
            table.retain(id);
            assertEquals(1, table.retains(id));
            table.release(id);
        }
    }

    @Test
    void refusesKindsWithoutASocket()
    {
        final AddressTable udpOnly = new AddressTable(4, true, KEY_0, KEY_1);
        final InetSocketAddress address = new InetSocketAddress(TransportFixture.address("192.0.2.1"), 4000);
        assertEquals(NULL_ID, udpOnly.intern(AddressKind.TCP, address));
        final AddressTable tcpOnly = new AddressTable(4, true, KEY_0, KEY_1).kinds(1 << AddressKind.TCP);
        assertEquals(NULL_ID, tcpOnly.intern(address));
        assertNotEquals(NULL_ID, tcpOnly.intern(AddressKind.TCP, address));
    }

    @ParameterizedTest
    @ValueSource(ints = {AddressKind.TCP_ACCEPTED, 3, 7, 8, 31, 32, 127, -1, -128})
    void refusesCanonicalFormOfWhatNobodyCanDial(final int kind)
    {
        final AddressTable table = new AddressTable(4, true, KEY_0, KEY_1).kinds(-1);
        table.copyTo(
            table.intern(new InetSocketAddress(TransportFixture.address("192.0.2.1"), 4000)), canonical, 0);
        canonical.putByte(Addresses.KIND_OFFSET, (byte)kind);
        assertEquals(NULL_ID, table.intern(canonical, 0));
        assertEquals(1, table.size());
    }

    @Test
    void recycledSlotIsOfTheNewKind()
    {
        final AddressTable table = new AddressTable(1, true, KEY_0, KEY_1).kinds(BOTH);
        final int udp = table.intern(new InetSocketAddress(TransportFixture.address("192.0.2.1"), 4000));
        table.mark(udp, 17);
        table.nextCycle();
        final int tcp = table.intern(
            AddressKind.TCP, new InetSocketAddress(TransportFixture.address("192.0.2.1"), 4000));
        assertEquals(AddressKind.TCP, table.kind(tcp));
        assertEquals(0, table.mark(tcp));
        assertThrows(AssertionError.class, () -> table.retain(udp));
        table.nextCycle();
        final int next = table.intern(
            AddressKind.TCP, new InetSocketAddress(TransportFixture.address("192.0.2.3"), 4000));
        assertEquals(AddressKind.TCP, table.kind(next));
        assertEquals(0, table.retains(next));
    }

    @Test
    void pathLeadsToItsAddress()
    {
        final AddressTable table = new AddressTable(4, true, KEY_0, KEY_1).kinds(BOTH);
        final InetSocketAddress address = new InetSocketAddress(TransportFixture.address("192.0.2.1"), 4000);
        final int udp = table.intern(address);
        final int tcp = table.intern(AddressKind.TCP, address);
        for (int ttl = 0; ttl <= Addresses.MAX_SHORT_TTL; ttl++)
        {
            final int path = table.path(udp, ttl);
            assertEquals(udp, PathId.addressId(path));
            assertEquals(ttl, PathId.ttl(path));
            assertEquals(AddressKind.UDP, PathId.kind(path));
            assertEquals(tcp, table.path(tcp, ttl), "hops of a connection are not ours to limit");
        }
        assertEquals(udp, table.path(udp, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "0.1.2.3", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "::",
        "ff02::1"})
    void refusesWhatIsNotUnicast(final String host)
    {
        final AddressTable table = new AddressTable(4, true, KEY_0, KEY_1);
        assertEquals(NULL_ID, table.intern(new InetSocketAddress(TransportFixture.address(host), 4000)));
        assertEquals(0, table.size());
    }

    @Test
    void refusesWhatItsSocketCanNotReach()
    {
        final AddressTable ipv4 = new AddressTable(4, false, KEY_0, KEY_1);
        assertEquals(NULL_ID, ipv4.intern(new InetSocketAddress(TransportFixture.address("::1"), 4000)));
        assertEquals(NULL_ID, ipv4.intern(new InetSocketAddress(TransportFixture.address("127.0.0.1"), 0)));
        assertEquals(NULL_ID, ipv4.intern(InetSocketAddress.createUnresolved("localhost", 4000)));
        assertEquals(0, ipv4.intern(new InetSocketAddress(TransportFixture.address("127.0.0.1"), 4000)));
        assertEquals(0, new AddressTable(4, true, KEY_0, KEY_1).intern(
            new InetSocketAddress(TransportFixture.address("::1"), 4000)));
    }

    @Test
    void floodOfForgedSourcesRecyclesItselfAndNothingElse()
    {
        final int capacity = 1000;
        final AddressTable table = new AddressTable(capacity, true, KEY_0, KEY_1);
        final int[] kept = new int[100];
        for (int i = 0; i < kept.length; i++)
        {
            kept[i] = table.intern(numbered(i), 0);
            table.retain(kept[i]);
        }
        for (int i = 1000; i < 1_001_000; i++)
        {
            assertTrue(table.intern(numbered(i), 0) >= 0);
            table.nextCycle();
        }
        assertEquals(capacity, table.size());
        for (int i = 0; i < kept.length; i++)
        {
            assertEquals(kept[i], table.intern(numbered(i), 0));
        }
    }

    @Test
    void oldestUnseenGivesWayFirst()
    {
        final AddressTable table = new AddressTable(3, true, KEY_0, KEY_1);
        final int first = table.intern(numbered(1), 0);
        final int second = table.intern(numbered(2), 0);
        final int third = table.intern(numbered(3), 0);
        assertEquals(first, table.intern(numbered(1), 0));
        table.nextCycle();

        assertEquals(second, table.intern(numbered(4), 0));
        assertEquals(third, table.intern(numbered(5), 0));
        assertEquals(first, table.intern(numbered(1), 0));
    }

    @Test
    void whoWasHeardLastIsForgottenLikeAnybody()
    {
        final AddressTable table = new AddressTable(1, false, KEY_0, KEY_1);
        final InetSocketAddress first = new InetSocketAddress(TransportFixture.address("192.0.2.1"), 1);
        final InetSocketAddress second = new InetSocketAddress(TransportFixture.address("192.0.2.1"), 2);
        for (int i = 0; i < 3; i++)
        {
            assertEquals(0, table.intern(first));
            assertEquals(0, table.intern(first));
            assertEquals(NULL_ID, table.intern(second));
            table.nextCycle();
            assertEquals(0, table.intern(second));
            assertEquals(second, table.socketAddress(0));
            assertEquals(NULL_ID, table.intern(first));
            table.nextCycle();
        }
    }

    @Test
    void whatThisDutyCycleSawIsNotRecycledWithinIt()
    {
        final AddressTable table = new AddressTable(2, true, KEY_0, KEY_1);
        final int first = table.intern(numbered(1), 0);
        table.nextCycle();
        final int second = table.intern(numbered(2), 0);
        assertEquals(first, table.intern(numbered(1), 0));

        assertEquals(NULL_ID, table.intern(numbered(3), 0));
        assertEquals(second, table.intern(numbered(2), 0));
        table.nextCycle();
        assertEquals(first, table.intern(numbered(3), 0));
    }

    @Test
    void fullOfRetainedAddressesRefuses()
    {
        final AddressTable table = new AddressTable(2, true, KEY_0, KEY_1);
        table.retain(table.intern(numbered(1), 0));
        final int second = table.intern(numbered(2), 0);
        table.retain(second);
        table.retain(second);
        table.release(second);
        table.nextCycle();

        assertEquals(NULL_ID, table.intern(numbered(3), 0));
        table.release(second);
        table.nextCycle();
        assertEquals(second, table.intern(numbered(3), 0));
    }

    @Test
    void releaseWithoutRetainAndUnknownIdsAreBugs()
    {
        final AddressTable table = new AddressTable(2, true, KEY_0, KEY_1);
        final int id = table.intern(numbered(1), 0);
        assertThrows(IllegalStateException.class, () -> table.release(id));
        assertThrows(IllegalArgumentException.class, () -> table.retain(NULL_ID));
        assertThrows(IllegalArgumentException.class, () -> table.copyTo(1, canonical, 0));
        assertThrows(TransportException.class, () -> new AddressTable(0, true, KEY_0, KEY_1));
    }

    @Test
    void agreesWithAModelUnderRandomUse()
    {
        for (long seed = 1; seed <= 20; seed++)
        {
            final Random random = new Random(seed);
            final int capacity = 1 + random.nextInt(64);
            final AddressTable table = new AddressTable(capacity, true, random.nextLong(), random.nextLong());
            final Map<Integer, Integer> idByAddress = new HashMap<>();
            final Map<Integer, Integer> retains = new HashMap<>();
            for (int i = 0; i < 20_000; i++)
            {
                final int address = random.nextInt(capacity * 3);
                final int retained = retains.getOrDefault(address, 0);
                if (retained > 0 && random.nextInt(3) == 0)
                {
                    table.release(idByAddress.get(address));
                    retains.put(address, retained - 1);
                }
                else
                {
                    intern(table, address, idByAddress, retains, random.nextInt(3) == 0, "seed " + seed);
                }
                if (random.nextInt(4) == 0)
                {
                    table.nextCycle();
                }
            }
        }
    }

    @Test
    void interningAllocatesNothing() throws ReflectiveOperationException
    {
        TransportFixture.assumeRaw(true);
        final SockaddrFormat format = SockaddrFormat.of(true);
        final AddressTable table = new AddressTable(512, true, format, KEY_0, KEY_1);
        final UnsafeBuffer sockaddr = new UnsafeBuffer(new byte[SockaddrFormat.MAX_LENGTH]);
        final int[] next = new int[1];
        assertEquals(0, TransportFixture.minAllocatedBytes(
            () ->
            {
                for (int i = 0; i < 20_000; i++)
                {
                    final int number = (i & 1) == 0 ? i & 127 : next[0]++;
                    format.encode(sockaddr, 0, 0x2001_0DB8_0000_0000L, number, 4000, 0);
                    table.internSockaddr(sockaddr, 0, 0);
                    table.nextCycle();
                }
            }));
        assertTrue(next[0] > 512);
    }

    @Test
    void hashDependsOnItsKeyAndSpreads()
    {
        final AddressIndex index = new AddressIndex(4096, KEY_0, KEY_1);
        final AddressIndex other = new AddressIndex(4096, KEY_0, KEY_1 + 1);
        final Set<Integer> hashes = new HashSet<>();
        final Set<Integer> homes = new HashSet<>();
        for (int i = 0; i < 4096; i++)
        {
            final long ipv4 = SockaddrFormat.IPV4_MAPPED | 0x0A00_0000L | i;
            hashes.add(index.hash(0, ipv4, 4000));
            homes.add(index.home(index.hash(0, ipv4, 4000)));
            assertNotEquals(index.hash(0, ipv4, 4000), other.hash(0, ipv4, 4000));
        }
        assertTrue(hashes.size() > 4090, "collisions: " + hashes.size());
        // 4096 balls into 8192 bins leave 8192 (1 - e^-0.5) = 3223 bins taken.
        assertTrue(homes.size() > 3000, "homes: " + homes.size());
        assertFalse(hashes.contains(0) && hashes.size() == 1);
    }

    private void intern(
        final AddressTable table,
        final int address,
        final Map<Integer, Integer> idByAddress,
        final Map<Integer, Integer> retains,
        final boolean retain,
        final String message)
    {
        final int id = table.intern(numbered(address), 0);
        if (retains.getOrDefault(address, 0) > 0)
        {
            assertEquals(idByAddress.get(address), id, message);
        }
        if (NULL_ID != id)
        {
            final UnsafeBuffer copy = new UnsafeBuffer(new byte[Addresses.LENGTH]);
            table.copyTo(id, copy, 0);
            assertEquals(numbered(address), copy, message);
            idByAddress.values().removeIf((taken) -> taken == id);
            idByAddress.put(address, id);
            if (retain)
            {
                table.retain(id);
                retains.merge(address, 1, Integer::sum);
            }
        }
        for (final Map.Entry<Integer, Integer> entry : retains.entrySet())
        {
            assertTrue(entry.getValue() == 0 || idByAddress.containsKey(entry.getKey()), message);
        }
    }

    private UnsafeBuffer numbered(final int i)
    {
        canonical.putLong(0, 0x2001_0DB8_0000_0000L, ByteOrder.BIG_ENDIAN);
        canonical.putLong(8, i, ByteOrder.BIG_ENDIAN);
        canonical.putShort(16, (short)4000, ByteOrder.BIG_ENDIAN);
        return canonical;
    }
}
