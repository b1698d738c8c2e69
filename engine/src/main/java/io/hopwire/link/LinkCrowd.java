package io.hopwire.link;

/**
 * The links that peers of one network opened, and its place among the crowds of its size; see {@link LinkCrowds}.
 */
final class LinkCrowd extends LinkBag
{
    final long sharer;
    LinkCrowd before;
    LinkCrowd behind;

    LinkCrowd(final long sharer)
    {
        this.sharer = sharer;
    }

    @Override
    void place(final Link link, final LinkBag bagOrNull, final int index)
    {
        link.crowd = (LinkCrowd)bagOrNull;
        link.crowdIndex = index;
    }

    @Override
    int placeOf(final Link link)
    {
        return link.crowdIndex;
    }
}
