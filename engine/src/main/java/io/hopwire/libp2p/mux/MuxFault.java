package io.hopwire.libp2p.mux;

/**
 * Why a connection ended, a stream was reset, or a frame was ignored. Each is counted, see {@link MuxMemory#count}.
 */
public enum MuxFault
{
    /** Unknown version of the protocol. */
    VERSION(Ends.PROTOCOL),
    /** Unknown type of a frame, or flag of a message. */
    FRAME_TYPE(Ends.PROTOCOL),
    /** Flags that do not exist, or not together. */
    FLAGS(Ends.PROTOCOL),
    /** Stream 0 where a stream has to be named, a stream where none may be, or an id of the other side's parity. */
    STREAM_ID(Ends.PROTOCOL),
    /** A stream opened that is open. */
    STREAM_IN_USE(Ends.PROTOCOL),
    /** A frame for a stream that nobody has opened yet. */
    STREAM_NEVER_OPENED(Ends.PROTOCOL),
    /** More bytes announced than the stream has credit for. */
    WINDOW_EXCEEDED(Ends.PROTOCOL),
    /** More credit given than 32 bits hold. */
    CREDIT_OVERFLOW(Ends.PROTOCOL),
    /** A message longer than allowed. */
    MESSAGE_LENGTH(Ends.PROTOCOL),
    /** A varint that is not minimal, or does not end. */
    VARINT(Ends.PROTOCOL),
    /** Pings without end, whose answers are not read. */
    PING_FLOOD(Ends.PROTOCOL),
    /** So many streams to be reset that no more of them can be remembered, as resets are not read. */
    RESET_FLOOD(Ends.PROTOCOL),
    /** Control frames waited too long for the peer to read. */
    NOT_READING(Ends.CONNECTION),
    /** No byte came since a ping, for too long. */
    PING_TIMEOUT(Ends.CONNECTION),
    /** The peer says that we broke the protocol. */
    PEER_SAW_PROTOCOL_ERROR(Ends.CONNECTION),
    /** The peer has an error of its own. */
    PEER_HAS_INTERNAL_ERROR(Ends.CONNECTION),
    /** The peer goes away for a reason that does not exist. */
    PEER_GOES_AWAY(Ends.CONNECTION),
    /** We closed the connection, or it broke. */
    CONNECTION_CLOSED(Ends.CONNECTION),

    /** The peer reset the stream. */
    PEER_RESET(Ends.STREAM),
    /** The peer opened more streams than it may. */
    STREAM_LIMIT(Ends.STREAM),
    /** The peer opened a stream though we are going away. */
    GOING_AWAY(Ends.STREAM),
    /** The memory for what handlers do not take is used up: the connection's, or all of it. */
    MEMORY(Ends.STREAM),
    /** More bytes than a stream without flow control keeps. */
    BUFFER_FULL(Ends.STREAM),
    /** Bytes after the peer has said that there are no more. */
    DATA_AFTER_END(Ends.STREAM),

    /** A frame for a stream that is gone: it was under way. */
    LATE_FRAME(Ends.NOTHING),
    /** An answer to a ping that we did not send. */
    UNASKED_PONG(Ends.NOTHING);

    private final Ends ends;

    MuxFault(final Ends ends)
    {
        this.ends = ends;
    }

    /**
     * {@return whether the connection ends with it}
     */
    public boolean endsConnection()
    {
        return Ends.CONNECTION == ends || Ends.PROTOCOL == ends;
    }

    /**
     * {@return whether the peer broke the protocol, with which the connection ends}
     */
    public boolean breaksProtocol()
    {
        return Ends.PROTOCOL == ends;
    }

    /**
     * {@return whether a stream ends with it, and the connection goes on}
     */
    public boolean endsStream()
    {
        return Ends.STREAM == ends;
    }

    private enum Ends
    {
        PROTOCOL, CONNECTION, STREAM, NOTHING
    }
}
