package io.hopwire;

import org.agrona.DirectBuffer;

/**
 * What somebody has told everybody in the network, or a neighbour its neighbours. The same object is lent to
 * {@link ShoutHandler} for each: nothing of it may be kept beyond the call.
 */
public interface Shout
{
    /**
     * Whom it is said to be from. Any node on the way could have put another name: nothing proves it. Only of what a
     * neighbour tells its neighbours the link is the proof.
     *
     * @return a new object.
     */
    PublicKey from();

    /** {@return when it was sent by its sender's clock, in microseconds since 1970; greater with each of his} */
    long number();

    /**
     * What the message is.
     *
     * @return {@link Kind#BYTES} and {@link Kind#TEXT}, UTF-8, of {@link #length()} bytes; {@link Kind#VALUE} is any
     *     other value of msgpack, encoded.
     */
    Kind kind();

    /** {@return what holds the message} */
    DirectBuffer buffer();

    /** {@return its first byte} */
    int offset();

    /** {@return how many bytes it has} */
    int length();

    /** What a message is. */
    enum Kind
    {
        /** Bytes. */
        BYTES,
        /** UTF-8. */
        TEXT,
        /** One value of msgpack. */
        VALUE
    }
}
