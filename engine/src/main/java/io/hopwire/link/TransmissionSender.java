package io.hopwire.link;

import io.hopwire.spi.Counters;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Settings;
import io.hopwire.spi.SystemCounter;
import io.hopwire.wire.Compression;
import io.hopwire.wire.compress.TransmissionPacker;
import org.agrona.DirectBuffer;

/**
 * Sends transmissions to neighbours, compressed where that was agreed on and where it pays: not short ones, and not
 * what hardly gets shorter. Not thread-safe.
 */
public final class TransmissionSender
{
    private final LinkTable links;
    private final Counters counters;
    private final int least;
    private final int gather;
    /** Of the last transmission that went to several. */
    private long packNumber = -1;
    private int packedBy;
    private int packedLength;

    /**
     * Over the links of a node.
     *
     * @param links    to neighbours.
     * @param settings {@link LinkSettings}.
     * @param counters of the node.
     */
    public TransmissionSender(final LinkTable links, final Settings settings, final Counters counters)
    {
        this.links = links;
        this.counters = counters;
        least = settings.get(LinkSettings.COMPRESSION_LEAST);
        gather = settings.get(LinkSettings.COMPRESSION_GATHER);
    }

    /** {@return the links that transmissions leave over} */
    public LinkTable links()
    {
        return links;
    }

    /**
     * Send a transmission.
     *
     * @param link   to send over.
     * @param buffer holds it.
     * @param offset first byte.
     * @param length bytes, header included; more than the link carries where it may fit when it is compressed.
     * @param nowNs  time.
     * @return as {@link LinkTable#send}.
     */
    public int send(
        final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        final int packed = isWorthwhile(link, length) ? pack(link, buffer, offset, length) : 0;
        return sendPacked(link, packed, buffer, offset, length, nowNs);
    }

    /**
     * Send a transmission that several links get, one after the other: it is compressed once.
     *
     * @param link    to send over.
     * @param buffer  holds it.
     * @param length  bytes from its beginning.
     * @param isFirst whether it is another one than with the last call.
     * @param nowNs   time.
     * @return as {@link LinkTable#send}.
     */
    public int sendToMany(
        final Link link, final DirectBuffer buffer, final int length, final boolean isFirst, final long nowNs)
    {
        if (!isWorthwhile(link, length))
        {
            packNumber = isFirst ? -1 : packNumber;
            return links.send(link, buffer, 0, length, nowNs);
        }
        final TransmissionPacker packer = links.memory().packer();
        if (isFirst || packer.number() != packNumber || packedBy != link.compression())
        {
            packedLength = packer.pack(link.compression(), buffer, 0, length, length);
            packedBy = link.compression();
            packNumber = packer.number();
        }
        return sendPacked(
            link, packedLength <= link.maxPlaintext() ? packedLength : 0, buffer, 0, length, nowNs);
    }

    /** {@return most bytes to gather for a link before they are sent} */
    int most(final Link link)
    {
        return Compression.NONE == link.compression() ? link.maxPlaintext() : Math.max(gather, link.maxPlaintext());
    }

    /** As {@link #send}; there is nobody to try again, so that what the outbox has no room for is counted. */
    void sendOnce(final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        if (LinkTable.BACK_PRESSURED == send(link, buffer, offset, length, nowNs))
        {
            counters.increment(SystemCounter.OUTBOX_FULL);
        }
    }

    /** Send a transmission compressed, however long it is, or not at all: false. */
    boolean sendWhole(final Link link, final DirectBuffer buffer, final int length, final long nowNs)
    {
        final int packed = isWorthwhile(link, length) ? pack(link, buffer, 0, length) : 0;
        return packed > 0 && 0 == sendPacked(link, packed, buffer, 0, length, nowNs);
    }

    private boolean isWorthwhile(final Link link, final int length)
    {
        return Compression.NONE != link.compression() && length >= least &&
            length <= Limits.MAX_COMPRESSED_TRANSMISSION;
    }

    private int pack(final Link link, final DirectBuffer buffer, final int offset, final int length)
    {
        return links.memory().packer().pack(link.compression(), buffer, offset, length, link.maxPlaintext());
    }

    private int sendPacked(
        final Link link,
        final int packed,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final long nowNs)
    {
        if (0 == packed)
        {
            return links.send(link, buffer, offset, length, nowNs);
        }
        final int sent = links.send(link, links.memory().packer().packed(), 0, packed, nowNs);
        if (0 == sent)
        {
            counters.increment(SystemCounter.TRANSMISSIONS_COMPRESSED);
            counters.add(SystemCounter.COMPRESSION_BYTES_SAVED, length - packed);
        }
        return sent;
    }
}
