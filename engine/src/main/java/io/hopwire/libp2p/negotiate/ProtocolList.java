package io.hopwire.libp2p.negotiate;

import io.hopwire.libp2p.wire.Libp2pLimits;
import io.hopwire.libp2p.wire.UnsignedVarint;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Names of protocols, the one that is liked most first, as they go over the wire. Immutable.
 */
public final class ProtocolList
{
    private static final char LINE_END = '\n';

    private final List<String> names;
    private final UnsafeBuffer[] lines;

    /**
     * Make the lines.
     *
     * @param names of protocols, at least one.
     * @throws IllegalArgumentException if one is empty, too long, has a newline in it, or occurs twice.
     */
    public ProtocolList(final List<String> names)
    {
        final boolean isDistinct = names.stream().distinct().count() == names.size();
        if (names.isEmpty() || names.size() > Libp2pLimits.MAX_PROTOCOLS || !isDistinct)
        {
            throw new IllegalArgumentException(
                "1 to " + Libp2pLimits.MAX_PROTOCOLS + " protocols, each once: " + names);
        }
        this.names = List.copyOf(names);
        lines = new UnsafeBuffer[names.size()];
        for (int i = 0; i < lines.length; i++)
        {
            lines[i] = line(names.get(i));
        }
    }

    /**
     * {@return how many there are}
     */
    public int size()
    {
        return lines.length;
    }

    /**
     * {@return a name}
     *
     * @param index from 0.
     */
    public String name(final int index)
    {
        return names.get(index);
    }

    /** {@return a name with its length in front and a newline behind} */
    DirectBuffer line(final int index)
    {
        return lines[index];
    }

    /** {@return which one it is, or -1} */
    int indexOf(final DirectBuffer buffer, final int offset, final int length)
    {
        for (int i = 0; i < lines.length; i++)
        {
            if (isName(lines[i], buffer, offset, length))
            {
                return i;
            }
        }
        return -1;
    }

    /** {@return whether a line has this name} */
    static boolean isName(final DirectBuffer line, final DirectBuffer buffer, final int offset, final int length)
    {
        final int prefix = UnsignedVarint.length(length + 1);
        if (line.capacity() != prefix + length + 1)
        {
            return false;
        }
        for (int i = 0; i < length; i++)
        {
            if (line.getByte(prefix + i) != buffer.getByte(offset + i))
            {
                return false;
            }
        }
        return true;
    }

    static UnsafeBuffer line(final String name)
    {
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 1 || bytes.length > Libp2pLimits.MAX_PROTOCOL_LENGTH || name.indexOf(LINE_END) >= 0)
        {
            throw new IllegalArgumentException("no name of a protocol: " + name);
        }
        final int prefix = UnsignedVarint.length(bytes.length + 1);
        final UnsafeBuffer line = new UnsafeBuffer(new byte[prefix + bytes.length + 1]);
        UnsignedVarint.put(line, 0, bytes.length + 1);
        line.putBytes(prefix, bytes);
        line.putByte(prefix + bytes.length, (byte)LINE_END);
        return line;
    }
}
