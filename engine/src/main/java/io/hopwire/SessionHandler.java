package io.hopwire;

/**
 * Drives sessions on the engine's own thread: in {@code INVOKER} mode the thread that calls {@link Engine#doWork()},
 * otherwise the thread of the node's agent, which a slow handler delays. It may offer; it must not block, and a
 * blocking call made from here is refused with a {@link SessionException}.
 */
public interface SessionHandler extends SessionMessageHandler
{
    /**
     * A peer has connected.
     *
     * @param session of that peer.
     */
    default void onAccepted(final Session session)
    {
    }

    /**
     * A session has lost a route, or found one. With fewer routes than were demanded it goes on; a handler that wants
     * no less calls {@link Session#close()}. Several changes in a row may be told as one.
     *
     * @param session   which.
     * @param routes    that it has now; 0 where it is cut off: it ends if none is found for a configured time.
     * @param minRoutes that are demanded, {@link DataTransitConfiguration#minRedundantRoutes()}, by whichever end.
     */
    default void onRoutes(final Session session, final int routes, final int minRoutes)
    {
    }

    /**
     * The peer has changed what a session demands of its routes, see {@link Session#configuration()}. Several changes
     * in a row may be told as one.
     *
     * @param session which.
     */
    default void onTuned(final Session session)
    {
    }

    /**
     * A session has ended. Called once, after its last message.
     *
     * @param session that ended.
     * @param reason  a code of {@link SessionException#code()}.
     */
    default void onClosed(final Session session, final int reason)
    {
    }
}
