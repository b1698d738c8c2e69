package io.hopwire.component.dht;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.crypto.OwnAddress;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Settings;
import io.hopwire.wire.MsgPackEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * What a node that votes says and when: by the rules of ballots, and not before what it says lasts.
 */
class VoterTest
{
    private static final long MS = 1_000_000L;
    private static final long NOW_MS = 1_600_000_000_000L;
    private static final long NOW = NOW_MS * MS;
    private static final int LENGTH = 32;
    private static final long WRITER = 77;
    private static final EntropySource ENTROPY = new EntropySource()
    {
        private long next;

        @Override
        public void nextBytes(final byte[] dst, final int offset, final int length)
        {
            throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong()
        {
            return ++next * 0x9e3779b97f4a7c15L;
        }
    };

    private final AddressSpace space = new AddressSpace(LENGTH);
    private final SlowStore store = new SlowStore();
    private final Counters counters = new Counters(new UnsafeBuffer(new byte[Counters.LENGTH]));
    private final List<String> said = new ArrayList<>();
    private final DirectBuffer key = new UnsafeBuffer(new byte[]{'k'});
    private final NewRecord next = new NewRecord(new UnsafeBuffer(new byte[LENGTH]));

    @Test
    void keepsTheRulesOfBallots()
    {
        final Voter voter = voter(Settings.DEFAULTS);
        promise(voter, 1, 10, 1);
        promise(voter, 2, 10, 1);
        promise(voter, 3, 9, 5);
        promise(voter, 4, 10, 0);
        store(voter, 5, 10, 0, 1);
        store(voter, 6, 10, 1, 1);
        store(voter, 7, 10, 1, 1);
        promise(voter, 8, 12, 0);
        store(voter, 9, 11, 0, 2);
        store(voter, 10, 10, 1, 1);
        store(voter, 11, 13, 0, 3);
        assertEquals(List.of(
            "1 promised 0.0", "2 promised 0.0", "3 refused 1 for 10", "4 refused 1 for 10", "5 refused 1 for 10",
            "6 stored", "7 stored", "8 promised 10.1", "9 refused 1 for 12", "10 stored", "11 stored"), said);
        promise(voter, 12, 14, 0);
        assertEquals("12 promised 13.0", said.get(11));
    }

    @Test
    void saysNothingBeforeItLasts()
    {
        final Voter voter = voter(Settings.DEFAULTS);
        store.isSlow = true;
        promise(voter, 1, 10, 1);
        store(voter, 2, 10, 1, 1);
        promise(voter, 3, 11, 1);
        promise(voter, 4, 12, 1);
        assertEquals(List.of(), said);
        last(voter, 1);
        assertEquals(List.of(), said, "what was promised has been overtaken, and would tell of what came later");
        last(voter, 2);
        last(voter, 4);
        assertEquals(List.of("2 stored", "4 promised 10.1"), said);
    }

    @Test
    void refusesWhereTooMuchWaits()
    {
        final Voter voter = voter(Settings.DEFAULTS.with(DhtSettings.MAX_HELD, 2));
        store.isSlow = true;
        for (int i = 1; i <= 3; i++)
        {
            store(voter, i, 10 + i, 1, i);
        }
        assertEquals(List.of("3 refused 2 for 0"), said);
        last(voter, 2);
        store(voter, 4, 20, 1, 4);
        last(voter, 3);
        assertEquals(List.of("3 refused 2 for 0", "1 stored", "2 stored", "4 stored"), said);
    }

    @Test
    void refusesWhereTheDiskTakesNothing()
    {
        final Voter voter = voter(Settings.DEFAULTS);
        store.isFull = true;
        promise(voter, 1, 10, 1);
        store(voter, 2, 10, 1, 1);
        assertEquals(List.of("1 refused 2 for 0", "2 refused 2 for 0"), said);
        assertEquals(0, store.size());
    }

    @Test
    void refusesWhatIsOutOfDateOrFromTheFuture()
    {
        final Voter voter = voter(Settings.DEFAULTS);
        promise(voter, 1, NOW_MS + 31_000, 1);
        store(voter, 2, NOW_MS + 31_000, 1, 1);
        next.timestampMs = NOW_MS - 10_000;
        next.ttlS = 10;
        storeNext(voter, 3, 10, 1);
        next.timestampMs = NOW_MS + 31_000;
        storeNext(voter, 4, 10, 1);
        assertEquals(List.of("1 refused 5 for 0", "2 refused 5 for 0", "3 refused 4 for 0", "4 refused 5 for 0"), said);
        assertEquals(0, store.size());
    }

    @Test
    void countsWhatOneWriterHasBrought()
    {
        final Voter voter = voter(Settings.DEFAULTS.with(DhtSettings.MAX_BYTES_OF_WRITER, 4096L));
        int stored = 0;
        for (int i = 0; i < 40; i++)
        {
            said.clear();
            final DirectBuffer other = new UnsafeBuffer(new byte[]{'k', (byte)i});
            final Record record = record(i + 1);
            voter.store(Voter.ITSELF, question(other, i << 1, 10, 1), record, WRITER, NOW);
            stored += said.get(0).endsWith("stored") ? 1 : 0;
        }
        assertEquals(stored, store.size());
        assertEquals(4096 / RecordEntry.charge(2, recordLength()), stored);
        assertEquals("39 refused 3 for 0", said.get(0));
        final DirectBuffer last = new UnsafeBuffer(new byte[]{'k', 99});
        voter.store(Voter.ITSELF, question(last, 200, 10, 1), record(1), WRITER + 1, NOW);
        assertEquals("100 stored", said.get(1), "somebody else");
    }

    private void last(final Voter voter, final long write)
    {
        store.lasting = write;
        while (voter.hasNews())
        {
            voter.tell(NOW);
        }
    }

    private Voter voter(final Settings settings)
    {
        final OwnAddress own = new OwnAddress(new UnsafeBuffer(new byte[LENGTH]), space);
        final Holder holder = new Holder(settings, own, store, ENTROPY, counters);
        final Voter voter = new Voter(
            holder, null, settings.get(DhtSettings.MAX_HELD), null, null, counters,
            (nowNs) -> assertEquals(NOW, nowNs));
        voter.itself(new Saying());
        return voter;
    }

    private void promise(final Voter voter, final int id, final long counter, final long node)
    {
        voter.promise(Voter.ITSELF, question(key, id << 1, counter, node), WRITER, NOW);
    }

    private void store(final Voter voter, final int id, final long counter, final long node, final long version)
    {
        voter.store(Voter.ITSELF, question(key, id << 1, counter, node), record(version), WRITER, NOW);
    }

    private void storeNext(final Voter voter, final int id, final long counter, final long node)
    {
        voter.store(Voter.ITSELF, question(key, id << 1, counter, node), encode(), WRITER, NOW);
    }

    private Question question(final DirectBuffer of, final long id, final long counter, final long node)
    {
        final UnsafeBuffer address = new UnsafeBuffer(new byte[LENGTH]);
        address.putBytes(0, new Place(space).of(of, 0, of.capacity()), 0, LENGTH);
        final Question question = new Question().set(address, of, of.capacity(), counter, node);
        question.id = id;
        return question;
    }

    private Record record(final long version)
    {
        next.version = version;
        next.timestampMs = NOW_MS;
        next.ttlS = 60;
        next.change = version;
        return encode();
    }

    private int recordLength()
    {
        return record(1).length();
    }

    private Record encode()
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[200]);
        final MsgPackEncoder encoder = new MsgPackEncoder().wrap(buffer, 0, 200);
        Record.encode(encoder, next, new UnsafeBuffer(new byte[]{7}), 0, 1);
        return new Record().wrap(buffer, 0, encoder.length());
    }

    private final class Saying implements Voter.Itself
    {
        @Override
        public void onPromised(final long id, final RecordEntry entry, final long nowNs)
        {
            said.add((id >> 1) + " promised " + entry.acceptedCounter + "." + entry.acceptedNode);
        }

        @Override
        public void onStored(final long id, final long nowNs)
        {
            said.add((id >> 1) + " stored");
        }

        @Override
        public void onRefused(final long id, final int refusal, final long promisedCounter, final long nowNs)
        {
            said.add((id >> 1) + " refused " + refusal + " for " + promisedCounter);
        }
    }

    /** As one whose disk takes its time. */
    private static final class SlowStore implements RecordStore
    {
        private final MemoryStore memory = new MemoryStore(LENGTH, ENTROPY);
        private boolean isSlow;
        private boolean isFull;
        private long writes;
        private long lasting;

        @Override
        public boolean isSlow()
        {
            return isSlow;
        }

        @Override
        public boolean hasRoom()
        {
            return !isFull;
        }

        @Override
        public long lasting()
        {
            return lasting;
        }

        @Override
        public RecordEntry find(final DirectBuffer address, final int offset)
        {
            return memory.find(address, offset);
        }

        @Override
        public RecordEntry add(
            final DirectBuffer address,
            final int offset,
            final DirectBuffer key,
            final int keyOffset,
            final int keyLength)
        {
            return memory.add(address, offset, key, keyOffset, keyLength);
        }

        @Override
        public long keep(final RecordEntry entry)
        {
            return isSlow ? ++writes : LASTS;
        }

        @Override
        public void remove(final RecordEntry entry)
        {
            memory.remove(entry);
        }

        @Override
        public int size()
        {
            return memory.size();
        }

        @Override
        public RecordEntry get(final int place)
        {
            return memory.get(place);
        }
    }
}
