package io.hopwire.component.payload;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.NeighbourIndex;
import io.hopwire.routing.Distance;
import io.hopwire.spi.Counters;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Passes on what is for others, sealed as it is: to the destination where it is a neighbour, else to the relay whose id
 * is closest to it, and closer than the node's own. So the distance falls with each hop, and nothing goes in a circle.
 * <p>
 * Nothing of a message is kept but where it came from and went to. Who wrote it repeats it, by the same way: the first
 * repetition goes on as before, in case that it was lost; from the second on another neighbour is tried, and so where a
 * neighbour answers that it knows no way. Not thread-safe.
 */
final class WhisperRelay implements NeighbourIndex.Exclusions
{
    /** Datagrams that one moment may cause: others of many come again. */
    private static final int MAX_AT_ONCE = 16;
    private static final int SAME_WAY = 2;

    private final Ways ways;
    private final LinkTable links;
    private final Counters counters;
    private final WhisperPaths paths;
    private final WhisperDialer dialer;
    private final int maxPasses;
    private final DirectBuffer ownId;
    private final UnsafeBuffer targetId = new UnsafeBuffer(new byte[Distance.ID_LENGTH]);
    private long path;
    private int fromLink;
    private int length;
    private long lastNs;
    private int atOnce;

    WhisperRelay(final Settings settings, final Ways ways, final WhisperPaths paths)
    {
        this.ways = ways;
        this.paths = paths;
        links = ways.links();
        counters = ways.services().counters();
        dialer = new WhisperDialer(ways);
        maxPasses = settings.get(WhisperSettings.PASSES);
        ownId = ways.ownId();
    }

    /**
     * Pass a message on.
     *
     * @param from   neighbour that handed it over.
     * @param buffer holds it.
     * @param offset first byte of its header.
     * @param lengthOfIt bytes, header and payload.
     * @param hash   of it.
     * @param nowNs  time of the duty cycle.
     * @return 0, or the reason of a NACK.
     */
    int pass(
        final Link from,
        final DirectBuffer buffer,
        final int offset,
        final int lengthOfIt,
        final DirectBuffer hash,
        final long nowNs)
    {
        atOnce = nowNs == lastNs ? atOnce + 1 : 1;
        lastNs = nowNs;
        final long known = paths.find(hash, 0, nowNs);
        if (atOnce > MAX_AT_ONCE || WhisperPaths.NONE != known && paths.passes(known) >= maxPasses)
        {
            counters.reject(RejectCode.WHISPER_LIMIT);
            return 0;
        }
        path = WhisperPaths.NONE == known ? paths.add(hash, 0, from.id(), nowNs) : known;
        paths.upLink(path, from.id());
        fromLink = from.id();
        length = lengthOfIt;
        final int toOffset = offset + ways.own().space().length();
        final Link next = next(buffer, toOffset);
        if (null != next)
        {
            paths.passed(path, next.id());
            ways.messages().add(next, buffer, offset, length, nowNs);
            counters.increment(SystemCounter.WHISPERS_PASSED);
            return 0;
        }
        if (ways.isRelay() && WhisperDialer.DIALLED == dialer.dial(targetId, 0, nowNs))
        {
            return WhisperMessage.AGAIN;
        }
        counters.reject(RejectCode.WHISPER_NO_WAY);
        return WhisperMessage.NO_WAY;
    }

    @Override
    public boolean isExcluded(final int linkId)
    {
        return linkId == fromLink || paths.wasTried(path, linkId) ||
            length > WhisperSizes.EVERYWHERE && !ways.sizes().carries(links.get(linkId), length);
    }

    private Link next(final DirectBuffer buffer, final int toOffset)
    {
        final Link direct = ways.isRelay() ? links.byKey(buffer, toOffset) : null;
        if (null != direct && direct.id() != fromLink && ways.sizes().carries(direct, length))
        {
            return direct;
        }
        ways.own().space().nodeId(buffer, toOffset, targetId, 0);
        if (!ways.isRelay() || paths.isTriedOut(path))
        {
            return null;
        }
        final Link before = links.get(paths.downLink(path));
        if (null != before && before.isUp() && before.id() != fromLink && paths.passes(path) % SAME_WAY != 0)
        {
            return before;
        }
        if (null != before)
        {
            paths.tried(path);
        }
        final int closest = links.relays().closest(targetId, 0, this);
        final Link next = NeighbourIndex.NONE == closest ? null : links.get(closest);
        return null != next && Distance.closer(next.identity(), Link.NODE_ID_OFFSET, ownId, 0, targetId, 0) ?
            next : null;
    }
}
