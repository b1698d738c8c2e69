package io.hopwire.component.payload;

import io.hopwire.crypto.Sha256;
import io.hopwire.crypto.SipHash;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;

/**
 * WHISPERs that passed here, or came, each for a while: by which link, so that the answer finds back, and where to. A
 * ring, of which the oldest entry is forgotten where another one is needed; found by the hash of the message, through
 * chains whose heads are chosen by a keyed hash, so that nobody can choose them.
 * <p>
 * An entry is named by its number, which grows with each: a name that is kept for too long names nothing. Allocates
 * only to grow, to twice the size, up to its capacity. Not thread-safe.
 */
final class WhisperPaths
{
    /** Bytes of a hash. */
    static final int HASH_LENGTH = Sha256.LENGTH;
    /** No entry. */
    static final long NONE = -1;
    /** No link. */
    static final int NO_LINK = -1;
    /** It was passed on, or could not be. */
    static final int PASSED = 0;
    /** It is for us, and at the worker. */
    static final int OPENING = 1;
    /** It is for us, and the application has heard it: its secret is here. */
    static final int HEARD = 2;
    /** It is for us, and did not open, or is none. */
    static final int REFUSED = 3;

    /** Neighbours of an entry that were tried in vain. */
    private static final int TRIED = 3;
    private static final int INITIAL_CAPACITY = 32;

    private final int maxCapacity;
    private final long lifetimeNs;
    private final SipHash keyed;
    private int capacity = INITIAL_CAPACITY;
    private UnsafeBuffer hashes;
    private UnsafeBuffer secrets;
    private int[] upLinks;
    private int[] downLinks;
    private int[] tried;
    private byte[] triedCounts;
    private byte[] states;
    private byte[] passes;
    private byte[] answers;
    private long[] untilNs;
    private long[] nexts;
    private long[] heads;
    private long first;
    private long end;

    /**
     * Nothing has passed.
     *
     * @param maxCapacity entries, a power of two.
     * @param lifetimeNs  of each.
     * @param keyed       hash of hashes.
     */
    WhisperPaths(final int maxCapacity, final long lifetimeNs, final SipHash keyed)
    {
        this.maxCapacity = maxCapacity;
        this.lifetimeNs = lifetimeNs;
        this.keyed = keyed;
        allocate();
    }

    /** {@return the entry of a hash that is not too old, or {@link #NONE}} */
    long find(final DirectBuffer hash, final int offset, final long nowNs)
    {
        for (long i = heads[head(hash, offset)]; i >= first; i = nexts[at(i)])
        {
            if (untilNs[at(i)] - nowNs > 0 && isSame(hash, offset, at(i)))
            {
                return i;
            }
        }
        return NONE;
    }

    /** {@return a new entry, of a message that came by a link} */
    long add(final DirectBuffer hash, final int offset, final int upLink, final long nowNs)
    {
        while (first < end && untilNs[at(first)] - nowNs <= 0)
        {
            first++;
        }
        if (end - first == capacity)
        {
            if (capacity < maxCapacity)
            {
                grow();
            }
            else
            {
                first++;
            }
        }
        final int place = at(end);
        hashes.putBytes(place * HASH_LENGTH, hash, offset, HASH_LENGTH);
        upLinks[place] = upLink;
        downLinks[place] = NO_LINK;
        triedCounts[place] = 0;
        states[place] = PASSED;
        passes[place] = 0;
        answers[place] = 0;
        untilNs[place] = nowNs + lifetimeNs;
        chain(end);
        return end++;
    }

    /** {@return whether the entry is still there} */
    boolean has(final long entry)
    {
        return entry >= first && entry < end;
    }

    /** Forget the entry: when its message comes again it is a new one. */
    void forget(final long entry, final long nowNs)
    {
        untilNs[at(entry)] = nowNs;
    }

    int state(final long entry)
    {
        return states[at(entry)];
    }

    void state(final long entry, final int value)
    {
        states[at(entry)] = (byte)value;
    }

    int upLink(final long entry)
    {
        return upLinks[at(entry)];
    }

    void upLink(final long entry, final int linkId)
    {
        upLinks[at(entry)] = linkId;
    }

    /** {@return the link that it was passed on by last; negative for none} */
    int downLink(final long entry)
    {
        return downLinks[at(entry)];
    }

    /** {@return how often it was passed on by that link, or acknowledged} */
    int passes(final long entry)
    {
        return passes[at(entry)];
    }

