package io.hopwire.component.dht;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;

/**
 * The node as one of those that keep a record and vote on its changes: an acceptor of single-decree Paxos for each key,
 * whose decree may be replaced by the next ballot (Rystsov, CASPaxos, 2018). It promises a ballot that is later than
 * any it has promised, and tells what it has accepted; and it accepts a record with a ballot no earlier than that.
 * <p>
 * What is stored again, by whoever keeps it, is what was accepted before, with its ballot: a message that was late.
 * Limits are counted here: records and bytes of the node, and bytes of each neighbour that brought them. Allocates for
 * new entries, and for records that are longer than those before. Not thread-safe.
 */
final class Holder
{
    private static final long MS_NS = 1_000_000L;
    private static final long SECOND_MS = 1000;
    /** How long a promise is kept of a key of which no record comes: longer than any change is under way. */
    private static final long PROMISE_MS = 120_000;
    private static final int COPIES_SHIFT = 2;

    private final RecordStore store;
    private final EntropySource entropy;
    private final Counters counters;
    private final Long2LongHashMap bytesOfWriter = new Long2LongHashMap(0);
    private final int maxRecordLength;
    private final int maxRecords;
    private final long maxBytes;
    private final long maxBytesOfWriter;
    private final long maxTtlMs;
    private final long maxCopyMs;
    private final long skewMs;
    private final long republishNs;
    private final long ownName;
    private final Record kept = new Record();
    private long bytes;
    private int copies;
    private RecordEntry entry;

    Holder(
        final Settings settings,
        final OwnAddress own,
        final RecordStore store,
        final EntropySource entropy,
        final Counters counters)
    {
        this.store = store;
        this.entropy = entropy;
        this.counters = counters;
        maxRecordLength = DhtMessages.maxRecordLength(own.space().length());
        maxRecords = settings.get(DhtSettings.MAX_RECORDS);
        maxBytes = settings.get(DhtSettings.MAX_BYTES);
        maxBytesOfWriter = settings.get(DhtSettings.MAX_BYTES_OF_WRITER);
        maxTtlMs = settings.get(DhtSettings.MAX_TTL) / MS_NS;
        maxCopyMs = settings.get(DhtSettings.CACHE) / MS_NS;
        skewMs = settings.get(DhtSettings.CLOCK_SKEW) / MS_NS;
        republishNs = settings.get(DhtSettings.REPUBLISH);
        ownName = own.shortName();
        for (int i = 0; i < store.size(); i++)
        {
            adopt(store.get(i));
        }
        counters.set(SystemCounter.DHT_RECORDS, store.size());
    }

    /** What was there before the node began: more than it may keep by now, perhaps, but it has given its word. */
    private void adopt(final RecordEntry of)
    {
        bytes += of.charge();
        bytesOfWriter.put(of.writer, bytesOfWriter.get(of.writer) + of.charge());
    }

    /** It begins to look after what it keeps. */
    void start(final long nowNs)
    {
        for (int i = 0; i < store.size(); i++)
        {
            final RecordEntry of = store.get(i);
            of.republishNs = 0 == of.republishNs ? later(nowNs) : of.republishNs;
        }
    }

    RecordStore store()
    {
        return store;
    }

    /** The entry that the last question was about. */
    RecordEntry entry()
    {
        return entry;
    }

    /**
     * Something to read: a record that is good.
     *
     * @return its entry, or null.
     */
    RecordEntry find(final DirectBuffer address, final int offset, final long nowNs)
    {
        final RecordEntry found = store.find(address, offset);
        return null != found && found.recordLength > 0 && found.forgetMs > nowNs / MS_NS ? found : null;
    }

    /**
     * Promise to accept nothing with an earlier ballot than this one.
     *
     * @param key    that it is about, see {@link Question}.
     * @param writer eight bytes of who asks.
     * @return one of {@link Refusal}; {@link #entry} is the entry where it is {@link Refusal#NONE} or
     * {@link Refusal#BALLOT}.
     */
    int promise(final Question key, final long writer, final long nowNs)
    {
        final long nowMs = nowNs / MS_NS;
        if (key.counter > nowMs + skewMs)
        {
            return Refusal.CLOCK;
        }
        int refusal = Refusal.NONE;
        entry = current(key, nowMs);
        if (null == entry)
        {
            refusal = add(key, 0, writer, nowMs + PROMISE_MS);
        }
        else if (isEarlier(key, entry.promisedCounter, entry.promisedNode))
        {
            refusal = Refusal.BALLOT;
        }
        if (Refusal.NONE == refusal)
        {
            makeOriginal(entry);
            entry.promisedCounter = key.counter;
            entry.promisedNode = key.node;
            entry.forgetMs = 0 == entry.recordLength ? nowMs + PROMISE_MS : entry.forgetMs;
        }
        return refusal;
    }

