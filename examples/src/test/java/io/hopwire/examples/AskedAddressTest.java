package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A node on all addresses of a host that has two of each family, asked at one of them by somebody who lets in nothing
 * but answers: what comes from the other one is dropped, as a firewall that remembers whom was spoken to would.
 */
@Timeout(240)
@Tag("long")
class AskedAddressTest
{
    @TempDir
    Path directory;

    private Namespaces networks;

    @AfterEach
    void tearDown() throws Exception
    {
        if (null != networks)
        {
            networks.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.213.8.1, 10.213.8.3, 10.213.8.1, 10.213.8.3",
        "10.213.8.1, 10.213.8.3, 10.213.8.3, 10.213.8.1",
        "[fd21:3::1], [fd21:3::3], fd21:3::1, fd21:3::3",
        "[fd21:3::1], [fd21:3::3], fd21:3::3, fd21:3::1"})
    void answersFromIt(final String first, final String second, final String asked, final String other)
        throws Exception
    {
        networks = new Namespaces(directory);
        final boolean isIpv6 = asked.contains(":");
        final String family = isIpv6 ? "-6 " : "";
        final String prefix = isIpv6 ? "/64 nodad dev " : "/24 dev ";
        networks.outside(family + "address add " + host(first) + prefix + "hw0");
        networks.outside(family + "address add " + host(second) + prefix + "hw0");
        networks.inside(family + "address add " + (isIpv6 ? "fd21:3::2" : "10.213.8.2") + prefix + "hw1");
        // Rules in front of that for local addresses see what comes in, too.
        networks.inside(family + "rule add priority 100 lookup local");
        networks.inside(family + "rule del priority 0");
        networks.inside(family + "rule add priority 10 from " + other + " blackhole");

        final Process listen = networks.start(
            networks.outside, "listen", "--bind", "0.0.0.0:4001", "--key", DemoNetwork.SERVER_PRIVATE_KEY, "--once");
        final Process send = networks.start(
            networks.inside, "send", "--bootstrap", (asked.equals(host(first)) ? first : second) + ":4001",
            "--timeout", "20", DemoNetwork.SERVER_PUBLIC_KEY);
        send.getOutputStream().write("over the one that was asked\n".getBytes(UTF_8));
        send.getOutputStream().close();
        assertEquals(0, Namespaces.exit(send), networks::errors);
        assertEquals(0, Namespaces.exit(listen), networks::errors);
        assertEquals("over the one that was asked\n", new String(listen.getInputStream().readAllBytes(), UTF_8));
    }

    private static String host(final String inText)
    {
        return inText.replaceAll("[\\[\\]]", "");
    }
}
