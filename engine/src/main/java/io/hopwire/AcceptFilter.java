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
}
