package io.hopwire.component.discovery;

import io.hopwire.link.AddressChoice;
import io.hopwire.link.Link;
import io.hopwire.link.LinkCloseReason;
import io.hopwire.link.LinkTable;
import io.hopwire.spi.Addresses;
import io.hopwire.spi.Commands;
import io.hopwire.spi.Inspector;
import io.hopwire.spi.Timers;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;

/**
 * The links a user configured, with or without the peer's key: opened at the start and again whenever they are down. An
 * address at which we found ourselves is looked at again now and then, for who is where may change. So is a peer that
 * another node with our key has a link to, but for the first time: then the other one is told of us, too. A
 * peer whose name is not resolved yet has no address, and waits.
 */
final class Bootstrap
{
    private static final int NO_LINK = -1;
    private static final long FIRST_RETRY_NS = 250_000_000L;
    private static final long MAX_RETRY_NS = 5_000_000_000L;
    private static final long SELF_RETRY_NS = 60_000_000_000L;
    private static final long FIRST_DISPLACED_RETRY_NS = 1_000_000_000L;
    private static final long JOINED_RETRY_NS = 60_000_000_000L;

    private final int addressLength;
    private final Addresses addresses;
    private final LinkTable links;
    private final Timers timers;
    private final int firstTimerId;
    private final ArrayList<Entry> entries = new ArrayList<>();

    Bootstrap(
        final int addressLength,
        final Addresses addresses,
        final LinkTable links,
        final Timers timers,
        final int firstTimerId)
    {
        this.addressLength = addressLength;
        this.addresses = addresses;
        this.links = links;
        this.timers = timers;
        this.firstTimerId = firstTimerId;
    }

    /**
     * A peer, or new addresses of one. A link that is up stays; what is being tried goes on at the new addresses.
     */
    void put(final Commands.Bootstrap command, final long nowNs)
    {
        final int number = command.number();
        assert number >= 0 && number <= entries.size() : "peers are numbered as they come";
        if (number == entries.size())
        {
            entries.add(newEntry(command));
        }
        final Entry entry = entries.get(number);
        entry.choice.replaceBy(command);
        entry.retryNs = FIRST_RETRY_NS;
        if (entry.isSought())
        {
            timers.schedule(firstTimerId + number, nowNs);
        }
    }

    private Entry newEntry(final Commands.Bootstrap command)
    {
        final Entry entry = new Entry(new AddressChoice(addresses));
        if (command.hasKey())
        {
            entry.key = new UnsafeBuffer(new byte[addressLength]);
            entry.key.putBytes(0, command.buffer(), Commands.Bootstrap.KEY_OFFSET, addressLength);
        }
        return entry;
    }

    boolean ownsTimer(final int timerId)
    {
        return timerId >= firstTimerId && timerId < firstTimerId + entries.size();
    }

    void onTimer(final int timerId, final long nowNs)
    {
        final Entry entry = entries.get(timerId - firstTimerId);
        if (entry.isSought())
        {
            final Link found = null == entry.found ? null : links.byKey(entry.found, 0);
            final int linkId = null != found ? found.id() : links.open(entry.key, 0, entry.choice.addressId(), nowNs);
            if (linkId >= 0)
            {
                entry.linkId = linkId;
                links.get(linkId).choice(entry.choice);
            }
            else if (linkId == LinkTable.SELF)
            {
                entry.isSelf = true;
            }
            else
            {
                retry(entry, timerId, nowNs);
            }
        }
    }

    /**
     * A link came up.
     *
     * @return whether it is one of these.
     */
    boolean onLinkUp(final Link link)
    {
        boolean isOne = false;
        for (int i = 0; i < entries.size(); i++)
        {
            final Entry entry = entries.get(i);
            if (entry.linkId == link.id())
            {
                entry.retryNs = FIRST_RETRY_NS;
                isOne = true;
            }
        }
        return isOne;
    }

    /** Nobody is left that the node has a link to: no peer is waited for any longer than one that was not displaced. */
    void onAlone(final long nowNs)
    {
        for (int i = 0; i < entries.size(); i++)
        {
            final long soonNs = nowNs + FIRST_DISPLACED_RETRY_NS;
            final int timerId = firstTimerId + i;
            if (timers.deadlineNs(timerId) < Long.MAX_VALUE && timers.deadlineNs(timerId) - nowNs > MAX_RETRY_NS &&
                !entries.get(i).isContested)
            {
                timers.schedule(timerId, soonNs);
            }
        }
    }

