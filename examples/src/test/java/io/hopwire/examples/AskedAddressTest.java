package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

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
    private static final String TEXT = "over the one that was asked\n";

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
        addAddress("outside", host(first));
        addAddress("outside", host(second));
        addAddress("inside", asked.contains(":") ? "fd21:3::2" : "10.213.8.2");
        drop(other);
        final Process listen = listen();
        final Process send = send((asked.equals(host(first)) ? first : second) + ":4001");
        assertEquals(0, Namespaces.exit(send), networks::errors);
        assertEquals(0, Namespaces.exit(listen), networks::errors);
        assertEquals(TEXT, new String(listen.getInputStream().readAllBytes(), UTF_8));
    }

    @Test
    void answersAlsoFromOneThatCameLater() throws Exception
    {
        networks = new Namespaces(directory);
        addAddress("outside", "10.213.8.1");
        addAddress("inside", "10.213.8.2");
        drop("10.213.8.1");
        final Process listen = listen();
        while (listen.isAlive() && !networks.errors().contains("listening as"))
        {
            LockSupport.parkNanos(10_000_000L);
        }
        addAddress("outside", "10.213.8.3");
        final Process send = send("10.213.8.3:4001");
        assertEquals(0, Namespaces.exit(send), networks::errors);
        assertEquals(0, Namespaces.exit(listen), networks::errors);
    }

    private void addAddress(final String where, final String address) throws Exception
    {
        final String arguments = address.contains(":") ?
            "-6 address add " + address + "/64 nodad dev " : "address add " + address + "/24 dev ";
        if ("outside".equals(where))
        {
            networks.outside(arguments + "hw0");
        }
        else
        {
            networks.inside(arguments + "hw1");
        }
    }

    /** Rules in front of that for local addresses see what comes in, too. */
    private void drop(final String source) throws Exception
    {
        final String family = source.contains(":") ? "-6 " : "";
        networks.inside(family + "rule add priority 100 lookup local");
        networks.inside(family + "rule del priority 0");
        networks.inside(family + "rule add priority 10 from " + source + " blackhole");
    }

    private Process listen() throws Exception
    {
        return networks.start(
            networks.outside, "listen", "--bind", "0.0.0.0:4001",
            "--key-file", KeyFiles.of(DemoNetwork.SERVER_PRIVATE_KEY), "--once");
    }

    private Process send(final String bootstrap) throws Exception
    {
        final Process send = networks.start(
            networks.inside, "send", "--bootstrap", bootstrap, "--timeout", "30", DemoNetwork.SERVER_PUBLIC_KEY);
        send.getOutputStream().write(TEXT.getBytes(UTF_8));
        send.getOutputStream().close();
        return send;
    }

    private static String host(final String inText)
    {
        return inText.replaceAll("[\\[\\]]", "");
    }
}
