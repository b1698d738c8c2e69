package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * {@code hopwire libp2p} as a user calls it, and the example of py-libp2p's introduction.
 */
@Timeout(120)
class Libp2pCommandTest
{
    private static final String IDLE = "node.idle.strategy=blocking";

    @TempDir
    Path directory;

    private RunningCommand listen;
    private String address;
    private String peer;

    @BeforeEach
    void startListener()
    {
        listen = RunningCommand.start("libp2p", "listen", "/ip4/127.0.0.1/tcp/0", "--set", IDLE);
        address = listen.awaitOut("listening (/ip4/127\\.0\\.0\\.1/tcp/\\d+/p2p/\\S+)\n");
        peer = address.substring(address.lastIndexOf('/') + 1);
    }

    @AfterEach
    void stopListener()
    {
        listen.close();
        assertEquals(0, listen.awaitExit(), listen::toString);
    }

    @Test
    void saysWhoIsThere()
    {
        final RunningCommand dial = RunningCommand.run("libp2p", "dial", address);
        assertEquals(0, dial.awaitExit(), dial::toString);
        assertEquals("connected " + peer + "\n", dial.out());
        final RunningCommand id = RunningCommand.run("libp2p", "id", address, "--muxers", "mplex");
        assertEquals(0, id.awaitExit(), id::toString);
        assertTrue(id.out().contains("peer id   " + peer + "\n"), id::toString);
        assertTrue(id.out().contains("agent     hopwire"), id::toString);
        assertTrue(id.out().contains("speaks    /echo/1.0.0\n"), id::toString);
        assertTrue(id.out().contains("speaks    /ipfs/ping/1.0.0\n"), id::toString);
        assertTrue(id.out().contains("observed  /ip4/127.0.0.1/tcp/"), id::toString);
        listen.awaitOut("connected (\\S+) by /mplex/6.7.0\n");
        listen.awaitOut("disconnected (\\S+): ");
    }

    @Test
    void pings()
    {
        final RunningCommand ping = RunningCommand.run("libp2p", "ping", "-c", "3", "-i", "0", address);
        assertEquals(0, ping.awaitExit(), ping::toString);
        assertTrue(ping.out().startsWith("PING " + peer + "\n"), ping::toString);
        assertTrue(ping.out().contains("3 answered, min/p50/max = "), ping::toString);
    }

    @Test
    void carriesAStream()
    {
        final String text = "hello over libp2p\n".repeat(20_000);
        final RunningCommand dial =
            RunningCommand.run(text.getBytes(UTF_8), "libp2p", "dial", address, "/none/1.0.0", "/echo/1.0.0");
        assertEquals(0, dial.awaitExit(), dial::toString);
        assertEquals(text, dial.out());
        assertTrue(dial.err().contains("hopwire: /echo/1.0.0 with " + peer), dial::toString);
        listen.awaitOut("connected (\\S+) by /yamux/1.0.0\n");
    }

    @Test
    void keepsItsIdInAFile()
    {
        final String file = directory.resolve("host.key").toString();
        final RunningCommand first = RunningCommand.run("libp2p", "id", "--key-file", file);
        assertEquals(0, first.awaitExit(), first::toString);
        final RunningCommand second = RunningCommand.run("libp2p", "id", "--key-file", file);
        assertEquals(first.out(), second.out());
        assertNotEquals(first.out(), RunningCommand.run("libp2p", "id").out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "libp2p ping ADDRESS --count x | 2 | --count",
        "libp2p dial 127.0.0.1:4001 | 2 | not a multiaddr, such as /ip4/127.0.0.1/tcp/4001: 127.0.0.1:4001",
        "libp2p dial ADDRESS --muxers spdy | 2 | --muxers",
        "libp2p listen --prot | 2 | Unknown option: '--prot'",
        "libp2p | 2 | listen, dial, ping or id is missing",
        "libp2p dial ADDRESS /none/1.0.0 /nothing/1.0.0 | 1 | none of the suggested protocols is supported",
        "libp2p dial /ip4/127.0.0.1/tcp/1 | 1 | nobody accepts connections there",
        "libp2p id /ip4/127.0.0.1/udp/1 | 1 | an address of that kind can not be dialled",
        "libp2p listen BOUND | 1 | cannot bind tcp"})
    void saysWhatIsWrong(final String line, final int exitCode, final String message)
    {
        final String bound = address.substring(0, address.indexOf("/p2p/"));
        final RunningCommand command = RunningCommand.run(
            line.replace("ADDRESS", address).replace("BOUND", bound).split(" "));
        assertEquals(exitCode, command.awaitExit(), command::toString);
        assertTrue(command.err().contains(message), command::toString);
    }

    @Test
    void somebodyElseIsRefused()
    {
        final RunningCommand own = RunningCommand.run("libp2p", "id");
        final String other = own.out().substring("peer id   ".length()).trim();
        final RunningCommand dial = RunningCommand.run("libp2p", "dial", address.replace(peer, other));
        assertEquals(1, dial.awaitExit(), dial::toString);
        assertTrue(dial.err().contains("somebody else than the wanted peer is there"), dial::toString);
    }

    @Test
    void steakAndMusicShareAConnection() throws Exception
    {
        SteakAndMusic.main(new String[0]);
    }
}