    boolean keeps(final int linkId)
    {
        for (int i = 0; i < entries.size(); i++)
        {
            if (entries.get(i).linkId == linkId)
            {
                return true;
            }
        }
        return false;
    }

    /**
     * A link went down or never came up.
     *
     * @param link   which.
     * @param wasUp  whether it was up; else its address was tried in vain.
     * @param reason one of {@link LinkCloseReason}. Where it was REPLACED before it was up, the peer turned out to be
     *               one to which there is another link: the address is served as long as that is up. It need not be the
     *               same peer ever after, so its key is not kept for good.
     * @param nowNs  time of the duty cycle.
     */
    void onLinkGone(final Link link, final boolean wasUp, final int reason, final long nowNs)
    {
        for (int i = 0; i < entries.size(); i++)
        {
            final Entry entry = entries.get(i);
            if (entry.linkId == link.id())
            {
                entry.linkId = NO_LINK;
                entry.found = null;
                if (LinkCloseReason.REPLACED == reason && !wasUp && null == entry.key)
                {
                    entry.found = new UnsafeBuffer(new byte[addressLength]);
                    entry.found.putBytes(0, link.identity(), Link.ADDRESS_OFFSET, addressLength);
                }
                final boolean isElsewhere = !wasUp && LinkCloseReason.REPLACED != reason &&
                    entry.choice.next(link.addressId()) != link.addressId();
                final boolean isFirstLoss = wasUp && !entry.isContested;
                entry.isContested |= wasUp && LinkCloseReason.SELF == reason;
                entry.retryNs = LinkCloseReason.SELF == reason && !isElsewhere && !isFirstLoss ?
                    SELF_RETRY_NS : entry.retryNs;
                if (LinkCloseReason.DISPLACED == reason)
                {
                    onDisplaced(entry);
                }
                else if (wasUp)
                {
                    entry.displacedRetryNs = FIRST_DISPLACED_RETRY_NS;
                }
                retry(entry, firstTimerId + i, nowNs);
            }
        }
    }

    void inspect(final Inspector inspector)
    {
        for (int i = 0; i < entries.size(); i++)
        {
            final Entry entry = entries.get(i);
            if (entry.linkId != NO_LINK)
            {
                inspector.agree("link of a bootstrap", null == links.get(entry.linkId) ? 0 : 1, 1);
            }
            else if (entry.isSought())
            {
                inspector.agree("try of a bootstrap", timers.deadlineNs(firstTimerId + i) < Long.MAX_VALUE ? 1 : 0, 1);
            }
        }
    }

    /**
     * The peer has no place for us. Whoever is joined by others need not insist; whoever is not comes again, less and
     * less often, for he puts somebody else out each time.
     */
    private void onDisplaced(final Entry entry)
    {
        entry.retryNs = links.upCount() > 0 ? JOINED_RETRY_NS : entry.displacedRetryNs;
        entry.displacedRetryNs = Math.min(MAX_RETRY_NS, entry.displacedRetryNs * 2);
    }

    private void retry(final Entry entry, final int timerId, final long nowNs)
    {
        timers.schedule(timerId, nowNs + entry.retryNs);
        entry.retryNs = Math.min(MAX_RETRY_NS, entry.retryNs * 2);
    }

    private static final class Entry
    {
        private final AddressChoice choice;
        private UnsafeBuffer key;
        private UnsafeBuffer found;
        private int linkId = NO_LINK;
        private boolean isSelf;
        /** Another node with our key has taken the link over. */
        private boolean isContested;
        private long retryNs = FIRST_RETRY_NS;
        private long displacedRetryNs = FIRST_DISPLACED_RETRY_NS;

        private Entry(final AddressChoice choice)
        {
            this.choice = choice;
        }

        /** There is no link, and there may be one. */
        private boolean isSought()
        {
            return linkId == NO_LINK && !isSelf && !choice.isEmpty();
        }
    }
}
