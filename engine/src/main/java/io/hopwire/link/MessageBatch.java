package io.hopwire.link;

import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.TransmissionEncoder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Messages of seed 004 on their way to neighbours. Messages to the same neighbour that follow each other within one
 * input of the core share a transmission, and so a frame, a tag and a datagram; nothing ever waits for more to come.
 * <p>
 * Not thread-safe. The core flushes it at the end of every input.
 */
public final class MessageBatch
{
    private final LinkTable links;
    private final int beta;
    private final LinkMemory memory;
    private final int maxLength;
    private final TransmissionEncoder transmission = new TransmissionEncoder();
    private final MsgPackEncoder payload = new MsgPackEncoder();
    private Link link;
    /** Where it gathers: lent while messages to a neighbour are. */
    private UnsafeBuffer scratch;
    private boolean isMessageOpen;
    private long claimNowNs;

    /**
     * Over the links of a node.
     *
     * @param links to neighbours.
     * @param beta  bits of an address in this network.
     */
    public MessageBatch(final LinkTable links, final int beta)
    {
        this.links = links;
        this.beta = beta;
        this.memory = links.memory();
        this.maxLength = links.maxPlaintext();
    }

    /** {@return the links that messages leave over} */
    public LinkTable links()
    {
        return links;
    }

    /**
     * Begin a message. It must be ended, by {@link #end()}, before the next one begins.
     *
     * @param to         the neighbour that the message is handed to.
     * @param from       holds the address the message is from.
     * @param fromOffset first byte of it.
     * @param dest       holds the address the message is to.
     * @param destOffset first byte of it.
     * @param operation  of seed 004.
     * @param nowNs      time of the duty cycle.
     * @return where to write the payload, or null where the message does not fit.
     */
    public MsgPackEncoder begin(
        final Link to,
        final DirectBuffer from,
        final int fromOffset,
        final DirectBuffer dest,
        final int destOffset,
        final int operation,
        final long nowNs)
    {
        if (isMessageOpen)
        {
            throw new IllegalStateException("the message before was not ended");
        }
        if (link != to)
        {
            flush();
            open(to, nowNs);
        }
        int payloadOffset = transmission.beginMessage(from, fromOffset, dest, destOffset, operation, false);
        if (payloadOffset < 0 && transmission.messageCount() > 0)
        {
            flush();
            open(to, nowNs);
            payloadOffset = transmission.beginMessage(from, fromOffset, dest, destOffset, operation, false);
        }
        if (payloadOffset < 0)
        {
            return null;
        }
        isMessageOpen = true;
        return payload.wrap(scratch, payloadOffset, transmission.payloadCapacity());
    }

    /**
     * End the message that was begun.
     *
     * @return false where its payload did not fit and it was dropped.
     */
    public boolean end()
    {
        isMessageOpen = false;
        if (payload.overflowed() || !transmission.commitMessage(payload.length()))
        {
            transmission.abortMessage();
            return false;
        }
        return true;
    }

    /**
     * Add a message as it is, header and payload.
     *
     * @param to     the neighbour that the message is handed to.
     * @param src    holds it.
     * @param offset first byte of its header.
     * @param length bytes, header and payload.
     * @param nowNs  time of the duty cycle.
     * @return false where it does not fit and was dropped.
     */
    public boolean add(
        final Link to, final DirectBuffer src, final int offset, final int length, final long nowNs)
    {
        if (isMessageOpen)
        {
            throw new IllegalStateException("the message before was not ended");
        }
        if (link != to)
        {
            flush();
            open(to, nowNs);
        }
        if (transmission.addMessage(src, offset, length))
        {
            return true;
        }
        flush();
        open(to, nowNs);
        return transmission.addMessage(src, offset, length);
    }

    /**
     * Hand what was gathered to the outbox.
     */
    public void flush()
    {
        if (null != link)
        {
            final Link to = link;
            link = null;
            handOver(to);
            memory.giveBatch(scratch);
            scratch = null;
        }
    }

    private void handOver(final Link to)
    {
        if (transmission.messageCount() > 0 && to.isUp())
        {
            final int length = transmission.finish();
            final int offset = links.tryClaim(to, length);
            if (offset >= 0)
            {
                links.claimBuffer().putBytes(offset, scratch, 0, length);
                links.commit(to, length, claimNowNs);
            }
        }
    }

    private void open(final Link to, final long nowNs)
    {
        link = to;
        claimNowNs = nowNs;
        scratch = memory.takeBatch(maxLength);
        transmission.wrap(scratch, 0, Math.min(maxLength, to.maxPlaintext()), beta);
    }
}
