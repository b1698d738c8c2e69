package io.hopwire.component.session;

/**
 * Turns of connects: only so many of them have a handshake under way at a time, the others wait in the order in which
 * they came. A crowd of connects that all began at once would have their peers' places taken, and the worker's, while
 * most of them only wait. Who waits for an endpoint that is silent gives its turn back, and goes on waiting.
 * <p>
 * Not thread-safe. Allocates nothing.
 */
final class HandshakeTurns
{
    /** State of a session that neither has a turn nor waits for one. */
    static final int NONE = 0;
    /** State of a session in the queue. */
    static final int WAITING = 1;
    /** State of a session whose turn it is. */
    static final int HELD = 2;

    private final int most;
    /* The queue: a ring through this one, which is none. */
    private final SessionEntry ring = new SessionEntry(SessionEntry.NONE, true, 0);
    private int held;

    /**
     * Nobody has a turn yet.
     *
     * @param most turns at a time, 1 or more.
     */
    HandshakeTurns(final int most)
    {
        this.most = most;
        ring.earlier = ring;
        ring.later = ring;
    }

    int held()
    {
        return held;
    }

    int most()
    {
        return most;
    }

    /**
     * Take a turn, or a place in the queue; the session may have either.
     *
     * @param session which.
     * @return whether it is its turn.
     */
    boolean take(final SessionEntry session)
    {
        if (NONE == session.turn && held < most)
        {
            assert ring.later == ring : "who gives a turn back gives it to the next";
            session.turn = HELD;
            held++;
        }
        else if (NONE == session.turn)
        {
            session.turn = WAITING;
            session.earlier = ring.earlier;
            session.later = ring;
            ring.earlier.later = session;
            ring.earlier = session;
        }
        return HELD == session.turn;
    }

    /**
     * Give the turn, or the place in the queue, back; the session may have neither.
     *
     * @param session which.
     * @return whose turn it is now, to be woken; null where nobody waits, or no turn became free.
     */
    SessionEntry give(final SessionEntry session)
    {
        final int turn = session.turn;
        session.turn = NONE;
        if (WAITING == turn)
        {
            remove(session);
        }
        if (HELD != turn)
        {
            return null;
        }
        final SessionEntry next = ring.later;
        if (next == ring)
        {
            held--;
            return null;
        }
        remove(next);
        next.turn = HELD;
        return next;
    }

    private static void remove(final SessionEntry session)
    {
        session.earlier.later = session.later;
        session.later.earlier = session.earlier;
        session.earlier = null;
        session.later = null;
    }
}
