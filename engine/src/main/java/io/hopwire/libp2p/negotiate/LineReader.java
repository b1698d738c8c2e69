package io.hopwire.libp2p.negotiate;

import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Puts a line together that comes in pieces. Its length is looked at before a byte of it is waited for.
 */
final class LineReader
{
    private static final int PREFIX = UnsignedVarint.length(Negotiation.MAX_LINE);

    private final UnsafeBuffer line = new UnsafeBuffer(new byte[PREFIX + Negotiation.MAX_LINE]);
    private int present;
    private int prefix;
    private int length;
    private NegotiateFault fault;

    void clear()
    {
        present = 0;
        prefix = 0;
        length = 0;
        fault = null;
    }

    /** {@return bytes taken, up to the end of the line} */
    int read(final DirectBuffer buffer, final int offset, final int available)
    {
        int done = 0;
        while (done < available && null == fault && !isWhole())
        {
            if (0 == length)
            {
                line.putByte(present++, buffer.getByte(offset + done++));
                readLength();
            }
            else
            {
                final int part = Math.min(available - done, prefix + length - present);
                line.putBytes(present, buffer, offset + done, part);
                present += part;
                done += part;
            }
        }
        if (isWhole() && '\n' != line.getByte(prefix + length - 1))
        {
            fault = NegotiateFault.LINE_END;
        }
        return done;
    }

    boolean isWhole()
    {
        return length > 0 && present == prefix + length;
    }

    NegotiateFault fault()
    {
        return fault;
    }

    DirectBuffer buffer()
    {
        return line;
    }

    int nameOffset()
    {
        return prefix;
    }

    /** {@return bytes without the newline} */
    int nameLength()
    {
        return length - 1;
    }

    private void readLength()
    {
        final long value = UnsignedVarint.get(line, 0, present);
        if (UnsignedVarint.INCOMPLETE == value && present < PREFIX)
        {
            return;
        }
        if (value <= 0 || value > Negotiation.MAX_LINE)
        {
            fault = NegotiateFault.LINE_LENGTH;
            return;
        }
        prefix = present;
        length = (int)value;
    }
}
