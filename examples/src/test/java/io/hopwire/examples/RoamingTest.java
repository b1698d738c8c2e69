package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The address of a host changes while two nodes speak over connected sockets. The session goes on, over the same link:
 * a silence that reaches the liveness time-out would have closed it.
 */
@Timeout(240)
@Tag("long")
class RoamingTest
{
    private static final String SERVER = "10.213.9.1";

    @TempDir
    Path directory;

    private Namespaces networks;
    private Process listen;
    private Process client;
    private BufferedReader said;

    @BeforeEach
    void talk() throws Exception
    {
        networks = new Namespaces(directory);
        networks.outside("address add " + SERVER + "/24 dev hw0");
        networks.outside("address add 10.213.9.3/24 dev hw0");
        networks.inside("address add 10.213.9.2/24 dev hw1");
        networks.outside("route add default dev hw0");
        networks.inside("route add default dev hw1");
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
    void addressOfWhoDialledChanges() throws Exception
    {
        promote(SERVER);
        networks.inside("address del 10.213.9.2/24 dev hw1");
        networks.inside("address add 10.213.9.5/24 dev hw1");
        goesOn();
    }

    @Test
    void addressThatWasAskedIsGone() throws Exception
    {
        promote("10.213.9.3");
        networks.outside("address del 10.213.9.3/24 dev hw0");
        goesOn();
    }

    private void promote(final String asked) throws Exception
    {
        listen = networks.start(
            networks.outside, "listen", "--echo", "--idle", "backoff", "--bind", "0.0.0.0:4001",
            "--key-file", KeyFiles.of(DemoNetwork.SERVER_PRIVATE_KEY));
        client = networks.startClass(
            networks.inside, RoamingClient.class, asked + ":4001", DemoNetwork.SERVER_PUBLIC_KEY);
        said = new BufferedReader(new InputStreamReader(client.getInputStream(), UTF_8));
        assertEquals("promoted", said.readLine(), networks::errors);
    }

    private void goesOn() throws Exception
    {
        client.getOutputStream().write('\n');
        client.getOutputStream().flush();
        assertEquals("echoed 0", said.readLine(), networks::errors);
        assertEquals(0, Namespaces.exit(client), networks::errors);
    }
}
