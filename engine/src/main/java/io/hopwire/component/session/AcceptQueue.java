package io.hopwire.component.session;

import org.agrona.collections.Int2ObjectHashMap;

/**
 * Sessions that peers begin and whose turn with the worker has not come. Nobody knows yet whose they are, so turns go
 * round the neighbours that they came by, and within one in the order in which they came: who asks faster than others
 * only makes those wait who come by the same neighbour.
 * <p>
 * Not thread-safe.
 */
final class AcceptQueue
{
    /** Those that came by one neighbour. */
    private static final class Line
    {
        private final int lastHop;
        private SessionEntry first;
        private SessionEntry last;
        private int count;
        private Line before;
        private Line behind;

        private Line(final int lastHop)
        {
            this.lastHop = lastHop;
        }
    }

    private final Int2ObjectHashMap<Line> lines = new Int2ObjectHashMap<>();
    /* Whose turn is next; the lines are a ring. */
    private Line turn;
    private int count;

    int count()
    {
        return count;
    }

    /**
     * Wait behind all that came by the same neighbour.
     *
     * @param session that waits nowhere.
     */
    void add(final SessionEntry session)
    {
        Line line = lines.get(session.lastHop);
        if (null == line)
        {
            line = new Line(session.lastHop);
            lines.put(session.lastHop, line);
            enter(line);
        }
        session.earlier = line.last;
        if (null == line.last)
        {
            line.first = session;
        }
        else
        {
            line.last.later = session;
        }
        line.last = session;
        line.count++;
        count++;
    }

    /**
     * {@return whose turn it is, who waits no longer; null where nobody does}
     */
    SessionEntry poll()
    {
        if (null == turn)
        {
            return null;
        }
        final SessionEntry session = turn.first;
        turn = turn.behind;
        remove(session);
        return session;
    }

    /**
     * Wait no longer.
     *
     * @param session that does.
     */
    void remove(final SessionEntry session)
    {
        final Line line = lines.get(session.lastHop);
        if (null == session.earlier)
        {
            line.first = session.later;
        }
        else
        {
            session.earlier.later = session.later;
        }
        if (null == session.later)
        {
            line.last = session.earlier;
        }
        else
        {
            session.later.earlier = session.earlier;
        }
        session.earlier = null;
        session.later = null;
        count--;
        if (0 == --line.count)
        {
            lines.remove(line.lastHop);
            leave(line);
        }
    }

    /**
     * Who came last by the neighbour by which the most wait: its place is another's, where that comes by a neighbour
     * by which fewer do.
     *
     * @param lastHop of the other.
     * @return it; null where by no neighbour more wait than would by that.
     */
    SessionEntry newestOfMost(final int lastHop)
    {
        final Line own = lines.get(lastHop);
        Line most = null;
        int waiting = 1 + (null == own ? 0 : own.count);
        Line line = turn;
        // No more than the places of the queue.
        for (int i = lines.size(); i > 0; i--, line = line.behind)
        {
            if (line.count > waiting)
            {
                most = line;
                waiting = line.count;
            }
        }
        return null == most ? null : most.last;
    }

    private void enter(final Line line)
    {
        if (null == turn)
        {
            line.before = line;
            line.behind = line;
            turn = line;
            return;
        }
        line.before = turn.before;
        line.behind = turn;
        turn.before.behind = line;
        turn.before = line;
    }

    private void leave(final Line line)
    {
        if (line.behind == line)
        {
            turn = null;
            return;
        }
        line.before.behind = line.behind;
        line.behind.before = line.before;
        turn = turn == line ? line.behind : turn;
    }
}
