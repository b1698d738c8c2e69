package io.hopwire.libp2p;

import io.hopwire.libp2p.mux.MuxFault;
import io.hopwire.libp2p.negotiate.NegotiateFault;
import io.hopwire.libp2p.secure.SecureFault;

/**
 * Why something failed, whichever layer found it: a connection that was not made, or ended; a stream that was not
 * opened, or was reset; a question that was not answered. What to do about it differs from one to the other, so that
 * users may switch on them.
 */
public enum HostFault
{
    /** No address of the peer is known. */
    NO_ADDRESSES("no address of the peer is known"),
    /** The address is not one of IP and TCP. */
    ADDRESS_NOT_SUPPORTED("an address of that kind can not be dialled"),
    /** The address, or the peer, is this host itself. */
    DIAL_TO_SELF("the peer is this host itself"),
    /** {@code /dns}: no address is known of that name. */
    UNKNOWN_HOST("no address is known of the name"),
    /** Nobody can be reached there from here. */
    UNREACHABLE("nobody can be reached there from here"),
    /** As many connections are being dialled as may be. */
    DIAL_LIMIT("too many connections are being dialled"),
    /** Nobody accepts connections there, or the connection broke before it was there. */
    CONNECTION_REFUSED("nobody accepts connections there"),
    /** The connection did not come up in time. */
    DIAL_TIMEOUT("the connection did not come up in time"),
    /** The connection gater does not want it. */
    GATED("the connection gater does not want it"),
    /** As many connections are open as may be: in all, of peers, not upgraded, or with that peer. */
    CONNECTION_LIMIT("as many connections are open as may be"),
    /**
     * Both sides dialled, and no more connections may be open with the peer: the one that the peer with the greater id
     * dialled is kept. What was a stream on this one may be opened anew.
     */
    REPLACED("another connection with the peer is kept"),
    /** As many connections are open from the peer's network as may be: in all, or not upgraded. */
    NETWORK_LIMIT("as many connections are open from the peer's network as may be"),
    /**
     * All places are taken, and another peer needs that of this connection: its peer had not said who it is, or it was
     * not used, or its network had most of all.
     */
    DISPLACED("another peer needs its place"),
    /** As many handshakes are under way as may be. */
    HANDSHAKE_LIMIT("as many handshakes are under way as may be"),

    /** The peer has no protocol to secure the connection with that we have. */
    SECURITY_NOT_SUPPORTED("the peer has no security protocol that we have"),
    /** The peer has no muxer that we have. */
    MUXER_NOT_SUPPORTED("the peer has no muxer that we have"),
    /** What the peer said on a connection is not multistream-select. */
    NEGOTIATION("the peer does not negotiate as multistream-select has it"),
    /** A message of the handshake that is not authentic, or out of turn. */
    HANDSHAKE("the handshake failed"),
    /** A message of the handshake that is longer than may be; with RSA keys beyond 4,096 bits it is. */
    HANDSHAKE_LENGTH("a message of the handshake is too long"),
    /** The peer has not proved who it is. */
    IDENTITY("the peer has not proved who it is"),
    /** The peer is somebody else than who was wanted. */
    WRONG_PEER("somebody else than the wanted peer is there"),
    /** The peer took too long to agree on how to speak. */
    UPGRADE_TIMEOUT("the connection was not upgraded in time"),
    /** There is no memory for what the peer sends before it is spoken to. */
    MEMORY("there is no memory for what the peer sends"),

    /** A record that is not authentic, or none. */
    RECORD("a record of the connection is not authentic"),
    /** The peer broke the protocol of the muxer. */
    MUXER("the peer breaks the protocol of the muxer"),
    /** The peer does not read what it is sent. */
    NOT_READING("the peer does not read"),
    /** The peer was silent for too long. */
    PING_TIMEOUT("the peer does not answer"),
    /** The peer closed the connection with an error. */
    PEER_ERROR("the peer closes the connection with an error"),
    /** We closed the connection. */
    CLOSED("the connection was closed"),
    /** The peer closed the connection. */
    CLOSED_BY_PEER("the peer closed the connection"),
    /** The connection broke. */
    CONNECTION_LOST("the connection broke"),

    /** The peer has refused all protocols that were suggested. */
    PROTOCOL_NOT_SUPPORTED(NegotiateFault.NONE_SUPPORTED.text()),
    /** What the peer said on a stream is not multistream-select. */
    STREAM_NEGOTIATION("the peer does not negotiate the stream as multistream-select has it"),
    /** The peer took too long to agree on the protocol of a stream, or to answer on it. */
    STREAM_TIMEOUT("the peer did not answer on the stream in time"),
    /** Our side of a stream had ended, and its peer neither ended its own nor went on for too long. */
    CLOSE_TIMEOUT("the peer did not finish the stream in time"),
    /** The peer reset the stream. */
    RESET_BY_PEER("the peer reset the stream"),
    /** As many streams are open as may be: on the connection, with the peer, of the protocol, or in all. */
    STREAM_LIMIT("as many streams are open as may be"),
    /** More came on a stream than is kept of what its handler does not take. */
    STREAM_MEMORY("there is no memory for what the stream's handler does not take"),
    /** Bytes came on a stream whose end had come. */
    DATA_AFTER_END("bytes came on a stream whose end had come"),
    /** What came is not what the protocol of the stream has. */
    STREAM_PROTOCOL("the peer does not keep to the protocol of the stream");

    private final String text;

    HostFault(final String text)
    {
        this.text = text;
    }

    /** {@return what a person reads} */
    public String text()
    {
        return text;
    }

    /** Of a negotiation on a connection, about something of which the peer has none that we have. */
    static HostFault of(final NegotiateFault fault, final HostFault noneSupported)
    {
        return NegotiateFault.NONE_SUPPORTED == fault ? noneSupported : NEGOTIATION;
    }

    /** Of a negotiation on a stream. */
    static HostFault ofStream(final NegotiateFault fault)
    {
        return NegotiateFault.NONE_SUPPORTED == fault ? PROTOCOL_NOT_SUPPORTED : STREAM_NEGOTIATION;
    }

    /** Of a channel that was open. */
    static HostFault of(final SecureFault fault)
    {
        return SecureFault.MEMORY == fault ? MEMORY : RECORD;
    }

    static HostFault of(final MuxFault fault)
    {
        switch (fault)
        {
            case NOT_READING:
                return NOT_READING;

            case PING_TIMEOUT:
                return PING_TIMEOUT;

            case PEER_SAW_PROTOCOL_ERROR:
            case PEER_HAS_INTERNAL_ERROR:
            case PEER_GOES_AWAY:
                return PEER_ERROR;

            case CONNECTION_CLOSED:
                return CLOSED;

            case PEER_RESET:
                return RESET_BY_PEER;

            case STREAM_LIMIT:
            case GOING_AWAY:
                return STREAM_LIMIT;

            case MEMORY:
            case BUFFER_FULL:
                return STREAM_MEMORY;

            case DATA_AFTER_END:
                return DATA_AFTER_END;

            default:
                return MUXER;
        }
    }
}
