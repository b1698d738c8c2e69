package io.hopwire;

/**
 * Who may begin a session with us. Asked once for each session, on the engine's own thread, when its initiator has
 * shown his key and before anything is answered. Who is refused is told no more than that, and no handler, no
 * {@link ListenSession#accept(long)} and no list of clients ever sees him.
 * <p>
 * It must decide quickly, by the key and what it holds itself: a list of friends, a number of places. All other
 * sessions of the engine wait meanwhile. Calls that would block are refused; what it throws goes to the engine's error
 * handler, and the session is refused.
 * <p>
 * A recording of somebody's request may be played to us again. So what is asked for is no proof that he is there now;
 * the session that the application hears of is one.
 */
@FunctionalInterface
public interface AcceptFilter
{
    /**
     * Decide.
     *
     * @param peer who wants a session.
     * @return whether he may have it.
     */
    boolean accepts(PublicKey peer);

    /**
     * Decide, and see what was sent along: a ticket, a version, a request whose answer may be prepared. It is sealed
     * for us, and it is the peer's own; but it is seen again whenever a recording is played, so nothing may come of it
     * that must not come twice. {@link Session#earlyData()} is what has no such doubt.
     *
     * @param peer      who wants a session.
     * @param earlyData what he has sent along; empty where there is nothing.
     * @return whether he may have it.
     */
    default boolean accepts(final PublicKey peer, final byte[] earlyData)
    {
        return accepts(peer);
    }
}
