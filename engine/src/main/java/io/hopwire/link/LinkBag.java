package io.hopwire.link;

import java.util.Arrays;

/**
 * Some of the links that peers opened, in no order: one goes in, comes out and is looked at in constant time. They are
 * looked at in turn, so that none is overlooked for good.
 */
class LinkBag
{
    private Link[] links = new Link[1];
    private int size;
    private int cursor;

    /** A link is in one bag of each kind at most, and knows its place there. */
    void place(final Link link, final LinkBag bagOrNull, final int index)
    {
        link.bag = bagOrNull;
        link.bagIndex = index;
    }

    int placeOf(final Link link)
    {
        return link.bagIndex;
    }

    final void add(final Link link)
    {
        if (size == links.length)
        {
            links = Arrays.copyOf(links, 2 * size);
        }
        // Behind those looked at last, so that its turn comes late, and young ones are not all in a row.
        final int index = Math.min(cursor, size);
        links[size] = links[index];
        links[index] = link;
        if (index < size)
        {
            place(links[size], this, size);
        }
        place(link, this, index);
        size++;
    }

    final void remove(final Link link)
    {
        final int index = placeOf(link);
        assert links[index] == link : "who is in it knows where";
        final Link last = links[--size];
        links[index] = last;
        place(last, this, index);
        links[size] = null;
        place(link, null, 0);
    }

    final int size()
    {
        return size;
    }

    /** The next one in turn; there is one. */
    final Link next()
    {
        cursor = cursor + 1 < size ? cursor + 1 : 0;
        return links[cursor];
    }
}
