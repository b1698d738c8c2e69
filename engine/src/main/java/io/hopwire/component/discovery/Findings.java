package io.hopwire.component.discovery;

import io.hopwire.component.discovery.Shortlist.Candidate;
import io.hopwire.spi.FoundContact;
import org.agrona.MutableDirectBuffer;

/**
 * What a look-up has found so far: those of its shortlist that are there, the closest of them first.
 */
final class Findings
{
    private final int addressLength;
    private Shortlist shortlist;
    private int width;

    Findings(final int addressLength)
    {
        this.addressLength = addressLength;
    }

    /**
     * Read another list, or none.
     *
     * @param list    of candidates.
     * @param nearest how many of the closest are looked for.
     */
    void of(final Shortlist list, final int nearest)
    {
        shortlist = list;
        width = nearest;
    }

    /**
     * Write those of the closest that have answered, as {@link FoundContact} draws them.
     *
     * @return how many, at most the network's k.
     */
    int copyTo(final MutableDirectBuffer found, final int offset)
    {
        final int length = FoundContact.length(addressLength);
        int count = 0;
        for (int i = 0; i < shortlist.size() && count < width; i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (isThere(candidate))
            {
                found.putBytes(offset + count++ * length, shortlist.buffer(), candidate.addressOffset(), length);
            }
        }
        return count;
    }

    /**
     * How many of the k closest there are, whether they have answered or not. Who has not counts where not only one
     * node has named it: that one may have made it up.
     */
    int countNamed()
    {
        int count = 0;
        for (int i = 0; i < shortlist.size() && count < width; i++)
        {
            count += isOneOfTheClosest(shortlist.get(i)) ? 1 : 0;
        }
        return count;
    }

    /** How many of those that {@link #countNamed} counts have answered: they are the first that were found. */
    int countClosest()
    {
        int named = 0;
        int count = 0;
        for (int i = 0; i < shortlist.size() && named < width; i++)
        {
            named += isOneOfTheClosest(shortlist.get(i)) ? 1 : 0;
            count += isThere(shortlist.get(i)) ? 1 : 0;
        }
        return count;
    }

    private static boolean isOneOfTheClosest(final Candidate candidate)
    {
        return isThere(candidate) || candidate.isNamedTwice;
    }

    /** Has answered, be it the handshake that was made to ask it. */
    static boolean isThere(final Candidate candidate)
    {
        return candidate.state == Shortlist.ANSWERED || candidate.isProved && candidate.state == Shortlist.ASKED;
    }

    /**
     * The longest chain of answers that led to one of the closest that have answered.
     */
    int hops()
    {
        int hops = 0;
        int count = 0;
        for (int i = 0; i < shortlist.size() && count < width; i++)
        {
            final Candidate candidate = shortlist.get(i);
            if (isThere(candidate))
            {
                hops = Math.max(hops, candidate.hops);
                count++;
            }
        }
        return hops;
    }
}
