package io.hopwire.component.payload;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.crypto.SipHash;
import io.hopwire.link.Link;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Services;
import io.hopwire.spi.Setting;
import io.hopwire.spi.Settings;
import org.agrona.DirectBuffer;

/**
 * How messages are heard that others make for applications: young ones only, which the number in them tells, no more
 * from one neighbour than it may say in a second, and each once. A message is known again by a keyed hash over its
 * sender and its payload.
 * <p>
 * Costs no memory until the first message is let in. Not thread-safe.
 */
final class Hearing
{
    private static final int LINKS = 16;
    private static final long MICRO_NS = 1000;

    private final Settings settings;
    private final Setting<Integer> perLink;
    private final SipHash hash;
    private final long secret;
    private final int addressLength;
    private final long lifetimeNs;
    private SeenMessages seen;
    private Rates ofLinks;
    private long lastNumber;

    /**
     * Nothing was heard.
     *
     * @param settings {@link BroadcastSettings}.
     * @param perLink  messages that one neighbour may say in a second.
     * @param own      who the node is.
     * @param services lent by the host.
     */
    Hearing(final Settings settings, final Setting<Integer> perLink, final OwnAddress own, final Services services)
    {
        this.settings = settings;
        this.perLink = perLink;
        addressLength = own.space().length();
        lifetimeNs = settings.get(BroadcastSettings.LIFETIME);
        final EntropySource entropy = services.entropy();
        hash = new SipHash(entropy.nextLong(), entropy.nextLong());
        secret = entropy.nextLong();
    }

    /** {@return a keyed hash of a sender, whose address lies at the offset} */
    long origin(final DirectBuffer buffer, final int fromOffset)
    {
        return hash.hash(buffer, fromOffset, addressLength);
    }

    /**
     * A keyed hash of a message.
     *
     * @param origin of its sender.
     * @param buffer holds its payload.
     * @param offset first byte.
     * @param length bytes.
     * @return by which it is known again.
     */
    long id(final long origin, final DirectBuffer buffer, final int offset, final int length)
    {
        return SipHash.hash(origin, secret, buffer, offset, length);
    }

    /**
     * Is it too old, or from a clock that is as far ahead?
     *
     * @param number of the message: its sender's time in microseconds since 1970.
     * @param nowNs  time of the duty cycle.
     * @return true where it is not to be taken.
     */
    boolean isOutOfDate(final long number, final long nowNs)
    {
        final long ageNs = nowNs - number * MICRO_NS;
        return ageNs > lifetimeNs || ageNs < -lifetimeNs || number > Long.MAX_VALUE / MICRO_NS;
    }

    /** {@return a number for a message of our own, greater than that of the last one that was made} */
    long nextNumber(final long nowNs)
    {
        return Math.max(lastNumber + 1, nowNs / MICRO_NS);
    }

    /** One of our own has that number. */
    void made(final long number)
    {
        lastNumber = number;
    }

    /** {@return the number of the last message of our own} */
    long lastNumber()
    {
        return lastNumber;
    }

    /** {@return whether a neighbour may say another one now; it is not counted} */
    boolean mayPass(final Link link, final long nowNs)
    {
        return null == ofLinks || ofLinks.mayPass(link.slot(), nowNs);
    }

    /** A neighbour has said another one. */
    void pass(final Link link, final long nowNs)
    {
        if (null == ofLinks)
        {
            ofLinks = new Rates(settings.get(perLink), LINKS);
        }
        ofLinks.pass(link.slot(), nowNs);
    }

    /** {@return whether a message was here before} */
    boolean wasHere(final long id, final long nowNs)
    {
        return null != seen && seen.contains(id, nowNs);
    }

    /** {@return whether another message can be remembered} */
    boolean hasRoom(final long id, final long nowNs)
    {
        return null == seen || seen.hasRoom(id, nowNs);
    }

    /** Remember a message that was not here; false where there is no room for it. */
    boolean remember(final long id, final long nowNs)
    {
        if (null == seen)
        {
            seen = new SeenMessages(2 * lifetimeNs, settings.get(BroadcastSettings.MAX_SEEN));
        }
        return seen.add(id, nowNs);
    }
}
