package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Two relays started as a user starts them, and the other commands against them, on loopback.
 */
@Timeout(240)
@Tag("long")
class NetworkCommandsTest
{
    private static final String PRIVATE_KEY = DemoNetwork.SERVER_PRIVATE_KEY;
    private static final String PUBLIC_KEY = DemoNetwork.SERVER_PUBLIC_KEY;
    private static final String ANY = "127.0.0.1:0";

    @TempDir
    Path directory;

    private RunningCommand first;
    private RunningCommand second;
    private String firstAddress;
    private String secondAddress;

    @BeforeEach
    void startRelays()
    {
        System.setProperty("hopwire.counters.dir", directory.resolve("counters").toString());
        first = RunningCommand.start("node", "--bind", ANY, "--name", "r1");
        firstAddress = first.awaitOut("address +(\\S+)\n");
        second = RunningCommand.start("node", "--bind", ANY, "--name", "r2", "--bootstrap", firstAddress);
        secondAddress = second.awaitOut("address +(\\S+)\n");
    }

    @AfterEach
    void stopRelays()
    {
        System.clearProperty("hopwire.counters.dir");
        first.close();
        second.close();
        assertEquals(0, first.awaitExit(), first::toString);
        assertEquals(0, second.awaitExit(), second::toString);
    }

    @Test
    void worksLikeNetcatAddressedByAKey()
    {
        try (RunningCommand listen = listen("--once"))
        {
            final RunningCommand send = RunningCommand.run(
                "hello\n".getBytes(UTF_8), "send", "--bind", ANY, "--bootstrap", firstAddress, PUBLIC_KEY);

            assertEquals(0, send.awaitExit(), send::toString);
            assertEquals(0, listen.awaitExit(), listen::toString);
            assertEquals("hello\n", listen.out());
            assertEquals("", send.out());
        }
    }

    @Test
    void nameThatCanNotBeResolvedIsSaidAndKeepsNobodyFromTheOthers()
    {
        try (RunningCommand listen = listen("--once"))
        {
            final RunningCommand send = RunningCommand.run(
                "hello\n".getBytes(UTF_8), "send", "--bind", ANY,
                "--bootstrap", "no-such-host.invalid:4000," + firstAddress, PUBLIC_KEY);

            assertEquals(0, send.awaitExit(), send::toString);
            assertEquals(0, listen.awaitExit(), listen::toString);
            assertEquals("hello\n", listen.out());
        }
    }

