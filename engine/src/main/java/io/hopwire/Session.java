package io.hopwire;

import org.agrona.DirectBuffer;

import java.util.List;

/**
 * A bidirectional, end-to-end encrypted, reliable and ordered sequence of messages between two endpoints; and messages
 * that need no order, or no certainty, beside it: see {@link Delivery}.
 * <p>
 * Two faces: Amplicon's ({@link #read(boolean)}, {@link #write(byte[])}) for ease, and {@link #offer} with
 * {@link #read(SessionMessageHandler, int)} for speed, which allocate nothing.
 * <p>
 * May be used by several threads in the threading modes {@code SHARED} and {@code DEDICATED}; in {@code INVOKER} mode
 * only by the one thread that drives the engine, and blocking calls then drive it themselves.
 * <p>
 * Every message that was accepted, but for datagrams, ends exactly once: acknowledged ({@link #ackedPosition()} has
 * reached its position: of messages that need no order it counts those without an older one in front), or, after the
 * session has ended, among the {@link #unacknowledged()}, whose fate is not known.
 */
public interface Session extends AutoCloseable
{
    /** The window or a queue is full; nothing was accepted; try again. */
    long BACK_PRESSURED = -1;
    /** The session has ended; nothing was accepted. */
    long CLOSED = -2;
    /** The message is longer than {@link #maxMessageLength()}; nothing was accepted. */
    long MAX_MESSAGE_LENGTH_EXCEEDED = -3;
    /** Bytes of the longest message that need not wait for others: it fits one packet, whatever path that takes. */
    int MAX_UNORDERED_LENGTH = 1024;

    /**
     * Read one message.
     *
     * @param blocking true to wait for a message until the session ends; false to return null where none is there.
     * @return the message; null where none is there, or when the peer has closed the session and all is read.
     * @throws SessionException if the session ended in any other way.
     */
    DataPackage read(boolean blocking);

    /**
     * Read one message, waiting for it at most a given time.
     *
     * @param timeoutNs most nanoseconds to wait.
     * @return the message; null on timeout, or when the peer has closed the session and all is read.
     * @throws SessionException if the session ended in any other way.
     */
    DataPackage read(long timeoutNs);

    /**
     * Read what is there, in place and without blocking. The handler must not read from the same session.
     *
     * @param handler called for each message.
     * @param limit   most messages.
     * @return messages read; 0 also after the session has ended.
     */
    int read(SessionMessageHandler handler, int limit);

    /**
     * Write one message, waiting while the window is full.
     *
     * @param message any bytes, also none.
     * @throws SessionException if the session has ended, the message is too long, or the peer took nothing for the
     *                          engine's configured write timeout; the message was not accepted then.
     */
    void write(byte[] message);

    /**
     * Write one message. On a session that listens, the configuration of the package says to whom.
     *
     * @param dataPackage the message.
     * @throws SessionException as {@link #write(byte[])}.
     */
    void write(DataPackage dataPackage);

    /**
     * Hand over one message without blocking. Messages that are handed over together leave together, many in a packet.
     * A message of more than 16 KiB is copied to memory of its own, one at a time for a session: the next one is
     * refused as {@link #BACK_PRESSURED} until it is on its way.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes, 0 to {@link #maxMessageLength()}.
     * @return the position of this message, 1 for the first one, or {@link #BACK_PRESSURED}, {@link #CLOSED} or
     *         {@link #MAX_MESSAGE_LENGTH_EXCEEDED}.
     * @throws IndexOutOfBoundsException if the message does not lie within the buffer; nothing was accepted then.
     */
    long offer(DirectBuffer buffer, int offset, int length);

