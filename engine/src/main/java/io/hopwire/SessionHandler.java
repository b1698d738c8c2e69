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
     * A session has ended. Called once, after its last message.
     *
     * @param session that ended.
     * @param reason  a code of {@link SessionException#code()}.
     */
    default void onClosed(final Session session, final int reason)
    {
    }
}
