package io.hopwire.examples;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Two endpoints that send each other messages over relays, each a process with an address of its own on loopback. Then
 * all memory of each process, and with it all that ever reaches its application, is searched for what it must not know.
 * That the search would find it is seen where it must be known.
 */
@Timeout(240)
@Tag("long")
@EnabledOnOs(OS.LINUX)
class PrivacyTest
{
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String MARK = "attack at dawn, by the north gate";
    private static final String REPLY_MARK = "only if the weather allows it, sir";
    private static final String MESSAGE = "message";
    private static final String ANSWER = "answer";
    private static final String CLIENT_KEY = "key of the client";
    private static final int LINES = 200;
    private static final String NO_DISCOVERY = "discovery=false";
    private static final String DISCOVERY = "discovery=true";

    @TempDir
    Path directory;

    private final Map<String, Node> nodes = new LinkedHashMap<>();

    @AfterEach
    void end()
    {
        nodes.values().forEach((node) -> node.process.destroyForcibly());
    }

    /**
     * Nobody looks for anybody, so that there is one route: client - R1 - R2 - R3 - server.
     */
    @Test
    void aRelayKnowsItsNeighboursAndNothingElse() throws Exception
    {
        relay("R1", "127.45.173.219:46101", NO_DISCOVERY);
        relay("R2", "127.57.139.201:46103", NO_DISCOVERY, "R1");
        relay("R3", "127.71.167.233:46107", NO_DISCOVERY, "R2");
        converse(NO_DISCOVERY, List.of("R1"), List.of("R3"));

        assertKnows("client", "client", "R1");
        assertKnows("R1", "client", "R1", "R2");
        assertKnows("R2", "R1", "R2", "R3");
        assertKnows("R3", "R2", "R3", "server");
        assertKnows("server", "R3", "server");
        for (final String relay : new String[]{"R1", "R2", "R3"})
        {
            assertEquals(Set.of(), have(relay, MESSAGE, ANSWER), relay);
        }
        // The key of the client goes to the server encrypted; a relay that is its neighbour has it from their link.
        assertEquals(Set.of(), have("R2", CLIENT_KEY));
        assertEquals(Set.of(), have("R3", CLIENT_KEY));
        assertEquals(Set.of(CLIENT_KEY, MESSAGE), have("server", CLIENT_KEY, MESSAGE));
        assertEquals(Set.of(ANSWER), have("client", ANSWER));
    }

    /**
     * All look for further peers, as they do where nothing else is said.
     */
    @Test
    void noEndpointLearnsTheAddressOfTheOther() throws Exception
    {
        relay("R1", "127.45.173.219:46111", DISCOVERY);
        relay("R2", "127.57.139.201:46113", DISCOVERY, "R1");
        relay("R3", "127.71.167.233:46117", DISCOVERY, "R1");
        converse(DISCOVERY, List.of("R1", "R2"), List.of("R2", "R3"));

        assertTrue(isKnown("client", "R1") && isKnown("client", "R2"));
        assertTrue(isKnown("server", "R2") && isKnown("server", "R3"));
        assertFalse(isKnown("client", "server"), () -> "the client has " + nodes.get("client").found);
        assertFalse(isKnown("server", "client"), () -> "the server has " + nodes.get("server").found);
    }

    /** The client sends lines, which the server prints and sends back; both then have had all that there is. */
    private void converse(final String discovery, final List<String> ofClient, final List<String> ofServer)
        throws Exception
    {
        final Node server = start("server", "127.83.211.97:46123", List.of(
            "listen", "--echo", "--set", discovery,
            "--key-file", KeyFiles.of(DemoNetwork.SERVER_PRIVATE_KEY)), ofServer);
        server.await("err", "listening as (\\S+)");
        final Node client = start("client", "127.61.199.151:46127", List.of(
            "send", "--lines", "--wait", "1h", "--timeout", "30s", "--set", discovery, DemoNetwork.SERVER_PUBLIC_KEY),
            ofClient);
        assumeTrue(new ProcessMemory(client.process).isReadable(), "this machine shows no memory of other processes");
        final OutputStream keyboard = client.process.getOutputStream();
        for (int i = 1; i <= LINES; i++)
        {
            keyboard.write((MARK + ' ' + i + " / " + REPLY_MARK + '\n').getBytes(US_ASCII));
            keyboard.flush();
        }
        client.await("out", MARK + ' ' + LINES + " / (" + REPLY_MARK + ")\n");
        client.key = server.await("err", "connected: ([0-9a-f]{64})");
    }

    private void relay(final String name, final String address, final String discovery, final String... bootstrap)
        throws IOException
    {
        start(name, address, List.of("node", "--set", discovery), List.of(bootstrap)).await("out", "address +(\\S+)\n");
    }

    private Node start(
        final String name, final String address, final List<String> command, final List<String> bootstrap)
        throws IOException
    {
        final List<String> arguments = new ArrayList<>(command);
        arguments.addAll(1, List.of("--bind", address, "--name", name));
        bootstrap.forEach((relay) -> arguments.addAll(1, List.of("--bootstrap", nodes.get(relay).address)));
        final Path own = Files.createDirectory(directory.resolve(name));
        final List<String> line = JavaCommand.of(arguments);
        line.add(1, "-Dhopwire.counters.dir=" + own);
        final Process process = new ProcessBuilder(line)
            .redirectOutput(own.resolve("out").toFile())
            .redirectError(own.resolve("err").toFile())
            .start();
        final Node node = new Node(address, own, process);
        nodes.put(name, node);
        return node;
    }