    /**
     * Accept a record.
     *
     * @param key    that it is of, and the ballot.
     * @param offered the record.
     * @param writer eight bytes of who brings it.
     * @return one of {@link Refusal}, as {@link #promise}.
     */
    int accept(final Question key, final Record offered, final long writer, final long nowNs)
    {
        final long nowMs = nowNs / MS_NS;
        final int refusal = refusal(key, offered, nowMs);
        if (Refusal.NONE != refusal)
        {
            return refusal;
        }
        entry = current(key, nowMs);
        if (null != entry && isEarlier(key, entry.promisedCounter, entry.promisedNode))
        {
            // What it has already is no news; somebody else keeps it alive.
            return entry.isAccepted(key.counter, key.node) ? again(nowNs) : Refusal.BALLOT;
        }
        if (null != entry && entry.isAccepted(key.counter, key.node))
        {
            return again(nowNs);
        }
        final int notOwner = isVote(entry) ? refusalOfOwner(offered) : Refusal.NONE;
        if (Refusal.NONE != notOwner)
        {
            return notOwner;
        }
        final int room = null == entry ?
            add(key, offered.length(), writer, nowMs) : charge(entry, offered.length(), writer);
        if (Refusal.NONE == room)
        {
            put(key, offered, nowNs);
        }
        return room;
    }

    /**
     * What would come of a record that says it is signed, as far as that can be told without a look at the signature.
     *
     * @param key     that it is of, and the ballot.
     * @param offered the record.
     * @param isCopy  whether it is a copy.
     * @return one of {@link Refusal}, as {@link #accept}.
     */
    int preview(final Question key, final Record offered, final boolean isCopy, final long nowNs)
    {
        final long nowMs = nowNs / MS_NS;
        final int refusal = refusal(key, offered, nowMs);
        if (Refusal.NONE != refusal)
        {
            return refusal;
        }
        entry = current(key, nowMs);
        if (null == entry || entry.isCopy && !isCopy)
        {
            return Refusal.NONE;
        }
        final boolean isEarlier = isCopy ? !entry.isCopy : isEarlier(key, entry.promisedCounter, entry.promisedNode);
        return isEarlier ? Refusal.BALLOT : refusalOfOwner(offered);
    }

    /**
     * Whether the record is the one that is here, of which the signature was checked when it came, or has come with the
     * ballot that is accepted, so that nothing will be kept of it.
     */
    boolean isKnown(final Question key, final Record offered, final long nowNs)
    {
        final RecordEntry known = find(key.address, key.addressOffset, nowNs);
        if (isVote(known) && known.isAccepted(key.counter, key.node))
        {
            return true;
        }
        if (null == known || known.recordLength != offered.length())
        {
            return false;
        }
        for (int i = 0; i < known.recordLength; i++)
        {
            if (known.record.getByte(i) != offered.buffer().getByte(offered.offset() + i))
            {
                return false;
            }
        }
        return true;
    }

    private static boolean isVote(final RecordEntry of)
    {
        return null != of && !of.isCopy;
    }

    /**
     * Over a signed record goes only a later one of the same owner: who reads a majority and stores again what he has
     * found brings the same version, and what was signed once is of no use to go back to it.
     */
    private int refusalOfOwner(final Record offered)
    {
        if (0 == entry.recordLength || !kept.wrap(entry.record, 0, entry.recordLength).isSigned())
        {
            return Refusal.NONE;
        }
        if (!offered.isSigned() || !offered.isOf(kept.owner(), kept.ownerOffset()))
        {
            return Refusal.OWNER;
        }
        final boolean isOlder = offered.version() < kept.version() ||
            offered.version() == kept.version() && offered.change() != kept.change();
        return isOlder ? Refusal.OLDER : Refusal.NONE;
    }

    private int refusal(final Question key, final Record offered, final long nowMs)
    {
        if (key.counter > nowMs + skewMs || offered.timestampMs() > nowMs + skewMs)
        {
            return Refusal.CLOCK;
        }
        if (offered.isExpired(nowMs))
        {
            return Refusal.EXPIRED;
        }
        return offered.length() + key.keyLength > maxRecordLength ? Refusal.TOO_LONG : Refusal.NONE;
    }

    /**
     * Keep a copy for a while, of what somebody has found elsewhere. It is read, and that is all: when a ballot is to
     * be promised it is as if it were not there.
     *
     * @param holdS seconds.
     */
    int copy(final Question key, final Record offered, final long holdS, final long writer, final long nowNs)
    {
        final long nowMs = nowNs / MS_NS;
        final int refusal = refusal(key, offered, nowMs);
        if (Refusal.NONE != refusal)
        {
            return refusal;
        }
        entry = current(key, nowMs);
        if (null != entry && !entry.isCopy)
        {
            return Refusal.BALLOT;
        }
        if (null == entry && copies >= maxRecords >> COPIES_SHIFT)
        {
            return Refusal.ROOM;
        }
        final boolean isNew = null == entry;
        final int notOwner = isNew ? Refusal.NONE : refusalOfOwner(offered);
        if (Refusal.NONE != notOwner)
        {
            return notOwner;
        }
        final int room = isNew ?
            add(key, offered.length(), writer, nowMs) : charge(entry, offered.length(), writer);
        if (Refusal.NONE == room)
        {
            copies += isNew ? 1 : 0;
            entry.isCopy = true;
            entry.put(offered.buffer(), offered.offset(), offered.length());
            entry.forgetMs = Math.min(offered.expiresMs(), nowMs + Math.min(holdS * SECOND_MS, maxCopyMs));
        }
        return room;
    }

