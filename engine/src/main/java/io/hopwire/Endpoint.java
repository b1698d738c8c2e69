package io.hopwire;

/**
 * Somebody who is addressed by a public key: a remote one to connect to, or our own to listen at.
 */
public interface Endpoint
{
    /** Most bytes that {@link #connect(DataTransitConfiguration, long, SessionHandler, byte[])} can send along. */
    int MAX_EARLY_DATA_LENGTH = 256;

    /**
     * Its address.
     *
     * @return the public key.
     */
    PublicKey publicKey();

    /**
     * Connect within the engine's configured timeout.
     *
     * @param dataTransitConfiguration what is demanded of the routes.
     * @return an open session.
     * @throws DataTransitConfigurationException if no route satisfies the configuration.
     * @throws SessionException                  if the endpoint can not be reached: most likely it is offline.
     */
    Session connect(DataTransitConfiguration dataTransitConfiguration);

    /**
     * Connect.
     *
     * @param dataTransitConfiguration what is demanded of the routes.
     * @param timeoutNs                most nanoseconds to try.
     * @return an open session.
     * @throws DataTransitConfigurationException if no route satisfies the configuration.
     * @throws SessionException                  if the endpoint can not be reached: most likely it is offline.
     */
    Session connect(DataTransitConfiguration dataTransitConfiguration, long timeoutNs);

    /**
     * Connect, with callbacks on the engine's own thread; nothing can be read from the session then.
     *
     * @param dataTransitConfiguration what is demanded of the routes.
     * @param timeoutNs                most nanoseconds to try.
     * @param handler                  told of every message, and of the end.
     * @return an open session.
     * @throws DataTransitConfigurationException if no route satisfies the configuration.
     * @throws SessionException                  if the endpoint can not be reached: most likely it is offline.
     */
    Session connect(DataTransitConfiguration dataTransitConfiguration, long timeoutNs, SessionHandler handler);

    /**
     * Connect, and send something along that the endpoint sees before it has answered, half a round trip of the route
     * from now; its first answer may come with the session. It is sealed for the endpoint and nobody else, but without
     * what a session's messages have: who records it can have the endpoint see it again, and who learns the endpoint's
     * private key later can read it. So send only what may come twice: a ticket, a version, a question.
     * <p>
     * Each attempt of the connect sends it; its {@link AcceptFilter} may see it several times, its application finds it
     * in {@link Session#earlyData()} once.
     *
     * @param dataTransitConfiguration what is demanded of the routes.
     * @param timeoutNs                most nanoseconds to try.
     * @param handler                  told of every message, and of the end; null to read from the session.
     * @param earlyData                0 to {@link #MAX_EARLY_DATA_LENGTH} bytes.
     * @return an open session.
     * @throws DataTransitConfigurationException if no route satisfies the configuration.
     * @throws SessionException                  if the endpoint can not be reached, or the data is too long.
     */
    Session connect(
        DataTransitConfiguration dataTransitConfiguration, long timeoutNs, SessionHandler handler, byte[] earlyData);

    /**
     * Listen for clients. Only our own endpoint can.
     *
     * @return a session that reads from every client.
     * @throws HopwireException if this is not our own endpoint, or somebody listens already.
     */
    ListenSession listen();

    /**
     * Listen for clients with callbacks on the engine's own thread.
     *
     * @param handler told of every client, message and end.
     * @return a session that shows the clients; nothing can be read from it.
     * @throws HopwireException if this is not our own endpoint, or somebody listens already.
     */
    ListenSession listen(SessionHandler handler);

    /**
     * Listen for those clients that a filter lets in.
     *
     * @param handler told of every client, message and end on the engine's own thread; null to read from the session.
     * @param filter  asked for every client.
     * @return a session as of {@link #listen()} or {@link #listen(SessionHandler)}.
     * @throws HopwireException if this is not our own endpoint, or somebody listens already.
     */
    ListenSession listen(SessionHandler handler, AcceptFilter filter);
}
