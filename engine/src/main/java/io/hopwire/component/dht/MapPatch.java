package io.hopwire.component.dht;

import io.hopwire.wire.MsgPackDecoder;
import io.hopwire.wire.MsgPackEncoder;
import io.hopwire.wire.MsgPackType;
import org.agrona.DirectBuffer;

/**
 * A change that says only what is different: a map whose pairs replace those of another one, and delete them where
 * their value is nil. Pairs keep their order, new ones come last. Only the outermost map is merged: what is inside is
 * replaced as a whole, as the operation <em>delta</em> of the specification's author did it. Takes the product of the
 * sizes of the maps, which fit a datagram. Not thread-safe.
 */
final class MapPatch
{
    private final MsgPackDecoder base = new MsgPackDecoder();
    private final MsgPackDecoder patch = new MsgPackDecoder();
    private int pairStart;
    private int keyOffset;
    private int keyLength;
    private int valueOffset;
    private int valueEnd;

    /** Whether a value is a map, and so can be patched, or be a patch. */
    static boolean isMap(final MsgPackDecoder decoder, final DirectBuffer buffer, final int offset, final int length)
    {
        return MsgPackType.MAP == decoder.wrap(buffer, offset, length).peek();
    }

    /**
     * Merge.
     *
     * @param to          where the merged map goes.
     * @param buffer      holds the map that is patched.
     * @param offset      first byte.
     * @param length      bytes; 0 where there is none, and all comes from the patch.
     * @param by          holds the patch.
     * @param byOffset    first byte.
     * @param byLength    bytes.
     */
    void merge(
        final MsgPackEncoder to,
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final DirectBuffer by,
        final int byOffset,
        final int byLength)
    {
        final int ofBase = 0 == length ? 0 : base.wrap(buffer, offset, length).readMapHeader();
        int count = 0;
        for (int i = 0; i < ofBase; i++)
        {
            next(base);
            count += find(by, byOffset, byLength, buffer) ? 0 : 1;
        }
        final int ofPatch = patch.wrap(by, byOffset, byLength).readMapHeader();
        for (int i = 0; i < ofPatch; i++)
        {
            next(patch);
            count += isNil(by) ? 0 : 1;
        }
        to.putMapHeader(count);
        if (0 != length)
        {
            base.wrap(buffer, offset, length).readMapHeader();
        }
        for (int i = 0; i < ofBase; i++)
        {
            next(base);
            if (!find(by, byOffset, byLength, buffer))
            {
                to.putEncoded(buffer, pairStart, valueEnd - pairStart);
            }
        }
        patch.wrap(by, byOffset, byLength).readMapHeader();
        for (int i = 0; i < ofPatch; i++)
        {
            next(patch);
            if (!isNil(by))
            {
                to.putEncoded(by, pairStart, valueEnd - pairStart);
            }
        }
    }

    private void next(final MsgPackDecoder decoder)
    {
        pairStart = decoder.position();
        keyLength = decoder.readString();
        keyOffset = decoder.valueOffset();
        valueOffset = decoder.position();
        decoder.skip();
        valueEnd = decoder.position();
    }

    private boolean isNil(final DirectBuffer buffer)
    {
        return valueEnd == valueOffset + 1 && buffer.getByte(valueOffset) == (byte)0xc0;
    }

    /** Whether the patch has the key that was read last. */
    private boolean find(final DirectBuffer by, final int offset, final int length, final DirectBuffer buffer)
    {
        final int count = patch.wrap(by, offset, length).readMapHeader();
        for (int i = 0; i < count; i++)
        {
            final int bytes = patch.readString();
            if (bytes == keyLength && isSame(by, patch.valueOffset(), buffer))
            {
                return true;
            }
            patch.skip();
        }
        return false;
    }

    private boolean isSame(final DirectBuffer by, final int offset, final DirectBuffer buffer)
    {
        for (int i = 0; i < keyLength; i++)
        {
            if (by.getByte(offset + i) != buffer.getByte(keyOffset + i))
            {
                return false;
            }
        }
        return true;
    }
}
