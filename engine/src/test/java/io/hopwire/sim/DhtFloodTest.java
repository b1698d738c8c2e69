package io.hopwire.sim;

import io.hopwire.component.dht.DhtSettings;
import io.hopwire.component.dht.RecordEntry;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.sim.DhtNetwork.Answer;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.StoreCommand;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static io.hopwire.sim.DhtNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Several neighbours flood a relay with STOREs: good ones under keys of their own, as many as they like, and between
 * them what is out of date, too long, forged, not signed, or older than what its owner has signed. The relay keeps no
 * more than it may, of nobody more than one may bring, and nothing that is bad.
 */
class DhtFloodTest
{
    private static final int FLOODERS = 6;
    private static final int ROUNDS = 120;
    private static final long MAX_BYTES = 64 << 10;
    private static final long MAX_OF_WRITER = 16 << 10;
    private static final long MS = 1_000_000L;
    private static final int MAX = 1400;
    private static final int RELAY = 0;
    private static final int OWNER = FLOODERS + 1;

    private final DhtNetwork dht = new DhtNetwork(SimConfig.of(6).withNullCrypto(true));
    private final SimRandom random = new SimRandom(9);
    private long counter;

    @Test
    void keepsNoMoreThanItMayAndNothingBad()
    {
        final SimDisk disk = new SimDisk(dht.network, RELAY, 1_000_000L);
        dht.add((config) -> config.recordDisk(disk)
            .set(DhtSettings.MAX_BYTES, MAX_BYTES).set(DhtSettings.MAX_BYTES_OF_WRITER, MAX_OF_WRITER));
        for (int i = 0; i <= FLOODERS; i++)
        {
            dht.addNode((config) -> config.role(LinkRole.ENDPOINT));
        }
        dht.network.run(20 * SECOND);
        final byte[] earlier = signed("first", 1);
        store(1, SignedRecord.KEY, earlier);
        store(1, SignedRecord.KEY, signed("last", 2));
        final Answer owned = dht.putSigned(OWNER, "owned", "mine");
        assertEquals(DhtCodes.OK, owned.code());

        for (int round = 0; round < ROUNDS; round++)
        {
            for (int from = 1; from <= FLOODERS; from++)
            {
                flood(from, round, earlier);
            }
            dht.network.run(SECOND / 5);
            assertTrue(disk.bytes() <= MAX_BYTES, "on disk: " + disk.bytes());
            assertTrue(kept() <= MAX_BYTES / RecordEntry.OVERHEAD, "records: " + kept());
        }
        if (Boolean.getBoolean("hopwire.test.figures"))
        {
            System.out.println("flood: " + FLOODERS * ROUNDS * 6 + " STOREs, " + kept() + " records kept, " +
                disk.bytes() + " bytes on disk, " + rejected(RejectCode.DHT_REFUSED) +
                " refused for room, writer, age and length, " +
                rejected(RejectCode.DHT_FORGED) + " forged, " + rejected(RejectCode.DHT_UNCHECKED) + " not checked, " +
                rejected(RejectCode.DHT_NOT_OWNER) + " of others, " + rejected(RejectCode.DHT_OLDER) + " older");
        }
        assertTrue(rejected(RejectCode.DHT_OLDER) > ROUNDS && rejected(RejectCode.DHT_NOT_OWNER) > ROUNDS);
        assertTrue(rejected(RejectCode.DHT_FORGED) >= FLOODERS && rejected(RejectCode.DHT_REFUSED) > ROUNDS);
        // The flood has filled what it may, and not more than four of six had room.
        assertTrue(disk.bytes() > MAX_OF_WRITER, "on disk: " + disk.bytes());
        assertEquals("mine", dht.readAny(OWNER, "owned").text());
        assertEquals(owned.version(), dht.read(1, "owned").version());
        assertEquals("last", dht.readAny(OWNER, "key").text());
        assertEquals(DhtCodes.OK, dht.putSigned(OWNER, "owned", "ours").code());
        assertEquals(DhtCodes.NOT_OWNER, dht.run(1, new StoreCommand(
            StoreCommand.DELETE, DhtNetwork.utf8("owned"), null)).code());
    }

