package io.hopwire.libp2p.mux;

/**
 * Streams in the order in which they were added, linked through themselves: each at most once, out again from anywhere.
 */
final class StreamList
{
    /** Streams that have control frames to send. */
    static final int CONTROL = 0;
    /** Streams that wait for room to write. */
    static final int WAITING = 1;
    /** How many lists there are. */
    static final int KINDS = 2;

    private final int kind;
    private MuxStream first;
    private MuxStream last;
    private int size;

    StreamList(final int kind)
    {
        this.kind = kind;
    }

    int size()
    {
        return size;
    }

    MuxStream first()
    {
        return first;
    }

    /** At the end; stays where it is if it is in. */
    void add(final MuxStream stream)
    {
        if (0 != (stream.lists & 1 << kind))
        {
            return;
        }
        stream.lists |= 1 << kind;
        stream.previous[kind] = last;
        if (null == last)
        {
            first = stream;
        }
        else
        {
            last.next[kind] = stream;
        }
        last = stream;
        size++;
    }

    void remove(final MuxStream stream)
    {
        if (0 == (stream.lists & 1 << kind))
        {
            return;
        }
        stream.lists &= ~(1 << kind);
        final MuxStream before = stream.previous[kind];
        final MuxStream after = stream.next[kind];
        if (null == before)
        {
            first = after;
        }
        else
        {
            before.next[kind] = after;
        }
        if (null == after)
        {
            last = before;
        }
        else
        {
            after.previous[kind] = before;
        }
        stream.previous[kind] = null;
        stream.next[kind] = null;
        size--;
    }
}
