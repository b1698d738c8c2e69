package io.hopwire.component.neighbour;

import io.hopwire.crypto.OwnAddress;
import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.link.Part;
import io.hopwire.spi.Component;
import io.hopwire.spi.ComponentServices;
import io.hopwire.spi.Counters;
import io.hopwire.spi.EntropySource;
import io.hopwire.spi.Limits;
import io.hopwire.spi.Peer;
import io.hopwire.spi.RejectCode;
import io.hopwire.spi.Services;
import io.hopwire.spi.SystemCounter;
import io.hopwire.spi.Timers;
import io.hopwire.wire.ComponentFrame;
import io.hopwire.wire.MsgPackDecoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

import java.util.Arrays;

/**
 * The components of one node, by number: an array look-up from the first byte of a frame to the component.
 * <p>
 * Not thread-safe; driven by the core.
 */
public final class ComponentTable implements Part
{
    private final Component[] byNumber;
    private final Component[] all;
    private final MessagesToPeers batch;
    private final Counters counters;
    private int closing;

    /**
     * Start components.
     *
     * @param components by number; null where there is none.
     * @param own        who the node is.
     * @param links      to neighbours.
     * @param services   what the node lends.
     * @param isBare     whether messages leave as CUSTOM of seed 004 and not in frames.
     */
    public ComponentTable(
        final Component[] components,
        final OwnAddress own,
        final LinkTable links,
        final Services services,
        final boolean isBare)
    {
        byNumber = components.clone();
        counters = services.counters();
        int count = 0;
        final Component[] present = new Component[byNumber.length];
        MessagesToPeers made = null;
        for (int i = 0; i < byNumber.length; i++)
        {
            if (null != byNumber[i])
            {
                // Most nodes have none, and then need no room to gather frames in.
                made = null == made ? newBatch(links, own, isBare) : made;
                present[count++] = byNumber[i];
                byNumber[i].onStart(new OfComponent(
                    made, i, services.timers().register(byNumber[i]::onTimer), services.entropy()));
            }
        }
        all = Arrays.copyOf(present, count);
        batch = made;
    }

    private static MessagesToPeers newBatch(final LinkTable links, final OwnAddress own, final boolean isBare)
    {
        return isBare ? new CustomBatch(links, own) : new FrameBatch(links);
    }

    @Override
    public void onLinkUp(final Link link, final long nowNs)
    {
        for (final Component component : all)
        {
            component.onPeerConnect(link, nowNs);
        }
    }

    @Override
    public void onLinkDown(final Link link, final int reason, final long nowNs)
    {
        for (final Component component : all)
        {
            component.onPeerDisconnect(link, nowNs);
        }
    }

    /**
     * Messages of a component came over a link.
     *
     * @param link   it came by.
     * @param buffer holds the plaintext.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time of the duty cycle.
     */
    public void onFrame(
        final Link link, final DirectBuffer buffer, final int offset, final int length, final long nowNs)
    {
        counters.increment(SystemCounter.COMPONENT_FRAMES);
        final int number = ComponentFrame.component(buffer, offset, length);
        if (number < 0 || number >= byNumber.length || null == byNumber[number])
        {
            counters.reject(RejectCode.COMPONENT);
            return;
        }
        final Component component = byNumber[number];
        final int limit = offset + length;
        int position = offset + ComponentFrame.HEADER_LENGTH;
        while (position < limit)
        {
            final int messageLength = ComponentFrame.next(buffer, position, limit);
            if (messageLength < 0)
            {
                counters.reject(RejectCode.COMPONENT);
                return;
            }
            position += ComponentFrame.RECORD_HEADER_LENGTH;
            component.onMessage(link, buffer, position, messageLength, nowNs);
            position += messageLength;
        }
    }

    /**
     * CUSTOM came, {@code [number of the component, bytes]}; see {@link io.hopwire.link.MessageOwner}. It is as if a
     * frame had brought the bytes.
     *
     * @param link     it came by.
     * @param buffer   holds the message.
     * @param toOffset first byte of our key.
     * @param payload  of the message.
     * @param nowNs    time of the duty cycle.
     */
    public void onCustom(
        final Link link, final DirectBuffer buffer, final int toOffset, final MsgPackDecoder payload, final long nowNs)
    {
        final int fields = payload.readArrayHeader();
        final long number = payload.readLong();
        final int length = payload.readBinary();
        if (2 != fields || payload.failed() || 0 != payload.remaining())
        {
            counters.reject(RejectCode.PAYLOAD);
        }
        else if (number < 0 || number >= byNumber.length || null == byNumber[(int)number])
        {
            counters.reject(RejectCode.COMPONENT);
        }
        else
        {
            link.lastUsedNs(nowNs);
            byNumber[(int)number].onMessage(link, buffer, payload.valueOffset(), length, nowNs);
        }
    }

    @Override
    public boolean gathers()
    {
        return null != batch;
    }

    @Override
    public boolean flush(final long nowNs)
    {
        batch.flush(nowNs);
        return false;
    }

    @Override
    public boolean onClose(final long nowNs)
    {
        if (closing < all.length)
        {
            batch.limit(Limits.MAX_DATAGRAMS_PER_INPUT - 1);
            closing += all[closing].onClose(nowNs) ? 0 : 1;
            batch.limit(1);
            flush(nowNs);
        }
        return closing < all.length;
    }

    private static final class OfComponent implements ComponentServices
    {
        private final MessagesToPeers batch;
        private final int number;
        private final Timers timers;
        private final EntropySource entropy;

        OfComponent(final MessagesToPeers batch, final int number, final Timers timers, final EntropySource entropy)
        {
            this.batch = batch;
            this.number = number;
            this.timers = timers;
            this.entropy = entropy;
        }

        @Override
        public int tryClaim(final Peer peer, final int length)
        {
            return batch.tryClaim((Link)peer, number, length);
        }

        @Override
        public MutableDirectBuffer buffer()
        {
            return batch.buffer();
        }

        @Override
        public void commit()
        {
            batch.commit();
        }

        @Override
        public void abort()
        {
            batch.abort();
        }

        @Override
        public int offer(final Peer peer, final DirectBuffer buffer, final int offset, final int length)
        {
            final int claim = batch.tryClaim((Link)peer, number, length);
            if (claim < 0)
            {
                return claim;
            }
            batch.buffer().putBytes(claim, buffer, offset, length);
            batch.commit();
            return 0;
        }

        @Override
        public int maxMessageLength(final Peer peer)
        {
            return batch.maxMessageLength((Link)peer);
        }

        @Override
        public Timers timers()
        {
            return timers;
        }

        @Override
        public EntropySource entropy()
        {
            return entropy;
        }
    }
}
