package io.hopwire.circuit;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.NeighbourIndex;

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
        if (null != direct && !search.isExcluded(direct.id()))
        {
            return direct;
        }
        if (search.budget == 1)
        {
            search.sawHopLimit = true;
            return null;
        }
        final int closest = links.relays().closest(search.targetId, 0, search);
        return closest == NeighbourIndex.NONE ? null : links.get(closest);
    }
}