    /** It is stored again by the node: not again before the next interval is over. */
    void isAgain(final RecordEntry of, final long nowNs)
    {
        of.republishNs = later(nowNs);
    }

    /** The node is no longer one of the closest, and those who are have it: it is forgotten in a while. */
    void letGo(final RecordEntry of, final long nowNs)
    {
        of.forgetMs = Math.min(of.forgetMs, (nowNs + republishNs) / MS_NS);
        of.republishNs = Long.MAX_VALUE;
    }

    /** Forget an entry. */
    void remove(final RecordEntry of)
    {
        release(of);
        copies -= of.isCopy ? 1 : 0;
        store.remove(of);
        counters.set(SystemCounter.DHT_RECORDS, store.size());
    }

    private int again(final long nowNs)
    {
        entry.republishNs = later(nowNs);
        return Refusal.NONE;
    }

    private void put(final Question key, final Record offered, final long nowNs)
    {
        makeOriginal(entry);
        entry.put(offered.buffer(), offered.offset(), offered.length());
        entry.promisedCounter = key.counter;
        entry.promisedNode = key.node;
        entry.acceptedCounter = key.counter;
        entry.acceptedNode = key.node;
        entry.forgetMs = Math.min(offered.expiresMs(), nowNs / MS_NS + maxTtlMs);
        entry.republishNs = later(nowNs);
    }

    /** One that votes, and has no vote yet. */
    private void makeOriginal(final RecordEntry of)
    {
        if (of.isCopy)
        {
            of.isCopy = false;
            of.recordLength = 0;
            copies--;
        }
    }

    /** Not all of those that keep it at the same time: the first one saves the others the work. */
    private long later(final long nowNs)
    {
        return nowNs + republishNs + (entropy.nextLong() >>> 1) % (republishNs >> 2);
    }

    private RecordEntry current(final Question key, final long nowMs)
    {
        final RecordEntry found = store.find(key.address, key.addressOffset);
        if (null != found && found.forgetMs <= nowMs)
        {
            remove(found);
            return null;
        }
        return found;
    }

    private int add(final Question key, final int recordLength, final long writer, final long forgetMs)
    {
        final long more = RecordEntry.charge(key.keyLength, recordLength);
        if (store.size() >= maxRecords || bytes + more > maxBytes)
        {
            return Refusal.ROOM;
        }
        if (writer != ownName && bytesOfWriter.get(writer) + more > maxBytesOfWriter)
        {
            return Refusal.WRITER;
        }
        entry = store.add(key.address, key.addressOffset, key.key, key.keyOffset, key.keyLength);
        if (null == entry)
        {
            return Refusal.ROOM;
        }
        bytes += more;
        bytesOfWriter.put(writer, bytesOfWriter.get(writer) + more);
        entry.writer = writer;
        entry.recordLength = 0;
        entry.forgetMs = forgetMs;
        // As charged; what is put has this length.
        entry.chargedLength = recordLength;
        counters.set(SystemCounter.DHT_RECORDS, store.size());
        return Refusal.NONE;
    }

    /** Whoever brings the last record of an entry has all of it on his account. */
    private int charge(final RecordEntry of, final int recordLength, final long writer)
    {
        final long before = of.charge();
        final long after = RecordEntry.charge(of.key.capacity(), recordLength);
        final long ofWriter = bytesOfWriter.get(writer) + after - (writer == of.writer ? before : 0);
        if (after > before && bytes + after - before > maxBytes)
        {
            return Refusal.ROOM;
        }
        if (writer != ownName && ofWriter > maxBytesOfWriter)
        {
            return Refusal.WRITER;
        }
        release(of);
        bytes += after;
        bytesOfWriter.put(writer, bytesOfWriter.get(writer) + after);
        of.writer = writer;
        of.chargedLength = recordLength;
        return Refusal.NONE;
    }

    private void release(final RecordEntry of)
    {
        final long charge = of.charge();
        bytes -= charge;
        final long left = bytesOfWriter.get(of.writer) - charge;
        assert left >= 0 && bytes >= 0 : "nobody is given back more than he paid";
        if (0 == left)
        {
            bytesOfWriter.remove(of.writer);
        }
        else
        {
            bytesOfWriter.put(of.writer, left);
        }
    }

    private static boolean isEarlier(final Question key, final long counter, final long node)
    {
        return key.counter < counter || key.counter == counter && key.node < node;
    }
}
