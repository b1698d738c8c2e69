package io.hopwire.component.session;

import io.hopwire.crypto.SipHash;
import io.hopwire.spi.EntropySource;
import org.agrona.collections.Int2IntHashMap;
import org.agrona.collections.Long2LongHashMap;

import java.util.Arrays;

/**
 * Places of sessions that peers have begun: who has how many, and who gives one up where another needs it. Counted are
 * the key, which is proved as soon as the worker has answered, and the neighbour by which the session came.
 * <p>
 * Where all are taken, a few are drawn by chance, and of those one gives way: one that was not confirmed, or else one
 * that has never carried a message, or else an idle one of a key that has more than its share. Those who fill a table
 * are most of it, so chance finds them, and a draw costs the same however large it is. Who is new keeps its place for a
 * moment, in which it can confirm, and say something; but not whoever has many.
 * <p>
 * Counts are found by a keyed hash of what strangers chose. Not thread-safe.
 */
final class SessionPlaces
{
    private static final int DRAWN = 16;
    /** A key has many from this part of all places on, and a neighbour, by which many may come, from that. */
    private static final int SHARE_OF_KEY = 64;
    private static final int SHARE_OF_HOP = 4;
    private static final int NONE = -1;

    /** How many each has of some sessions. */
    private static final class Shares
    {
        private final Long2LongHashMap byKey = new Long2LongHashMap(0);
        private final Int2IntHashMap byHop = new Int2IntHashMap(0);

        private void add(final SessionEntry session)
        {
            byKey.put(session.keyHash, byKey.get(session.keyHash) + 1);
            byHop.put(session.lastHop, byHop.get(session.lastHop) + 1);
        }

        private void remove(final SessionEntry session)
        {
            final long ofKey = byKey.get(session.keyHash) - 1;
            final int ofHop = byHop.get(session.lastHop) - 1;
            assert ofKey >= 0 && ofHop >= 0 : "each is counted once";
            if (0 == ofKey)
            {
                byKey.remove(session.keyHash);
            }
            else
            {
                byKey.put(session.keyHash, ofKey);
            }
            if (0 == ofHop)
            {
                byHop.remove(session.lastHop);
            }
            else
            {
                byHop.put(session.lastHop, ofHop);
            }
        }

        private boolean isGreedyKey(final SessionEntry session, final SessionEntry newcomer, final int places)
        {
            final long count = byKey.get(session.keyHash);
            return count > places / SHARE_OF_KEY + 1 && count > 2 * (ofKey(newcomer) + 1);
        }

        private boolean isGreedy(final SessionEntry session, final SessionEntry newcomer, final int places)
        {
            final int count = byHop.get(session.lastHop);
            return count > places / SHARE_OF_HOP + 1 && count > 2 * (ofHop(newcomer) + 1) ||
                isGreedyKey(session, newcomer, places);
        }

        private long ofKey(final SessionEntry peersOrNull)
        {
            return null == peersOrNull ? 0 : byKey.get(peersOrNull.keyHash);
        }

        private int ofHop(final SessionEntry peersOrNull)
        {
            return null == peersOrNull ? 0 : byHop.get(peersOrNull.lastHop);
        }
    }

    private final SessionConfig config;
    private final EntropySource entropy;
    private final SipHash hash;
    private final Shares all = new Shares();
    private final Shares unconfirmed = new Shares();
    /* Those that are not confirmed come first. */
    private SessionEntry[] sessions = new SessionEntry[DRAWN];
    private int count;
    private int unconfirmedCount;

    SessionPlaces(final SessionConfig config, final EntropySource entropy, final SipHash hash)
    {
        this.config = config;
        this.entropy = entropy;
        this.hash = hash;
    }

    int count()
    {
        return count;
    }

    int unconfirmed()
    {
        return unconfirmedCount;
    }

    /** {@return keys that have places} */
    int keys()
    {
        return all.byKey.size();
    }

    /**
     * May the peer of a session have another one?
     *
     * @param session whose peer's key is known.
     * @return false where it has as many as one may have.
     */
    boolean mayHaveAnother(final SessionEntry session)
    {
        session.keyHash = hash.hash(session.peerKey, 0, session.peerKey.capacity());
        return all.byKey.get(session.keyHash) < config.maxSessionsPerPeer();
    }

