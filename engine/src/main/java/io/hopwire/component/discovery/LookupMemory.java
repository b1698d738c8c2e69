package io.hopwire.component.discovery;

import io.hopwire.crypto.Sha256;

import java.util.ArrayList;

/**
 * Shortlists of look-ups that have ended, to be used again. The nodes of one thread may share it, as those of a
 * simulation do: few of them look something up at the same time. Not thread-safe.
 */
public final class LookupMemory
{
    private final Sha256 sha256 = new Sha256();
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

    Shortlist take(final int capacity)
    {
        final Shortlist shortlist = shortlists.isEmpty() ? null : shortlists.remove(shortlists.size() - 1);
        return null != shortlist && shortlist.capacity() == capacity ? shortlist : new Shortlist(capacity, sha256);
    }

    void give(final Shortlist shortlist)
    {
        if (shortlists.size() < maxKept)
        {
            shortlists.add(shortlist);
        }
    }
}
