package io.hopwire.crowd;

import java.util.Arrays;

/**
 * Some of the things that peers began, in no order: one goes in, comes out and is looked at in constant time. They are
 * looked at in turn, so that none is overlooked for good.
 *
 * @param <T> what is in it.
 */
class PeerBag<T extends CrowdMember>
{
    private CrowdMember[] members = new CrowdMember[1];
    private int size;
    private int cursor;

    /** A member is in one bag of each kind at most, and knows its place there. */
    void place(final CrowdMember member, final PeerBag<T> bagOrNull, final int index)
    {
        member.bag = bagOrNull;
        member.bagIndex = index;
    }

    int placeOf(final CrowdMember member)
    {
        return member.bagIndex;
    }

    final void add(final T member)
    {
        if (size == members.length)
        {
            members = Arrays.copyOf(members, 2 * size);
        }
        // Behind those looked at last, so that its turn comes late, and young ones are not all in a row.
        final int index = Math.min(cursor, size);
        members[size] = members[index];
        members[index] = member;
        if (index < size)
        {
            place(members[size], this, size);
        }
        place(member, this, index);
        size++;
    }

    final void remove(final CrowdMember member)
    {
        final int index = placeOf(member);
        assert members[index] == member : "who is in it knows where";
        final CrowdMember last = members[--size];
        members[index] = last;
        place(last, this, index);
        members[size] = null;
        place(member, null, 0);
    }

    final int size()
    {
        return size;
    }

    /** The next one in turn; there is one. */
    @SuppressWarnings("unchecked")
    final T next()
    {
        cursor = cursor + 1 < size ? cursor + 1 : 0;
        return (T)members[cursor];
    }
}
