package io.hopwire.sim;

import io.hopwire.component.option.OptionSettings;
import io.hopwire.core.CoreConfig;
import io.hopwire.link.Link;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Limits;
import io.hopwire.spi.NodeSettings;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.ShoutCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.Compression;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.TransmissionFlyweight;
import io.hopwire.wire.compress.Codec;
import io.hopwire.wire.compress.Codecs;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * SET_CONNECTION_OPT between neighbours, and what they then compress for each other.
 */
class CompressionTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final int SEEDS = 10 * Integer.getInteger("hopwire.test.scale", 1);
    private static final String NONE = Compression.name(Compression.NONE);

    private final List<RecordingEvents> events = new ArrayList<>();
    private SimNetwork network;

    @ParameterizedTest
    @ValueSource(strings = {"bz2", "gzip", "lzma", "zlib", "snappy", "lz4"})
    void neighboursWhoPreferTheSameUseItBothWays(final String name)
    {
        pair(preferring(name), preferring(name));
        assertEquals(name, Compression.name(link(0, 1).compression()));
        assertEquals(name, Compression.name(link(1, 0).compression()));
        speak(0, 500);
        speak(1, 500);
        network.run(SECOND);
        for (int i = 0; i < 2; i++)
        {
            assertEquals(1, events.get(i).shouts().size());
            assertEquals(503, events.get(i).shouts().get(0).value().length);
            assertTrue(count(i, SystemCounter.TRANSMISSIONS_COMPRESSED) >= 1);
            assertTrue(count(i, SystemCounter.COMPRESSION_BYTES_SAVED) > 400);
            assertTrue(count(i, SystemCounter.TRANSMISSIONS_DECOMPRESSED) >= 1);
            assertEquals(2, count(i, SystemCounter.OPTIONS_SET));
        }
    }

    /** Who prefers nothing takes what comes, and says that it will not compress itself. */
    @Test
    void compressesOnlyWhereItsUserWantsIt()
    {
        pair(preferring("zlib"), preferring(NONE));
        speak(0, 500);
        speak(1, 500);
        network.run(SECOND);
        assertEquals(1, count(0, SystemCounter.TRANSMISSIONS_COMPRESSED));
        assertEquals(0, count(1, SystemCounter.TRANSMISSIONS_COMPRESSED));
        assertEquals(1, count(1, SystemCounter.OPTIONS_SET));
        assertEquals(1, count(1, SystemCounter.OPTIONS_REFUSED));
        assertEquals(1, events.get(0).shouts().size());
        assertEquals(1, events.get(1).shouts().size());
    }

    @Test
    void doesNotCompressForWhoDoesNotTakeIt()
    {
        pair(preferring("lz4"), config -> config.set(OptionSettings.ACCEPTED, "zlib,gzip"));
        speak(0, 500);
        network.run(SECOND);
        assertEquals(Compression.NONE, link(0, 1).compression());
        assertEquals(0, count(0, SystemCounter.TRANSMISSIONS_COMPRESSED));
        assertEquals(1, count(1, SystemCounter.OPTIONS_REFUSED));
        assertEquals(1, events.get(1).shouts().size());
    }

    @Test
    void eachUsesWhatTheOtherLikes()
    {
        pair(preferring("lz4"), preferring("zlib"));
        assertEquals(Compression.ZLIB, link(0, 1).compression());
        assertEquals(Compression.LZ4, link(1, 0).compression());
    }

    @Test
    void isAgreedOnOverConnectionsAsWell()
    {
        network = new SimNetwork(SimConfig.of(1).withNullCrypto(true));
        for (int i = 0; i < 2; i++)
        {
            events.add(new RecordingEvents());
            final RecordingEvents heard = events.get(i);
            network.addNode(new OverTcp(), node -> heard);
        }
        network.node(0).bootstrapFrom(network.node(1), true);
        network.run(2 * SECOND);
        assertEquals(1, network.connections());
        speak(0, 500);
        network.run(SECOND);
        assertEquals(1, events.get(1).shouts().size());
        assertTrue(count(0, SystemCounter.TRANSMISSIONS_COMPRESSED) >= 1);
        assertTrue(count(1, SystemCounter.TRANSMISSIONS_DECOMPRESSED) >= 1);
    }

    @Test
    void isAgreedOnWithoutOurLinksAsWell()
    {
        final UnaryOperator<CoreConfig> bare =
            config -> preferring("zlib").apply(config).set(NodeSettings.BARE_NETWORK, true);
        pair(bare, bare);
        speak(0, 500);
        network.run(SECOND);
        assertEquals(1, events.get(1).shouts().size());
        assertTrue(count(0, SystemCounter.TRANSMISSIONS_COMPRESSED) >= 1);
        assertTrue(count(1, SystemCounter.TRANSMISSIONS_DECOMPRESSED) >= 1);
    }

    @Test
    void askingNothingChangesNothing()
    {
        pair(config -> config, config -> config);
        assertEquals(0, count(0, SystemCounter.TRANSMISSIONS) + count(1, SystemCounter.TRANSMISSIONS));
    }

    /** 20 % of everything is lost; more neighbours than may be asked at a time. */
    @Test
    void asksUntilItIsAnswered()
    {
        for (long seed = 1; seed <= SEEDS; seed++)
        {
            final CompressionTest test = new CompressionTest();
            test.nodes(
                13,
                SimConfig.of(seed).with((path) -> path.withLoss(0.2).withDuplication(0.2)),
                config -> preferring("lz4").apply(config)
                    .set(OptionSettings.REQUESTS, 2).set(OptionSettings.TRIES, 100));
            for (int i = 1; i < 13; i++)
            {
                test.network.node(0).bootstrapFrom(test.network.node(i), true);
            }
            test.network.run(60 * SECOND);
            int linked = 0;
            for (int i = 1; i < 13; i++)
            {
                final Link link = test.link(0, i);
                if (null != link)
                {
                    linked++;
                    assertEquals(Compression.LZ4, link.compression(), "seed " + seed + ", node " + i);
                    assertEquals(Compression.LZ4, test.link(i, 0).compression(), "seed " + seed + ", node " + i);
                }
            }
            assertTrue(linked >= 10, "seed " + seed);
            test.speak(0, 500);
            test.network.run(20 * SECOND);
            assertEquals(0, test.count(1, RejectCode.COMPRESSION) + test.count(1, RejectCode.COMPRESSED));
        }
    }

    @Test
    void agreesAnewWithWhoWasGone()
    {
        pair(preferring("lz4"), preferring("lz4"));
        network.node(1).crash();
        network.run(2 * SECOND);
        network.node(1).restart(true);
        network.run(30 * SECOND);
        assertEquals(Compression.LZ4, link(0, 1).compression());
        assertEquals(Compression.LZ4, link(1, 0).compression());
        assertTrue(count(0, SystemCounter.OPTIONS_SET) >= 4);
    }

    @Test
    void doesWhatItIsAskedByAnyPeerOfTheSpecification()
    {
        pair(preferring("lz4"), preferring("lz4"));
        set(1, Compression.OPTION_PREFERRED, Compression.GZIP);
        assertEquals(Compression.GZIP, link(0, 1).compression());
        set(1, Compression.OPTION_PREFERRED, Compression.NONE);
        assertEquals(Compression.NONE, link(0, 1).compression());
        set(1, Compression.OPTION, Compression.ZLIB);
        assertEquals(Compression.NONE, link(0, 1).compression());
        set(1, Compression.OPTION, Compression.NONE);
        assertEquals(Compression.NONE, link(0, 1).compression());
        set(1, Compression.OPTION, Compression.LZ4);
        assertEquals(Compression.LZ4, link(0, 1).compression());
    }

    @Test
    void refusesOptionsAndSettingsThatItDoesNotKnow()
    {
        pair(preferring("lz4"), preferring("lz4"));
        final long[][] unknown = {
            {2, 0}, {-1, 0}, {Long.MAX_VALUE, 6}, {0, 7}, {0, 8}, {0, -1}, {1, 5}, {0, 1}, {0, 1L << 32}, {1, 38}};
        for (final long[] pair : unknown)
        {
            set(1, pair[0], pair[1]);
        }
        assertEquals(unknown.length, count(0, SystemCounter.OPTIONS_REFUSED));
        assertEquals(unknown.length, count(1, RejectCode.UNSOLICITED));
        assertEquals(Compression.LZ4, link(0, 1).compression());
    }

    @Test
    void refusesWhatIsNoOption()
    {
        pair(preferring("lz4"), preferring("lz4"));
        final String[] payloads = {"", "90", "9100", "920006c0", "93000600", "9200c0", "92a13006", "c0", "92cb"};
        for (final String payload : payloads)
        {
            send(1, 0, Operation.SET_CONNECTION_OPT, payload);
        }
        assertEquals(payloads.length, count(0, RejectCode.PAYLOAD));
        for (final String payload : new String[]{"9103", "93030006c0", "9303c006", "92030a", "9403000600"})
        {
            send(1, 0, Operation.ACK, payload);
        }
        assertEquals(payloads.length + 5, count(0, RejectCode.PAYLOAD));
        send(1, 0, Operation.ACK, "93030006");
        send(1, 0, Operation.ACK, "93030106");
        send(1, 0, Operation.NACK, "9103");
        assertEquals(3, count(0, RejectCode.UNSOLICITED));
        assertEquals(Compression.LZ4, link(0, 1).compression());
    }

    /** What breaks is counted by its reason, has no effect, and leaves the link as it was. */
    @Test
    void refusesTransmissionsThatDoNotDecompress()
    {
        pair(preferring("lz4"), config -> config.set(OptionSettings.ACCEPTED, "lz4,zlib"));
        final byte[] sound = transmission(3);
        frame(Compression.RESERVED, pack(Compression.LZ4, sound));
        frame(Compression.GZIP, pack(Compression.GZIP, sound));
        assertEquals(2, count(1, RejectCode.COMPRESSION));
        frame(Compression.ZLIB, pack(Compression.LZ4, sound));
        frame(Compression.LZ4, new byte[]{(byte)0xf0});
        frame(Compression.LZ4, Arrays.copyOf(pack(Compression.LZ4, sound), 40));
        assertEquals(3, count(1, RejectCode.COMPRESSED));
        frame(0xf8 | Compression.LZ4, pack(Compression.LZ4, sound));
        frame(0x08 | Compression.LZ4, pack(Compression.LZ4, sound));
        frame(Compression.LZ4, new byte[0]);
        assertEquals(3, count(1, RejectCode.TRANSMISSION));
        frame(Compression.LZ4, pack(Compression.LZ4, new byte[Limits.MAX_COMPRESSED_TRANSMISSION]));
        frame(Compression.ZLIB, pack(Compression.ZLIB, new byte[100 << 10]));
        frame(Compression.LZ4, pack(Compression.LZ4, transmission(Limits.MAX_COMPRESSED_MESSAGES + 1)));
        assertEquals(3, count(1, RejectCode.COMPRESSION_BOMB));
        assertEquals(0, count(0, RejectCode.UNSOLICITED), "nothing had an effect");
        frame(Compression.LZ4, pack(Compression.LZ4, transmission(Limits.MAX_COMPRESSED_MESSAGES)));
        assertEquals(Limits.MAX_COMPRESSED_MESSAGES, count(0, RejectCode.UNSOLICITED), "each PING was answered");
        assertTrue(link(1, 0).isUp());
    }

    @Test
    void saysWhatIsWrongWithASetting()
    {
        final CoreConfig config = new CoreConfig();
        assertThrows(IllegalArgumentException.class, () -> config.set(OptionSettings.PREFERRED, "zstd"));
        final Settings wrong = Settings.DEFAULTS.with(OptionSettings.ACCEPTED, "lz4,zip");
        assertEquals(
            "hopwire.compression.accepted: no compression is named 'zip': " +
            "there are none, bz2, gzip, lzma, zlib, snappy and lz4",
            assertThrows(IllegalArgumentException.class, () -> OptionSettings.GROUP.check(wrong)).getMessage());
        assertThrows(
            IllegalArgumentException.class,
            () -> pair(preferring("lz4"), other -> other.set(OptionSettings.ACCEPTED, "lz4,zip")));
    }

    private static UnaryOperator<CoreConfig> preferring(final String name)
    {
        return config -> config.set(OptionSettings.PREFERRED, name);
    }

    private void pair(final UnaryOperator<CoreConfig> first, final UnaryOperator<CoreConfig> second)
    {
        nodes(1, SimConfig.of(1), first);
        events.add(new RecordingEvents());
        network.addNode(config -> second.apply(config.discovery(false)), events.get(1));
        network.node(0).bootstrapFrom(network.node(1), true);
        network.run(2 * SECOND);
    }

    private void nodes(final int n, final SimConfig sim, final UnaryOperator<CoreConfig> setup)
    {
        network = new SimNetwork(sim.withNullCrypto(true));
        for (int i = 0; i < n; i++)
        {
            events.add(new RecordingEvents());
            network.addNode(config -> setup.apply(config.discovery(false)), events.get(i));
        }
    }

    private Link link(final int from, final int to)
    {
        return network.node(from).links().byKey(network.node(to).publicKey(), 0);
    }

    private long count(final int node, final SystemCounter counter)
    {
        return network.node(node).counters().get(counter);
    }

    private long count(final int node, final RejectCode code)
    {
        return network.node(node).counters().get(code);
    }

    private void speak(final int node, final int length)
    {
        final byte[] value = new byte[3 + length];
        new MsgPackEncoder().wrap(new UnsafeBuffer(value), 0, value.length).putBinaryHeader(length);
        network.node(node).command(Commands.SPEAK, 1, new ShoutCommand(new UnsafeBuffer(value)));
    }

    private void set(final int from, final long option, final long setting)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[30]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(payload, 0, 30);
        encoder.putArrayHeader(2).putLong(option).putLong(setting);
        BroadcastTest.sendPayload(
            network,
            Operation.SET_CONNECTION_OPT,
            from,
            1 - from,
            new UnsafeBuffer(payload, 0, encoder.length()),
            network.node(from).publicKey());
        network.run(SECOND);
    }

    private void send(final int from, final int to, final int operation, final String hex)
    {
        final UnsafeBuffer payload = new UnsafeBuffer(HexFormat.of().parseHex(hex));
        BroadcastTest.sendPayload(network, operation, from, to, payload, network.node(from).publicKey());
        network.run(SECOND);
    }

    /** Of PINGs, less its header. */
    private byte[] transmission(final int pings)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Limits.MAX_COMPRESSED_TRANSMISSION]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(buffer, 0, buffer.capacity(), Byte.SIZE * network.space().length());
        for (int i = 0; i < pings; i++)
        {
            encoder.beginMessage(
                network.node(0).publicKey(), 0, network.node(1).publicKey(), 0, Operation.PING, false);
            encoder.commitMessage(0);
        }
        final byte[] body = new byte[encoder.finish() - TransmissionFlyweight.HEADER_LENGTH];
        buffer.getBytes(TransmissionFlyweight.HEADER_LENGTH, body);
        return body;
    }

    private static byte[] pack(final int compression, final byte[] body)
    {
        final Codec codec = new Codecs(true).get(compression);
        final byte[] packed = new byte[codec.maxCompressedLength(body.length)];
        return Arrays.copyOf(packed, codec.compress(body, 0, body.length, packed, 0));
    }

    /** From the first node to the second one. */
    private void frame(final int options, final byte[] body)
    {
        final int length = TransmissionFlyweight.HEADER_LENGTH + body.length;
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[length]);
        TransmissionFlyweight.write(frame, 0, Compression.NONE, body.length);
        frame.putByte(1, (byte)options);
        frame.putBytes(TransmissionFlyweight.HEADER_LENGTH, body);
        network.schedule(0, () ->
            assertEquals(0, network.node(0).links().send(link(0, 1), frame, 0, length, network.nowNs())));
        network.run(SECOND);
    }

    private static final class OverTcp implements NodeSetup
    {
        @Override
        public void configure(final CoreConfig config)
        {
            preferring("lz4").apply(config.discovery(false));
        }

        @Override
        public SimSockets sockets(final int node)
        {
            return SimSockets.TCP;
        }
    }
}
