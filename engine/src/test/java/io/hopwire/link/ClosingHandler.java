package io.hopwire.link;

import org.agrona.MutableDirectBuffer;

/**
 * Closes the link in one of the calls.
 */
final class ClosingHandler implements LinkHandler
{
    private final LinkTable table;
    private final int call;

    ClosingHandler(final LinkTable table, final int call)
    {
        this.table = table;
        this.call = call;
    }

    @Override
    public void onLinkUp(final Link link, final long nowNs)
    {
        closeIf(0, link, nowNs);
    }

    @Override
    public void onLinkDown(final Link link, final int reason, final long nowNs)
    {
        closeIf(1, link, nowNs);
    }

    @Override
    public void onLinkFailed(final Link link, final int reason, final long nowNs)
    {
        closeIf(1, link, nowNs);
    }

    @Override
    public void onFrame(
        final Link link, final MutableDirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        closeIf(2, link, nowNs);
    }

    private void closeIf(final int which, final Link link, final long nowNs)
    {
        if (which == call)
        {
            table.close(link.id(), nowNs);
        }
    }
}
