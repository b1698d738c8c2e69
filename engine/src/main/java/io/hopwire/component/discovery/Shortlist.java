package io.hopwire.component.discovery;

import io.hopwire.crypto.AddressSpace;
import io.hopwire.routing.Distance;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.HostHash;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * Candidates of a look-up in ascending distance from its target. Bounded: a candidate farther than all of a full list
 * is forgotten. Ids, keys and addresses of all of them lie in one buffer.
 */
final class Shortlist
{
    static final int NEW = 0;
    static final int CONNECTING = 1;
    static final int ASKED = 2;
    static final int ANSWERED = 3;
    static final int FAILED = 4;
    /** Has answered lately, so it need not be asked. */
    static final int KNOWN = 5;

    static final int NO_LINK = -1;

    /** Addresses that a node is sought at, one after the other. */
    private static final int MAX_PLACES = 3;

    private static final int TARGET_ID = 0;
    private static final int TARGET_KEY = TARGET_ID + Distance.ID_LENGTH;
    private static final int ADDRESS_OFFSET = Distance.ID_LENGTH;
    private static final int KEY_OFFSET = ADDRESS_OFFSET + Addresses.LENGTH;

    private final AddressSpace space;
    private final Candidate[] candidates;
    private final UnsafeBuffer buffer;
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private int size;

    Shortlist(final int capacity, final AddressSpace space)
    {
        this.space = space;
        final int headerLength = TARGET_KEY + space.length();
        final int recordLength = KEY_OFFSET + space.length();
        candidates = new Candidate[capacity];
        buffer = new UnsafeBuffer(new byte[headerLength + capacity * recordLength]);
        for (int i = 0; i < capacity; i++)
        {
            candidates[i] = new Candidate(headerLength + i * recordLength);
        }
    }

    boolean fits(final int capacity, final AddressSpace addresses)
    {
        return capacity == candidates.length && space.length() == addresses.length() && space.tau() == addresses.tau();
    }

    void begin(final DirectBuffer key, final int offset)
    {
        size = 0;
        buffer.putBytes(TARGET_KEY, key, offset, space.length());
        space.nodeId(buffer, TARGET_KEY, buffer, TARGET_ID);
    }

    /** Holds the target, and whatever the offsets of candidates point to. */
    DirectBuffer buffer()
    {
        return buffer;
    }

    int targetKeyOffset()
    {
        return TARGET_KEY;
    }

    int targetIdOffset()
    {
        return TARGET_ID;
    }

    int size()
    {
        return size;
    }

    Candidate get(final int index)
    {
        return candidates[index];
    }

    /** The first 64 bits of how far a candidate is from the target, unsigned. */
    long distance(final Candidate candidate)
    {
        return buffer.getLong(candidate.offset, ByteOrder.BIG_ENDIAN) ^ buffer.getLong(TARGET_ID, ByteOrder.BIG_ENDIAN);
    }

    /** Whether it is the node itself whose key is looked for. */
    boolean isTarget(final Candidate candidate)
    {
        return space.same(buffer, candidate.keyOffset(), buffer, TARGET_KEY);
    }

    Candidate byLink(final int linkId)
    {
        for (int i = 0; i < size; i++)
        {
            if (candidates[i].linkId == linkId)
            {
                return candidates[i];
            }
        }
        return null;
    }

    Candidate find(final DirectBuffer key, final int keyOffset)
    {
        for (int i = 0; i < size; i++)
        {
            if (space.same(buffer, candidates[i].keyOffset(), key, keyOffset))
            {
                return candidates[i];
            }
        }
        return null;
    }

    /**
     * Add a candidate unless it is known or too far.
     *
     * @param key           holds its public key.
     * @param keyOffset     first byte.
     * @param address       holds its address.
     * @param addressOffset first byte.
     * @param hops          answers that led to it, itself included.
     * @param namer         who named it, by {@link HostHash#speaker}.
     */
    void offer(
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer address,
        final int addressOffset,
        final int hops,
        final long namer)
    {
        // Most of what an answer names was named before, and to compare is cheaper than to hash.
        final Candidate known = find(key, keyOffset);
        if (null != known)
        {
            nameAgain(known, address, addressOffset, namer);
            return;
        }
        space.nodeId(key, keyOffset, id, 0);
        final Candidate added = add(key, keyOffset, address, addressOffset, hops);
        if (null != added)
        {
            added.namer = namer;
        }
    }

