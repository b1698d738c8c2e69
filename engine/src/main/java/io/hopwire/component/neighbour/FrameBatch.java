package io.hopwire.component.neighbour;

import io.hopwire.link.Link;
import io.hopwire.link.LinkTable;
import io.hopwire.wire.ComponentFrame;

/**
 * Messages of one component in a frame of a link; see {@link ComponentFrame}.
 */
final class FrameBatch extends MessagesToPeers
{
    private int maxLength;
    private int component;
    private int length;

    FrameBatch(final LinkTable links)
    {
        super(links);
    }

    @Override
    int overhead()
    {
        return ComponentFrame.HEADER_LENGTH + ComponentFrame.RECORD_HEADER_LENGTH;
    }

    @Override
    void open(final Link to, final int number, final int most)
    {
        maxLength = most;
        component = number;
        length = ComponentFrame.HEADER_LENGTH;
        ComponentFrame.putHeader(frame, 0, number);
    }

    @Override
    boolean hasRoom(final int number, final int messageLength)
    {
        return number == component && messageLength <= maxLength - length - ComponentFrame.RECORD_HEADER_LENGTH;
    }

    @Override
    int begin(final int number, final int messageLength)
    {
        return length + ComponentFrame.RECORD_HEADER_LENGTH;
    }

    @Override
    void end(final int messageLength)
    {
        ComponentFrame.putRecordHeader(frame, length, messageLength);
        length += ComponentFrame.RECORD_HEADER_LENGTH + messageLength;
    }

    @Override
    void forget()
    {
        // Its header is written at its end.
    }

    @Override
    int finish()
    {
        return ComponentFrame.HEADER_LENGTH == length ? 0 : length;
    }
}