    /**
     * Hand over one message without blocking, and say what is promised of it.
     *
     * @param buffer   holds it.
     * @param offset   first byte.
     * @param length   bytes, 0 to {@link #maxMessageLength()}; of a {@link Delivery#DATAGRAM} to {@link
     *                 #MAX_UNORDERED_LENGTH}, as it is never cut.
     * @param delivery what is promised.
     * @return the position of this message, 0 for a datagram, which has none; or {@link #BACK_PRESSURED}, {@link
     *         #CLOSED} or {@link #MAX_MESSAGE_LENGTH_EXCEEDED}.
     * @throws IndexOutOfBoundsException if the message does not lie within the buffer; nothing was accepted then.
     */
    long offer(DirectBuffer buffer, int offset, int length, Delivery delivery);

    /**
     * Wait until everything written is acknowledged by the peer's engine.
     *
     * @param timeoutNs most nanoseconds to wait.
     * @return true if it is.
     * @throws SessionException if the session ended before.
     */
    boolean flush(long timeoutNs);

    /** {@return how many messages were accepted since the session began} */
    long position();

    /** {@return how many messages the peer's engine has handed to its application} */
    long ackedPosition();

    /**
     * {@return how many messages are accepted and not acknowledged} Once the session has ended, their fate is unknown.
     */
    long unacknowledged();

    /** {@return the longest message in bytes that both ends take; it travels in as many packets as it needs} */
    int maxMessageLength();

    /**
     * Hops of the longest route when the session was established.
     *
     * @return hops; a direct link is 1.
     */
    int hops();

    /** {@return how many routes carried the session when it was established} See {@link #liveRoutes()} for now. */
    int routes();

    /**
     * The routes that carry the session now: a lost one is replaced where another is found. Waits for a duty cycle of
     * the engine.
     *
     * @return each of them, in the order in which they were found; none where the session is cut off, and looks for one
     *         before it ends.
     * @throws SessionException if the session has ended.
     */
    List<SessionRoute> liveRoutes();

    /**
     * What the session demands of its routes now, whichever end has said so last.
     *
     * @return the values of its {@link #tune}, or those that it was connected with.
     */
    DataTransitConfiguration configuration();

    /**
     * Change what the session demands of its routes, for both ends and while messages are under way: none is lost, or
     * comes twice. Either end may, and the last change counts; of two at once it is the one of the end that connected.
     * Returns when this end has it.
     * <p>
     * Routes that are missing are looked for from now on, and those that are too many given up, the worst first; those
     * that are too long only once {@link DataTransitConfiguration#minRedundantRoutes()} others are there, so that a
     * session never ends for want of what can not be had.
     *
     * @param configuration what is demanded.
     * @throws SessionException if the session has ended.
     */
    void tune(DataTransitConfiguration configuration);

    /**
     * The other end.
     *
     * @return its public key; null for a session that listens.
     */
    PublicKey peer();

    /**
     * What the initiator has sent along when it connected, see {@link Endpoint#MAX_EARLY_DATA_LENGTH}. It is no
     * recording: he has proved that he is there.
     *
     * @return a copy; empty where there is nothing, and at the initiator.
     */
    byte[] earlyData();

    /**
     * Measure the route, hop by hop.
     *
     * @param timeoutNs most nanoseconds to wait.
     * @return the hops that answered, in their order; the last one is the peer unless the time ran out.
     * @throws SessionException if the session has ended.
     */
    List<RouteHop> trace(long timeoutNs);

    /**
     * Whether messages can be written.
     *
     * @return false once the session has ended, whoever ended it.
     */
    boolean isOpen();

    /**
     * Why it ended.
     *
     * @return a negative code, or 0 while it is open.
     */
    int closeReason();

    /**
     * End the session: what was accepted is still delivered, for about a second, then the peer is told. Returns at
     * once; {@link Engine#close()} waits for it. Does nothing if it has ended.
     * <p>
     * A peer that reads to the end then knows that it has all. Where you can not send all that you meant to, call
     * {@link #abort()} first.
     */
    @Override
    void close();

    /**
     * Break the session off: what is not acknowledged may not be delivered any more, and the peer learns that there may
     * have been more to come. Returns at once. Does nothing if it has ended.
     */
    void abort();
}
