package io.hopwire.sim;

import io.hopwire.component.dht.DhtSettings;
import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.Operation;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A neighbour that stores what is not signed by whom it says, or over what somebody else has signed: nothing of it is
 * kept, each has its counter and its reason.
 */
class DhtForgeryTest
{
    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final int MAX = 1150;

    private final SimNetwork network = new SimNetwork(SimConfig.of(1).withNullCrypto(true));
    private final SignedRecord record = new SignedRecord();
    private long counter = 10;

    @BeforeEach
    void twoNodes()
    {
        network.addNode((config) -> config.discovery(false).role(LinkRole.ENDPOINT), new RecordingEvents());
        network.addNode((config) -> config.discovery(false), new RecordingEvents());
        network.node(0).bootstrapFrom(network.node(1), true);
        network.run(5 * SECOND);
        record.timestampMs = network.nowNs() / MS;
    }

    @Test
    void takesWhatIsSigned()
    {
        store(record.bytes());
        assertEquals(1, kept());
        assertEquals(1, stored());
        assertEquals(1, checked());
    }

    @Test
    void keepsNothingThatIsForgedOrAltered()
    {
        record.version = 2;
        final byte[] good = record.bytes();
        // The value; the owner; the version; the time; the signature.
        for (final int at : new int[]{1, 5, 37, 46, good.length - 64, good.length - 1})
        {
            final byte[] bad = good.clone();
            bad[at] ^= 1;
            store(bad);
        }
        assertEquals(0, stored());
        assertEquals(0, kept());
        assertEquals(6, rejected(RejectCode.DHT_FORGED));
        assertEquals(0, rejected(RejectCode.PAYLOAD));
    }

    @Test
    void keepsNothingWithASignatureOfAnotherLength()
    {
        for (final int length : new int[]{0, 1, 32, 63, 65, 128})
        {
            record.signatureLength = length;
            store(record.bytes());
        }
        assertEquals(6, rejected(RejectCode.PAYLOAD));
        assertEquals(0, checked());
        assertEquals(0, kept());
    }

    /** For points of small order anybody could sign. */
    @Test
    void keysOfSmallOrderOwnNothing()
    {
        final byte[] bytes = record.bytes();
        for (int i = 5; i < 5 + 32; i++)
        {
            bytes[i] = 0;
        }
        bytes[5] = 1;
        for (int i = bytes.length - 64; i < bytes.length; i++)
        {
            bytes[i] = 0;
        }
        bytes[bytes.length - 64] = 1;
        store(bytes);
        assertEquals(1, rejected(RejectCode.DHT_FORGED));
        assertEquals(0, kept());
    }

    @Test
    void nobodyStoresOverWhatSomebodyElseHasSigned()
    {
        record.version = 5;
        final byte[] first = record.bytes();
        store(first);
        record.version = 6;
        record.seed = SignedRecord.seed(2);
        store(record.bytes());
        record.isSigned = false;
        store(record.bytes());
        record.seed = SignedRecord.seed(1);
        // By name only.
        store(record.bytes());
        assertEquals(3, rejected(RejectCode.DHT_NOT_OWNER));
        assertEquals(1, checked());
        record.isSigned = true;
        store(record.bytes());
        assertEquals(2, stored());
    }

    /** Who has a record of the owner's from before can not bring it back, whatever ballot he makes. */
    @Test
    void nobodyGoesBackBehindWhatTheOwnerHasSigned()
    {
        record.version = 5;
        final byte[] old = record.bytes();
        record.version = 6;
        record.change = 2;
        final byte[] other = record.bytes();
        record.change = 3;
        final byte[] last = record.bytes();
        store(old);
        store(last);
        store(old);
        store(other);
        assertEquals(2, rejected(RejectCode.DHT_OLDER));
        assertEquals(2, stored());
        // The same again is what anybody does who reads and stores again what a majority has.
        store(last);
        assertEquals(3, stored());
        assertEquals(2, checked());
    }

    @Test
    void copiesAreCheckedToo()
    {
        final byte[] good = record.bytes();
        final byte[] bad = good.clone();
        bad[1] ^= 1;
        copy(bad);
        assertEquals(0, kept());
        copy(good);
        assertEquals(1, kept());
        record.seed = SignedRecord.seed(2);
        copy(record.bytes());
        assertEquals(1, rejected(RejectCode.DHT_FORGED));
        assertEquals(1, rejected(RejectCode.DHT_NOT_OWNER));
    }

    /** Who brings forgeries keeps the worker busy with a few of them, and then with none for a while. */
    @Test
    void forgeriesAreBoundedForEachNeighbour()
    {
        final byte[] bad = record.bytes();
        for (int i = 0; i < 100; i++)
        {
            bad[bad.length - 1] ^= 1;
            bad[bad.length - 2] = (byte)i;
            store(bad);
        }
        final int most = DhtSettings.MAX_CHECKS_OF_WRITER.defaultValue();
        assertEquals(most, checked());
        assertEquals(100 - most, rejected(RejectCode.DHT_UNCHECKED));
        network.run(20 * SECOND);
        store(record.bytes());
        assertEquals(1, stored());
    }

    private void store(final byte[] bytes)
    {
        counter++;
        say((encoder) -> encoder.putArrayHeader(7)
            .putBinary(new UnsafeBuffer(SignedRecord.address()), 0, 32)
            .putBinary(new UnsafeBuffer(SignedRecord.KEY), 0, 3)
            .putEncoded(new UnsafeBuffer(bytes), 0, bytes.length).putLong(5).putLong(counter).putLong(0));
    }

    private void copy(final byte[] bytes)
    {
        say((encoder) -> encoder.putArrayHeader(8)
            .putBinary(new UnsafeBuffer(SignedRecord.address()), 0, 32)
            .putBinary(new UnsafeBuffer(SignedRecord.KEY), 0, 3)
            .putEncoded(new UnsafeBuffer(bytes), 0, bytes.length).putLong(5).putLong(0).putLong(0).putLong(60));
    }

    private void say(final Consumer<MsgPackEncoder> payload)
    {
        final UnsafeBuffer frame = new UnsafeBuffer(new byte[MAX]);
        final TransmissionEncoder encoder = new TransmissionEncoder();
        encoder.wrap(frame, 0, MAX, Byte.SIZE * 32);
        final int at = encoder.beginMessage(
            network.node(0).publicKey(), 0, network.node(1).publicKey(), 0, Operation.STORE, false);
        final MsgPackEncoder message = new MsgPackEncoder().wrap(frame, at, encoder.payloadCapacity());
        payload.accept(message);
        encoder.commitMessage(message.length());
        final int whole = encoder.finish();
        network.schedule(0, () ->
        {
            final LinkTable links = network.node(0).links();
            final Link link = links.byKey(network.node(1).publicKey(), 0);
            assertEquals(0, links.send(link, frame, 0, whole, network.nowNs()));
        });
        network.run(SECOND / 20);
    }

    private long kept()
    {
        return network.node(1).counters().get(SystemCounter.DHT_RECORDS);
    }

    private long stored()
    {
        return network.node(1).counters().get(SystemCounter.DHT_STORED);
    }

    private long checked()
    {
        return network.node(1).counters().get(SystemCounter.DHT_SIGNATURES);
    }

    private long rejected(final RejectCode code)
    {
        return network.node(1).counters().get(code);
    }
}
