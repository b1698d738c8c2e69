package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A node in a network of its own whose wall drops all UDP, both ways, and through which nobody is let in: the kernel's
 * network namespaces and policy routing do that. Needs root and iproute2, otherwise it is skipped.
 * <pre>
 *   outside  10.213.7.1 ─────── veth ─────── 10.213.7.2  inside: no UDP, nobody listens
 * </pre>
 */
@Timeout(240)
@Tag("long")
class WalledNodeTest
{
    private static final String OUTSIDE_ADDRESS = "10.213.7.1";
    private static final String INSIDE_ADDRESS = "10.213.7.2";

    @TempDir
    Path directory;

    private Namespaces networks;

    @BeforeEach
    void buildTheWall() throws Exception
    {
        networks = new Namespaces(directory);
        networks.outside("address add " + OUTSIDE_ADDRESS + "/24 dev hw0");
        networks.inside("address add " + INSIDE_ADDRESS + "/24 dev hw1");
        assumeTrue(networks.runs("ip -n " + networks.inside + " rule add priority 10 ipproto udp blackhole"),
            "this kernel can not route by protocol");
        networks.outside("rule add priority 10 ipproto udp to " + INSIDE_ADDRESS + " blackhole");
    }

    @AfterEach
    void tearDown() throws Exception
    {
        if (null != networks)
        {
            networks.close();
        }
    }

    @Test
    void isReachedOverTheTcpThatItOpens() throws Exception
    {
        final Process relay = networks.start(
            networks.outside, "node", "--bind", OUTSIDE_ADDRESS + ":0", "--tcp", OUTSIDE_ADDRESS + ":0");
        final BufferedReader said = new BufferedReader(new InputStreamReader(relay.getInputStream(), UTF_8));
        said.readLine();
        final String udp = address(said);
        final String tcp = address(said);

        final Process blocked = networks.start(
            networks.inside, "send", "--bootstrap", udp, "--timeout", "3", DemoNetwork.SERVER_PUBLIC_KEY);
        blocked.getOutputStream().close();
        assertNotEquals(0, Namespaces.exit(blocked), "the wall lets UDP through");

        final Process listen = networks.start(
            networks.inside, "listen", "--no-udp", "--bootstrap", tcp, "--once",
            "--key-file", KeyFiles.of(DemoNetwork.SERVER_PRIVATE_KEY));
        final Process send = networks.start(
            networks.outside, "send", "--bind", OUTSIDE_ADDRESS + ":0", "--bootstrap", udp, "--timeout", "30",
            DemoNetwork.SERVER_PUBLIC_KEY);
        send.getOutputStream().write("through the wall\n".getBytes(UTF_8));
        send.getOutputStream().close();
        assertEquals(0, Namespaces.exit(send));
        assertEquals(0, Namespaces.exit(listen));
        assertEquals("through the wall\n", new String(listen.getInputStream().readAllBytes(), UTF_8));
    }

    private static String address(final BufferedReader said) throws IOException
    {
        final String line = said.readLine();
        assertNotNull(line, "the relay ended");
        return line.replaceAll("address +", "");
    }
}
