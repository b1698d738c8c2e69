package io.hopwire.link;

import io.hopwire.spi.Limits;
import io.hopwire.wire.Compression;
import io.hopwire.wire.MessageFlyweight;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.TransmissionEncoder;
import io.hopwire.wire.TransmissionFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Messages of seed 004 on their way to neighbours. Messages to the same neighbour that follow each other within one
 * input of the core share a transmission, and so a frame, a tag and a datagram; nothing ever waits for more to come.
 * <p>
 * Where the neighbour takes them compressed, more are gathered than a frame carries: they leave in one frame if they
 * fit it then, and else in as many as it takes, each compressed for itself if that pays. So nothing is longer than
 * without compression, no message depends on it to be sent at all, and what is alike from message to message, as the
 * two addresses are, costs its bytes once.
 * <p>
 * Not thread-safe. The core flushes it at the end of every input.
 */
public final class MessageBatch
{
    private final TransmissionSender sender;
    private final LinkTable links;
    private final int beta;
    private final LinkMemory memory;
    private final TransmissionEncoder transmission = new TransmissionEncoder();
    private final MsgPackEncoder payload = new MsgPackEncoder();
    private Link link;
    /** Where it gathers: lent while messages to a neighbour are. */
    private UnsafeBuffer scratch;
    /** Most bytes of a frame's transmission: a message has to fit it as it is. */
    private int frameLength;
    private boolean isMessageOpen;
    /** Messages since the last flush from outside, each of which may need a datagram. */
    private int messagesOfInput;
    private long claimNowNs;

    /**
     * Over the links of a node.
     *
     * @param sender to neighbours.
     * @param beta   bits of an address in this network.
     */
    public MessageBatch(final TransmissionSender sender, final int beta)
    {
        this.sender = sender;
        this.links = sender.links();
        this.beta = beta;
        this.memory = links.memory();
    }

    /** {@return the links that messages leave over} */
    public LinkTable links()
    {
        return links;
    }

    /** {@return the messages begun since the input did, none of which needs more than one datagram} */
    public int messagesOfInput()
    {
        return messagesOfInput;
    }

    /**
     * Most bytes of a payload that leaves in a frame of its own.
     *
     * @param to the neighbour.
     * @return bytes; may be none, or negative.
     */
    public int roomOfMessage(final Link to)
    {
        return roomOfMessage(to.maxPlaintext());
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
        if (link != to || isFull())
        {
            leave();
            open(to, nowNs);
        }
        int payloadOffset = transmission.beginMessage(from, fromOffset, dest, destOffset, operation, false);
        if (payloadOffset < 0 && transmission.messageCount() > 0)
        {
            leave();
            open(to, nowNs);
            payloadOffset = transmission.beginMessage(from, fromOffset, dest, destOffset, operation, false);
        }
        if (payloadOffset < 0)
        {
            return null;
        }
        messagesOfInput++;
        isMessageOpen = true;
        return payload.wrap(
            scratch, payloadOffset, Math.min(transmission.payloadCapacity(), roomOfMessage(frameLength)));
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
        if (link != to || isFull())
        {
            leave();
            open(to, nowNs);
        }
        if (length > frameLength - TransmissionFlyweight.HEADER_LENGTH)
        {
            return false;
        }
        messagesOfInput++;
        if (transmission.addMessage(src, offset, length))
        {
            return true;
        }
        leave();
        open(to, nowNs);
        return transmission.addMessage(src, offset, length);
    }

    /**
     * Hand what was gathered to the outbox: an input ends, or all that one sender has to say.
     */
    public void flush()
    {
        messagesOfInput = 0;
        leave();
    }

    private void leave()
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
            if (length <= frameLength)
            {
                sender.sendOnce(to, scratch, 0, length, claimNowNs);
            }
            else if (!sender.sendWhole(to, scratch, length, claimNowNs))
            {
                sendInFrames(to, length);
            }
        }
    }

    /** Each with as many messages as it carries; their header takes the place of what was sent before. */
    private void sendInFrames(final Link to, final int length)
    {
        int begin = 0;
        int end = TransmissionFlyweight.HEADER_LENGTH;
        while (end < length)
        {
            final int next = end + MessageFlyweight.headerLength(beta) +
                (int)MessageFlyweight.payloadLength(scratch, end, beta);
            if (next - begin > frameLength)
            {
                sendFrame(to, begin, end);
                begin = end - TransmissionFlyweight.HEADER_LENGTH;
            }
            end = next;
        }
        sendFrame(to, begin, end);
    }

    private void sendFrame(final Link to, final int begin, final int end)
    {
        final int length = end - begin;
        TransmissionFlyweight.write(
            scratch, begin, Compression.NONE, length - TransmissionFlyweight.HEADER_LENGTH);
        sender.sendOnce(to, scratch, begin, length, claimNowNs);
    }

    /** Where more is gathered than a frame carries: no message is to find less room than in a frame of its own. */
    private boolean isFull()
    {
        return null != link && Compression.NONE != link.compression() && transmission.messageCount() > 0 &&
            (transmission.payloadCapacity() < roomOfMessage(frameLength) ||
            transmission.messageCount() == Limits.MAX_COMPRESSED_MESSAGES);
    }

    private int roomOfMessage(final int lengthOfFrame)
    {
        return lengthOfFrame - TransmissionFlyweight.HEADER_LENGTH - MessageFlyweight.headerLength(beta);
    }

    private void open(final Link to, final long nowNs)
    {
        link = to;
        claimNowNs = nowNs;
        frameLength = to.maxPlaintext();
        final int most = sender.most(to);
        scratch = memory.takeBatch(Math.max(most, links.maxPlaintext()));
        transmission.wrap(scratch, 0, most, beta);
    }
}