    /** It was passed on. */
    void passed(final long entry, final int linkId)
    {
        downLinks[at(entry)] = linkId;
        passes[at(entry)]++;
    }

    /** {@return whether an answer may go back: as many as it was passed on times} */
    boolean mayAnswer(final long entry)
    {
        final int place = at(entry);
        if (answers[place] >= passes[place])
        {
            return false;
        }
        answers[place]++;
        return true;
    }

    /** By that link there is no way. */
    void tried(final long entry)
    {
        final int place = at(entry);
        if (triedCounts[place] < TRIED)
        {
            tried[TRIED * place + triedCounts[place]++] = downLinks[place];
        }
        downLinks[place] = NO_LINK;
    }

    /** {@return whether no other link is to be tried} */
    boolean isTriedOut(final long entry)
    {
        return TRIED == triedCounts[at(entry)];
    }

    boolean wasTried(final long entry, final int linkId)
    {
        final int place = at(entry);
        for (int i = 0; i < triedCounts[place]; i++)
        {
            if (tried[TRIED * place + i] == linkId)
            {
                return true;
            }
        }
        return false;
    }

    DirectBuffer secrets()
    {
        return secrets;
    }

    int secretOffset(final long entry)
    {
        return at(entry) * WhisperMessage.SECRET_LENGTH;
    }

    void secret(final long entry, final DirectBuffer buffer, final int offset)
    {
        secrets.putBytes(secretOffset(entry), buffer, offset, WhisperMessage.SECRET_LENGTH);
    }

    void copyHash(final long entry, final UnsafeBuffer dst)
    {
        dst.putBytes(0, hashes, at(entry) * HASH_LENGTH, HASH_LENGTH);
    }

    private boolean isSame(final DirectBuffer hash, final int offset, final int place)
    {
        for (int i = 0; i < HASH_LENGTH; i += Long.BYTES)
        {
            if (hash.getLong(offset + i) != hashes.getLong(place * HASH_LENGTH + i))
            {
                return false;
            }
        }
        return true;
    }

    private int at(final long entry)
    {
        return (int)entry & capacity - 1;
    }

    private int head(final DirectBuffer hash, final int offset)
    {
        return (int)keyed.hash(hash, offset, HASH_LENGTH) & capacity - 1;
    }

    /** In front of those that are older: a chain ends where one is forgotten. */
    private void chain(final long entry)
    {
        final int head = head(hashes, at(entry) * HASH_LENGTH);
        nexts[at(entry)] = heads[head];
        heads[head] = entry;
    }

    private void grow()
    {
        final WhisperPaths old = new WhisperPaths(this);
        capacity *= 2;
        allocate();
        for (long i = first; i < end; i++)
        {
            final int from = old.at(i);
            final int to = at(i);
            hashes.putBytes(to * HASH_LENGTH, old.hashes, from * HASH_LENGTH, HASH_LENGTH);
            secret(i, old.secrets, from * WhisperMessage.SECRET_LENGTH);
            System.arraycopy(old.tried, TRIED * from, tried, TRIED * to, TRIED);
            upLinks[to] = old.upLinks[from];
            downLinks[to] = old.downLinks[from];
            triedCounts[to] = old.triedCounts[from];
            states[to] = old.states[from];
            passes[to] = old.passes[from];
            answers[to] = old.answers[from];
            untilNs[to] = old.untilNs[from];
            chain(i);
        }
    }

    /** What there was, while it is copied. */
    private WhisperPaths(final WhisperPaths of)
    {
        maxCapacity = of.maxCapacity;
        lifetimeNs = of.lifetimeNs;
        keyed = of.keyed;
        capacity = of.capacity;
        hashes = of.hashes;
        secrets = of.secrets;
        upLinks = of.upLinks;
        downLinks = of.downLinks;
        tried = of.tried;
        triedCounts = of.triedCounts;
        states = of.states;
        passes = of.passes;
        answers = of.answers;
        untilNs = of.untilNs;
    }

    private void allocate()
    {
        hashes = new UnsafeBuffer(new byte[capacity * HASH_LENGTH]);
        secrets = new UnsafeBuffer(new byte[capacity * WhisperMessage.SECRET_LENGTH]);
        upLinks = new int[capacity];
        downLinks = new int[capacity];
        tried = new int[TRIED * capacity];
        triedCounts = new byte[capacity];
        states = new byte[capacity];
        passes = new byte[capacity];
        answers = new byte[capacity];
        untilNs = new long[capacity];
        nexts = new long[capacity];
        heads = new long[capacity];
        Arrays.fill(heads, NONE);
    }
}