    /** The addresses of those, and of no others. */
    private void assertKnows(final String who, final String... known) throws IOException
    {
        for (final String other : nodes.keySet())
        {
            assertEquals(List.of(known).contains(other), isKnown(who, other), () ->
                "of " + other + ", " + who + " has among others: " + nodes.get(who).found);
        }
    }

    private boolean isKnown(final String who, final String other) throws IOException
    {
        return find(who).stream().anyMatch((what) -> what.startsWith(other + ": "));
    }

    private Set<String> have(final String who, final String... things) throws IOException
    {
        final Set<String> found = new TreeSet<>(List.of(things));
        found.retainAll(find(who));
        return found;
    }

    /** What a process has of all that there is to have, in its memory and in its files. */
    private Set<String> find(final String who) throws IOException
    {
        final Node node = nodes.get(who);
        if (null == node.found)
        {
            final Map<String, byte[]> patterns = patterns();
            node.found = new ProcessMemory(node.process).find(patterns);
            for (final Path file : node.files())
            {
                final String bytes = text(Files.readAllBytes(file));
                patterns.forEach((name, pattern) ->
                {
                    if (bytes.contains(text(pattern)))
                    {
                        node.found.add(name);
                    }
                });
            }
        }
        return node.found;
    }

    private Map<String, byte[]> patterns()
    {
        final Map<String, byte[]> patterns = new LinkedHashMap<>();
        nodes.forEach((name, node) ->
            node.forms().forEach((form, pattern) -> patterns.put(name + ": " + form, pattern)));
        patterns.put(MESSAGE, MARK.getBytes(US_ASCII));
        patterns.put(ANSWER, REPLY_MARK.getBytes(US_ASCII));
        patterns.put(CLIENT_KEY, nodes.get("client").key());
        return patterns;
    }

    private static String text(final byte[] bytes)
    {
        return new String(bytes, ISO_8859_1);
    }

    /**
     * One process.
     */
    private static final class Node
    {
        private final String address;
        private final Path directory;
        private final Process process;
        private String key;
        private Set<String> found;

        Node(final String address, final Path directory, final Process process)
        {
            this.address = address;
            this.directory = directory;
            this.process = process;
        }

        byte[] key()
        {
            return HexFormat.of().parseHex(key);
        }

        List<Path> files() throws IOException
        {
            try (var files = Files.walk(directory))
            {
                return files.filter(Files::isRegularFile).toList();
            }
        }

        /**
         * Four bytes may stand anywhere by chance, with a port they do not: as in a sockaddr and on the wire, and as
         * an object of the JDK has them, in front of the number of the family.
         */
        Map<String, byte[]> forms()
        {
            final byte[] host = host();
            final short port = (short)Integer.parseInt(address.substring(address.indexOf(':') + 1));
            final Map<String, byte[]> forms = new LinkedHashMap<>();
            forms.put("text", address.substring(0, address.indexOf(':')).getBytes(US_ASCII));
            forms.put("sockaddr", ByteBuffer.allocate(6).putShort(port).put(host).array());
            forms.put("host and port", ByteBuffer.allocate(6).put(host).putShort(port).array());
            forms.put("port of the machine's order and host", ByteBuffer.allocate(6)
                .order(ByteOrder.LITTLE_ENDIAN).putShort(port).put(host).array());
            forms.put("host and port of the machine's order", ByteBuffer.allocate(6)
                .order(ByteOrder.LITTLE_ENDIAN).put(host).putShort(port).array());
            forms.put("object", heapAddress());
            return forms;
        }

        /** On a machine that is little-endian, as all of today's are. */
        byte[] heapAddress()
        {
            return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(ByteBuffer.wrap(host()).getInt()).putInt(1).array();
        }

        private byte[] host()
        {
            final byte[] host = new byte[4];
            final String[] numbers = address.substring(0, address.indexOf(':')).split("\\.");
            for (int i = 0; i < host.length; i++)
            {
                host[i] = (byte)Integer.parseInt(numbers[i]);
            }
            return host;
        }

        String await(final String stream, final String regex) throws IOException
        {
            final Pattern pattern = Pattern.compile(regex);
            final long startNs = System.nanoTime();
            while (true)
            {
                final String said = Files.readString(directory.resolve(stream), UTF_8);
                final Matcher matcher = pattern.matcher(said);
                if (matcher.find())
                {
                    return matcher.group(1);
                }
                assertTrue(process.isAlive() && System.nanoTime() - startNs < TIMEOUT_NS, () ->
                    process.info().commandLine().orElse("") + " did not say " + regex + ", but: " + said + err());
                LockSupport.parkNanos(POLL_NS);
            }
        }

        private String err()
        {
            try
            {
                return Files.readString(directory.resolve("err"), UTF_8);
            }
            catch (final IOException ex)
            {
                return ex.toString();
            }
        }
    }
}
