package io.hopwire.circuit;

import io.hopwire.link.Link;
import io.hopwire.link.LinkRole;
import io.hopwire.link.LinkTable;
import io.hopwire.routing.Distance;
import org.agrona.DirectBuffer;

import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Whom to ask next for a route: the target itself where it is a neighbour, else the untried relay whose id is closest
 * to the target's.
 */
final class NeighbourChoice
{
    private final LinkTable links;

    NeighbourChoice(final LinkTable links)
    {
        this.links = links;
    }

    /**
     * The next neighbour to ask; never the one that asked us, whoever the target is: a circuit has two links.
     *
     * @return the link or null where nobody is left, or the budget or the tokens have come to an end.
     */
    Link next(final RouteSearch search)
    {
        if (search.budget <= 0 || search.tokens < RouteSearch.VISIT_TOKENS)
        {
            search.sawHopLimit |= search.budget <= 0;
            return null;
        }
        final Link direct = links.byKey(search.targetKey, 0);
        if (direct != null && direct.id() != search.upLink && !search.isTried(direct.id()))
        {
            return direct;
        }
        if (search.budget == 1)
        {
            search.sawHopLimit = true;
            return null;
        }
        return closestRelay(search);
    }

    private Link closestRelay(final RouteSearch search)
    {
        Link closest = null;
        for (int i = 0, count = links.upCount(); i < count; i++)
        {
            final Link link = links.upLink(i);
            final boolean candidate =
                link.peerRole() == LinkRole.RELAY && link.id() != search.upLink && !search.isTried(link.id());
            if (candidate && (closest == null || isCloser(link, closest, search.targetId)))
            {
                closest = link;
            }
        }
        return closest;
    }

    private static boolean isCloser(final Link a, final Link b, final DirectBuffer targetId)
    {
        return Distance.closer(a.peerNodeId(), 0, b.peerNodeId(), 0, targetId, 0);
    }

    static boolean sameKey(final DirectBuffer a, final int aOffset, final DirectBuffer b, final int bOffset)
    {
        for (int i = 0; i < RouteSearch.KEY_LENGTH; i += SIZE_OF_LONG)
        {
            if (a.getLong(aOffset + i) != b.getLong(bOffset + i))
            {
                return false;
            }
        }
        return true;
    }
}
