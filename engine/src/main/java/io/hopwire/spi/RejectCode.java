package io.hopwire.spi;

/**
 * Why an input was dropped. Each code has a counter of its own, {@link Counters#reject(RejectCode)}; nothing else
 * happens to a bad input: no exception, no allocation, no log line. Ids are never reused.
 */
public enum RejectCode
{
    /** Shorter than its header, or its length field disagrees with the bytes present. */
    FRAME_LENGTH(0, "frame: length"),
    /** Unknown frame type. */
    FRAME_TYPE(1, "frame: type"),
    /** Unknown version of the wire format. */
    FRAME_VERSION(2, "frame: version"),
    /** Nobody here has that receiver index. */
    UNKNOWN_RECEIVER(3, "link: unknown receiver"),
    /** Counter seen before, or older than the replay window. */
    REPLAY(4, "link: replay"),
    /** Authentication tag does not fit. */
    AUTHENTICATION(5, "link: authentication"),
    /** Key is used up or too old. */
    KEY_EXPIRED(6, "link: key expired"),
    /** First MAC of a handshake is wrong; no key agreement was made. */
    HANDSHAKE_MAC(7, "handshake: mac"),
    /** Proof of address, or that it is no recording, was demanded. */
    HANDSHAKE_COOKIE(8, "handshake: cookie demanded"),
    /** Handshake does not fit any we wait for, or its Noise message is wrong. */
    HANDSHAKE_INVALID(9, "handshake: invalid"),
    /** Timestamp is not newer than the last one from this peer. */
    HANDSHAKE_REPLAY(10, "handshake: replay"),
    /** Table of handshakes or queue of slow work is full. */
    HANDSHAKE_LIMIT(11, "handshake: limit"),
    /** Peer speaks for another network, or is ourselves. */
    HANDSHAKE_REFUSED(12, "handshake: refused"),
    /** Table of links is full. */
    LINK_LIMIT(13, "link: limit"),
    /** A transmission that breaks seed 004's format. */
    TRANSMISSION(14, "wire: transmission"),
    /** A payload that is not the msgpack we expect. */
    PAYLOAD(15, "wire: payload"),
    /** Operation that nobody owns. */
    OPERATION(16, "wire: operation"),
    /** Cell whose label is not installed for the link it came from. */
    UNKNOWN_LABEL(17, "circuit: unknown label"),
    /** Cell with no hop left in its budget. */
    HOP_LIMIT(18, "circuit: hop limit"),
    /** Malformed cell. */
    CELL(19, "circuit: cell"),
    /** Table of circuits is full. */
    CIRCUIT_LIMIT(20, "circuit: limit"),
    /** Session packet seen before, or older than the window or the keys that are kept. */
    SESSION_REPLAY(21, "session: replay"),
    /** Session packet whose tag does not fit. */
    SESSION_AUTHENTICATION(22, "session: authentication"),
    /** Malformed session frame. */
    SESSION_FRAME(23, "session: frame"),
    /** Table of sessions is full, or the memory that they may have together is taken. */
    SESSION_LIMIT(24, "session: limit"),
    /** More than the window we gave. */
    SESSION_WINDOW(25, "session: window"),
    /** Compression that is not taken here, and so was never agreed on. */
    COMPRESSION(26, "wire: compression"),
    /** An answer to nothing we asked. */
    UNSOLICITED(27, "rpc: unsolicited"),
    /** Routing table refused the contact (full, quota, unverified). */
    CONTACT(28, "routing: contact"),
    /** Longer than the receiving slot. */
    TRUNCATED(29, "transport: truncated"),
    /** Source address that the table has no room for. */
    ADDRESS_LIMIT(30, "transport: address limit"),
    /** Messages for a component that this node does not host, or not as long as they say. */
    COMPONENT(31, "component: unknown or malformed"),
    /** Authentic frame of a link that is not up any more. */
    LINK_NOT_UP(32, "link: not up"),
    /** Cell that the next link can not take: it is gone, its key is used up, or the outbox is full. */
    CELL_UNSENT(33, "circuit: next link takes nothing"),
    /** Session handshake whose Noise message or payload is wrong. */
    SESSION_HANDSHAKE(34, "session: handshake"),
    /** Session handshake that is a recording. */
    SESSION_HANDSHAKE_REPLAY(35, "session: handshake replay"),
    /** Table of sessions, or of their handshakes, is full. */
    SESSION_HANDSHAKE_LIMIT(36, "session: handshake limit"),
    /** Message that was here before; acknowledged again. */
    SESSION_DUPLICATE(37, "session: duplicate message"),
    /** Message for a session that is closing; its sender learns that its fate is unknown. */
    SESSION_CLOSING(38, "session: closing"),
    /** Handshake that was good when it came, and needless before its message was read: another one made the link. */
    HANDSHAKE_SUPERSEDED(39, "handshake: superseded"),
    /** Handshake whose payload is not made of fields that can be read, or too long. */
    HANDSHAKE_PAYLOAD(40, "handshake: payload"),
    /** Certificate that is missing, is none, or vouches for another static key or for another address than wanted. */
    HANDSHAKE_CERTIFICATE(41, "handshake: certificate"),
    /** Address of a kind that nobody can dial, or that is not known; its node is not spoken to. */
    ADDRESS_KIND(42, "discovery: kind of address"),
    /** Bytes of a connection that are no frame, or one longer than the MTU; the connection is closed. */
    STREAM(43, "transport: no sequence of frames"),
    /** Address that means nothing where it is named: loopback or link-local, and not of the network of who names it. */
    ADDRESS_SCOPE(44, "discovery: scope of address"),
    /** Session that the application did not want; its initiator is told that it is refused. */
    SESSION_NOT_ACCEPTED(45, "session: not accepted"),
    /** Session of a peer that has as many as one may have; it is told that we are busy. */
    SESSION_PEER_LIMIT(46, "session: limit of one peer"),
    /** Cell that is longer than the next link's datagrams; its sender is told how long it may be. */
    CELL_TOO_LONG(47, "circuit: too long for the next link"),
    /** SHOUT that is older than its lifetime, or whose sender's clock is as far ahead. */
    SHOUT_EXPIRED(48, "shout: out of date"),
    /** SHOUT beyond what one sender, or one neighbour, may say in a second. */
    SHOUT_RATE(49, "shout: beyond the rate"),
    /** SHOUT that there is no room for, to remember it or on its way to the neighbours. */
    SHOUT_LIMIT(50, "shout: no room"),
    /** SHOUT that a neighbour could not be sent: its link is going, or takes nothing. */
    SHOUT_UNSENT(51, "shout: neighbour takes nothing"),
    /** STORE, or FIND_VALUE with a ballot, that is earlier than one that was promised. */
    DHT_BALLOT(52, "dht: earlier than promised"),
    /** STORE, or FIND_VALUE with a ballot, that there is no room for, or that is out of date. */
    DHT_REFUSED(53, "dht: no room, or out of date"),
    /** SPEAK that a neighbour passed on for somebody else. */
    SPEAK_OF_ANOTHER(54, "speak: of another node"),
    /** SPEAK that is older than its lifetime, or whose sender's clock is as far ahead. */
    SPEAK_EXPIRED(55, "speak: out of date"),
    /** SPEAK beyond what one neighbour may say in a second, or that there is no room for to remember it. */
    SPEAK_LIMIT(56, "speak: beyond the rate, or no room"),
    /** SPEAK that the application had no room for: it is not acknowledged, and comes again. */
    SPEAK_UNHEARD(57, "speak: application has no room"),
    /** Answer to FIND_VALUE or STORE that is awaited, but of somebody else: its sender was not asked. */
    DHT_NOT_ASKED(58, "dht: answer of one who was not asked"),
    /** Compressed transmission that does not decompress. */
    COMPRESSED(59, "wire: compressed data"),
    /** Compressed transmission that becomes longer, or has more messages, than one may. */
    COMPRESSION_BOMB(60, "wire: too long when decompressed"),
    /** WHISPER that is not sealed, and is not from the neighbour itself to us; refused. */
    WHISPER_PLAIN(61, "whisper: not sealed"),
    /** WHISPER beyond what a neighbour, or a sender by it, may say in a second, or that there is no room for. */
    WHISPER_LIMIT(62, "whisper: beyond the rate, or no room"),
    /** WHISPER for another node to which no neighbour is closer; refused. */
    WHISPER_NO_WAY(63, "whisper: no way"),
    /** WHISPER for us whose box does not open, or is of an unknown kind. */
    WHISPER_BOX(64, "whisper: box does not open"),
    /** WHISPER for us that came by others, in a box that does not prove who has sealed it. */
    WHISPER_UNPROVED(65, "whisper: sender not proved"),
    /** WHISPER for us that is older than its lifetime, or whose sender's clock is as far ahead. */
    WHISPER_EXPIRED(66, "whisper: out of date"),
    /** WHISPER that the application had no room for: it is not acknowledged, and comes again. */
    WHISPER_UNHEARD(67, "whisper: application has no room"),
    /** Acknowledgement of a WHISPER of ours by somebody who has not opened it. */
    WHISPER_FALSE_ACK(68, "whisper: false acknowledgement"),
    /** Transmission of a bare network from a key whose link is at another address. */
    LINK_ELSEWHERE(69, "link: bare, of a key at another address"),
    /** Record in a STORE, or an answer, that is not signed by the owner whom it names. */
    DHT_FORGED(70, "dht: not signed by its owner"),
    /** STORE of a record over one that somebody else has signed; or an answer signed by another than is wanted. */
    DHT_NOT_OWNER(71, "dht: signed by somebody else"),
    /** STORE of a signed record that is older than the one of the same owner that is there. */
    DHT_OLDER(72, "dht: older than what its owner has signed"),
    /** Signed record that can not be checked now: too many of one writer, or in one moment, are. */
    DHT_UNCHECKED(73, "dht: too many signatures to check"),
    /** Route request of a neighbour whose requests have spent what they may; refused. */
    ROUTE_ALLOWANCE(74, "circuit: allowance of a neighbour spent"),
    /** Handshake that had to prove its address, and was not told so: so many were told just now. */
    HANDSHAKE_UNANSWERED(75, "handshake: cookie not even demanded"),
    /** Handshake of a network that has begun as many as it may while the node is under load. */
    HANDSHAKE_SHARE(76, "handshake: share of a network spent"),
    /** Connection of libp2p whose peer does not negotiate as it should, or has nothing in common with us. */
    LIBP2P_NEGOTIATION(77, "libp2p: negotiation of a connection"),
    /** Connection of libp2p with a message of its handshake that is not authentic, or of no such length. */
    LIBP2P_HANDSHAKE(78, "libp2p: handshake"),
    /** Connection of libp2p whose peer has not proved who it is, or is somebody else than who was wanted. */
    LIBP2P_IDENTITY(79, "libp2p: identity"),
    /** Connection of libp2p with a record that is not authentic, or of no such length. */
    LIBP2P_RECORD(80, "libp2p: record"),
    /** Connection of libp2p whose peer broke the protocol of its streams. */
    LIBP2P_MUXER(81, "libp2p: muxer"),
    /** Connection of libp2p that is not wanted, or that there is no room for. */
    LIBP2P_CONNECTION_LIMIT(82, "libp2p: connection not wanted, or no room"),
    /** Stream of libp2p whose peer does not negotiate as it should, or refuses all that was suggested. */
    LIBP2P_STREAM_NEGOTIATION(83, "libp2p: negotiation of a stream"),
    /** Stream of libp2p beyond what a peer, or a protocol, may have, or beyond the rate. */
    LIBP2P_STREAM_LIMIT(84, "libp2p: too many streams"),
    /** What a peer of libp2p says of itself that can not be read, does not come in time, or is not signed by it. */
    LIBP2P_IDENTIFY(85, "libp2p: identify"),
    /** Connection or stream of libp2p beyond what the network of its peer may have. */
    LIBP2P_NETWORK_LIMIT(86, "libp2p: share of a network spent");

    private static final RejectCode[] BY_ID = values();

    private final int id;
    private final String label;

    RejectCode(final int id, final String label)
    {
        this.id = id;
        this.label = label;
    }

    /**
     * Number on the counters file.
     *
     * @return id, equal to the ordinal.
     */
    public int id()
    {
        return id;
    }

    /**
     * For people.
     *
     * @return label of the counter.
     */
    public String label()
    {
        return label;
    }

    /**
     * How many codes there are.
     *
     * @return how many codes there are.
     */
    public static int count()
    {
        return BY_ID.length;
    }

    /**
     * Code of an id.
     *
     * @param id of a code.
     * @return the code.
     */
    public static RejectCode get(final int id)
    {
        return BY_ID[id];
    }
}
