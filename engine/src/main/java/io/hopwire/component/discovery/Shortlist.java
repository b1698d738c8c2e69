package io.hopwire.component.discovery;

import io.hopwire.crypto.Sha256;
import io.hopwire.routing.Distance;
import io.hopwire.spi.Addresses;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Candidates of a look-up in ascending distance from its target. Bounded: a candidate farther than all of a full list
 * is forgotten.
 */
final class Shortlist
{
    static final int NEW = 0;
    static final int CONNECTING = 1;
    static final int ASKED = 2;
    static final int ANSWERED = 3;
    static final int FAILED = 4;

    private static final int KEY_LENGTH = 32;

    private final Candidate[] candidates;
    private final UnsafeBuffer target = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final UnsafeBuffer targetId = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final UnsafeBuffer id = new UnsafeBuffer(new byte[KEY_LENGTH]);
    private final Sha256 sha256 = new Sha256();
    private int size;

    Shortlist(final int capacity)
    {
        candidates = new Candidate[capacity];
        for (int i = 0; i < capacity; i++)
        {
            candidates[i] = new Candidate();
        }
    }

    void begin(final DirectBuffer key, final int offset)
    {
        size = 0;
        target.putBytes(0, key, offset, KEY_LENGTH);
        sha256.nodeId(target, 0, KEY_LENGTH, targetId, 0);
    }

    DirectBuffer target()
    {
        return target;
    }

    DirectBuffer targetId()
    {
        return targetId;
    }

    int size()
    {
        return size;
    }

    Candidate get(final int index)
    {
        return candidates[index];
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

    Candidate byKey(final DirectBuffer key)
    {
        for (int i = 0; i < size; i++)
        {
            if (candidates[i].key.compareTo(key) == 0)
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
     */
    void offer(final DirectBuffer key, final int keyOffset, final DirectBuffer address, final int addressOffset)
    {
        sha256.nodeId(key, keyOffset, KEY_LENGTH, id, 0);
        int position = size;
        while (position > 0)
        {
            final int order = Distance.compare(id, 0, candidates[position - 1].id, 0, targetId, 0);
            if (order == 0)
            {
                return;
            }
            if (order > 0)
            {
                break;
            }
            position--;
        }
        if (position < candidates.length)
        {
            insert(position).set(id, key, keyOffset, address, addressOffset);
        }
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
        final UnsafeBuffer id = new UnsafeBuffer(new byte[KEY_LENGTH]);
        final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
        final UnsafeBuffer address = new UnsafeBuffer(new byte[Addresses.LENGTH]);
        int state;
        int linkId;
        int questions;
        long deadlineNs;

        private void set(
            final DirectBuffer newId, final DirectBuffer newKey, final int keyOffset, final DirectBuffer newAddress,
            final int addressOffset)
        {
            id.putBytes(0, newId, 0, KEY_LENGTH);
            key.putBytes(0, newKey, keyOffset, KEY_LENGTH);
            address.putBytes(0, newAddress, addressOffset, Addresses.LENGTH);
            state = NEW;
            linkId = -1;
            questions = 0;
        }
    }
}
