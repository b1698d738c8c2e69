package io.hopwire.transport;

import org.agrona.SystemUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.FileDescriptor;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Nobody cuts a datagram: as the kernel says.
 */
class FragmentationTest
{
    private static final int LEVEL_IP = 0;
    private static final int IP_MTU_DISCOVER = 10;
    private static final int LEVEL_IPV6 = 41;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int PMTUDISC_DO = 2;
    private static final int PMTUDISC_PROBE = 3;
    private static final int FIRST_WITH_PUBLIC_OPTION = 19;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void routersMayNotCutAndTheKernelHeedsNoIcmp(final boolean ipv6) throws Exception
    {
        assumeTrue(SystemUtil.isLinux() && null == RawSockets.unavailable(ipv6));
        try (DatagramChannel channel = open(ipv6))
        {
            assertNotEquals(PMTUDISC_PROBE, option(channel, LEVEL_IP, IP_MTU_DISCOVER), "nobody has it by itself");
            Fragmentation.forbid(channel, ipv6, true);
            assertEquals(PMTUDISC_PROBE, option(channel, LEVEL_IP, IP_MTU_DISCOVER));
            if (ipv6)
            {
                assertEquals(PMTUDISC_PROBE, option(channel, LEVEL_IPV6, IPV6_MTU_DISCOVER));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutNativesItIsWhatJavaOffers(final boolean ipv6) throws Exception
    {
        assumeTrue(SystemUtil.isLinux() && null == RawSockets.unavailable(ipv6));
        try (DatagramChannel channel = open(ipv6))
        {
            Fragmentation.forbid(channel, ipv6, false);
            final int value = ipv6 ?
                option(channel, LEVEL_IPV6, IPV6_MTU_DISCOVER) : option(channel, LEVEL_IP, IP_MTU_DISCOVER);
            if (Runtime.version().feature() >= FIRST_WITH_PUBLIC_OPTION)
            {
                assertEquals(PMTUDISC_DO, value);
            }
            else
            {
                assertNotEquals(PMTUDISC_PROBE, value, "nothing but Java's own");
            }
        }
    }

    private static DatagramChannel open(final boolean ipv6) throws Exception
    {
        return DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    }

    private static int option(final DatagramChannel channel, final int level, final int option) throws Exception
    {
        final Method method = Class.forName("sun.nio.ch.Net").getDeclaredMethod(
            "getIntOption0", FileDescriptor.class, boolean.class, int.class, int.class);
        method.setAccessible(true);
        return (int)method.invoke(null, RawSockets.descriptor(channel), false, level, option);
    }
}
