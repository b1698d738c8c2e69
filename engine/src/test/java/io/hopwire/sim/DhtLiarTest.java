package io.hopwire.sim;

import io.hopwire.crypto.identity.RecordKeys;
import io.hopwire.link.LinkRole;
import io.hopwire.sim.DhtNetwork.Answer;
import io.hopwire.spi.DhtCodes;
import io.hopwire.spi.RecordDisk;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.StoreCommand;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.nio.ByteOrder;

import static io.hopwire.sim.DhtNetwork.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Some of those who keep a signed record lie about it, with a ballot later than that of all others: whoever reads finds
 * what its owner has stored.
 */
class DhtLiarTest
{
    private static final int HONEST = 9;
    private static final int LIARS = 2;
    private static final long MS = 1_000_000L;

    private final DhtNetwork dht = new DhtNetwork(SimConfig.of(4).withNullCrypto(true));
    private final SignedRecord truth = record("true");
    private final SignedRecord lie = record("lie");

    private SignedRecord record(final String value)
    {
        final SignedRecord record = new SignedRecord();
        record.value = value;
        record.version = 5;
        record.timestampMs = dht.network.nowNs() / MS + 30_000;
        return record;
    }

    @Test
    void readsWhatIsTrueWhereNobodyLies()
    {
        begin(truth.bytes());
        assertEquals(0, rejected(RejectCode.DHT_FORGED));
        readAll("true");
    }

    @Test
    void altersNothing()
    {
        final byte[] altered = truth.bytes();
        altered[1] = 'l';
        begin(altered);
        readAll("true");
        assertTrue(rejected(RejectCode.DHT_FORGED) > 0, "nobody has lied");
    }

    /** However many lie: who is told nothing else is told nothing. */
    @Test
    void altersNothingForWhoTakesTheFirstAnswer()
    {
        final byte[] altered = truth.bytes();
        altered[1] = 'l';
        begin(altered, 3, 8);
        for (int i = 0; i < 8; i++)
        {
            dht.addNode((config) -> config.role(LinkRole.ENDPOINT));
        }
        dht.network.run(10 * SECOND);
        final long before = rejected(RejectCode.DHT_FORGED);
        for (int i = HONEST + LIARS; i < dht.network.size(); i++)
        {
            final Answer any = dht.readAny(i, "key");
            assertTrue(DhtCodes.OK != any.code() || "true".equals(any.text()), any::toString);
        }
        assertTrue(rejected(RejectCode.DHT_FORGED) > before, "no liar was asked first");
    }

    @Test
    void leavesNoSignatureAway()
    {
        lie.isSigned = false;
        lie.version = 9;
        begin(lie.bytes());
        readAll("true");
    }

    @Test
    void isNoOtherOwner()
    {
        lie.seed = SignedRecord.seed(2);
        lie.version = 9;
        begin(lie.bytes());
        readAll("true");
        final UnsafeBuffer owner = new UnsafeBuffer(RecordKeys.publicKey(truth.seed));
        for (int i = 0; i < dht.network.size(); i++)
        {
            final Answer any = dht.run(
                i, new StoreCommand(StoreCommand.READ_ANY, DhtNetwork.utf8("key"), null).ofOwner(owner));
            assertTrue(DhtCodes.OK != any.code() || "true".equals(any.text()), any::toString);
        }
    }

    @Test
    void goesNotBack()
    {
        lie.version = 4;
        lie.change = 2;
        begin(lie.bytes());
        readAll("true");
    }

    /** Of what nobody else has there is nothing to tell a lie by: that is not promised. */
    @Test
    void isBelievedByWhoTakesTheFirstAnswerOfWhatTheOwnerHasStoredBefore()
    {
        lie.version = 4;
        lie.change = 2;
        begin(lie.bytes());
        boolean isOld = false;
        for (int i = 0; i < dht.network.size(); i++)
        {
            isOld |= "lie".equals(dht.readAny(i, "key").text());
        }
        assertTrue(isOld, "then say so in the documents");
    }

    private void readAll(final String expected)
    {
        for (int i = 0; i < HONEST; i++)
        {
            final Answer answer = dht.read(i, "key");
            assertNotEquals(DhtCodes.NOT_FOUND, answer.code());
            assertEquals(expected, answer.text(), "node " + i);
            assertEquals(5, answer.version());
        }
    }

    private void begin(final byte[] told)
    {
        begin(told, HONEST, LIARS);
    }

    private void begin(final byte[] told, final int honest, final int liars)
    {
        final long nowMs = dht.network.nowNs() / MS;
        for (int i = 0; i < honest + liars; i++)
        {
            final byte[] record = i < honest ? truth.bytes() : told;
            final long ballot = i < honest ? nowMs + 1 : nowMs + 2;
            final UnsafeBuffer pair = pair(record, ballot, nowMs + 80_000);
            dht.add((config) -> config.recordDisk(new Preloaded(pair)));
        }
        dht.network.run(40 * SECOND);
    }

    /** As {@code DiskRecord} draws it. */
    private static UnsafeBuffer pair(final byte[] record, final long ballot, final long forgetMs)
    {
        final UnsafeBuffer pair = new UnsafeBuffer(new byte[56 + SignedRecord.KEY.length + record.length]);
        pair.putByte(0, (byte)1);
        pair.putShort(2, (short)SignedRecord.KEY.length, ByteOrder.LITTLE_ENDIAN);
        pair.putInt(4, record.length, ByteOrder.LITTLE_ENDIAN);
        pair.putLong(8, ballot, ByteOrder.LITTLE_ENDIAN);
        pair.putLong(24, ballot, ByteOrder.LITTLE_ENDIAN);
        pair.putLong(48, forgetMs, ByteOrder.LITTLE_ENDIAN);
        pair.putBytes(56, SignedRecord.KEY);
        pair.putBytes(56 + SignedRecord.KEY.length, record);
        return pair;
    }

    private long rejected(final RejectCode code)
    {
        long sum = 0;
        for (int i = 0; i < dht.network.size(); i++)
        {
            sum += dht.network.node(i).counters().get(code);
        }
        return sum;
    }

    /** A disk with one pair; what is written lasts at once, and is forgotten. */
    private static final class Preloaded implements RecordDisk
    {
        private final UnsafeBuffer pair;
        private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MAX_LENGTH]);
        private long written;

        Preloaded(final UnsafeBuffer pair)
        {
            this.pair = pair;
        }

        @Override
        public void load(final PairHandler handler)
        {
            handler.onPair(new UnsafeBuffer(SignedRecord.address()), pair);
        }

        @Override
        public boolean hasRoom()
        {
            return true;
        }

        @Override
        public int tryClaim(final int keyLength, final int valueLength)
        {
            return 0;
        }

        @Override
        public MutableDirectBuffer buffer()
        {
            return buffer;
        }

        @Override
        public long commit()
        {
            return ++written;
        }

        @Override
        public long lasting()
        {
            return written;
        }
    }
}