    /**
     * Take a place, not confirmed yet.
     *
     * @param session of which {@link #mayHaveAnother} was asked.
     * @param nowNs   time of the duty cycle.
     */
    void take(final SessionEntry session, final long nowNs)
    {
        if (count == sessions.length)
        {
            sessions = Arrays.copyOf(sessions, 2 * count);
        }
        session.placedNs = nowNs;
        put(session, count++);
        swap(session, unconfirmedCount++);
        all.add(session);
        unconfirmed.add(session);
    }

    /**
     * The peer has proved that it is no recording.
     *
     * @param session that has a place.
     * @param nowNs   time of the duty cycle.
     */
    void confirm(final SessionEntry session, final long nowNs)
    {
        session.placedNs = nowNs;
        unconfirmed.remove(session);
        swap(session, --unconfirmedCount);
    }

    /**
     * Give a place back.
     *
     * @param session which may have none.
     */
    void leave(final SessionEntry session)
    {
        if (NONE == session.place)
        {
            return;
        }
        all.remove(session);
        if (session.place < unconfirmedCount)
        {
            unconfirmed.remove(session);
            swap(session, --unconfirmedCount);
        }
        swap(session, --count);
        sessions[count] = null;
        session.place = NONE;
    }

    /**
     * Of those that are not confirmed, who gives way.
     *
     * @param newcomer that needs the place.
     * @param nowNs    time of the duty cycle.
     * @return it, or null where nobody does.
     */
    SessionEntry unconfirmedFor(final SessionEntry newcomer, final long nowNs)
    {
        SessionEntry worst = null;
        for (int i = 0; i < DRAWN && unconfirmedCount > 0; i++)
        {
            final SessionEntry drawn = draw(unconfirmedCount);
            final boolean mayGo = unconfirmed.isGreedy(drawn, newcomer, config.maxHandshakes()) || isOld(drawn, nowNs);
            worst = mayGo && isWorse(drawn, worst, unconfirmed) ? drawn : worst;
        }
        return worst;
    }

    /**
     * Of all, who gives way.
     *
     * @param newcomer that needs the place; null for a session that we begin ourselves, which has no place among these.
     * @param nowNs    time of the duty cycle.
     * @return it, or null where nobody does.
     */
    SessionEntry anyFor(final SessionEntry newcomer, final long nowNs)
    {
        SessionEntry worst = null;
        int use = Integer.MAX_VALUE;
        for (int i = 0; i < DRAWN && count > 0; i++)
        {
            final SessionEntry drawn = draw(count);
            final int itsUse = use(drawn);
            if (itsUse <= use && mayGo(drawn, newcomer, nowNs) &&
                (itsUse < use || isWorse(drawn, worst, all)))
            {
                worst = drawn;
                use = itsUse;
            }
        }
        return worst;
    }

    /** Nobody gives way to another session of its own peer. */
    private boolean mayGo(final SessionEntry session, final SessionEntry newcomer, final long nowNs)
    {
        if (null != newcomer && session.keyHash == newcomer.keyHash)
        {
            return false;
        }
        final boolean isUnused = use(session) < SessionEntry.USED;
        return isUnused ?
            isOld(session, nowNs) || all.isGreedy(session, newcomer, config.maxSessions()) :
            session.state == SessionState.OPEN && session.isIdle() &&
            all.isGreedyKey(session, newcomer, config.maxSessions());
    }

    private static int use(final SessionEntry session)
    {
        return session.isEstablished() ? session.use() : SessionEntry.UNCONFIRMED;
    }

    private boolean isOld(final SessionEntry session, final long nowNs)
    {
        return nowNs - session.placedNs >= config.unusedGraceNs();
    }

    private static boolean isWorse(final SessionEntry session, final SessionEntry than, final Shares shares)
    {
        if (null == than)
        {
            return true;
        }
        final long ofHop = shares.byHop.get(session.lastHop) - shares.byHop.get(than.lastHop);
        final long ofKey = shares.byKey.get(session.keyHash) - shares.byKey.get(than.keyHash);
        return ofKey > 0 || 0 == ofKey && (ofHop > 0 || 0 == ofHop && session.placedNs - than.placedNs < 0);
    }

    private SessionEntry draw(final int from)
    {
        return sessions[(int)Long.remainderUnsigned(entropy.nextLong(), from)];
    }

    private void swap(final SessionEntry session, final int place)
    {
        final SessionEntry other = sessions[place];
        put(other, session.place);
        put(session, place);
    }

    private void put(final SessionEntry session, final int place)
    {
        sessions[place] = session;
        session.place = place;
    }
}
