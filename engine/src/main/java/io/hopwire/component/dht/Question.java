package io.hopwire.component.dht;

import io.hopwire.wire.MsgPackDecoder;
import org.agrona.DirectBuffer;

/**
 * Which key is meant, and with which ballot. A ballot is a counter, near the time in milliseconds, and eight bytes that
 * who makes it has drawn when it began: no two lives of nodes have the same, and the later one has the greater counter,
 * or node.
 */
final class Question
{
    /** No id: nobody awaits it. */
    static final long NO_ID = -1;

    DirectBuffer address;
    int addressOffset;
    DirectBuffer key;
    int keyOffset;
    int keyLength;
    long id;
    long counter;
    long node;

    Question set(
        final DirectBuffer ofAddress, final DirectBuffer ofKey, final int length, final long ballot, final long by)
    {
        address = ofAddress;
        addressOffset = 0;
        key = ofKey;
        keyOffset = 0;
        keyLength = length;
        counter = ballot;
        node = by;
        return this;
    }

    /**
     * Read address and key, where a message begins with them.
     *
     * @return false where they are none.
     */
    boolean readKey(
        final MsgPackDecoder payload, final DirectBuffer buffer, final Place place, final int length, final int maxKey)
    {
        address = buffer;
        key = buffer;
        if (payload.readBinary() != length)
        {
            return false;
        }
        addressOffset = payload.valueOffset();
        keyLength = payload.readBinary();
        keyOffset = payload.valueOffset();
        return keyLength > 0 && keyLength <= maxKey && place.isOf(address, addressOffset, key, keyOffset, keyLength);
    }

    /** Read the ballot. */
    boolean readBallot(final MsgPackDecoder payload)
    {
        counter = payload.readLong();
        node = payload.readLong();
        return counter > 0 && !payload.failed();
    }
}
