package io.hopwire.component.discovery;

import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DialLimitsTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long START = Long.MAX_VALUE - 100 * SECOND;

    private final DialLimits limits = new DialLimits(new HostHash(77), 10 * MINUTE);
    private final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
    private long nowNs = START;

    @Test
    void triesAHostOnTheWordOfOneOnceInAMinuteAndThenEverMoreSeldom()
    {
        int tries = 0;
        for (int second = 0; second < 60; second++)
        {
            tries += tries(ipv4(192, 0, 2, 1), 1000 + second, false);
            nowNs += SECOND;
        }
        assertEquals(1, tries);
        tries = 0;
        for (int second = 0; second < 3600; second++)
        {
            tries += tries(ipv4(192, 0, 2, 1), second, false);
            nowNs += SECOND;
        }
        // At 1, 3, 7, 15, 25, 35, 45 and 55 minutes.
        assertEquals(8, tries);
    }

    @Test
    void triesANetworkNoOftenerThanFourHosts()
    {
        int tries = 0;
        for (int host = 0; host < 256; host++)
        {
            tries += tries(ipv4(198, 51, 100, host), 4000, false);
        }
        assertEquals(4, tries);
        tries = 0;
        for (int host = 0; host < 256; host++)
        {
            tries += tries(ipv6(0x2001_0db8_0001_0000L + host), 4000, false);
        }
        assertEquals(4, tries);
        assertEquals(1, tries(ipv6(0x2001_0db8_0002_0000L), 4000, false), "another network");
    }

    @Test
    void believesTwoMoreThanOne()
    {
        assertEquals(1, tries(ipv4(192, 0, 2, 9), 1, false));
        assertEquals(0, tries(ipv4(192, 0, 2, 9), 2, false));
        assertEquals(1, tries(ipv4(192, 0, 2, 9), 2, true));
        assertEquals(DialLimits.LATER, limits.check(address, 0, true, nowNs));
        nowNs += SECOND;
        assertEquals(1, tries(ipv4(192, 0, 2, 9), 3, true));
        nowNs += SECOND;
        assertEquals(0, tries(ipv4(192, 0, 2, 9), 3, true));
    }

    @Test
    void aHostThatAnswersIsFree()
    {
        for (int port = 1; port < 100; port++)
        {
            assertEquals(1, tries(ipv4(192, 0, 2, 5), port, false));
            assertEquals(DialLimits.LATER, limits.check(address, 0, false, nowNs));
            limits.forget(address, 0);
        }
    }

    @Test
    void isNotMadeToForget()
    {
        assertEquals(1, tries(ipv4(192, 0, 2, 1), 1, false));
        int tries = 0;
        for (int i = 0; i < 100_000; i++)
        {
            tries += tries(ipv4(20 + (i >> 16), i >> 8 & 0xFF, i & 0xFF, 1), 1, false);
        }
        assertTrue(tries <= 256, "tries " + tries);
        assertEquals(0, tries(ipv4(192, 0, 2, 1), 1, false));
    }

    @Test
    void tellsHostsApart()
    {
        final HostHash hash = new HostHash(5);
        final UnsafeBuffer other = new UnsafeBuffer(new byte[Addresses.LENGTH]);
        other.putBytes(0, ipv4(192, 0, 2, 1), 0, Addresses.LENGTH);
        ipv4(192, 0, 3, 1);
        assertNotEquals(hash.host(other, 0), hash.host(address, 0));
        assertNotEquals(hash.network(other, 0), hash.network(address, 0));
        ipv4(192, 0, 2, 2);
        assertNotEquals(hash.host(other, 0), hash.host(address, 0));
        assertEquals(hash.network(other, 0), hash.network(address, 0));
        ipv4(127, 0, 0, 1);
        final long first = hash.speaker(address, 0);
        address.putShort(Addresses.PORT_OFFSET, (short)99);
        assertNotEquals(first, hash.speaker(address, 0), "two on one host");
        ipv4(192, 0, 2, 2);
        final long far = hash.speaker(address, 0);
        address.putShort(Addresses.PORT_OFFSET, (short)99);
        assertEquals(far, hash.speaker(address, 0));
    }

    private int tries(final UnsafeBuffer at, final int port, final boolean isConfirmed)
    {
        at.putShort(Addresses.PORT_OFFSET, (short)port);
        final boolean may = DialLimits.NOW == limits.check(at, 0, isConfirmed, nowNs);
        if (may)
        {
            limits.note(at, 0, nowNs);
        }
        return may ? 1 : 0;
    }

    private UnsafeBuffer ipv4(final int a, final int b, final int c, final int d)
    {
        address.setMemory(0, Addresses.LENGTH, (byte)0);
        address.putShort(10, (short)-1);
        final int[] bytes = {a, b, c, d};
        for (int i = 0; i < bytes.length; i++)
        {
            address.putByte(12 + i, (byte)bytes[i]);
        }
        return address;
    }

    private UnsafeBuffer ipv6(final long high)
    {
        address.setMemory(0, Addresses.LENGTH, (byte)0);
        address.putLong(0, Long.reverseBytes(high));
        return address;
    }
}
