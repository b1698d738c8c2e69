package io.hopwire.agent;

import io.hopwire.DataTransitConfiguration;
import io.hopwire.Engine;
import io.hopwire.HopwireException;
import io.hopwire.Shout;
import io.hopwire.StoreRequest;
import io.hopwire.StoredValue;
import io.hopwire.spi.NodeSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Engines of a bare network, among themselves and with a peer that has nothing of ours.
 */
@Timeout(120)
class EngineBareTest
{
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final String BOTH = "127.0.0.1:0,tcp://127.0.0.1:0";
    private static final byte[] STRANGER = "a stranger, of thirty-two bytes.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOBODY = new byte[STRANGER.length];

    private final List<Engine> engines = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

    @AfterEach
    void after()
    {
        engines.forEach(Engine::close);
    }

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, mode = EnumSource.Mode.EXCLUDE, names = "INVOKER")
    void enginesAmongThemselves(final ThreadingMode mode)
    {
        final Engine first = launch(context(BOTH).threadingMode(mode));
        final Engine second = launch(context("127.0.0.1:0").threadingMode(mode).bootstrap(first.localAddress()));
        final Engine third = launch(context("tcp://127.0.0.1:0").threadingMode(mode).udp(false)
            .bootstrap(first.tcpAddress()));
        await(() -> first.links().size() == 2 && second.links().size() >= 1 && third.links().size() >= 1);
        third.shoutHandler((shout) -> heard.add(text(shout)));
        second.shout("to all");
        await(() -> heard.contains("to all"));
        final StoredValue value = StoredValue.of(new byte[]{1, 2, 3});
        third.store(StoreRequest.put("key", value));
        assertEquals(value, second.store(StoreRequest.read("key")).value());
        assertThrows(HopwireException.class,
            () -> second.endpoint(first.publicKey()).connect(DataTransitConfiguration.DEFAULT));
        assertThrows(HopwireException.class, () -> first.localEndpoint().listen());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 10_000})
    void aStrangerTakesPartOverTcpCutAnywhere(final int pieceLength)
    {
        final Engine engine = launch(context(BOTH));
        final byte[] key = engine.publicKey().toBytes();
        engine.shoutHandler((shout) -> heard.add("shout " + text(shout)));
        engine.speakHandler((shout) -> heard.add("speak " + text(shout)));
        final String address = engine.tcpAddress();
        try (BareStranger stranger = new BareStranger(
            STRANGER, Integer.parseInt(address.substring(address.lastIndexOf(':') + 1))))
        {
            stranger.sendInPieces(BareStranger.transmission(
                BareStranger.message(STRANGER, NOBODY, BareStranger.PING, 0x90),
                BareStranger.message(STRANGER, NOBODY, BareStranger.SHOUT, said("all", 1)),
                BareStranger.message(STRANGER, key, BareStranger.SPEAK, said("you", 2))), pieceLength);
            final BareStranger.Message pong = stranger.await(BareStranger.ACK);
            assertArrayEquals(new byte[]{(byte)0x91, BareStranger.PING}, pong.payload());
            assertArrayEquals(key, pong.from());
            assertArrayEquals(STRANGER, pong.to());
            final BareStranger.Message spoken = stranger.await(BareStranger.ACK);
            assertEquals(BareStranger.SPEAK, spoken.payload()[1]);
            await(() -> heard.containsAll(List.of("shout all", "speak you")));
            assertEquals(1, engine.links().size());
            assertArrayEquals(STRANGER, engine.links().get(0).key().toBytes());

            stranger.send(key, BareStranger.FIND_NODE, binary(STRANGER));
            final byte[] found = stranger.await(BareStranger.ACK).payload();
            assertEquals(BareStranger.FIND_NODE, found[1]);
            stranger.send(key, 13, 0x90);
            assertArrayEquals(new byte[]{(byte)0x91, 13}, stranger.await(BareStranger.NACK).payload());

            engine.shout("from the engine");
            final byte[] shout = stranger.await(BareStranger.SHOUT).payload();
            assertEquals("from the engine", new String(shout, 2, 15, StandardCharsets.US_ASCII));
        }
        await(() -> engine.links().isEmpty());
    }

    @Test
    void aStrangerTakesPartOverUdp() throws IOException
    {
        final Engine engine = launch(context(BOTH));
        engine.shoutHandler((shout) -> heard.add(text(shout)));
        final String address = engine.localAddress();
        final int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            socket.setSoTimeout((int)TimeUnit.NANOSECONDS.toMillis(LATE_NS));
            final byte[] bytes = BareStranger.transmission(
                BareStranger.message(STRANGER, NOBODY, BareStranger.PING, 0x90),
                BareStranger.message(STRANGER, NOBODY, BareStranger.SHOUT, said("by datagram", 1)));
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
            final byte[] pong = BareStranger.transmission(
                BareStranger.message(engine.publicKey().toBytes(), STRANGER, BareStranger.ACK, 0x91, 2));
            byte[] answer;
            do
            {
                final DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
                socket.receive(packet);
                answer = Arrays.copyOf(packet.getData(), packet.getLength());
            }
            while (!Arrays.equals(pong, answer));
            await(() -> heard.contains("by datagram"));
        }
    }

    /** [message, number], whose number is the time. */
    private static int[] said(final String message, final int which)
    {
        final long number = System.currentTimeMillis() * 1000 + which;
        final int[] payload = new int[2 + message.length() + 9];
        payload[0] = 0x92;
        payload[1] = 0xa0 | message.length();
        for (int i = 0; i < message.length(); i++)
        {
            payload[2 + i] = message.charAt(i);
        }
        payload[2 + message.length()] = 0xcf;
        for (int i = 0; i < Long.BYTES; i++)
        {
            payload[3 + message.length() + i] = (int)(number >>> 56 - Byte.SIZE * i) & 0xff;
        }
        return payload;
    }

    private static int[] binary(final byte[] bytes)
    {
        final int[] payload = new int[3 + bytes.length];
        payload[0] = 0x91;
        payload[1] = 0xc4;
        payload[2] = bytes.length;
        for (int i = 0; i < bytes.length; i++)
        {
            payload[3 + i] = bytes[i] & 0xff;
        }
        return payload;
    }

    private static String text(final Shout shout)
    {
        return shout.buffer().getStringWithoutLengthUtf8(shout.offset(), shout.length());
    }

    private static EngineContext context(final String bind)
    {
        return new EngineContext(new Properties())
            .bindAddress(bind)
            .role(NodeRole.RELAY)
            .set(NodeSettings.BARE_NETWORK, true)
            .set(EngineSettings.COUNTERS_FILE, false)
            .notePrinter((line) -> {});
    }

    private Engine launch(final EngineContext context)
    {
        final Engine engine = HopwireEngine.launch(context);
        engines.add(engine);
        return engine;
    }

    private static void await(final BooleanSupplier condition)
    {
        final long startNs = System.nanoTime();
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - startNs < LATE_NS, "too late");
            Thread.onSpinWait();
        }
    }
}
