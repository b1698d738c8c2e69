package io.hopwire.libp2p;

import org.agrona.DirectBuffer;

/**
 * What happens on streams: on those of a protocol that peers open ({@link HostCore#setStreamHandler}), or on one that
 * we open ({@link HostCore#newStream}). Of each stream that was asked for, either {@link #onFailed} tells that there
 * is none; or {@link #onOpened} that there is one, and then exactly one of {@link #onClosed} and {@link #onReset} that
 * it is over. From there on the stream belongs to the host again.
 * <p>
 * Called by the thread that runs the core, from within its inputs and from within calls of the host. May call the host,
 * its connections and its streams, whatever it is told. Must not throw.
 */
public interface StreamHandler
{
    /**
     * A stream is there, and may be written to. Where we opened it and suggested one protocol only, the peer may not
     * have heard of it yet, see {@link #onAgreed}.
     *
     * @param stream which.
     */
    default void onOpened(final NetStream stream)
    {
    }

    /**
     * The peer has agreed to the protocol of a stream that was opened without waiting for that. Where it refuses,
     * {@link #onReset} follows instead.
     *
     * @param stream which.
     */
    default void onAgreed(final NetStream stream)
    {
    }

    /**
     * Bytes came. Who takes fewer than there are gets no more until {@link NetStream#resume}, and the peer soon has to
     * stop.
     *
     * @param stream which.
     * @param buffer holds them during this call.
     * @param offset first byte.
     * @param length bytes.
     * @param nowNs  time of the duty cycle.
     * @return bytes taken, from 0 to {@code length}.
     */
    int onData(NetStream stream, DirectBuffer buffer, int offset, int length, long nowNs);

    /**
     * All bytes were taken and no more will come. We may still write; the stream ends with
     * {@link NetStream#closeWrite}. Who overrides this calls that in the end: a stream whose peer has ended its side
     * and that its handler never closes has no deadline, for only the application knows how long it has to say
     * something. Until its connection ends it takes up one of the streams that the connection, the peer and the
     * protocol may have.
     *
     * @param stream which.
     */
    default void onEnd(final NetStream stream)
    {
        stream.closeWrite();
    }

    /**
     * There may be room again on a stream whose {@link NetStream#write} did not take all.
     *
     * @param stream which.
     */
    default void onWritable(final NetStream stream)
    {
    }

    /**
     * A stream ended without all bytes having arrived.
     *
     * @param stream which; not to be used any more when this returns.
     * @param fault  why.
     */
    default void onReset(final NetStream stream, final HostFault fault)
    {
    }

    /**
     * Both sides ended a stream, and all was taken.
     *
     * @param stream which; not to be used any more when this returns.
     */
    default void onClosed(final NetStream stream)
    {
    }

    /**
     * No stream was opened.
     *
     * @param fault why; {@link HostFault#PROTOCOL_NOT_SUPPORTED} where the peer has none of the protocols.
     */
    default void onFailed(final HostFault fault)
    {
    }
}
