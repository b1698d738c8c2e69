package io.hopwire;

import java.util.List;

/**
 * The session of a server: reads from every client, and answers each by the configuration of what it has read. Clients
 * that were taken by {@link #accept(long)} are read and written through their own session from then on.
 */
public interface ListenSession extends Session
{
    /**
     * Take the next client.
     *
     * @param timeoutNs most nanoseconds to wait; 0 not to wait.
     * @return its session, or null on timeout.
     * @throws SessionException if this session is closed.
     */
    Session accept(long timeoutNs);

    /**
     * Clients that are connected and were not taken by {@link #accept(long)}.
     *
     * @return a copy.
     */
    List<Session> clients();
}
