package io.hopwire.crowd;

/**
 * What peers of one network began, and its place among the crowds of its size; see {@link PeerCrowds}.
 *
 * @param <T> what that is.
 */
final class PeerCrowd<T extends CrowdMember> extends PeerBag<T>
{
    final long sharer;
    PeerCrowd<T> before;
    PeerCrowd<T> behind;

    PeerCrowd(final long sharer)
    {
        this.sharer = sharer;
    }

    @Override
    void place(final CrowdMember member, final PeerBag<T> bagOrNull, final int index)
    {
        member.crowd = (PeerCrowd<T>)bagOrNull;
        member.crowdIndex = index;
    }

    @Override
    int placeOf(final CrowdMember member)
    {
        return member.crowdIndex;
    }
}