    @Test
    void nodeWithoutUdpIsReachedOverTheLinkThatItOpens()
    {
        final RunningCommand door =
            RunningCommand.start("node", "--bind", ANY, "--tcp", ANY, "--name", "r3", "--bootstrap", firstAddress);
        try (door)
        {
            final String tcp = door.awaitOut("address +(tcp://\\S+)\n");
            try (RunningCommand listen = RunningCommand.start(
                "listen", "--no-udp", "--bootstrap", tcp, "--key-file", KeyFiles.of(PRIVATE_KEY), "--once"))
            {
                listen.awaitErr("(istening)");
                final RunningCommand send = RunningCommand.run(
                    "hello\n".getBytes(UTF_8), "send", "--bind", ANY, "--bootstrap", firstAddress, PUBLIC_KEY);
                assertEquals(0, send.awaitExit(), send::toString);
                assertEquals(0, listen.awaitExit(), listen::toString);
                assertEquals("hello\n", listen.out());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoker", "shared", "dedicated"})
    void carriesWhatIsLongerThanOneMessage(final String threading)
    {
        final byte[] input = new byte[300_000];
        new Random(4).nextBytes(input);
        try (RunningCommand listen = listen("--once", "--threading", threading))
        {
            final RunningCommand send = RunningCommand.run(
                input, "send", "--bind", ANY, "--bootstrap", firstAddress, "--threading", threading, PUBLIC_KEY);

            assertEquals(0, send.awaitExit(), send::toString);
            assertEquals(0, listen.awaitExit(), listen::err);
            assertArrayEquals(input, listen.outBytes());
        }
    }

    @Test
    void printsWhatComesBack()
    {
        try (RunningCommand listen = listen("--echo", "--quiet"))
        {
            final RunningCommand send = RunningCommand.start("one\ntwo\n".getBytes(UTF_8),
                "send", "--bind", ANY, "--bootstrap", firstAddress, "--lines", "--wait", "3600", PUBLIC_KEY);
            try (send)
            {
                send.awaitOut("one\ntwo\n");
            }
            listen.awaitErr("gone: [0-9a-f]{64}, (2) messages");
            assertEquals("", listen.out());
        }
    }

    @Test
    void pingsAndTraces()
    {
        try (RunningCommand listen = listen("--echo"))
        {
            final RunningCommand ping = RunningCommand.run("ping", "--bind", ANY, "--bootstrap", firstAddress,
                "-c", "5", "-i", "0", "-s", "100", "--trace", PUBLIC_KEY);

            assertEquals(0, ping.awaitExit(), ping::toString);
            final String hops = ping.awaitOut("PING " + PUBLIC_KEY + " 100 bytes, (\\d) hops");
            ping.awaitOut("hop " + hops + " " + PUBLIC_KEY + " time=");
            ping.awaitOut("100 bytes from a104d469: seq=5 time=[0-9.]+ ms");
            ping.awaitOut("5 messages transmitted, 5 received, 0% loss, time \\d+ ms");
            listen.awaitErr("gone: [0-9a-f]{64}, (5) messages");
            ping.awaitOut("rtt min/avg/max/mdev = [0-9.]+/[0-9.]+/[0-9.]+/[0-9.]+ ms");
        }
    }

    @Test
    void printsTheRoutesOfASession()
    {
        final RunningCommand third = RunningCommand.start(
            "node", "--bind", ANY, "--name", "r3", "--bootstrap", firstAddress + "," + secondAddress);
        try (third)
        {
            final String thirdAddress = third.awaitOut("address +(\\S+)\n");
            final String all = firstAddress + "," + secondAddress + "," + thirdAddress;
            try (RunningCommand listen = RunningCommand.listen(all))
            {
                RunningCommand.awaitLinks(3, "r1", "r2", "r3");
                final RunningCommand routes = RunningCommand.run("routes", "--bind", ANY, "--bootstrap", all,
                    "--routes", "2..3", "--policy", "stripe", "-c", "2", "-i", "10ms", PUBLIC_KEY);

                assertEquals(0, routes.awaitExit(), routes::toString);
                routes.awaitOut("^(ROUTES to " + PUBLIC_KEY + ", 2..3 routes of at most 12 hops, stripe)\n");
                final Pattern route = Pattern.compile(
                    "^ +2 +[2-9] +[0-9.]+ +[0-9.]+ +\\S+ k?B/s +live$", Pattern.MULTILINE);
                assertEquals(2, route.matcher(routes.out()).results().count(), routes::out);
                listen.awaitErr("gone: [0-9a-f]{64}, (0) messages");
            }
        }
    }

    @Test
    void tellsEverybodyWhoListens()
    {
        final String all = firstAddress + "," + secondAddress;
        try (RunningCommand one = RunningCommand.start(
            "shout", "--bind", ANY, "--name", "s1", "--bootstrap", all, "--listen", "-c", "2");
            RunningCommand other = RunningCommand.start(
                "shout", "--bind", ANY, "--name", "s2", "--bootstrap", secondAddress, "--listen", "-c", "2"))
        {
            RunningCommand.awaitLinks(2, "s1", "s2");
            for (final String text : new String[]{"first", "second \u001b[2J"})
            {
                final RunningCommand told =
                    RunningCommand.run("shout", "--bind", ANY, "--bootstrap", firstAddress, text);
                assertEquals(0, told.awaitExit(), told::toString);
                told.awaitOut("told ([1-9]) neighbour");
            }
            for (final RunningCommand listening : new RunningCommand[]{one, other})
            {
                assertEquals(0, listening.awaitExit(), listening::toString);
                listening.awaitOut("^([0-9a-f]{64}) first\n[0-9a-f]{64} second \\?\\[2J\n$");
            }
        }
    }

    /** The relay, which acknowledges it, has nobody who hears it. */
    @Test
    void tellsNeighboursAndCountsWhoHasIt()
    {
        final RunningCommand told = RunningCommand.run(
            "speak", "--bind", ANY, "--bootstrap", firstAddress, "your turn");
        assertEquals(0, told.awaitExit(), told::toString);
        told.awaitOut("([1-9]) neighbours? ha");
        assertEquals(1, RunningCommand.run("speak", "--bind", ANY, "-t", "200ms", "hello").awaitExit());
        assertEquals(2, RunningCommand.run("speak", "--bind", ANY).awaitExit());
        assertEquals(2, RunningCommand.run("speak", "--bind", ANY, "--listen", "hello").awaitExit());
    }

    /** Between two that only open links, by the relay; and to one that is not there. */
    @Test
    void tellsOneKeyAndLooksItUp()
    {
        try (RunningCommand listening = RunningCommand.start(
            "whisper", "--bind", ANY, "--bootstrap", firstAddress, "--name", "w1", "--listen", "-c", "1"))
        {
            RunningCommand.awaitLinks(2, "w1");
            final String key = listening.awaitErr("hopwire: ([0-9a-f]{64}) hears");
            final RunningCommand told =
                RunningCommand.run("whisper", "--bind", ANY, "--bootstrap", firstAddress, key, "your turn");
            assertEquals(0, told.awaitExit(), told::toString);
            told.awaitOut("^acknowledged, (recursive)\n$");
            assertEquals(0, listening.awaitExit(), listening::toString);
            listening.awaitOut("^([0-9a-f]{64}) your turn\n$");
            final RunningCommand late =
                RunningCommand.run("whisper", "--bind", ANY, "--bootstrap", firstAddress, key, "too late");
            assertEquals(1, late.awaitExit(), late::toString);
            late.awaitErr("(it has not arrived)");
            final RunningCommand found = RunningCommand.run("find", "--bind", ANY, "--bootstrap", firstAddress, key);
            assertEquals(0, found.awaitExit(), found::toString);
            found.awaitOut("^(127\\.0\\.0\\.1:\\d+) [0-9a-f]{64}\n");
            assertEquals(2, RunningCommand.run("whisper", "--bind", ANY, key).awaitExit());
            assertEquals(2, RunningCommand.run("whisper", "--bind", ANY, "--listen", key, "text").awaitExit());
        }
    }

    @Test
    void storesReadsAndLocks()
    {
        final String all = firstAddress + "," + secondAddress;
        final RunningCommand put = RunningCommand.run("put", "--bind", ANY, "--bootstrap", all, "colour", "blue");
        assertEquals(0, put.awaitExit(), put::toString);
        final String version = put.awaitErr("version (\\d+), 2 of 2 nodes");
        final RunningCommand get = RunningCommand.run("get", "--bind", ANY, "--bootstrap", secondAddress, "colour");
        assertEquals(0, get.awaitExit(), get::toString);
        get.awaitOut("^(blue)\n$");
        final String map = "{\"a\":[1,true]}";
        final RunningCommand cas =
            RunningCommand.run("cas", "--bind", ANY, "--bootstrap", all, "colour", version, "--json", map);
        assertEquals(0, cas.awaitExit(), cas::toString);
        final RunningCommand late =
            RunningCommand.run("cas", "--bind", ANY, "--bootstrap", all, "colour", version, "x");
        assertEquals(3, late.awaitExit(), late::toString);
        late.awaitErr("('colour' has version \\d+)");
        final RunningCommand patch = RunningCommand.run(
            "patch", "--bind", ANY, "--bootstrap", all, "--quiet", "colour", "{\"a\":null,\"b\":2}");
        assertEquals("{\"b\":2}\n", patch.awaitOut("(?s)^(.*)$"));
        final RunningCommand lock = RunningCommand.run("lock", "--bind", ANY, "--bootstrap", all, "colour", "60000");
        final String token = lock.awaitOut("^(\\d+)\n$");
        final RunningCommand locked =
            RunningCommand.run("put", "--bind", ANY, "--bootstrap", all, "colour", "--delete");
        assertEquals(3, locked.awaitExit(), locked::toString);
        final RunningCommand under =
            RunningCommand.run("put", "--bind", ANY, "--bootstrap", all, "--lock", token, "colour", "--delete");
        assertEquals(0, under.awaitExit(), under::toString);
        assertEquals(0, RunningCommand.run(
            "lock", "--bind", ANY, "--bootstrap", all, "--unlock", token, "colour").awaitExit());
        final RunningCommand gone =
            RunningCommand.run("get", "--majority", "--bind", ANY, "--bootstrap", all, "colour");
        assertEquals(1, gone.awaitExit(), gone::toString);
        gone.awaitErr("^(hopwire: nothing is stored under 'colour' any more: version \\d+ deleted it)\n$");
        final RunningCommand never = RunningCommand.run("get", "--bind", ANY, "--bootstrap", all, "taste");
        assertEquals(1, never.awaitExit(), never::toString);
        never.awaitErr("^(hopwire: nothing is stored under 'taste')\n$");
        assertEquals(2, RunningCommand.run("put", "--bind", ANY, "colour").awaitExit());
        assertEquals(2, RunningCommand.run(
            "put", "--bind", ANY, "--bootstrap", all, "colour", "--json", "{").awaitExit());
    }

    @Test
    void tellsNobodyWhereThereIsNobody()
    {
        final RunningCommand told = RunningCommand.run("shout", "--bind", ANY, "-t", "200ms", "hello");
        assertEquals(1, told.awaitExit(), told::toString);
        told.awaitErr("(nobody to tell)");
        assertEquals(2, RunningCommand.run("shout", "--bind", ANY).awaitExit());
        assertEquals(2, RunningCommand.run("shout", "--bind", ANY, "--listen", "hello").awaitExit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"duplicate", "fastest", "stripe"})
    void pingsByTwoRoutesInEveryWay(final String policy)
    {
        try (RunningCommand listen = RunningCommand.listen(firstAddress + "," + secondAddress, "--echo"))
        {
            RunningCommand.awaitLinks(2, "r1", "r2");
            final RunningCommand ping = RunningCommand.run(
                "ping", "--bind", ANY, "--bootstrap", firstAddress + "," + secondAddress, "--routes", "2", "--policy",
                policy, "-c", "20", "-i", "5ms", PUBLIC_KEY);

            assertEquals(0, ping.awaitExit(), ping::toString);
            ping.awaitOut("PING " + PUBLIC_KEY + " 64 bytes, (2) routes of at most 2 hops");
            ping.awaitOut("20 messages transmitted, (20) received");
            listen.awaitErr("gone: [0-9a-f]{64}, (20) messages");
        }
    }

    @Test
    void saysHowManyRoutesThereAreWhereMoreAreDemanded()
    {
        try (RunningCommand listen = listen())
        {
            final RunningCommand ping = RunningCommand.run("ping", "--bind", ANY, "--bootstrap", firstAddress,
                "--timeout", "2", "--routes", "3", PUBLIC_KEY);

            assertEquals(1, ping.awaitExit(), ping::toString);
            assertEquals(1, ping.err().lines().count(), ping::err);
            ping.awaitErr("found ([12]) of 3 routes of at most 12 hops");
            assertFalse(listen.err().contains("gone"), listen::err);
        }
    }

    @Test
    void pingSaysThatNobodyEchoes()
    {
        try (RunningCommand listen = listen())
        {
            final RunningCommand ping = RunningCommand.run("ping", "--bind", ANY, "--bootstrap", firstAddress,
                "-c", "2", "-i", "0.01", "--timeout", "2", PUBLIC_KEY);

            assertEquals(1, ping.awaitExit(), ping::toString);
            ping.awaitOut("2 messages transmitted, 0 received, 100% loss");
            assertTrue(ping.err().contains("--echo"), ping::err);
            listen.awaitErr("gone: [0-9a-f]{64}, (2) messages");
        }
    }

    @Test
    void pingSendsMessagesOfManyPackets()
    {
        try (RunningCommand listen = listen("--echo"))
        {
            final RunningCommand ping = RunningCommand.run(
                "ping", "--bind", ANY, "--bootstrap", firstAddress, "-s", "100000", "-c", "2",
                "-i", "10ms", PUBLIC_KEY);

            assertEquals(0, ping.awaitExit(), ping::toString);
            listen.awaitErr("gone: [0-9a-f]{64}, (2) messages");
        }
    }

    @Test
    void pingRefusesWhatTheOtherEndDoesNotTake()
    {
        try (RunningCommand listen = listen("--echo", "--set", "hopwire.session.max.message=1024"))
        {
            final RunningCommand ping = RunningCommand.run(
                "ping", "--bind", ANY, "--bootstrap", firstAddress, "-s", "1400", PUBLIC_KEY);

            assertEquals(2, ping.awaitExit(), ping::toString);
            assertTrue(ping.err().contains("size must be at most"), ping::err);
            listen.awaitErr("gone: [0-9a-f]{64}, (0) messages");
        }
    }

    @Test
    void showsTheCountersOfANodeThatRuns()
    {
        final RunningCommand list = RunningCommand.run("stat");
        assertEquals(0, list.awaitExit(), list::toString);
        final String key = first.awaitOut("public key ([0-9a-f]{64})\n");
        final Pattern row = Pattern.compile("^r1 +\\d+ .* " + key + "$", Pattern.MULTILINE);
        assertTrue(row.matcher(list.out()).find(), list::out);

        final RunningCommand once = RunningCommand.run("stat", "--once", "r1");
        assertEquals(0, once.awaitExit(), once::toString);
        once.awaitOut("(datagrams received) +[0-9,]+");

        final RunningCommand all = RunningCommand.run("stat", "--once", "--all",
            directory.resolve("counters").resolve("r2.counters").toString());
        assertEquals(0, all.awaitExit(), all::toString);
        all.awaitOut("(dropped: )");

        final RunningCommand none = RunningCommand.run("stat", "r3");
        assertEquals(1, none.awaitExit());
        assertTrue(none.err().contains("no node 'r3' runs"), none::err);
    }

    @Test
    void refreshesUntilTheNodeEnds()
    {
        final RunningCommand node = RunningCommand.start("node", "--bind", ANY, "--name", "r9");
        try (node)
        {
            node.awaitOut("address");
            final RunningCommand stat = RunningCommand.start("stat", "--interval", "0.1", "r9");
            try (stat)
            {
                stat.awaitOut("duty cycles +[0-9,]+ +([0-9,]+)\n");
                node.close();
                assertEquals(0, stat.awaitExit(), stat::toString);
                assertTrue(stat.err().contains("the node has ended"), stat::err);
            }
        }
    }

    @Test
    void saysThatThePortIsTaken()
    {
        final RunningCommand node = RunningCommand.run("node", "--bind", firstAddress);

        assertEquals(1, node.awaitExit(), node::toString);
        assertEquals(1, node.err().lines().count(), node::err);
        assertTrue(node.err().contains(firstAddress), node::err);
    }

    @Test
    void saysThatNoBootstrapAnswers() throws IOException
    {
        final String nobody;
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            // Held and silent: nobody else gets the port while the test runs.
            nobody = "127.0.0.1:" + socket.getLocalPort();
            final RunningCommand send = RunningCommand.run(
                "send", "--bind", ANY, "--bootstrap", nobody, "--timeout", "0.5", PUBLIC_KEY);

            assertEquals(1, send.awaitExit(), send::toString);
            assertEquals(1, send.err().lines().count(), send::err);
            assertTrue(send.err().contains("no answer from bootstrap " + nobody), send::err);
        }
    }

    @Test
    void saysThatTheEndpointIsOffline()
    {
        final RunningCommand ping = RunningCommand.run(
            "ping", "--bind", ANY, "--bootstrap", firstAddress, "--timeout", "1", PUBLIC_KEY);

        assertEquals(1, ping.awaitExit(), ping::toString);
        assertEquals(1, ping.err().lines().count(), ping::err);
        assertTrue(ping.err().contains(PUBLIC_KEY), ping::err);
    }

    @Test
    void saysWhatItFoundWhereTheRouteIsTooLong()
    {
        try (RunningCommand listen = listen("--echo"))
        {
            final RunningCommand ping = RunningCommand.run("ping", "--bind", ANY, "--bootstrap", firstAddress,
                "--timeout", "2", "--max-hops", "1", PUBLIC_KEY);

            assertEquals(1, ping.awaitExit(), ping::toString);
            assertEquals(1, ping.err().lines().count(), ping::err);
            assertFalse(listen.err().contains("connected"), listen::err);
        }
    }

    @Test
    void refusesAPrivateKeyGivenAsPublic()
    {
        final RunningCommand send = RunningCommand.run(
            "send", "--bind", ANY, "--bootstrap", firstAddress, "--key-file", KeyFiles.of(PRIVATE_KEY),
            PRIVATE_KEY);

        assertEquals(2, send.awaitExit(), send::toString);
        assertTrue(send.err().contains("private key"), send::err);
    }

    private RunningCommand listen(final String... more)
    {
        return RunningCommand.listen(secondAddress, more);
    }
}