    @Test
    void oneWriterLeavesRoomForOthers()
    {
        dht.add((config) -> config
            .set(DhtSettings.MAX_BYTES, MAX_BYTES).set(DhtSettings.MAX_BYTES_OF_WRITER, MAX_OF_WRITER));
        dht.addNode((config) -> config.role(LinkRole.ENDPOINT));
        dht.addNode((config) -> config.role(LinkRole.ENDPOINT));
        dht.network.run(20 * SECOND);
        for (int i = 0; i < 200; i++)
        {
            storeOne(1, i);
        }
        final long ofOne = kept();
        assertTrue(ofOne > 10 && ofOne <= MAX_OF_WRITER / RecordEntry.OVERHEAD, "records: " + ofOne);
        storeOne(2, 1000);
        assertEquals(ofOne + 1, kept());
    }

    private void flood(final int from, final int round, final byte[] earlier)
    {
        storeOne(from, from * ROUNDS + round);
        final SignedRecord record = record("late");
        record.timestampMs -= 61_000;
        record.isSigned = false;
        final byte[] key = {'x', (byte)from, (byte)round};
        store(from, key, record.bytes());
        record.timestampMs += 61_000;
        record.value = "l".repeat(900);
        store(from, key, record.bytes());
        final byte[] forged = signed("forged", 3);
        forged[forged.length - 1 - random.nextInt(64)] ^= 1;
        store(from, SignedRecord.KEY, forged);
        record.value = "unsigned";
        record.version = 4;
        store(from, SignedRecord.KEY, record.bytes());
        store(from, SignedRecord.KEY, earlier);
    }

    /** As much as one likes, under a key of one's own. */
    private void storeOne(final int from, final int number)
    {
        final SignedRecord record = record("v".repeat(1 + random.nextInt(500)));
        record.isSigned = false;
        store(from, Integer.toString(number).getBytes(StandardCharsets.US_ASCII), record.bytes());
        dht.network.run(SECOND / 100);
    }

    private byte[] signed(final String value, final long version)
    {
        final SignedRecord record = record(value);
        record.version = version;
        record.change = version;
        return record.bytes();
    }

    private SignedRecord record(final String value)
    {
        final SignedRecord record = new SignedRecord();
        record.value = value;
        record.timestampMs = dht.network.nowNs() / MS;
        return record;
    }

    private void store(final int from, final byte[] key, final byte[] record)
    {
        counter = Math.max(counter + 1, dht.network.nowNs() / MS);
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[MAX]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(frame, 0, MAX, Byte.SIZE * 32);
        final SimNode relay = dht.network.node(RELAY);
        final int at = encoder.beginMessage(
            dht.network.node(from).publicKey(), 0, relay.publicKey(), 0, Operation.STORE, false);
        final MsgPackEncoder message = new MsgPackEncoder().wrap(frame, at, encoder.payloadCapacity())
            .putArrayHeader(7).putBinary(new UnsafeBuffer(SignedRecord.address(key)), 0, 32)
            .putBinary(new UnsafeBuffer(key), 0, key.length)
            .putEncoded(new UnsafeBuffer(record), 0, record.length).putLong(5).putLong(counter).putLong(0);
        encoder.commitMessage(message.length());
        final int whole = encoder.finish();
        final byte[] bytes = Arrays.copyOf(frame.byteArray(), whole);
        final LinkTable links = dht.network.node(from).links();
        dht.network.schedule(0, () ->
        {
            final Link link = links.byKey(relay.publicKey(), 0);
            links.send(link, new UnsafeBuffer(bytes), 0, whole, dht.network.nowNs());
        });
        dht.network.run(MS);
    }

    private long kept()
    {
        return dht.network.node(RELAY).counters().get(SystemCounter.DHT_RECORDS);
    }

    private long rejected(final RejectCode code)
    {
        return dht.network.node(RELAY).counters().get(code);
    }
}
