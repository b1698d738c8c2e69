package io.hopwire.component.discovery;

import io.hopwire.crypto.AddressSpace;

import java.util.ArrayList;

/**
 * Shortlists of look-ups that have ended, to be used again. The nodes of one thread may share it, as those of a
 * simulation do: few of them look something up at the same time. Not thread-safe.
 */
public final class LookupMemory
{
    private final ArrayList<Shortlist> shortlists = new ArrayList<>(1);
    private final int maxKept;

    /**
     * Without any yet: they are made as needed.
     *
     * @param maxKept how many are kept at the most.
     */
    public LookupMemory(final int maxKept)
    {
        this.maxKept = maxKept;
    }

    Shortlist take(final int capacity, final AddressSpace space)
    {
        final Shortlist shortlist = shortlists.isEmpty() ? null : shortlists.remove(shortlists.size() - 1);
        return null != shortlist && shortlist.fits(capacity, space) ? shortlist : new Shortlist(capacity, space);
    }

    void give(final Shortlist shortlist)
    {
        if (shortlists.size() < maxKept)
        {
            shortlists.add(shortlist);
        }
    }
}