    /** Who was named falsely first, or by one alone, gets another chance by the word of another. */
    private void nameAgain(
        final Candidate known, final DirectBuffer address, final int addressOffset, final long namer)
    {
        if (known.namer == namer || known.isConfirmed)
        {
            return;
        }
        known.isNamedTwice = true;
        known.isConfirmed = Addresses.areSame(buffer, known.addressOffset(), address, addressOffset);
        if (!known.isConfirmed && FAILED == known.state && known.places < MAX_PLACES)
        {
            buffer.putBytes(known.addressOffset(), address, addressOffset, Addresses.LENGTH);
            known.namer = namer;
            known.places++;
            known.state = NEW;
        }
        if (known.isConfirmed && known.isDoubted && FAILED == known.state)
        {
            known.isDoubted = false;
            known.state = NEW;
        }
    }

    /** The same of a node that we know ourselves, and of which we know the id. */
    void offer(
        final DirectBuffer newId,
        final int idOffset,
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer address,
        final int addressOffset)
    {
        id.putBytes(0, newId, idOffset, Distance.ID_LENGTH);
        final Candidate added = add(key, keyOffset, address, addressOffset, 1);
        if (null != added)
        {
            added.isNamedTwice = true;
            added.isConfirmed = true;
        }
    }

    /** The new one, or null where it is there already or too far. */
    private Candidate add(
        final DirectBuffer key,
        final int keyOffset,
        final DirectBuffer address,
        final int addressOffset,
        final int hops)
    {
        int position = size;
        while (position > 0)
        {
            final int order =
                Distance.compare(id, 0, buffer, candidates[position - 1].offset, buffer, TARGET_ID);
            if (order == 0)
            {
                return null;
            }
            if (order > 0)
            {
                break;
            }
            position--;
        }
        if (position < candidates.length)
        {
            final Candidate candidate = insert(position);
            buffer.putBytes(candidate.offset, id, 0, Distance.ID_LENGTH);
            buffer.putBytes(candidate.keyOffset(), key, keyOffset, space.length());
            buffer.putBytes(candidate.addressOffset(), address, addressOffset, Addresses.LENGTH);
            candidate.reset(hops);
            assert isInOrder(position) : "candidates come in ascending distance";
            return candidate;
        }
        return null;
    }

    private boolean isInOrder(final int position)
    {
        return (0 == position || isCloser(position - 1, position)) &&
            (position + 1 == size || isCloser(position, position + 1));
    }

    private boolean isCloser(final int a, final int b)
    {
        return Distance.compare(buffer, candidates[a].offset, buffer, candidates[b].offset, buffer, TARGET_ID) < 0;
    }

    private Candidate insert(final int position)
    {
        if (size < candidates.length)
        {
            size++;
        }
        final Candidate recycled = candidates[size - 1];
        System.arraycopy(candidates, position, candidates, position + 1, size - 1 - position);
        candidates[position] = recycled;
        return recycled;
    }

    /**
     * A node that a look-up may ask.
     */
    static final class Candidate
    {
        static final long NEVER = Long.MIN_VALUE;

        private final int offset;
        int state;
        int linkId;
        int questions;
        /** Of the nodes of its answer those that have come, a bit each, where that has several messages. */
        long named;
        int hops;
        /** Who named it first, or the address that it has here: {@link HostHash#speaker}. */
        long namer;
        /** Addresses that it was sought at in vain. */
        int places;
        /** More than one has named it, or we know it ourselves: nobody alone has made it up. */
        boolean isNamedTwice;
        /** Two that are not of one host have named this address of it, or we know it ourselves. */
        boolean isConfirmed;
        /** Was not dialled, or but probed, for one alone has named it. */
        boolean isDoubted;
        /** One link to it has been in vain. */
        boolean isSecondTry;
        /** A handshake was made to ask it, so it is there, whatever becomes of the question. */
        boolean isProved;
        /** When it was first asked, or dialled, or could not be; {@link #NEVER} before. */
        long sinceNs;
        long deadlineNs;

        private Candidate(final int offset)
        {
            this.offset = offset;
        }

        int idOffset()
        {
            return offset;
        }

        int keyOffset()
        {
            return offset + KEY_OFFSET;
        }

        int addressOffset()
        {
            return offset + ADDRESS_OFFSET;
        }

        boolean isPending()
        {
            return state == ASKED || state == CONNECTING;
        }

        /** Whether it was asked, and has not answered, or not told this part of its answer. */
        boolean isAwaiting(final NodeMessages.Answer answer)
        {
            return 0 == answer.part ? state == ASKED && 0 == named :
                (state == ASKED || state == ANSWERED && 0 != named) && 0 != (answer.part & ~named);
        }

        private void reset(final int newHops)
        {
            state = NEW;
            linkId = NO_LINK;
            questions = 0;
            named = 0;
            isSecondTry = false;
            isProved = false;
            isNamedTwice = false;
            isConfirmed = false;
            isDoubted = false;
            namer = 0;
            places = 0;
            sinceNs = NEVER;
            hops = newHops;
        }
    }
}
