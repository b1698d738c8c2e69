package io.hopwire.core;

import io.hopwire.spi.Events;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Outbox;
import io.hopwire.spi.Requests;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The contract between all protocol state of a node and whoever hosts it: an agent on a thread, or a simulator, of
 * thousands in one. The core is <i>told</i> datagrams, results of slow work, commands and time, and <i>writes</i> into
 * the sinks it was lent when it was made: {@link Outbox}, {@link Requests}, {@link Events}. It reads no clock, no
 * socket and no random source.
 * <p>
 * <b>Inputs</b> are {@link #onDatagram}, {@link #onAddressClosed}, {@link #onResult}, {@link #onCommand},
 * {@link #offer}, {@link #offerPart}, {@link #onDeadline}, {@link #flush} and {@link #onClose}; and of a core that
 * writes {@link io.hopwire.spi.Streams}, {@link #onStreamOpened}, {@link #onStream}, {@link #onStreamEnd},
 * {@link #onStreamWritable} and {@link #onStreamClosed}. Memory that comes with one is lent for the call. {@code nowNs}
 * is the time of the host's duty cycle on one line that never goes back: nanoseconds, since 1970 or thereabouts.
 * <p>
 * <b>Bounds.</b> One input causes at most {@link Limits#MAX_DATAGRAMS_PER_INPUT} datagrams and
 * {@link Limits#MAX_REQUESTS_PER_INPUT} requests; the host reserves that many before it calls, so that no claim fails
 * in the middle of a transition. What has more to send asks for a deadline that is due at once.
 * <p>
 * <b>Errors.</b> What comes over the network never throws. A core that has thrown is left in the middle of a
 * transition: the host must never call it again.
 * <p>
 * <b>Threads.</b> Not thread-safe: one thread, or one after the other. Events are called from within inputs; from
 * within an event only {@link #maxMessageLength(int)} may be called.
 */
public interface Core
{
    /**
     * A datagram came.
     *
     * @param addressId from where.
     * @param buffer    holds it; may be changed in place.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle.
     */
    void onDatagram(int addressId, MutableDirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * A connection that is an address is gone. Links over it go down at once.
     *
     * @param addressId which; kept until this returns.
     * @param reason    one of {@link io.hopwire.spi.AddressCloseReason}; whatever it is, the links are as dead.
     * @param nowNs     time of the duty cycle.
     */
    void onAddressClosed(int addressId, int reason, long nowNs);

    /**
     * A connection of bytes is open: one that the core has dialled, or one that a peer has opened. A core without
     * streams is told of none.
     *
     * @param addressId of the connection.
     * @param isDialled whether we opened it.
     * @param nowNs     time of the duty cycle.
     */
    default void onStreamOpened(final int addressId, final boolean isDialled, final long nowNs)
    {
    }

    /**
     * Bytes of a connection, cut anywhere. All are taken.
     *
     * @param addressId of the connection.
     * @param buffer    holds them; may be changed in place.
     * @param offset    first byte.
     * @param length    bytes, 1 or more.
     * @param nowNs     time of the duty cycle.
     */
    default void onStream(
        final int addressId, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
    }

    /**
     * The peer has said that no more bytes of it come. Ours may still go.
     *
     * @param addressId of the connection.
     * @param nowNs     time of the duty cycle.
     */
    default void onStreamEnd(final int addressId, final long nowNs)
    {
    }

    /**
     * A sink that had not enough room has at least half of it free.
     *
     * @param addressId of the connection.
     * @param nowNs     time of the duty cycle.
     */
    default void onStreamWritable(final int addressId, final long nowNs)
    {
    }

    /**
     * A connection of bytes is gone, or never came up.
     *
     * @param addressId of the connection; kept until this returns, and may be dialled anew from within it.
     * @param reason    one of {@link io.hopwire.spi.AddressCloseReason}.
     * @param nowNs     time of the duty cycle.
     */
    default void onStreamClosed(final int addressId, final int reason, final long nowNs)
    {
    }

    /**
     * A result of slow work came back.
     *
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time of the duty cycle.
     */
    void onResult(DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * Somebody asks for something. Exactly one {@link Events#onAnswer} follows for each command, within this call or
     * later.
     *
     * @param type   one of {@link io.hopwire.spi.Commands}; to one that it does not know the core answers
     *               {@link io.hopwire.spi.Commands#UNKNOWN}.
     * @param buffer holds the command.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time of the duty cycle.
     */
    void onCommand(int type, DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * Hand over a message: the one thing that is asked for often, so it is no command.
     *
     * @param sessionId of an open session.
     * @param buffer    holds the message; copied.
     * @param offset    first byte.
     * @param length    bytes.
     * @param nowNs     time of the duty cycle, or of the one before.
     * @return messages handed over since the session began, or a code of {@link io.hopwire.spi.SessionCodes}.
     */
    long offer(int sessionId, DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * Hand over a message that need not wait for others.
     *
     * @param sessionId  of an open session.
     * @param isReliable whether it is sent until it is acknowledged; otherwise once, and that may be for nothing.
     * @param buffer     holds the message; copied.
     * @param offset     first byte.
     * @param length     bytes, 0 to {@link io.hopwire.spi.Limits#MAX_UNORDERED_LENGTH}.
     * @param nowNs      time of the duty cycle, or of the one before.
     * @return a positive number, or a code of {@link io.hopwire.spi.SessionCodes}.
     */
    long offerAside(
        int sessionId, boolean isReliable, DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * Hand over the next part of a message that is longer than a session's window, as much as there is room for. No
     * other may be handed over to that session until all of it was.
     *
     * @param sessionId of the session.
     * @param total     bytes of the message.
     * @param done      of them that were taken before.
     * @param buffer    holds what follows those, to the end of the message.
     * @param offset    first byte.
     * @param nowNs     time of the duty cycle.
     * @return bytes taken; or a code of {@link io.hopwire.spi.SessionCodes}.
     */
    int offerPart(int sessionId, int total, int done, DirectBuffer buffer, int offset, long nowNs);

    /**
     * Time has passed. Does a few of the things that are due; the host calls again while {@link #nextDeadlineNs()} is
     * due and it has room for outputs.
     *
     * @param nowNs time of the duty cycle.
     * @return things done.
     */
    int onDeadline(long nowNs);

    /**
     * When the core wants to be called. Cheap: asked after every input.
     *
     * @return time of the next deadline, {@link Long#MAX_VALUE} where there is none.
     */
    long nextDeadlineNs();

    /**
     * Hand over what was gathered to leave together: the host calls it before it flushes the outbox, at the end of each
     * duty cycle at least; and again where there is more, as soon as it has room.
     *
     * @param nowNs time of the duty cycle.
     * @return whether there is more.
     */
    boolean flush(long nowNs);

    /**
     * There is nothing to do: make what the next packets will probably need. Changes nothing but the time that they
     * take.
     */
    void onIdle();

    /**
     * End everything, with a word to each peer: as much of it as one input may cause. The host makes room and calls
     * again while there is more to say, then flushes the outbox and calls nothing else. Room for requests of slow work
     * is not waited for: nobody works on them any more.
     *
     * @param nowNs time of the duty cycle.
     * @return whether there is more to say.
     */
    boolean onClose(long nowNs);

    /**
     * Longest message that one datagram carries.
     *
     * @return bytes.
     */
    int maxMessageLength();

    /**
     * Longest message of a session: its peer's datagrams may be smaller than ours. May be asked from within events.
     *
     * @param sessionId of the session.
     * @return bytes; 0 for a session that is none.
     */
    int maxMessageLength(int sessionId);

    /**
     * Tell what the tables hold, to look at: tests do, and the checks of a simulation.
     *
     * @param inspector to tell.
     */
    void inspect(Inspector inspector);
}
