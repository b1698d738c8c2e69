package io.hopwire.link;

import io.hopwire.spi.Inspector;
import org.agrona.DirectBuffer;

/**
 * One protocol of a node, as its core sees it: what each part may hear of, by default nothing. A core holds its parts
 * in one ordered list; news of links goes through it from the front, the end of the node from the back. What a packet
 * passes is not here: frames and cells go where they belong by direct calls.
 * <p>
 * A part registers its timers and, where it asks for slow work, itself as the owner of what comes of it, with the
 * {@link io.hopwire.spi.Services} that it is given when it is made. All methods are called on the thread that
 * runs the core, and what is sent within one call is bounded as for any input.
 */
public interface Part
{
    /**
     * Somebody asks for something.
     *
     * @param type   one of {@link io.hopwire.spi.Commands}.
     * @param buffer holds the command.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time of the duty cycle.
     * @return false where commands of this type are not this part's; true where it answers.
     */
    default boolean onCommand(
        final int type, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        return false;
    }

    /**
     * A link came up: its peer has proved its key.
     *
     * @param link  that came up.
     * @param nowNs time of the duty cycle.
     */
    default void onLinkUp(final Link link, final long nowNs)
    {
    }

    /**
     * A link that was up went down. It is readable during the call, not afterwards.
     *
     * @param link   that went down.
     * @param reason one of {@link LinkCloseReason}.
     * @param nowNs  time of the duty cycle.
     */
    default void onLinkDown(final Link link, final int reason, final long nowNs)
    {
    }

    /**
     * A link that was asked for never came up. It is readable during the call, not afterwards.
     *
     * @param link   that failed.
     * @param reason one of {@link LinkCloseReason}.
     * @param nowNs  time of the duty cycle.
     */
    default void onLinkFailed(final Link link, final int reason, final long nowNs)
    {
    }

    /**
     * Whether this part gathers what leaves together, so that it must be flushed at the end of each duty cycle.
     *
     * @return false where {@link #flush} has nothing to do, now and later.
     */
    default boolean gathers()
    {
        return false;
    }

    /**
     * Hand what was gathered to the outbox, as far as it has room. All parts together cause no more than one input
     * may: the sessions have half of that, broadcasts a quarter, anybody else one datagram.
     *
     * @param nowNs time of the duty cycle.
     * @return whether there is more.
     */
    default boolean flush(final long nowNs)
    {
        return false;
    }

    /**
     * The node closes. Links are still up and what is sent now leaves, as much as one input may cause. Parts close one
     * after the other: this one is asked again until it has no more to say.
     *
     * @param nowNs time of the duty cycle.
     * @return whether there is more to say.
     */
    default boolean onClose(final long nowNs)
    {
        return false;
    }

    /**
     * Tell what the tables hold, to look at.
     *
     * @param inspector to tell.
     */
    default void inspect(final Inspector inspector)
    {
    }
}
